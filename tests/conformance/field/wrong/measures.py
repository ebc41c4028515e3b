"""Wrong implementations of `feature_dimensionality` and of `interference`."""
from tests.conformance.field.entries import Table

DIMENSIONALITY = Table("dimensionality", "dimensionality/plain")
add = DIMENSIONALITY.add

add("own-left-out", "The sum leaves out j = i.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    others = ((G - np.diag(np.diag(G))) ** 2).sum(axis=1)
    return np.where(others > 0, np.diag(G) ** 2 / np.where(others > 0, others, 1), 0)
''')
add("not-normalised", "W_i . W_j in the sum, where What_i . W_j belongs.", '''
def feature_dimensionality(W):
    G = gram(W)
    total = (G ** 2).sum(axis=1)
    return np.diag(G) / np.where(total > 0, total, 1)
''')
add("both-normalised", "Both vectors of each dot product are normalised.", '''
def feature_dimensionality(W):
    U = unit_rows(np.asarray(W, float).T)
    total = ((U @ U.T) ** 2).sum(axis=1)
    return np.where(total > 0, 1 / np.where(total > 0, total, 1), 0)
''')
add("both-normalised-times-square", "Both vectors are normalised and the numerator is |W_i|^2.", '''
def feature_dimensionality(W):
    U = unit_rows(np.asarray(W, float).T)
    total = ((U @ U.T) ** 2).sum(axis=1)
    return np.diag(gram(W)) / np.where(total > 0, total, 1)
''')
add("other-normalised", "W_i . What_j: the other vector is normalised, not the own.", '''
def feature_dimensionality(W):
    total = (directions_gram(W).T ** 2).sum(axis=1)
    return np.diag(gram(W)) / np.where(total > 0, total, 1)
''')
add("norm-not-squared", "|W_i| in the numerator, not |W_i|^2.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    norm = np.sqrt(np.diag(gram(W)))
    return _dimensionality(W) / np.where(norm > 0, norm, 1)
''')
add("absolute-dot-products", "Absolute dot products are added, not their squares.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    total = np.abs(G).sum(axis=1)
    return np.where(total > 0, np.diag(G) / np.where(total > 0, total, 1), 0)
''')
add("square-of-sum", "The sum is squared, not its terms: opposite features cancel.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    total = G.sum(axis=1) ** 2
    return np.where(total > 0, np.diag(G) ** 2 / np.where(total > 0, total, 1), 0)
''')
add("square-root", "The square root of the sum is taken.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    total = np.sqrt((G ** 2).sum(axis=1))
    return np.where(total > 0, np.diag(G) / np.where(total > 0, total, 1), 0)
''')
add("positive-only", "Only positive dot products count, as negative interference is free.", '''
def feature_dimensionality(W):
    G = np.maximum(directions_gram(W), 0)
    total = (G ** 2).sum(axis=1)
    return np.where(total > 0, np.diag(G) ** 2 / np.where(total > 0, total, 1), 0)
''')
add("neurons", "The measure of rows: W W^T for W^T W.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return _dimensionality(np.asarray(W).T)
''')
add("neurons-if-square", "A square W is read with features as rows.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    W = np.asarray(W)
    return _dimensionality(W.T if W.shape[0] == W.shape[1] else W)
''', "dimensionality/square")
add("orientation-guessed", "The longer axis is taken for the features, so a tall W is read transposed.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    W = np.asarray(W)
    return _dimensionality(W.T if W.shape[0] > W.shape[1] else W)
''', "dimensionality/tall")
add("nan-for-zero", "A feature that is not stored gives 0/0 = nan.", '''
def feature_dimensionality(W):
    G = gram(W)
    with np.errstate(all="ignore"):
        return np.diag(G) ** 2 / (G ** 2).sum(axis=1)
''', "dimensionality/zero_column")
add("one-for-zero", "A feature that is not stored has dimensionality one.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return np.where(np.diag(gram(W)) > 0, _dimensionality(W), 1.0)
''', "dimensionality/zero_column")
add("zero-left-out", "Features that are not stored are left out of the result.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    values = _dimensionality(W)
    return values[values > 0]
''', "dimensionality/zero_column")
add("small-as-zero", "Columns shorter than 1e-4 count as not stored.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return np.where(np.sqrt(np.diag(gram(W))) < 1e-4, 0.0, _dimensionality(W))
''', "dimensionality/tiny")
add("constant-in-denominator", "1e-6 is added to the sum against division by zero.", '''
def feature_dimensionality(W):
    G = gram(W)
    norms = np.diag(G)
    return norms / ((G / np.sqrt(norms + 1e-6)[:, None]) ** 2).sum(axis=1).clip(1e-6)
''', "dimensionality/short_small")
add("norms-clamped", "Norms are clamped to at least 0.01.", '''
def feature_dimensionality(W):
    W = np.asarray(W, float)
    norms = np.sqrt((W ** 2).sum(axis=0))
    total = ((W / np.maximum(norms, 1e-2)).T @ W) ** 2
    total = total.sum(axis=1)
    return np.where(total > 0, norms ** 2 / np.where(total > 0, total, 1), 0)
''', "dimensionality/tiny")
add("float32-fourth-powers", "Fourth powers in float32 overflow for columns of 1e10 and vanish for 1e-12.", '''
def feature_dimensionality(W):
    W = np.asarray(W, np.float32)
    G = W.T @ W
    with np.errstate(all="ignore"):
        total = (G ** 2).sum(axis=1)
        return np.where(total > 0, np.diag(G) ** 2 / total, 0)
''', "dimensionality/faint")
add("per-star", "m / |W|_F^2 for every feature: the mean over features, not each one's.", '''
def feature_dimensionality(W):
    W = np.asarray(W, float)
    return np.full(W.shape[1], W.shape[0] / max((W ** 2).sum(), 1e-300))
''')
add("leverage", "Leverage scores, the most that a feature could have.", '''
def feature_dimensionality(W):
    W = np.asarray(W, float)
    return np.einsum("ij,ij->j", W, np.linalg.pinv(W @ W.T) @ W)
''')
add("divided-by-number", "Divided by the number of features.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return _dimensionality(W) / np.shape(W)[1]
''')
add("sums-to-hidden", "Scaled so that the sum is the number of hidden dimensions.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    values = _dimensionality(W)
    return values * np.shape(W)[0] / max(values.sum(), 1e-300)
''')
add("inverted", "Features per dimension: the reciprocal.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    values = _dimensionality(W)
    return np.where(values > 0, 1 / np.where(values > 0, values, 1), 0)
''')
add("two-hidden-only", "Angles from arctan2 of the first two hidden units stand for the directions.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return _dimensionality(np.asarray(W)[:2])
''')
add("neighbours-only", "Only the features i - 1 and i + 1 are summed over, as in a picture of a polygon.", '''
def feature_dimensionality(W):
    G, n = directions_gram(W), np.shape(W)[1]
    near = np.abs(np.subtract.outer(np.arange(n), np.arange(n))) <= 1
    total = (G ** 2 * near).sum(axis=1)
    return np.where(total > 0, np.diag(G) ** 2 / np.where(total > 0, total, 1), 0)
''')
add("eight-features", "The sum runs over the first eight features.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    square, n = np.diag(G), len(G)
    seen = (np.arange(n) < 8)[None, :] | np.eye(n, dtype=bool)
    total = (G ** 2 * seen).sum(axis=1)
    return np.where(total > 0, square ** 2 / np.where(total > 0, total, 1), 0)
''', "dimensionality/nine")
add("strictly-upper", "The sum runs over j >= i only.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    total = (np.triu(G) ** 2).sum(axis=1)
    return np.where(total > 0, np.diag(G) ** 2 / np.where(total > 0, total, 1), 0)
''')
add("small-dot-products-dropped", "Dot products below 0.1 are taken for orthogonal.", '''
def feature_dimensionality(W):
    G = directions_gram(W)
    G = np.where(np.abs(G) < 0.1, 0, G)
    total = (G ** 2).sum(axis=1)
    return np.where(total > 0, np.diag(G) ** 2 / np.where(total > 0, total, 1), 0)
''', "dimensionality/small_and_many")
add("frobenius-normalised", "The columns are normalised by the norm of all of W.", '''
def feature_dimensionality(W):
    W = np.asarray(W, float)
    size = np.linalg.norm(W) or 1.0
    total = ((W / size).T @ W) ** 2
    total = total.sum(axis=1)
    return np.where(total > 0, (W ** 2).sum(axis=0) / np.where(total > 0, total, 1), 0)
''')
add("rounded", "Two decimals are kept.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return np.round(_dimensionality(W), 2)
''')
add("sorted", "Values are returned in falling order.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    return np.sort(_dimensionality(W))[::-1]
''')
add("normalised-in-place", "Columns are normalised in place, in the caller's W.", '''
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    values = _dimensionality(W)
    W /= np.where(np.diag(gram(W)) > 0, np.sqrt(np.diag(gram(W))), 1)
    return values
''', "inputs_after/feature_dimensionality")
add("one-buffer", "One buffer a shape holds the result, and the next call overwrites it.", '''
BUFFERS = {}
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    buffer = BUFFERS.setdefault(np.shape(W), np.empty(np.shape(W)[1]))
    buffer[:] = _dimensionality(W)
    return buffer
''', "several_calls/feature_dimensionality")
add("remembered-by-shape", "The Gram matrix is remembered by the shape of W.", '''
MEMORY = {}
_dimensionality = feature_dimensionality


def feature_dimensionality(W):
    if np.shape(W) not in MEMORY:
        MEMORY[np.shape(W)] = _dimensionality(W)
    return MEMORY[np.shape(W)]
''', "several_calls/feature_dimensionality")

INTERFERENCE = Table("interference", "interference/plain")
add = INTERFERENCE.add

add("own-included", "The sum includes j = i.", '''
def interference(W):
    return (directions_gram(W) ** 2).sum(axis=1)
''')
add("root", "The square root of the sum, as in the colours of a public notebook.", '''
_interference = interference


def interference(W):
    return np.sqrt(_interference(W))
''')
add("not-normalised", "(W_i . W_j)^2 is summed, with neither vector normalised.", '''
def interference(W):
    G = gram(W)
    return ((G - np.diag(np.diag(G))) ** 2).sum(axis=1)
''')
add("both-normalised", "Both vectors are normalised.", '''
def interference(W):
    U = unit_rows(np.asarray(W, float).T)
    G = U @ U.T
    return ((G - np.diag(np.diag(G))) ** 2).sum(axis=1)
''')
add("other-normalised", "W_i . What_j: the other vector is normalised (the sum runs over the wrong axis).", '''
def interference(W):
    G = directions_gram(W)
    return ((G - np.diag(np.diag(G))) ** 2).sum(axis=0)
''')
add("absolute", "Absolute values are summed, not squares.", '''
def interference(W):
    G = directions_gram(W)
    return np.abs(G - np.diag(np.diag(G))).sum(axis=1)
''')
add("positive-only", "Negative dot products are taken to be free.", '''
def interference(W):
    G = directions_gram(W)
    return (np.maximum(G - np.diag(np.diag(G)), 0) ** 2).sum(axis=1)
''')
add("mean", "The mean over the other features, not the sum.", '''
_interference = interference


def interference(W):
    return _interference(W) / max(np.shape(W)[1] - 1, 1)
''')
add("largest", "The largest square (the coherence), not the sum.", '''
def interference(W):
    G = directions_gram(W)
    return ((G - np.diag(np.diag(G))) ** 2).max(axis=1)
''')
add("clipped", "Values are clipped to [0, 1], as colours are.", '''
_interference = interference


def interference(W):
    return np.clip(_interference(W), 0, 1)
''', "interference/long")
add("constant-in-norm", "1e-5 is added to the norm, which swallows short columns.", '''
def interference(W):
    W = np.asarray(W, float)
    G = (W / (1e-5 + np.linalg.norm(W, axis=0))).T @ W
    return ((G - np.diag(np.diag(G))) ** 2).sum(axis=1)
''', "interference/tiny")
add("nan-for-zero", "A feature that is not stored gives 0/0 = nan.", '''
def interference(W):
    G = gram(W)
    with np.errstate(all="ignore"):
        return ((G ** 2).sum(axis=1) - np.diag(G) ** 2) / np.diag(G)
''', "interference/zero_column")
add("one-for-zero", "A feature that is not stored has the interference one.", '''
_interference = interference


def interference(W):
    return np.where(np.diag(gram(W)) > 0, _interference(W), 1.0)
''', "interference/zero_column")
add("cancellation",
    "Own and others are summed in float32 and the own square taken away: small interference is rounding.", '''
def interference(W):
    W = np.asarray(W, np.float32)
    G = W.T @ W
    with np.errstate(all="ignore"):
        s = ((G ** 2).sum(axis=1, dtype=np.float32) - np.diag(G) ** 2) / np.diag(G)
    return np.where(np.diag(G) > 0, s, 0).astype(float)
''', "interference/nearly_orthogonal")
add("from-dimensionality", "(1 - D_i) / D_i, the interference relative to the own norm.", '''
def interference(W):
    D = feature_dimensionality(W)
    return np.where(D > 0, (1 - D) / np.where(D > 0, D, 1), 0)
''')
add("one-minus-dimensionality", "1 - D_i.", '''
def interference(W):
    return 1 - feature_dimensionality(W)
''')
add("neurons", "Rows for columns.", '''
_interference = interference


def interference(W):
    return _interference(np.asarray(W).T)
''')
add("identity-subtracted",
    "The identity is taken away from the Gram matrix, which removes the own term of unit columns only.", '''
def interference(W):
    G = gram(W) - np.eye(np.shape(W)[1])
    norms = np.diag(gram(W))
    return np.where(norms > 0, (G ** 2).sum(axis=1) / np.where(norms > 0, norms, 1), 0)
''')
add("diagonal-by-position", "The entries of the row before i are summed: those after it are forgotten.", '''
def interference(W):
    return (np.tril(directions_gram(W), -1) ** 2).sum(axis=1)
''')
add("divided-by-norm", "Divided by |W_i| once, where the square belongs.", '''
def interference(W):
    G = gram(W)
    norms = np.sqrt(np.diag(G))
    return np.where(norms > 0, ((G - np.diag(np.diag(G))) ** 2).sum(axis=1) / np.where(norms > 0, norms, 1), 0)
''')
add("parallel-left-out", "Features parallel to i are left out together with i itself, by comparing directions.", '''
def interference(W):
    U, G = unit_rows(np.asarray(W, float).T), directions_gram(W)
    same = U @ U.T > 1 - 1e-9
    return (np.where(same, 0, G) ** 2).sum(axis=1)
''', "interference/parallel")
add("antipodal-left-out", "Opposite features are left out, since a ReLU removes them.", '''
def interference(W):
    U, G = unit_rows(np.asarray(W, float).T), directions_gram(W)
    G = G - np.diag(np.diag(G))
    return (np.where(U @ U.T < -1 + 1e-9, 0, G) ** 2).sum(axis=1)
''', "interference/digon")
add("scaled-in-place", "W is scaled to its largest entry in place.", '''
_interference = interference


def interference(W):
    values = _interference(W)
    W *= 1.0 / max(np.abs(W).max(), 1e-300)
    return values
''', "inputs_after/interference")
add("two-hundred-features", "Features beyond the 256th are not summed over.", '''
def interference(W):
    G = directions_gram(W)
    G = G - np.diag(np.diag(G))
    return (G[:, :256] ** 2).sum(axis=1)
''', "interference/hundreds")
