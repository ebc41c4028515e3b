"""How do the two methods work? Both on one page, to be read in half an hour, copied and run: it needs NumPy alone.

    SRM   G. Bird, "The Spotlight Resonance Method" (2025), arXiv 2505.13471: do activations align with a basis?
    TMS   N. Elhage et al., "Toy Models of Superposition" (2022), arXiv 2209.10652: more features than dimensions

Section 1 is SRM's definition; sections 4, 6 and 7 are from TMS; section 5 is Adam (Kingma and Ba, 2015). The closed
form (section 2) and the reading by kurtosis and rotations (section 3) come from srm_ref, to which this page belongs.

Notation, one meaning per symbol
    activations   (n_samples, n_dims)            a cloud of points, one per row
    basis         (n_basis, n_dims)              rows b_i: the directions in question, say one per neuron; any lengths
    epsilon       in [-1, 1]                     cosine of the angle between the spotlight's axis and its edge
    theta         radians                        where the spotlight points: 0 at a, growing towards b
    features      (..., n_samples, n_features)   what a toy model is given; "..." is nothing or n_instances: many models
    W, bias       (..., n_hidden, n_features) and (..., n_features); column i of W, written W_i, stands for feature i
    sparsity      in [0, 1]                      probability that a feature is 0
    importance    (n_features,)                  weight of each feature's error
    x                                            one sample: a row of activations or of features

This page is plain. It does not check its arguments; a point on the very edge of the spotlight may fall on either side
by rounding; numbers near the limits of floating point overflow. The rest of the package takes care of all three.
"""

from __future__ import annotations

import numpy as np

__all__ = ["unit", "spotlight_curve_by_definition", "arcs", "count_on_grid", "resonance_by_arcs", "kurtosis",
           "random_rotation", "rotation_test", "verdict", "transposed", "initial_parameters", "forward", "loss",
           "gradient", "adam_step", "sample_features", "train", "feature_dimensionality"]


# ---------------------------------------------------------- 1. The spotlight: rotate a probe, compare, count (SRM)
# The spotlight is a cone about a unit vector, the probe, which turns from a towards b and once around their plane.
def unit(rows: np.ndarray) -> np.ndarray:
    """Divide every row by its length, and leave out zero rows, which have no direction: shape (n_non_zero, n_dims)."""
    lengths = np.linalg.norm(rows, axis=1)
    return rows[lengths > 0] / lengths[lengths > 0, None]


def spotlight_curve_by_definition(activations: np.ndarray, a: np.ndarray, b: np.ndarray, epsilon: float,
                                  thetas: np.ndarray) -> np.ndarray:
    """Return the share of activations inside the spotlight at each angle, shape (n_angles,) (SRM).

    f(theta) = (1 / n_samples) #{x : cos(x, probe) >= epsilon},   probe = exp(theta bivector) e1,   e1 = a / |a|
    """
    e1 = a / np.linalg.norm(a)
    e2 = b - (b @ e1) * e1  # the part of b at right angles to a
    e2 = e2 / np.linalg.norm(e2)
    bivector = np.outer(e2, e1) - np.outer(e1, e2)  # maps e1 to e2, e2 to -e1, and what is at right angles to both to 0
    shares = []
    for theta in thetas:
        rotation = np.eye(len(a)) + np.sin(theta) * bivector + (1 - np.cos(theta)) * bivector @ bivector
        cosines = unit(activations) @ (rotation @ e1)  # with the probe: (n_non_zero,)
        shares.append(np.count_nonzero(cosines >= epsilon) / len(activations))  # zero rows are inside at no angle
    return np.array(shares)


# ---------------------------------------------------------- 2. The closed form: every point lights one arc of angles
# The probe is cos(theta) e1 + sin(theta) e2. Let p and q be the cosines of x with e1 and e2, and write them in polar
# form: p = r cos(phi), q = r sin(phi). Then
#     cos(x, probe) = p cos(theta) + q sin(theta) = r cos(theta - phi),
# so x is inside as long as theta is no farther than half_width from phi on the circle: one arc. No matrix is needed.
def arcs(p: np.ndarray, q: np.ndarray, epsilon: float) -> tuple[np.ndarray, np.ndarray]:
    """Return phi and half_width for the points that have an arc: two of shape (n,) -> two of shape (n_arcs,) (srm_ref).

    half_width = arccos(epsilon / r) if -r < epsilon <= r;   pi, all angles, if epsilon <= -r;   no arc if epsilon > r
    """
    r, phi = np.hypot(p, q), np.arctan2(q, p)
    ratio = np.clip(epsilon / np.maximum(r, 1e-300), -1, 1)  # r = 0 is the second or the third case
    half_width = np.where(epsilon <= -r, np.pi, np.arccos(ratio))
    has_arc = epsilon <= r
    return phi[has_arc], half_width[has_arc]


def count_on_grid(phi: np.ndarray, half_width: np.ndarray, n_angles: int) -> np.ndarray:
    """Count the arcs that cover theta_k = 2 pi k / n_angles, k = 0 .. n_angles - 1: (n_arcs,) -> (n_angles,) (srm_ref).

    An arc covers k = first, ..., stop - 1, where k and k + n_angles are the same angle. The count rises by 1 at first
    and falls by 1 at stop: a running sum. Arcs that cross k = 0, or stop there, are lit before the sum begins.
    """
    first = np.ceil((phi - half_width) * n_angles / (2 * np.pi)).astype(int)
    stop = np.floor((phi + half_width) * n_angles / (2 * np.pi)).astype(int) + 1
    stop = np.where(half_width < np.pi, stop, first + n_angles)  # a full circle covers every angle once
    changes = np.bincount(first % n_angles, minlength=n_angles) - np.bincount(stop % n_angles, minlength=n_angles)
    lit_before = np.sum(stop // n_angles - first // n_angles)
    return lit_before + np.cumsum(changes)


def resonance_by_arcs(activations: np.ndarray, basis: np.ndarray, epsilon: float, n_angles: int) -> np.ndarray:
    """Count, for every plane of two basis rows, the points inside: integers, shape (n_planes, n_angles) (srm_ref).

    counts = n_samples f(theta_k). The planes are the pairs a = b_i, b = b_j in the order (0, 1), (0, 2), ..., (1, 0),
    ...; parallel and opposite rows span no plane and are left out. With unit rows and g = b_i . b_j:
        e1 = b_i,   e2 = (b_j - g b_i) / sine,   sine = |b_j - g b_i|,   so   p = P_i,   q = (P_j - g P_i) / sine
    """
    directions = unit(basis)
    P = unit(activations) @ directions.T  # (n_non_zero, n_basis), columns P_i: one product serves every plane
    counts = []
    for i, b_i in enumerate(directions):
        for j, b_j in enumerate(directions):
            g = b_i @ b_j
            sine = np.linalg.norm(b_j - g * b_i)
            if sine > 1e-5:  # not parallel, not opposite, and not j = i
                p, q = P[:, i], (P[:, j] - g * P[:, i]) / sine  # (n_non_zero,)
                counts.append(count_on_grid(*arcs(p, q, epsilon), n_angles))
    return np.array(counts)


# ---------------------------------------------------------- 3. Is this basis special? Fourth moments and rotations
def kurtosis(activations: np.ndarray, basis: np.ndarray) -> float:
    """Return kurtosis = n_dims^2 mean P^4, about the origin: P, the cosines of non-zero rows with basis rows (srm_ref).

    In an orthonormal basis it is n_dims if every point lies on an axis, and 1, the least possible, if all coordinates
    of each point are equal in size. Averaged over all rotations of any basis it is exactly 3 n_dims / (n_dims + 2).
    """
    P = unit(activations) @ unit(basis).T  # (n_non_zero, n_basis)
    return basis.shape[1] ** 2 * np.mean(P**4)


def random_rotation(n_dims: int, rng: np.random.Generator) -> np.ndarray:
    """Draw a rotation, all being equally likely (Haar): shape (n_dims, n_dims) (Mezzadri 2007)."""
    rotation, triangle = np.linalg.qr(rng.standard_normal((n_dims, n_dims)))
    rotation = rotation * np.sign(np.diagonal(triangle))  # qr prefers some signs; this takes the preference away
    rotation[:, 0] *= np.sign(np.linalg.det(rotation))  # turns a reflection into a rotation
    return rotation


def rotation_test(activations: np.ndarray, basis: np.ndarray, n_rotations: int,
                  rng: np.random.Generator) -> tuple[float, np.ndarray, float]:
    """Return the kurtosis, the kurtoses in rotated bases, shape (n_rotations,), and the p-value (srm_ref).

    p_value = min(1, 2 min(1 + #{null <= value}, 1 + #{null >= value}) / (1 + n_rotations)), the smaller tail doubled
    """
    value = kurtosis(activations, basis)
    rotations = [random_rotation(basis.shape[1], rng) for _ in range(n_rotations)]
    null = np.array([kurtosis(activations, basis @ rotation.T) for rotation in rotations])
    lower, upper = 1 + np.count_nonzero(null <= value), 1 + np.count_nonzero(null >= value)
    return value, null, min(1.0, 2 * min(lower, upper) / (1 + n_rotations))


def verdict(activations: np.ndarray, basis: np.ndarray, n_rotations: int, rng: np.random.Generator,
            level: float = 0.05) -> str:
    """Say in words what the rotation test found, and how far that goes (srm_ref)."""
    by_chance = 3 * basis.shape[1] / (basis.shape[1] + 2)
    if len(unit(activations)) < 2 or n_rotations < 2 / level - 1:
        return f"cannot tell: this needs two rows that are not zero, and n_rotations >= {2 / level - 1:.0f}"
    if kurtosis(basis, basis) < 1.001 * by_chance:  # so evenly spread that mean P^4 is the same for every point
        return "cannot tell: in this basis all activations have the same kurtosis, or nearly so"
    value, null, p_value = rotation_test(activations, basis, n_rotations, rng)
    found = "no preference found"
    if p_value <= level:
        found = "aligned (nearer to" if value > np.median(null) else "anti-aligned (farther from"
        found += " the directions than by chance)"
    return (f"{found}:\nkurtosis {value:.2f}, by chance {by_chance:.2f}, {null.min():.2f} to {null.max():.2f} in "
            f"{n_rotations} random rotations of the basis, p = {p_value:.2f}.\nThis is about the mean of these rows. "
            "It says nothing of what caused it, or of other bases;\nwhere it finds nothing, there may be something.")


# ---------------------------------------------------------- 4. The ReLU output model: y = relu(W^T W x + bias) (TMS)
def transposed(matrices: np.ndarray) -> np.ndarray:
    """Exchange the last two axes: (..., n, k) -> (..., k, n)."""
    return np.swapaxes(matrices, -1, -2)


def initial_parameters(n_instances: int, n_hidden: int, n_features: int,
                       rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw W, shape (n_instances, n_hidden, n_features), of variance 2 / (n_features + n_hidden) (Glorot). Bias 0."""
    W = rng.standard_normal((n_instances, n_hidden, n_features)) * np.sqrt(2 / (n_features + n_hidden))
    return {"W": W, "bias": np.zeros((n_instances, n_features))}


def forward(parameters: dict[str, np.ndarray], features: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return H = X W^T (..., n_samples, n_hidden), Z = H W + bias and Y = relu(Z), shaped as X, the features (TMS)."""
    H = features @ transposed(parameters["W"])
    Z = H @ parameters["W"] + parameters["bias"][..., None, :]
    return H, Z, np.maximum(Z, 0)


def loss(parameters: dict[str, np.ndarray], features: np.ndarray, importance: np.ndarray) -> np.ndarray:
    """Return L = mean over samples of sum_i importance_i (y_i - x_i)^2, shape (...), one per model (TMS)."""
    residual = forward(parameters, features)[2] - features
    return (importance * residual**2).sum(axis=(-2, -1)) / features.shape[-2]


def gradient(parameters: dict[str, np.ndarray], features: np.ndarray, importance: np.ndarray) -> dict[str, np.ndarray]:
    """Return dL/dW, dL/dbias, shaped as W, bias, derived below; dY means dL/dY, and <A, C> the sum of all A_kl C_kl."""
    H, Z, Y = forward(parameters, features)
    dY = 2 / features.shape[-2] * importance * (Y - features)
    # Y = relu(Z). A small change of Z changes Y by as much where Z > 0, and not at all elsewhere (so agreed at 0).
    dZ = dY * (Z > 0)
    # Z = H W + bias. A small change delta of H changes L by <dZ, delta W> = <dZ W^T, delta>.
    dH = dZ @ transposed(parameters["W"])
    # W is used twice. A small change delta of W changes L through Z = H W   by <dZ, H delta>   = <H^T dZ, delta>,
    #                                                 and through H = X W^T by <dH, X delta^T> = <dH^T X, delta>.
    dW = transposed(H) @ dZ + transposed(dH) @ features
    return {"W": dW, "bias": dZ.sum(axis=-2)}  # the same bias is added to every sample


# ---------------------------------------------------------- 5. Adam
def adam_step(parameters: dict, gradients: dict, mean: dict, mean_square: dict, t: int, learning_rate: float,
              beta1: float = 0.9, beta2: float = 0.999, tiny: float = 1e-8) -> None:
    """Make update number t = 1, 2, ... of parameters, mean and mean_square: dicts of arrays, like shapes (Kingma, Ba).

    The two running means, of gradients and of their squares, start at 0; dividing by 1 - beta^t makes up for that.
    """
    for name in parameters:
        mean[name] = beta1 * mean[name] + (1 - beta1) * gradients[name]
        mean_square[name] = beta2 * mean_square[name] + (1 - beta2) * gradients[name] ** 2
        size = np.sqrt(mean_square[name] / (1 - beta2**t)) + tiny
        parameters[name] = parameters[name] - learning_rate * (mean[name] / (1 - beta1**t)) / size


# ---------------------------------------------------------- 6. Training on sparse features (TMS)
def sample_features(shape: tuple[int, ...], sparsity: float, rng: np.random.Generator) -> np.ndarray:
    """Draw features of any shape, each on its own: 0 with probability sparsity, else uniform on [0, 1) (TMS)."""
    active = rng.random(shape) < 1 - sparsity
    return np.where(active, rng.random(shape), 0.0)


def train(parameters: dict[str, np.ndarray], importance: np.ndarray, sparsity: float, n_samples: int, n_steps: int,
          learning_rate: float, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return parameters, of the shapes given, after n_steps of Adam at a rate that falls along a cosine to 0 (srm_ref;
    TMS states no settings). Every step draws a fresh batch, the same for all models: they differ by their start alone.
    """
    parameters = dict(parameters)
    mean = {name: np.zeros_like(array) for name, array in parameters.items()}
    mean_square = {name: np.zeros_like(array) for name, array in parameters.items()}
    for t in range(1, n_steps + 1):
        features = sample_features((n_samples, len(importance)), sparsity, rng)
        rate = learning_rate * np.cos(np.pi / 2 * (t - 1) / max(n_steps - 1, 1))
        adam_step(parameters, gradient(parameters, features, importance), mean, mean_square, t, rate)
    return parameters


# ---------------------------------------------------------- 7. How much of a dimension has each feature? (TMS)
def feature_dimensionality(W: np.ndarray) -> np.ndarray:
    """Return D_i = |W_i|^2 / sum_j (W_i . W_j / |W_i|)^2, j = i included; shape (..., n_features) (TMS).

    1 at right angles to all others, 1/2 for two equal opposites, 2/5 in a regular pentagon; 0, as agreed, for W_i = 0.
    """
    gram = transposed(W) @ W  # (..., n_features, n_features): W_i . W_j
    squared_lengths = np.diagonal(gram, axis1=-2, axis2=-1)  # (..., n_features): |W_i|^2
    total = (gram**2).sum(axis=-1)
    return np.divide(squared_lengths**2, total, out=np.zeros_like(total), where=total > 0)


if __name__ == "__main__":
    rng = np.random.default_rng(0)
    print("600 points in 16 dimensions, their coordinates tanh(2 g) of Gaussian g, in the basis of the axes:")
    print(verdict(np.tanh(2 * rng.standard_normal((600, 16))), np.eye(16), 99, rng))
    trained = train(initial_parameters(8, 2, 5, rng), np.ones(5), 0.95, 512, 1000, 0.03, rng)
    losses = loss(trained, sample_features((20_000, 5), 0.95, rng), np.ones(5))
    W = trained["W"][np.argmin(losses)]  # (2, 5)
    print("\nFive features in two dimensions, each 0 with probability 0.95; the best of 8 models:")
    print("angle in degrees   length   dimensionality")
    for i in np.argsort(np.arctan2(W[1], W[0])):
        angle, length = np.degrees(np.arctan2(W[1, i], W[0, i])), np.linalg.norm(W[:, i])
        print(f"{angle:16.1f}   {length:6.3f}   {feature_dimensionality(W)[i]:14.3f}")
    print("In a regular pentagon neighbours are 72 degrees apart, and every dimensionality is 2/5.")
