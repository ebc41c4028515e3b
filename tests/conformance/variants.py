"""Right implementations that look different: other arithmetic, memory, algebra, and declared conventions.

Each is a namespace with functions of the kit's names, and CONVENTIONS where it has its own.
"""

from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np

from srm_ref.verification.adapters import by_definition
from srm_ref.verification import suites
from tests.conformance import right

FUNCTIONS = [name for name in suites.FUNCTIONS if name != "population_loss"]          # integrals: too slow for so many


def _mapped(value, change):
    if isinstance(value, dict):
        return {key: _mapped(v, change) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_mapped(v, change) for v in value)
    return change(value) if isinstance(value, np.ndarray) else value


def _around(before, after, **conventions):
    """Wrap every function: `before` changes array arguments, `after` the answer."""
    def wrapped(function):
        return lambda *arguments: _mapped(function(*_mapped(list(arguments), before)), after)

    wrappers = {name: wrapped(getattr(right, name)) for name in FUNCTIONS}
    return SimpleNamespace(**wrappers, CONVENTIONS=conventions)


def _single(array):
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _strided(array):
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def single_precision():
    """Everything in float32, answers included."""
    def cap(n_dims, epsilon):
        e = np.float32(epsilon)
        half, nodes, weights = np.arccos(e), right.NODES.astype(np.float32), right.WEIGHTS.astype(np.float32)
        def mass(high):
            return high / 2 * (weights @ np.sin(high * (nodes + 1) / 2) ** (n_dims - 2))
        return mass(half) / mass(np.float32(np.pi))
    variant = _around(_single, _single)
    variant.cap_fraction = cap
    return variant


def rotor_curves(activations, basis, epsilon, planes, thetas):
    """A complex number an activation, turned back by exp(-i theta)."""
    lit = activations.any(axis=1)
    x = right.unit(activations[lit])
    out = []
    for i, j in planes:
        e1, e2 = by_frame(basis[i], basis[j])
        z = x @ e1 + 1j * (x @ e2)
        out.append([(np.real(z * np.exp(-1j * t)) >= epsilon).sum() / len(activations) for t in thetas])
    return out


def by_frame(a, b):
    """The plane's frame from a QR decomposition, signs put right."""
    q, r = np.linalg.qr(np.stack([a, b], axis=1))
    if abs(r[1, 1]) < 1e-9 * np.linalg.norm(b):
        raise ValueError("no plane")
    return q[:, 0] * np.sign(r[0, 0]), q[:, 1] * np.sign(r[1, 1])


def arc_curves(activations, basis, epsilon, planes, thetas):
    """Every activation lights an arc: |theta - phi| <= arccos(epsilon / r)."""
    lit = activations.any(axis=1)
    x = right.unit(activations[lit])
    out = []
    for i, j in planes:
        e1, e2 = by_frame(basis[i], basis[j])
        p, q = x @ e1, x @ e2
        r, phi = np.hypot(p, q), np.arctan2(q, p)
        half = np.where(r >= abs(epsilon), np.arccos(np.clip(epsilon / np.maximum(r, 1e-300), -1, 1)),
                        np.where(epsilon > 0, -1.0, np.pi))
        gap = np.abs((thetas[:, None] - phi + np.pi) % (2 * np.pi) - np.pi)
        out.append((gap <= half + 1e-12).sum(axis=1) / len(activations))
    return out


def eigen_curves(activations, basis, epsilon, planes, thetas):
    """Full rotation matrices from the eigenvectors of i B, off-plane noise included."""
    lit = activations.any(axis=1)
    x = right.unit(activations[lit])
    out = []
    for i, j in planes:
        e1, e2 = by_frame(basis[i], basis[j])
        values, vectors = np.linalg.eigh(1j * (np.outer(e2, e1) - np.outer(e1, e2)))
        probes = [np.real(vectors @ (np.exp(-1j * t * values) * (vectors.conj().T @ e1))) for t in thetas]
        out.append(((x @ np.array(probes).T) >= epsilon).sum(axis=0) / len(activations))
    return out


def gram_gradient(model, parameters, features, importance):
    """dW = W (S + S^T) with S = X^T dZ, for the models without a hidden relu."""
    if model not in ("linear", "relu_output"):
        return right.toy_loss_and_gradient(model, parameters, features, importance)
    W, b = parameters["W"], parameters["bias"]
    z = np.einsum("si,ri,rj->sj", features, W, W) + b
    y = z if model == "linear" else np.where(z > 0, z, 0)
    loss = np.einsum("i,si->", importance, (y - features) ** 2) / len(features)
    dz = 2 / len(features) * importance * (y - features) * ((z > 0) | (model == "linear"))
    S = features.T @ dz
    return np.array(loss), {"W": W @ (S + S.T), "bias": dz.sum(0)}


def away():
    def spotlight(activations, basis, epsilon, planes, thetas):
        return right.spotlight(activations, basis, epsilon, planes, -thetas)
    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"rotation": "away"})


def open_cones():
    def spotlight(activations, basis, epsilon, planes, thetas):
        return right.spotlight(activations, basis, np.nextafter(epsilon, 2), planes, thetas)
    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"cone": "open"})


def zero_rows_excluded():
    def spotlight(activations, basis, epsilon, planes, thetas):
        lit = activations.any(axis=1)
        with np.errstate(invalid="ignore"):
            return right.spotlight(activations, basis, epsilon, planes, thetas) * len(lit) / np.float64(lit.sum())
    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"zero_activations": "excluded"})


def zeros_for_degenerate_planes():
    def spotlight(activations, basis, epsilon, planes, thetas):
        try:
            return right.spotlight(activations, basis, epsilon, planes, thetas)
        except ValueError:
            return np.zeros((len(planes), len(thetas)))
    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"parallel_planes": "zeros"})


def mean_over_features():
    def toy_loss_and_gradient(model, parameters, features, importance):
        return right.toy_loss_and_gradient(model, parameters, features, importance / len(importance))

    def population_loss(parameters, importance, sparsity):
        return right.population_loss(parameters, importance, sparsity) / len(importance)
    return SimpleNamespace(toy_loss_and_gradient=toy_loss_and_gradient, population_loss=population_loss,
                           CONVENTIONS={"loss": "mean"})


def sum_over_samples():
    def toy_loss_and_gradient(model, parameters, features, importance):
        return right.toy_loss_and_gradient(model, parameters, features, importance * len(features))
    return SimpleNamespace(toy_loss_and_gradient=toy_loss_and_gradient, CONVENTIONS={"samples": "sum"})


def features_by_rows():
    def turned(parameters):
        return {name: np.transpose(value) for name, value in parameters.items()}

    def toy_loss_and_gradient(model, parameters, features, importance):
        loss, gradients = right.toy_loss_and_gradient(model, turned(parameters), features, importance)
        return loss, turned(gradients)

    def toy_forward(model, parameters, features):
        return right.toy_forward(model, turned(parameters), features)

    def population_loss(parameters, importance, sparsity):
        return right.population_loss(turned(parameters), importance, sparsity)

    def feature_dimensionality(W):
        return right.feature_dimensionality(W.T)
    return SimpleNamespace(toy_loss_and_gradient=toy_loss_and_gradient, toy_forward=toy_forward,
                           population_loss=population_loss, feature_dimensionality=feature_dimensionality,
                           CONVENTIONS={"W": "features-hidden"})


def slope_one_at_zero():
    source = Path(right.__file__).read_text(encoding="utf-8")
    module = ModuleType("slope_one_at_zero")
    exec(source.replace("(z > 0)", "(z >= 0)").replace("(before > 0)", "(before >= 0)"), module.__dict__)
    return SimpleNamespace(toy_loss_and_gradient=module.toy_loss_and_gradient, CONVENTIONS={"relu_at_zero": "one"})


def points_in_another_order():
    def project(activations, basis, epsilon, planes):
        return tuple(points[::-1].tolist() for points in right.project(activations, basis, epsilon, planes))
    return SimpleNamespace(project=project)


VARIANTS = {
    "float32": single_precision(),
    "lists": _around(lambda a: a, lambda a: a.tolist()),
    "Fortran order": _around(np.asfortranarray, np.asfortranarray),
    "strided memory": _around(_strided, _strided),
    "complex rotors": SimpleNamespace(spotlight=rotor_curves),
    "arcs": SimpleNamespace(spotlight=arc_curves),
    "eigenvectors": SimpleNamespace(spotlight=eigen_curves),
    "Gram form of the gradient": SimpleNamespace(toy_loss_and_gradient=gram_gradient),
    "central differences": by_definition,
    "points in another order": points_in_another_order(),
    "rotation away": away(),
    "open cones": open_cones(),
    "zero rows excluded": zero_rows_excluded(),
    "zeros for degenerate planes": zeros_for_degenerate_planes(),
    "mean over features": mean_over_features(),
    "sum over samples": sum_over_samples(),
    "features by rows": features_by_rows(),
    "relu derivative 1 at zero": slope_one_at_zero(),
}
