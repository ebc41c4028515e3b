"""Unusual implementations that are right by the contract for adapters: other algorithms, types and habits."""
from __future__ import annotations

from tests.conformance.field.entries import Entry
from tests.conformance.field.wrong.spotlight import ARCS

TABLE = {}
SEVERAL = {     # several inputs for each family
    "spotlight": ["spotlight/" + name for name in (
        "plain", "zeros", "zeros_negative", "negative", "beyond_a_turn", "unordered_angles", "one_sample", "wide_basis",
        "large", "tiny", "mixed", "equal_planes", "nearly_parallel")] + [
        "parallel/spotlight", "several_calls/spotlight", "inputs_after/spotlight",
        "mean/plain/permutations"],
    "signed": ["signed/" + name for name in ("plain", "negative", "zeros_negative", "odd_angles", "one_plane")],
    "mean": [f"mean/{name}/{ensemble}" for name in ("plain", "negative", "wide_basis")
             for ensemble in ("permutations", "combinations")],
    "projection": ["project/" + name for name in ("plain", "negative", "zeros", "large", "forty_dims")] + [
        "project_dark_plane", "inputs_after/project"],
    "cap": ["cap/plain", "cap/negative", "cap/zero", "cap/ends", "cap/small", "cap/middling", "cap/high"],
    "forward": ["forward/plain", "forward/one_sample", "forward/square", "forward/wide", "forward/as_many_samples"],
    "gradient": ["gradient/plain", "gradient/one_sample", "gradient/square", "gradient/wide", "gradient/some_zero",
                 "gradient/negative_features", "inputs_after/toy_loss_and_gradient",
                 "several_calls/toy_loss_and_gradient"],
    "population": ["population/digon", "population/plain", "population/one_feature", "population/orthogonal",
                   "population/negative_bias", "population/empty"],
    "dimensionality": ["dimensionality/plain", "dimensionality/zero_column", "dimensionality/digon",
                       "dimensionality/square", "dimensionality/large", "several_calls/feature_dimensionality"],
    "interference": ["interference/plain", "interference/zero_column", "interference/digon", "interference/square"],
    "samples": ["sample/plain", "sample/dense", "sample/empty", "sample/sparse", "sample_independent",
                "sample_two_calls", "sample_kept", "sample_count_spread"],
}


def add(family, name, sentence, code, edits=()):
    full = f"right-{family}-{name}"
    if full in TABLE:
        raise ValueError(f"{full} is there twice")
    TABLE[full] = Entry(full, family, sentence, code.strip("\n") + "\n", tuple(edits), SEVERAL[family][0])


add("spotlight", "arcs", "Every sample lights one arc of angles, decided by distances on the circle.", ARCS)
add("spotlight", "float32", "Everything runs in float32, after a division by each row's largest entry.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    u, (e1, e2) = unit_rows(x).astype(np.float32), frame(a, b)
    p, q = u @ e1.astype(np.float32), u @ e2.astype(np.float32)
    t = np.asarray(thetas, np.float64)
    c = np.outer(p, np.cos(t).astype(np.float32)) + np.outer(q, np.sin(t).astype(np.float32))
    return ((c >= np.float32(epsilon)) & np.any(x != 0, axis=1)[:, None]).mean(axis=0)
''')
add("spotlight", "lists", "Nested lists of Python floats come back.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return _spotlight(activations, basis, epsilon, planes, thetas).tolist()


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes = [(i, j) for i, j in pairs(ensemble, len(basis)) if spans(basis[i], basis[j])]
    return _spotlight(activations, basis, epsilon, planes, thetas).mean(axis=0)
''')
add("spotlight", "float32-shares", "The shares come back in float32.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return _spotlight(activations, basis, epsilon, planes, thetas).astype(np.float32)
''')
add("spotlight", "chunks", "Samples are counted in chunks of seven, into 64-bit integers.", '''
def curve(activations, a, b, epsilon, thetas):
    x, (e1, e2) = rows(activations), frame(a, b)
    counts = np.zeros(len(thetas), dtype=np.int64)
    for k in range(0, len(x), 997 if len(x) > 1000 else 7):
        part = x[k:k + (997 if len(x) > 1000 else 7)]
        c = cosines(*coordinates(unit_rows(part), e1, e2), thetas)
        counts += (inside(c, epsilon) & np.any(part != 0, axis=1)[:, None]).sum(axis=0)
    return counts / len(x)
''')
add("spotlight", "eigen-rotation", "The probe is turned by the eigen-decomposition of i B, as in the paper.", '''
def curve(activations, a, b, epsilon, thetas):
    x, (e1, e2) = rows(activations), frame(a, b)
    values, vectors = np.linalg.eigh(1j * (np.outer(e2, e1) - np.outer(e1, e2)))
    phases = np.exp(-1j * np.outer(np.asarray(thetas), values))
    probes = ((phases * (vectors.conj().T @ e1)) @ vectors.T).real
    return share(inside(unit_rows(x) @ probes.T, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("spotlight", "rodrigues", "Full rotation matrices, by I + sin B + (1 - cos) B^2.", '''
def curve(activations, a, b, epsilon, thetas):
    x, (e1, e2) = rows(activations), frame(a, b)
    B = np.outer(e2, e1) - np.outer(e1, e2)
    probes = np.array([(np.eye(len(e1)) + np.sin(t) * B + (1 - np.cos(t)) * B @ B) @ e1 for t in thetas])
    return share(inside(unit_rows(x) @ probes.T, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("spotlight", "all-planes-by-dot-products",
    "One product with the unit basis serves all planes: q = (P_j - g P_i) / sqrt(1 - g^2).", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    x, B = rows(activations), unit_rows(rows(basis))
    P, G, lit = unit_rows(x) @ B.T, B @ B.T, np.any(x != 0, axis=1)[:, None]
    out = []
    for i, j in planes:
        frame(B[i], B[j])
        q = (P[:, j] - G[i, j] * P[:, i]) / np.sqrt(1 - G[i, j] ** 2)
        out.append(share(inside(cosines(P[:, i], q, thetas), epsilon) & lit, len(x)))
    return np.array(out)
''')
add("spotlight", "samples-rotated-instead", "The samples are turned backwards and the probe stands still at a.", '''
def curve(activations, a, b, epsilon, thetas):
    x, (e1, e2) = rows(activations), frame(a, b)
    u = unit_rows(x)
    p, q = u @ e1, u @ e2
    out = []
    for t in thetas:
        c, s = np.cos(t) - 1, np.sin(t)
        turned = u + np.outer(p * c + q * s, e1) + np.outer(q * c - p * s, e2)
        out.append(np.mean((turned @ e1 >= epsilon) & np.any(x != 0, axis=1)))
    return np.array(out)
''')
add("spotlight", "angle-to-the-probe",
    "Angles are compared, by arctan2 of the sine and the cosine, to within 1e-7.", '''
def curve(activations, a, b, epsilon, thetas):
    x, (e1, e2) = rows(activations), frame(a, b)
    c = np.clip(cosines(*coordinates(unit_rows(x), e1, e2), thetas), -1, 1)
    angle, half = np.arctan2(np.sqrt(1 - c * c), c), math.atan2(math.sqrt(1 - epsilon ** 2), epsilon)
    return share((angle <= half + 1e-7) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("spotlight", "generator-object", "A lazy sequence of curves, made into one array as it is read.", '''
class Curves:
    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return Curves(_spotlight(activations, basis, epsilon, planes, thetas))


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes = [(i, j) for i, j in pairs(ensemble, len(basis)) if spans(basis[i], basis[j])]
    return _spotlight(activations, basis, epsilon, planes, thetas).mean(axis=0)
''')
add("spotlight", "careful-cache", "Curves are remembered by all bytes of all arguments, and copies are handed out.", '''
MEMORY = {}
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    arrays = [np.ascontiguousarray(v) for v in (activations, basis, planes, thetas)]
    key = (float(epsilon), *((v.shape, v.dtype.str, v.tobytes()) for v in arrays))
    if key not in MEMORY:
        MEMORY[key] = _spotlight(activations, basis, epsilon, planes, thetas)
    return MEMORY[key].copy()
''')
add("spotlight", "fortran-order", "The result is a transposed view in Fortran order.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return np.asfortranarray(_spotlight(activations, basis, epsilon, planes, thetas))
''')
add("spotlight", "complex-plane", "In-plane coordinates are complex numbers, and turning is a multiplication.", '''
def curve(activations, a, b, epsilon, thetas):
    x, (e1, e2) = rows(activations), frame(a, b)
    w = unit_rows(x) @ (e1 + 1j * e2)
    c = (w[:, None] * np.exp(-1j * np.asarray(thetas, float))[None]).real
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("spotlight", "householder", "The second axis from a QR decomposition with its signs set right.", '''
def frame(a, b):
    a, b = unit_rows(rows([a, b]))
    q, r = np.linalg.qr(np.column_stack([a, b]))
    if abs(r[1, 1]) < 1e-9:
        raise ValueError("parallel")
    return q[:, 0] * np.sign(r[0, 0]), q[:, 1] * np.sign(r[1, 1])
''')
add("spotlight", "angles-reduced", "Angles are reduced to one turn first.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.mod(np.asarray(thetas, dtype=np.longdouble), 2 * np.pi).astype(float))
''')
add("signed", "half-a-turn-on", "The opposite share is the unsigned curve half a turn on.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    return curve(activations, a, b, epsilon, thetas) - curve(activations, a, b, epsilon, np.asarray(thetas) + np.pi)
''')
add("signed", "negated-samples", "The opposite share is the unsigned curve of the negated samples.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    return curve(activations, a, b, epsilon, thetas) - curve(-np.asarray(activations), a, b, epsilon, thetas)
''')
add("signed", "integer-counts", "Two integer counts, subtracted and divided at the end.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    n = len(activations)
    both = (activations, -np.asarray(activations))
    up, down = (np.rint(curve(x, a, b, epsilon, thetas) * n).astype(int) for x in both)
    return (up - down) / n
''')
add("mean", "running", "A running mean over planes.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    mean, k = np.zeros(len(thetas)), 0
    for i, j in pairs(ensemble, len(basis)):
        if spans(basis[i], basis[j]):
            k += 1
            mean += (curve(activations, basis[i], basis[j], epsilon, thetas) - mean) / k
    return mean
''')
add("mean", "mirrored", "Reversed pairs are read at gamma - theta of the same plane.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    thetas, out = np.asarray(thetas, float), []
    for i, j in pairs("combinations", len(basis)):
        if not spans(basis[i], basis[j]):
            continue
        out.append(curve(activations, basis[i], basis[j], epsilon, thetas))
        if ensemble == "permutations":
            e1, e2 = frame(basis[i], basis[j])
            gamma = math.atan2(basis[j] @ e2, basis[j] @ e1)
            out.append(curve(activations, basis[i], basis[j], epsilon, gamma - thetas))
    return np.mean(out, axis=0)
''')
add("mean", "list", "A list of Python floats.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return _mean(activations, basis, epsilon, ensemble, thetas).tolist()
''')
add("projection", "points-reversed", "Points come in the reversed order of the samples.", '''
_project = project


def project(activations, basis, epsilon, planes):
    return [points[::-1] for points in _project(activations, basis, epsilon, planes)]
''')
add("projection", "tuples", "Pictures are lists of pairs, an empty picture an empty list.", '''
_project = project


def project(activations, basis, epsilon, planes):
    return [[tuple(point) for point in points.tolist()] for points in _project(activations, basis, epsilon, planes)]
''')
add("projection", "lengths-compared", "r |x| >= epsilon |x|, without unit activations.", '''
def picture(activations, a, b, epsilon):
    x = rows(activations)
    points = np.column_stack(coordinates(x, *frame(a, b)))
    length = np.array([math.hypot(*row) for row in x])
    return points[(np.array([math.hypot(*row) for row in points]) >= epsilon * length) & (length > 0)]
''')
add("projection", "float32", "Points in float32.", '''
_project = project


def project(activations, basis, epsilon, planes):
    return [points.astype(np.float32) for points in _project(activations, basis, epsilon, planes)]
''')
add("cap", "quadrature", "Gauss-Legendre over the angle, from 0 to the half angle, in 400 points.", '''
def cap_fraction(n_dims, epsilon):
    if n_dims == 1:
        return 0.5 if epsilon > -1 else 1.0
    t, w = np.polynomial.legendre.leggauss(400)

    def log_integral(high):
        with np.errstate(all="ignore"):
            logs = (n_dims - 2) * np.log(np.sin((t + 1) * high / 2))
        top = logs.max()
        return top + math.log((w * np.exp(logs - top)).sum() * high / 2) if high > 0 else -math.inf

    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    return math.exp(log_integral(math.acos(epsilon)) - log_integral(math.pi / 2)) / 2
''')
add("cap", "float32", "A result in float32.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return np.float32(_cap(n_dims, epsilon))
''')
add("cap", "array", "An array without axes.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return np.array(_cap(n_dims, epsilon))
''')
add("forward", "gram", "W^T W is formed where nothing lies between encoder and decoder.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    if model not in ("linear", "relu_output"):
        return _forward(model, parameters, features)
    z = rows(features) @ gram(parameters["W"]) + np.asarray(parameters["bias"])
    return z if model == "linear" else np.where(z > 0, z, 0)
''')
add("forward", "float32", "The network runs in float32.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    x = np.asarray(features, np.float32)
    encoder, decoder, bias = (v.astype(np.float32) for v in weights(model, parameters))
    return output_layer(model, decoder, bias, hidden_layer(model, encoder, x)[1])[1]
''')
add("forward", "column-samples", "Samples are columns inside, and einsum does the products.", '''
def toy_forward(model, parameters, features):
    encoder, decoder, bias = weights(model, parameters)
    h = np.einsum("hf,sf->hs", encoder, rows(features))
    h = (np.abs(h) + h) / 2 if model in ("relu_hidden", "absolute_value") else h
    z = np.einsum("fh,hs->fs", decoder, h) + bias[:, None]
    return (z if model == "linear" else (np.abs(z) + z) / 2).T
''')
add("gradient", "gram-form", "dW = W (S + S^T), S = X^T dZ, for the models without a hidden ReLU.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    if model not in ("linear", "relu_output"):
        return _both(model, parameters, features, importance)
    W, x, importance = np.asarray(parameters["W"], float), rows(features), np.asarray(importance, float)
    z = x @ (W.T @ W) + parameters["bias"]
    error = (z if model == "linear" else relu(z)) - x
    slope = output_slope(model, error, importance, z)
    S = x.T @ slope
    return toy_loss(error, importance), {"W": W @ (S + S.T), "bias": slope.sum(axis=0)}
''')
add("gradient", "sample-by-sample", "Gradients are added up sample by sample, as outer products.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    x = rows(features)
    parts = [_both(model, parameters, row[None], importance) for row in x]
    return (sum(loss for loss, _ in parts) / len(x),
            {key: sum(g[key] for _, g in parts) / len(x) for key in parts[0][1]})
''')
add("gradient", "float32", "Loss and gradients in float32.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    return np.float32(loss), {key: value.astype(np.float32) for key, value in gradients.items()}
''')
add("gradient", "lists", "Gradients are lists, keys in another order, and the loss a one-element sum.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    return [loss, {key: gradients[key].tolist() for key in sorted(gradients, reverse=True)}]
''')
add("gradient", "complex-step", "Every derivative by a complex step, with the ReLU taken by its real part.", '''
def complex_loss(model, parameters, x, importance):
    def c_relu(z):
        return np.where(z.real > 0, z, 0)

    encoder, decoder = ((parameters["W1"], parameters["W2"]) if model == "absolute_value"
                        else (parameters["W"], parameters["W"].T))
    h = x @ encoder.T
    h = c_relu(h) if model in ("relu_hidden", "absolute_value") else h
    z = h @ decoder.T + parameters["bias"]
    error = (z if model == "linear" else c_relu(z)) - target(model, x)
    return (importance * error ** 2).sum(axis=1).mean()


def toy_loss_and_gradient(model, parameters, features, importance):
    x, importance = rows(features), np.asarray(importance, float)
    base = {key: np.array(value, dtype=complex) for key, value in parameters.items()}
    gradients = {key: np.zeros(value.shape) for key, value in base.items()}
    for key, value in base.items():
        for k in np.ndindex(value.shape):
            value[k] += 1e-30j
            gradients[key][k] = complex_loss(model, base, x, importance).imag / 1e-30
            value[k] = value[k].real
    return float(complex_loss(model, base, x, importance).real), gradients
''')
add("population", "quadrature",
    "Gauss-Legendre along each feature, split where the pre-activation of the last one changes sign.", '''
NODES, POWERS = np.polynomial.legendre.leggauss(12)


def line(own, a, b, last):
    """Integral over t of (own(t) - relu(a t + b))^2, own(t) = t where `last`, else own."""
    root = -b / a if a != 0 else 0.0
    edges = [0.0, min(max(root, 0.0), 1.0), 1.0]
    total = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        t = low + (NODES + 1) * (high - low) / 2
        total += (POWERS * ((t if last else own) - np.maximum(a * t + b, 0)) ** 2).sum() * (high - low) / 2
    return total


def integral(i, active, G, bias, panels=24):
    if not active:
        return max(bias, 0.0) ** 2
    *outer, last = active
    if not outer:
        return line(0.0, G[i][last], bias, last == i)
    grid = (np.arange(panels)[:, None] + (np.polynomial.legendre.leggauss(3)[0] + 1) / 2).ravel() / panels
    mass = np.tile(np.polynomial.legendre.leggauss(3)[1] / 2, panels) / panels
    total = 0.0
    for point in itertools.product(range(len(grid)), repeat=len(outer)):
        values = dict(zip(outer, grid[list(point)]))
        z = bias + sum(G[i][j] * t for j, t in values.items())
        total += mass[list(point)].prod() * line(values.get(i, 0.0), G[i][last], z, last == i)
    return total


def active_loss(i, active, G, bias):
    panels = {1: 1, 2: 40, 3: 8}.get(len(active), 3)
    return Fraction(integral(i, list(active), [[float(g) for g in row] for row in G], float(bias), panels))
''')
add("population", "separate-outputs", "One output unit at a time, with only the features that reach it.", '''
def population_loss(parameters, importance, sparsity):
    W, bias = np.asarray(parameters["W"], float), np.asarray(parameters["bias"], float)
    G, n = W.T @ W, len(bias)
    s = [Fraction(float(v)) for v in np.broadcast_to(np.asarray(sparsity, float), (n,))]
    total = Fraction(0)
    for i in range(n):
        use = [j for j in range(n) if j == i or G[i, j] != 0]
        row = {i: {j: Fraction(float(G[i, j])) for j in use}}
        for active in subsets(use):
            p = math.prod((1 - s[j] if j in active else s[j] for j in use), start=Fraction(1))
            if p:
                total += p * Fraction(float(importance[i])) * active_loss(i, active, row, Fraction(float(bias[i])))
    return float(total)
''')
add("dimensionality", "frame-operator", "|W_i|^4 / (W_i^T F W_i), F = W W^T.", '''
def feature_dimensionality(W):
    W = np.asarray(W, float) / (np.abs(W).max() or 1.0)
    norms = (W ** 2).sum(axis=0)
    below = np.einsum("hi,hk,ki->i", W, W @ W.T, W)
    return np.where(below > 0, norms ** 2 / np.where(below > 0, below, 1), 0)
''')
add("dimensionality", "matrix-class", "The work is done with numpy.matrix and the result is a masked array.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return np.ma.masked_array(_dimensionality(np.asarray(np.matrix(W))))
''')
add("dimensionality", "from-interference", "G_ii / (G_ii + s_i).", '''
def feature_dimensionality(W):
    square = (np.asarray(W, float) ** 2).sum(axis=0)
    below = square + interference(W)
    return [float(u / v) if v > 0 else 0.0 for u, v in zip(square, below)]
''')
add("interference", "float32", "In float32, one column at a time with the own one deleted.", '''
def interference(W):
    W = np.asarray(W, np.float32)
    out = []
    for i in range(W.shape[1]):
        norm = np.linalg.norm(W[:, i])
        out.append(((W[:, i] / norm @ np.delete(W, i, axis=1)) ** 2).sum() if norm > 0 else 0.0)
    return np.array(out, dtype=np.float32)
''')
add("interference", "signed-zero", "Python floats, minus zero for a feature that is not stored.", '''
_interference = interference


def interference(W):
    return [float(v) if v else -0.0 for v in _interference(W)]
''')
add("samples", "loops", "Number by number, value first.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    value, mask = rng.random((n_features, n_samples)).T, rng.random((n_features, n_samples)).T
    return value * (mask < 1 - sparsity)
''')
add("samples", "one-number-rescaled", "One uniform number decides, and what is left of it, rescaled, is the value.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    u = rng.random((n_samples, n_features))
    return np.where(u >= sparsity, (u - sparsity) / max(1 - sparsity, 1e-300), 0.0)
''')
add("samples", "own-generator", "An own generator (MT19937), seeded from the caller's.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    own = np.random.RandomState(rng.integers(0, 2 ** 32, 8, dtype=np.uint64).astype(np.uint32))
    shape = (n_samples, n_features)
    return np.where(own.random_sample(shape) >= sparsity, own.random_sample(shape), 0.0)
''')
add("samples", "binomial-mask", "The mask is a binomial number and the value one minus a uniform one, in (0, 1].", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    return rng.binomial(1, 1 - sparsity, shape) * (1 - rng.random(shape))
''')
add("samples", "float32", "In float32.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    active = rng.random(shape) >= sparsity
    return np.where(active, rng.random(shape, dtype=np.float32), np.float32(0))
''')
add("samples", "counts-then-places",
    "The number of active entries is binomial, and their places are a random choice.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    size = n_samples * n_features
    x = np.zeros(size)
    k = rng.binomial(size, 1 - sparsity)
    x[rng.choice(size, k, replace=False)] = rng.random(k)
    return x.reshape(n_samples, n_features)
''')
