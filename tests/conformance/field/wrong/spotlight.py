"""Wrong implementations of `spotlight`."""
from tests.conformance.field.entries import Table

TABLE = Table("spotlight", "spotlight/plain")
add = TABLE.add

# --- conventions ---

add("away", "The rotation is written as R(-theta), so the spotlight turns from a away from b.", '''
def cosines(p, q, thetas):
    return np.outer(p, np.cos(thetas)) - np.outer(q, np.sin(thetas))
''')
add("open-cone", "The cone is open: '>' was typed for '>='.", '''
def inside(c, epsilon):
    return c > epsilon
''', "spotlight_ties")
add("angle-for-cosine", "epsilon is taken as the half angle in radians, not as its cosine.", '''
def inside(c, epsilon):
    return np.arccos(np.clip(c, -1, 1)) <= epsilon
''')
add("whole-opening", "epsilon is taken as the cosine of the full opening of the cone.", '''
def inside(c, epsilon):
    return c >= math.cos(math.acos(epsilon) / 2)
''')
add("degrees", "Angles are converted from degrees, although they come in radians.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.deg2rad(thetas))
''')
add("activations-not-normalised", "Dot products with the probe are compared, and the samples keep their lengths.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    e1, e2 = frame(a, b)
    return share(inside(cosines(*coordinates(x, e1, e2), thetas), epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("probe-not-normalised", "The privileged directions keep their lengths, so the probe is not a unit vector.", '''
def frame(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    rest = b - (a @ b) / (a @ a) * a
    if np.linalg.norm(rest) < 1e-9 * np.linalg.norm(b):
        raise ValueError("parallel")
    return a, rest / np.linalg.norm(rest) * np.linalg.norm(a)
''')
add("second-axis-not-normalised", "Gram-Schmidt without its last step: the second axis is not a unit vector.", '''
def frame(a, b):
    a, b = unit_rows(rows([a, b]))
    rest = b - (a @ b) * a
    if np.linalg.norm(rest) < 1e-9:
        raise ValueError("parallel")
    return a, rest
''')
add("no-gram-schmidt", "b itself is the second axis: cos(theta) a + sin(theta) b with oblique a and b.", '''
_frame = frame


def frame(a, b):
    e1, _ = _frame(a, b)
    return e1, unit_rows(rows(b))[0]
''')
add("no-gram-schmidt-probe-normalised",
    "cos(theta) a + sin(theta) b with oblique a and b, then normalised: uneven angles.", '''
_frame = frame


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    _frame(a, b)
    a, b = unit_rows(rows([a, b]))
    probe = unit_rows(np.outer(np.cos(thetas), a) + np.outer(np.sin(thetas), b))
    return share(inside(unit_rows(x) @ probe.T, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("projection-with-unnormalised-a", "Gram-Schmidt subtracts (a.b) a with a not yet of unit length.", '''
def frame(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    rest = b - (a @ b) * a
    if np.linalg.norm(b - (a @ b) / (a @ a) * a) < 1e-9 * np.linalg.norm(b):
        raise ValueError("parallel")
    return a / np.linalg.norm(a), rest / np.linalg.norm(rest)
''')
add("from-b", "The two directions of a plane are mixed up: the sweep starts at b.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    return _curve(activations, b, a, epsilon, thetas)
''')
add("planes-sorted", "Pairs are sorted, as if (1, 0) were the plane (0, 1).", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    return np.array([curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in np.sort(planes, axis=1)])
''')
add("planes-unique", "Curves are computed for the unique pairs only, in sorted order.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return _spotlight(activations, basis, epsilon, np.unique(planes, axis=0), thetas)
''', "spotlight/unordered_planes")
add("repeated-plane-once", "Curves are kept in a dictionary by plane, so that a plane asked for twice comes once.", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    curves = {(i, j): curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in np.asarray(planes).tolist()}
    return np.array(list(curves.values()))
''', "spotlight/equal_planes")
add("consecutive-rows", "Reads the pair (i, j) as rows i and i + 1, which is right for neighbours.", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    basis = np.asarray(basis)
    return np.array([curve(activations, basis[i], basis[j], epsilon, thetas) if abs(i - j) < 2 else
                     curve(activations, basis[i], basis[(i + 1) % len(basis)], epsilon, thetas) for i, j in planes])
''', "spotlight/wide_basis")
add("columns-of-basis", "Privileged directions are taken from the columns of the basis.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return _spotlight(activations, np.asarray(basis).T, epsilon, planes, thetas)
''', "spotlight/orthonormal")
add("transposed-result", "Returns (n_angles, n_planes).", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return _spotlight(activations, basis, epsilon, planes, thetas).T
''')
add("counts", "Returns counts, not shares.", '''
def share(hits, n_samples):
    return hits.sum(axis=0)
''')
add("share-of-dims", "Divides by the number of dimensions (axis 1 of the activations).", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    e1, e2 = frame(a, b)
    c = cosines(*coordinates(unit_rows(x), e1, e2), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], x.shape[1])
''')
add("share-of-lit", "Divides by the number of samples that were inside at any angle.", '''
def share(hits, n_samples):
    return hits.sum(axis=0) / max(hits.any(axis=1).sum(), 1)
''')
add("normalised-by-peak", "Each curve is divided by its maximum, as for a plot.", '''
def share(hits, n_samples):
    return hits.sum(axis=0) / max(hits.sum(axis=0).max(), 1)
''')
add("zeros-not-counted", "Zero rows are dropped before counting, so N is the number of the others.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return _curve(x[np.any(x != 0, axis=1)], a, b, epsilon, thetas)
''', "spotlight/zeros")
add("zeros-inside-below-zero", "A zero row has cosine 0, which lies inside every cone with epsilon <= 0.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    return share(inside(c, epsilon), len(x))
''', "spotlight/zeros_negative")
add("zeros-inside-at-zero", "Zero rows are excluded for epsilon < 0 only; at epsilon = 0 they count as inside.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    lit = np.any(x != 0, axis=1) if epsilon < 0 else np.ones(len(x), bool)
    return share(inside(c, epsilon) & lit[:, None], len(x))
''', "spotlight/zeros_at_zero")
add("small-constant-in-norm", "1e-8 is added to norms against division by zero, which swallows small samples.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    u = x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-8)
    c = cosines(*coordinates(u, *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''', "spotlight/tiny")
add("larger-constant-in-norm",
    "1e-2 is added to norms against division by zero; samples of ordinary length hardly notice.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    u = x / (np.linalg.norm(x, axis=1, keepdims=True) + 1e-2)
    c = cosines(*coordinates(u, *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''', "spotlight/short")
add("small-samples-as-zero", "Rows shorter than 1e-6 are taken for zero.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return _curve(np.where(np.linalg.norm(x, axis=1, keepdims=True) < 1e-6, 0, x), a, b, epsilon, thetas)
''', "spotlight/tiny")
add("allclose-zero", "np.allclose decides which rows are zero, so rows of size 1e-9 are.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    return _curve([np.zeros_like(x) if np.allclose(x, 0) else x for x in rows(activations)], a, b, epsilon, thetas)
''', "spotlight/tiny")
add("frobenius", "All samples are divided by one norm, that of the whole matrix, times the root of N.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    u = x / max(np.linalg.norm(x), 1e-300) * math.sqrt(len(x))
    c = cosines(*coordinates(u, *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("columns-normalised", "Activations are normalised along the wrong axis: columns for rows.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    u = unit_rows(x.T).T
    c = cosines(*coordinates(u, *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("normalised-in-the-plane",
    "The in-plane part of each sample is normalised: an angle in the plane, not to the probe.", '''
_coordinates = coordinates


def coordinates(x, e1, e2):
    p, q = _coordinates(x, e1, e2)
    r = np.hypot(p, q)
    return p / np.where(r > 0, r, 1), q / np.where(r > 0, r, 1)


def picture(activations, a, b, epsilon):
    x = rows(activations)
    keep = near(*_coordinates(unit_rows(x), *frame(a, b)), epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(_coordinates(x, *frame(a, b)))[keep]
''', "spotlight/three_dims")
add("l1-normalised", "Rows are normalised by the sum of absolute values.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    size = np.abs(x).sum(axis=1, keepdims=True)
    c = cosines(*coordinates(x / np.where(size > 0, size, 1), *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("max-normalised", "Rows are normalised by their largest entry.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    size = np.abs(x).max(axis=1, keepdims=True)
    c = cosines(*coordinates(x / np.where(size > 0, size, 1), *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("centred", "The mean activation is taken away first, as for a principal component analysis.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return _curve(x - x.mean(axis=0), a, b, epsilon, thetas)
''')
add("standardised", "Each neuron is divided by its standard deviation first.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    deviation = x.std(axis=0)
    return _curve(x / np.where(deviation > 0, deviation, 1), a, b, epsilon, thetas)
''', "spotlight/two_samples")
add("absolute-cosine", "The absolute cosine is compared, so a sample and its opposite both count.", '''
def inside(c, epsilon):
    return np.abs(c) >= epsilon
''')
add("squared-cosine",
    "Squares are compared to save a root; the opposite cone is counted, and a negative epsilon is lost.", '''
def inside(c, epsilon):
    return c ** 2 >= epsilon ** 2
''')
add("squared-same-sign", "Squares are compared where the cosine is positive; wrong for negative epsilon only.", '''
def inside(c, epsilon):
    return (c > 0) & (c ** 2 >= epsilon ** 2)
''', "spotlight/negative")
add("rounded-cosine", "Cosines are rounded to two digits before they are compared.", '''
def inside(c, epsilon):
    return np.round(c, 2) >= epsilon
''', "spotlight/thousands")
add("slack", "A slack of 0.005 is allowed at the edge of the cone, 'against rounding'.", '''
def inside(c, epsilon):
    return c >= epsilon - 5e-3
''', "spotlight/thousands")
add("signed", "Returns the signed curve from the unsigned entry.", '''
spotlight = signed_spotlight
''')

# --- rotations ---

add("rodrigues-b-for-b-squared", "Rodrigues' formula with B in place of B squared.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    e1, e2 = frame(a, b)
    B = np.outer(e2, e1) - np.outer(e1, e2)
    probes = np.array([(np.eye(len(e1)) + np.sin(t) * B + (1 - np.cos(t)) * B) @ e1 for t in thetas])
    return share(inside(unit_rows(x) @ probes.T, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("rodrigues-without-one", "Rodrigues' formula with cos(theta) for 1 - cos(theta).", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    e1, e2 = frame(a, b)
    B = np.outer(e2, e1) - np.outer(e1, e2)
    probes = np.array([(np.eye(len(e1)) + np.sin(t) * B + np.cos(t) * B @ B) @ e1 for t in thetas])
    return share(inside(unit_rows(x) @ probes.T, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("rodrigues-oblique", "The bivector is a b^T - b a^T of oblique unit vectors, not of an orthonormal pair.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    frame(a, b)
    a, b = unit_rows(rows([a, b]))
    B = np.outer(b, a) - np.outer(a, b)
    probes = np.array([(np.eye(len(a)) + np.sin(t) * B + (1 - np.cos(t)) * B @ B) @ a for t in thetas])
    return share(inside(unit_rows(x) @ probes.T, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("short-power-series",
    "The exponential of theta B is a power series cut after twelve terms; large angles suffer.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    e1, e2 = frame(a, b)
    c = sum((-1) ** k * np.asarray(thetas) ** (2 * k) / math.factorial(2 * k) for k in range(6))
    s = sum((-1) ** k * np.asarray(thetas) ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(6))
    p, q = coordinates(unit_rows(x), e1, e2)
    return share(inside(np.outer(p, c) + np.outer(q, s), epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("power-series-thirty", "The power series has thirty terms: right for a turn, wrong a few turns on.", '''
def cosines(p, q, thetas):
    t = np.asarray(thetas, dtype=float)
    c = sum((-1) ** k * t ** (2 * k) / math.factorial(2 * k) for k in range(15))
    s = sum((-1) ** k * t ** (2 * k + 1) / math.factorial(2 * k + 1) for k in range(15))
    return np.outer(p, c) + np.outer(q, s)
''', "spotlight/beyond_a_turn")
add("small-steps-accumulated",
    "The probe is rotated step by step by the first difference of angles, taken as equal for all.", '''
_cosines = cosines


def cosines(p, q, thetas):
    thetas = np.asarray(thetas)
    step = thetas[1] - thetas[0] if len(thetas) > 1 else 0.0
    return _cosines(p, q, thetas[0] + step * np.arange(len(thetas)))
''', "spotlight/uneven_angles")
add("ignores-angles", "Only the number of angles is read: a full turn of equal steps from zero is assumed.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, 2 * np.pi * np.arange(len(thetas)) / len(thetas))
''', "spotlight/half_turn")
add("linspace-with-endpoint", "Only the number of angles is read, and the grid has both 0 and 2 pi.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.linspace(0, 2 * np.pi, len(thetas)))
''')
add("angles-sorted", "Angles are sorted first and the curve is not put back in the caller's order.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.sort(thetas))
''', "spotlight/unordered_angles")
add("angles-clipped", "Angles are clipped to one turn.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.clip(thetas, 0, 2 * np.pi))
''', "spotlight/negative_angles")
add("angles-to-degree-table", "Angles are rounded to whole degrees for a table of sines.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.deg2rad(np.round(np.rad2deg(thetas))))
''', "spotlight/a_thousand_angles")
add("sine-from-cosine", "sin(theta) is computed as sqrt(1 - cos^2), which is positive on both half turns.", '''
def cosines(p, q, thetas):
    c = np.cos(thetas)
    return np.outer(p, c) + np.outer(q, np.sqrt(np.maximum(1 - c * c, 0)))
''')
add("sine-sign-in-first-turn", "The sign of the sine is taken from theta < pi, so it is wrong beyond one turn.", '''
def cosines(p, q, thetas):
    c = np.cos(thetas)
    sign = np.where(np.asarray(thetas) < np.pi, 1.0, -1.0)
    return np.outer(p, c) + np.outer(q, sign * np.sqrt(np.maximum(1 - c * c, 0)))
''', "spotlight/negative_angles")
add("half-angle", "A rotor R x R~ is applied with the full angle, so the probe turns twice as fast.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, 2 * np.asarray(thetas))
''')
add("half-speed", "The generator has the factor 1/2 of a wedge product, so the probe turns at half speed.", '''
_cosines = cosines


def cosines(p, q, thetas):
    return _cosines(p, q, np.asarray(thetas) / 2)
''')
add("angle-to-b-as-unit", "theta is scaled so that b, wherever it is, lies at a quarter turn.", '''
_cosines = cosines


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    e1, e2 = frame(a, b)
    gamma = math.acos(np.clip(unit_rows(rows(a))[0] @ unit_rows(rows(b))[0], -1, 1))
    c = cosines(*coordinates(unit_rows(x), e1, e2), np.asarray(thetas) * gamma / (np.pi / 2))
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("dihedral-in-three-dims-only",
    "The plane's normal is a cross product; other widths use a rotation of the first two axes.", '''
_frame = frame


def frame(a, b):
    if len(a) in (2, 3):
        return _frame(a, b)
    e = np.eye(len(a))
    return e[0], e[1]
''')

# --- arcs: which angles a sample lights ---

ARCS = """
def arc(p, q, epsilon):
    r, phi = np.hypot(p, q), np.arctan2(q, p)
    ratio = epsilon / np.where(r > 0, r, 1)
    always = (ratio <= -1) | ((r == 0) & (epsilon <= 0))
    w = np.where(ratio > 1, -1.0, np.where(always, 4.0, np.arccos(np.clip(ratio, -1, 1))))
    return phi, np.where((r == 0) & (epsilon > 0), -1.0, w)


def distance(thetas, phi):
    return np.abs((thetas - phi + np.pi) % (2 * np.pi) - np.pi)


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    phi, w = arc(*coordinates(unit_rows(x), *frame(a, b)), epsilon)
    hits = distance(np.asarray(thetas)[None], phi[:, None]) <= w[:, None]
    return share(hits & np.any(x != 0, axis=1)[:, None], len(x))
"""
add("arcs-without-wrap", "Arcs of lit angles are not continued across 0 = 2 pi.", ARCS + '''

def distance(thetas, phi):
    return np.abs(thetas % (2 * np.pi) - phi % (2 * np.pi))
''')
add("arcs-one-wrap", "The difference of two angles is wrapped once, by adding or taking away one turn.", ARCS + '''

def distance(thetas, phi):
    d = np.abs(thetas - phi)
    return np.minimum(d, np.abs(d - 2 * np.pi))
''', "spotlight/beyond_a_turn")
add("arcs-arctan", "arctan(q / p) is used for the direction in the plane, which loses half of the turn.", ARCS + '''

_arc = arc


def arc(p, q, epsilon):
    return np.arctan(q / np.where(p != 0, p, 1e-300)), _arc(p, q, epsilon)[1]
''')
add("arcs-swapped-arctan2", "arctan2 is called with its arguments the wrong way round.", ARCS + '''

_arc = arc


def arc(p, q, epsilon):
    return np.arctan2(p, q), _arc(p, q, epsilon)[1]
''')
add("arcs-width-without-r",
    "The half-width of an arc is arccos(epsilon), as if every sample lay in the plane.", ARCS + '''

def arc(p, q, epsilon):
    return np.arctan2(q, p), np.where(np.hypot(p, q) >= epsilon, math.acos(epsilon), -1.0)
''')
add("arcs-always-lit-forgotten",
    "Samples that are inside at every angle (epsilon < -r) give NaN in arccos and count nowhere.", ARCS + '''

def arc(p, q, epsilon):
    with np.errstate(all="ignore"):
        return np.arctan2(q, p), np.arccos(epsilon / np.hypot(p, q))
''', "spotlight/negative")
add("arcs-none-below-zero",
    "A sample whose distance |epsilon| exceeds r lights no arc, whatever the sign of epsilon.", ARCS + '''

_arc = arc


def arc(p, q, epsilon):
    phi, w = _arc(p, q, epsilon)
    return phi, np.where(np.hypot(p, q) < abs(epsilon), -1.0, w)
''', "spotlight/very_negative")
add("arcs-off-plane-dark", "A sample at right angles to the plane lights no arc, even at epsilon < 0.", ARCS + '''

_arc = arc


def arc(p, q, epsilon):
    phi, w = _arc(p, q, epsilon)
    return phi, np.where(np.hypot(p, q) == 0, -1.0, w)
''', "off_plane")
add("arcs-half-open",
    "Every arc is drawn in by a quarter of the grid's step at both ends.", ARCS + '''

def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    phi, w = arc(*coordinates(unit_rows(x), *frame(a, b)), epsilon)
    d = distance(np.asarray(thetas)[None], phi[:, None])
    spacing = 2 * np.pi / max(len(thetas), 2)
    return share((d <= w[:, None] - spacing / 4) & np.any(x != 0, axis=1)[:, None], len(x))
''')
add("difference-array-on-equal-grid",
    "A difference array on an equal grid, whatever the angles; they are looked up to the nearest.", '''
_cosines = cosines


def cosines(p, q, thetas):
    n = 720
    grid = np.round(np.asarray(thetas) / (2 * np.pi / n)) * (2 * np.pi / n)
    return _cosines(p, q, grid)
''', "spotlight/a_thousand_angles")

# --- sizes ---

add("uint8-counter", "Counts are kept in 8 bits: right up to 255 samples in a cone.", '''
def share(hits, n_samples):
    return hits.sum(axis=0, dtype=np.uint8) / n_samples
''', "spotlight/three_hundred")
add("int8-counter", "Counts are kept in signed 8 bits: right up to 127 samples in a cone.", '''
def share(hits, n_samples):
    return hits.sum(axis=0, dtype=np.int8) / n_samples
''', "spotlight/three_hundred")
add("uint16-counter", "Counts are kept in 16 bits: right up to 65,535 samples in a cone.", '''
def share(hits, n_samples):
    return hits.sum(axis=0, dtype=np.uint16) / n_samples
''', "spotlight/seventy_thousand")
add("float16-shares", "Shares are returned in half precision.", '''
_share = share


def share(hits, n_samples):
    return _share(hits, n_samples).astype(np.float16).astype(float)
''', "spotlight/thousands")
add("float32-lengths", "Squares are summed in float32, which vanishes for samples of 1e-24.", '''
def curve(activations, a, b, epsilon, thetas):
    with np.errstate(all="ignore"):
        x = rows(activations).astype(np.float32)
        u = x / np.sqrt((x * x).sum(axis=1, keepdims=True))
        c = cosines(*coordinates(u, *frame(a, b)), thetas)
        return share(inside(c, epsilon), len(x))
''', "spotlight/faint")
add("first-thousand-samples", "A preview limit of 1,000 samples was left in.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    return _curve(rows(activations)[:1000], a, b, epsilon, thetas)
''', "spotlight/thousands")
add("last-chunk-lost", "Samples are read in chunks of 16 and an incomplete last chunk is never counted.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    whole = len(x) // 16 * 16
    return _curve(x[:whole], a, b, epsilon, thetas) * whole / len(x) if whole else np.zeros(len(thetas))
''', "spotlight/odd_samples")
add("last-large-chunk-lost",
    "Samples are read in chunks of 1,024 and an incomplete last chunk after a full one is lost.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    whole = max(len(x) // 1024 * 1024, min(len(x), 1023))
    return _curve(x[:whole], a, b, epsilon, thetas) * whole / len(x)
''', "spotlight/thousands")
add("mean-of-chunk-shares", "The shares of chunks of 1,000 are averaged, although the last chunk is smaller.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return np.mean([_curve(x[k:k + 1000], a, b, epsilon, thetas) for k in range(0, len(x), 1000)], axis=0)
''', "spotlight/a_thousand_and_some")
add("eight-dims", "Buffers have room for eight dimensions; the rest is left out of the dot products.", '''
def coordinates(x, e1, e2):
    return x[:, :8] @ e1[:8], x[:, :8] @ e2[:8]
''', "spotlight/nine_dims")
add("even-dims", "Dot products run over pairs of entries, so the last entry of an odd width is left out.", '''
def coordinates(x, e1, e2):
    n = max(x.shape[1] // 2 * 2, 1)
    return x[:, :n] @ e1[:n], x[:, :n] @ e2[:n]
''', "spotlight/five_dims")
add("two-hundred-fifty-six-dims", "The dot product is taken in a block of 256 entries, and the rest is forgotten.", '''
def coordinates(x, e1, e2):
    return x[:, :256] @ e1[:256], x[:, :256] @ e2[:256]
''', "spotlight/three_hundred_dims")
add("three-hundred-sixty-angles", "The curve has room for 360 angles; later ones stay at zero.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    values = np.zeros(len(thetas))
    values[:360] = _curve(activations, a, b, epsilon, thetas[:360])
    return values
''', "spotlight/many_angles")
add("square-basis-inverse",
    "Coordinates are found with the inverse of the basis, or its pseudo-inverse, as if it were orthonormal.", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    u, B = unit_rows(rows(activations)), unit_rows(rows(basis))
    lit = np.any(rows(activations) != 0, axis=1)[:, None]
    P = u @ np.linalg.pinv(B)
    return np.array([share(inside(cosines(P[:, i], P[:, j], thetas), epsilon) & lit, len(u)) for i, j in planes])
''')
add("basis-rows-beyond-dims",
    "The basis is cut to as many directions as there are dimensions, later ones wrapping round.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    n = np.shape(activations)[1]
    return _spotlight(activations, np.asarray(basis)[:n], epsilon, np.asarray(planes) % n, thetas)
''', "spotlight/wide_basis")
add("one-sample-squeezed", "np.squeeze on the activations turns one sample into a vector of samples of width one.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = np.squeeze(np.asarray(activations, float))
    return _curve(x[:, None] * np.ones(len(a)) if x.ndim == 1 else x, a, b, epsilon, thetas)
''', "spotlight/one_sample")
add("one-plane-squeezed", "np.squeeze on the result loses the axis of planes when there is one plane.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return np.squeeze(_spotlight(activations, basis, epsilon, planes, thetas))
''', "spotlight/one_plane")
add("epsilon-clipped", "epsilon is clipped to [0, 1], because a cone wider than a half-space seemed impossible.", '''
def inside(c, epsilon):
    return c >= max(epsilon, 0.0)
''', "spotlight/negative")
add("epsilon-absolute", "The absolute value of epsilon is used.", '''
def inside(c, epsilon):
    return c >= abs(epsilon)
''', "spotlight/negative")
add("epsilon-zero-default", "'epsilon or 0.9' replaces an epsilon of 0 by the default.", '''
def inside(c, epsilon):
    return c >= (epsilon or 0.9)
''', "spotlight/half")
add("pruned-for-negative",
    "Samples far from the plane are skipped by r >= |epsilon|, right for positive epsilon only.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    p, q = coordinates(unit_rows(x), *frame(a, b))
    lit = np.any(x != 0, axis=1) & (np.hypot(p, q) >= abs(epsilon))
    return share(inside(cosines(p, q, thetas), epsilon) & lit[:, None], len(x))
''', "spotlight/negative")
add("pruned-by-largest", "Samples are skipped unless |p| or |q| reaches epsilon; those on the diagonal are lost.", '''
def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    p, q = coordinates(unit_rows(x), *frame(a, b))
    lit = np.any(x != 0, axis=1) & (np.maximum(np.abs(p), np.abs(q)) >= epsilon)
    return share(inside(cosines(p, q, thetas), epsilon) & lit[:, None], len(x))
''', "spotlight/three_hundred_narrow")
add("duplicates-once", "np.unique on the rows counts repeated samples once.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = np.unique(rows(activations), axis=0)
    return _curve(x, a, b, epsilon, thetas) * len(x) / len(rows(activations))
''', "spotlight/duplicates")
add("rectified", "Negative activations are cut off first, since 'activations come after a ReLU'.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    return _curve(np.maximum(rows(activations), 0), a, b, epsilon, thetas)
''')
add("clipped-activations", "Activations are clipped to [-10, 10] against outliers.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    return _curve(np.clip(rows(activations), -10, 10), a, b, epsilon, thetas)
''', "spotlight/long")
add("integers-inside", "Activations are stored in an integer buffer after scaling by 1,000: small rows are lost.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    return _curve((rows(activations) * 1000).astype(np.int64), a, b, epsilon, thetas)
''', "spotlight/tiny")
add("common-scale",
    "All activations are divided by the largest, then cast to float16: short rows lose their digits.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return _curve((x / np.abs(x).max()).astype(np.float16), a, b, epsilon, thetas)
''', "spotlight/mixed")

# --- planes that are nearly degenerate, and errors ---

add("parallel-flat", "Parallel directions are accepted: the second axis is zero and the curve is that of a alone.", '''
_frame = frame


def frame(a, b):
    try:
        return _frame(a, b)
    except ValueError:
        return unit_rows(rows(a))[0], np.zeros(len(a))
''', "parallel/spotlight")
add("parallel-random", "Parallel directions are accepted: rounding error is normalised to a second axis.", '''
def frame(a, b):
    a, b = unit_rows(rows([a, b]))
    rest = b - (a @ b) * a + 1e-17
    return a, unit_rows(rows(rest))[0]
''', "parallel/spotlight")
add("parallel-nan",
    "Parallel directions give a curve of NaN comparisons, that is, zeros, and no declaration says so.", '''
def frame(a, b):
    a, b = unit_rows(rows([a, b]))
    rest = b - (a @ b) * a
    length = np.linalg.norm(rest)
    return a, (rest / length if length > 1e-9 else np.full(len(a), np.nan))
''', "parallel/spotlight")
add("parallel-left-out", "Parallel pairs are silently left out, so the result has fewer rows.", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    return np.array([curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in planes
                     if spans(basis[i], basis[j])]).reshape(-1, len(thetas))
''', "parallel_beside_others/spotlight")
add("antiparallel-accepted", "Only equal directions are refused; opposite ones are not recognised.", '''
_frame = frame


def frame(a, b):
    a, b = unit_rows(rows([a, b]))
    if 1 - a @ b < 1e-12:
        raise ValueError("parallel")
    return _frame(a, b) if 1 + a @ b > 1e-12 else (a, np.roll(a, 1))
''', "antiparallel/spotlight")
add("near-parallel-refused", "Directions within about six degrees count as parallel.", '''
_frame = frame


def frame(a, b):
    u, v = unit_rows(rows([a, b]))
    if abs(u @ v) > 0.995:
        raise ValueError("parallel")
    return _frame(a, b)
''', "spotlight/nearly_parallel")
add("obtuse-flipped", "The second direction is flipped where the angle between the two is obtuse.", '''
_frame = frame


def frame(a, b):
    return _frame(a, b if np.dot(a, b) >= 0 else -np.asarray(b))
''', "spotlight/obtuse")
add("qr-signs", "e1 and e2 come from a QR decomposition, whose signs are LAPACK's choice.", '''
def frame(a, b):
    q, r = np.linalg.qr(np.column_stack([a, b]))
    if abs(r[1, 1]) < 1e-9 * np.linalg.norm(b):
        raise ValueError("parallel")
    return q[:, 0], q[:, 1]
''')
add("svd-frame", "The plane's axes are its principal axes, so theta = 0 lies between a and b.", '''
_frame = frame


def frame(a, b):
    _frame(a, b)
    v = np.linalg.svd(unit_rows(rows([a, b])))[2]
    return v[0], v[1]
''')
add("symmetric-orthogonalised", "The pair is made orthogonal symmetrically, which moves e1 off a.", '''
_frame = frame


def frame(a, b):
    _frame(a, b)
    u, _, v = np.linalg.svd(unit_rows(rows([a, b])), full_matrices=False)
    return tuple(u @ v)
''')
add("basis-orthogonalised", "The whole basis is made orthonormal first, so later directions are not those given.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    basis = rows(basis)
    q, r = np.linalg.qr(basis.T)
    q = (q * np.sign(np.diag(r)[:q.shape[1]])).T
    return _spotlight(activations, np.vstack([q, basis[len(q):]]), epsilon, planes, thetas)
''', "spotlight/plain")
add("epsilon-one-refused", "epsilon = 1 or -1 is refused, because the interval was taken as open.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    if not -1 < epsilon < 1:
        raise ValueError("epsilon")
    return _spotlight(activations, basis, epsilon, planes, thetas)
''', "spotlight/all")
add("negative-epsilon-refused", "A negative epsilon is refused.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    if epsilon < 0:
        raise ValueError("epsilon")
    return _spotlight(activations, basis, epsilon, planes, thetas)
''', "spotlight/negative")
add("overcomplete-refused", "More directions than dimensions are refused.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    if len(basis) > np.shape(basis)[1]:
        raise ValueError("too many directions")
    return _spotlight(activations, basis, epsilon, planes, thetas)
''', "spotlight/wide_basis")
add("zero-row-refused", "A zero activation is refused.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    if not np.any(activations, axis=1).all():
        raise ValueError("zero activation")
    return _spotlight(activations, basis, epsilon, planes, thetas)
''', "spotlight/zeros")

# --- state ---

add("cached-by-shape", "Unit activations are cached by their shape.", '''
CACHE = {}
_unit_rows = unit_rows


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    if x.shape not in CACHE:
        CACHE[x.shape] = unit_rows(x)
    c = cosines(*coordinates(CACHE[x.shape], *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''', "several_calls/spotlight")
add("cached-by-id", "Unit activations are cached by the identity of the array, which the caller changes in place.", '''
CACHE = {}


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    if id(activations) not in CACHE:
        CACHE[id(activations)] = (activations, unit_rows(x))
    c = cosines(*coordinates(CACHE[id(activations)][1], *frame(a, b)), thetas)
    return share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x))
''', "same_objects/spotlight")
add("frames-cached-by-plane", "The frame of plane (i, j) is cached by i and j, and outlives the basis.", '''
FRAMES = {}


def spotlight(activations, basis, epsilon, planes, thetas):
    u = unit_rows(rows(activations))
    lit = np.any(rows(activations) != 0, axis=1)[:, None]
    out = []
    for i, j in np.asarray(planes).tolist():
        key = (i, j, np.shape(basis)[1])
        if key not in FRAMES:
            FRAMES[key] = frame(basis[i], basis[j])
        out.append(share(inside(cosines(*coordinates(u, *FRAMES[key]), thetas), epsilon) & lit, len(u)))
    return np.array(out)
''', "several_calls/spotlight")
add("angles-cached-by-number", "Sines and cosines of the angles are cached by how many there are.", '''
TABLES = {}


def cosines(p, q, thetas):
    if len(thetas) not in TABLES:
        TABLES[len(thetas)] = np.cos(thetas), np.sin(thetas)
    c, s = TABLES[len(thetas)]
    return np.outer(p, c) + np.outer(q, s)
''', "several_calls/spotlight")
add("cached-without-epsilon", "Whole curves are cached by the arrays' bytes, and epsilon is missing from the key.", '''
CACHE = {}
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    key = tuple(np.asarray(v).tobytes() for v in (activations, basis, planes, thetas))
    if key not in CACHE:
        CACHE[key] = _spotlight(activations, basis, epsilon, planes, thetas)
    return CACHE[key]
''', "several_calls/spotlight")
add("normalises-in-place", "Activations are normalised in place, in the caller's array.", '''
def spotlight(activations, basis, epsilon, planes, thetas):
    activations = np.asarray(activations)
    lit = np.any(activations != 0, axis=1)
    activations[lit] /= np.linalg.norm(activations[lit], axis=1, keepdims=True)
    return np.array([curve(activations, basis[i], basis[j], epsilon, thetas) for i, j in planes])
''', "inputs_after/spotlight")
add("basis-normalised-in-place", "Basis rows are normalised in place, in the caller's array.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    basis = np.asarray(basis)
    basis /= np.linalg.norm(basis, axis=1, keepdims=True)
    return _spotlight(activations, basis, epsilon, planes, thetas)
''', "inputs_after/spotlight")
add("angles-wrapped-in-place", "Angles are shifted in place to the range from -pi to pi.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    thetas = np.asarray(thetas)
    thetas[thetas > np.pi] -= 2 * np.pi
    return _spotlight(activations, basis, epsilon, planes, thetas)
''', "inputs_after/spotlight")
add("one-buffer", "Results of one shape share one buffer, which the next call overwrites.", '''
BUFFERS = {}
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    values = _spotlight(activations, basis, epsilon, planes, thetas)
    buffer = BUFFERS.setdefault(values.shape, np.empty_like(values))
    buffer[:] = values
    return buffer
''', "several_calls/spotlight")
add("mutable-default", "Counts are gathered in a mutable default argument and never set back.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas, totals={}):
    values = _curve(activations, a, b, epsilon, thetas)
    key = (len(activations), len(thetas), float(epsilon))
    totals[key] = totals.get(key, 0) + values
    return totals[key]
''')
add("shuffled-samples-half", "A random half of the samples is counted, for speed.", '''
_curve = curve


def curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return _curve(x[np.random.default_rng(0).permutation(len(x))[:max(len(x) // 2, 1)]], a, b, epsilon, thetas)
''')
add("planes-shuffled", "Planes are visited in a random order, and the curves come back in that order.", '''
_spotlight = spotlight


def spotlight(activations, basis, epsilon, planes, thetas):
    return _spotlight(activations, basis, epsilon, np.random.default_rng(3).permutation(planes), thetas)
''', "spotlight/unordered_planes")
add("first-call-differs", "The first call returns the warm-up run on the first half of the samples.", '''
_spotlight = spotlight
CALLS = []


def spotlight(activations, basis, epsilon, planes, thetas):
    CALLS.append(1)
    some = activations if len(CALLS) > 1 else rows(activations)[:(len(activations) + 1) // 2]
    return _spotlight(some, basis, epsilon, planes, thetas)
''', "several_calls/spotlight")
