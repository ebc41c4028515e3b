"""Wrong implementations of `signed_spotlight` and of `mean_spotlight`."""
from tests.conformance.field.entries import Table

SIGNED = Table("signed", "signed/plain")
add = SIGNED.add

add("sum-of-cones", "The opposite cone's share is added, not taken away.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    return share(inside(c, epsilon) & lit, len(x)) + share(opposite(c, epsilon) & lit, len(x))
''')
add("unsigned", "The opposite cone is forgotten.", '''
signed_spotlight = spotlight
''')
add("opposite-minus-cone", "The two cones are swapped.", '''
_signed_curve = signed_curve


def signed_curve(activations, a, b, epsilon, thetas):
    return -_signed_curve(activations, a, b, epsilon, thetas)
''')
add("absolute", "The absolute difference is returned.", '''
_signed_curve = signed_curve


def signed_curve(activations, a, b, epsilon, thetas):
    return np.abs(_signed_curve(activations, a, b, epsilon, thetas))
''')
add("halved", "The difference is divided by two, for 'the mean of two cones'.", '''
_signed_curve = signed_curve


def signed_curve(activations, a, b, epsilon, thetas):
    return _signed_curve(activations, a, b, epsilon, thetas) / 2
''')
add("sign-of-cosine-inside",
    "Samples of the double cone count by the sign of their cosine, which is wrong for epsilon < 0.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    return (np.sign(c) * (np.abs(c) >= epsilon)).sum(axis=0) / len(x)
''', "signed/negative")
add("opposite-by-else",
    "The opposite cone is tried only where a sample is not inside the cone: for epsilon < 0 both hold.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    return np.where(lit, np.where(c >= epsilon, 1, np.where(c <= -epsilon, -1, 0)), 0).sum(axis=0) / len(x)
''', "signed/negative")
add("opposite-wrong-sign", "The opposite cone is written c <= epsilon, without the minus.", '''
def opposite(c, epsilon):
    return c <= epsilon
''')
add("opposite-all-negative", "Everything in the opposite half-space is taken away.", '''
def opposite(c, epsilon):
    return c < 0
''')
add("opposite-absolute-epsilon", "The opposite cone uses |epsilon|.", '''
def opposite(c, epsilon):
    return c <= -abs(epsilon)
''', "signed/negative")
add("opposite-open", "The cone is closed and the opposite one open.", '''
def opposite(c, epsilon):
    return c < -epsilon
''', "signed_ties")
add("both-open", "Both cones are open.", '''
def inside(c, epsilon):
    return c > epsilon


def opposite(c, epsilon):
    return c < -epsilon
''', "signed_ties")
add("quarter-turn", "The second share is read a quarter turn on, not half a turn.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    return curve(activations, a, b, epsilon, thetas) - curve(activations, a, b, epsilon, np.asarray(thetas) + np.pi / 2)
''')
add("rolled-by-half", "The opposite share is the curve rolled by half its length, whatever the angles.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    values = curve(activations, a, b, epsilon, thetas)
    return values - np.roll(values, -(len(values) // 2))
''', "signed/odd_angles")
add("rolled-by-half-even-only",
    "On an equal grid of even length the curve is rolled by half; the test of equality is of two steps.", '''
_signed_curve = signed_curve


def signed_curve(activations, a, b, epsilon, thetas):
    n = len(thetas)
    if n % 2 == 0 and n > 2 and abs((thetas[1] - thetas[0]) - (thetas[-1] - thetas[-2])) < 1e-9:
        values = curve(activations, a, b, epsilon, thetas)
        return values - np.roll(values, n // 2)
    return _signed_curve(activations, a, b, epsilon, thetas)
''', "signed/half_turn_even")
add("reflected", "The opposite share is read at -theta.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    return curve(activations, a, b, epsilon, thetas) - curve(activations, a, b, epsilon, -np.asarray(thetas))
''')
add("mirrored-order", "The opposite share is the curve read backwards.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    values = curve(activations, a, b, epsilon, thetas)
    return values - values[::-1]
''')
add("zero-row-at-negative", "Zero rows are left out of the cone and not of the opposite cone.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    return (share(inside(c, epsilon) & np.any(x != 0, axis=1)[:, None], len(x)) - share(opposite(c, epsilon), len(x)))
''', "signed/zeros_negative")
add("zeros-dropped", "N counts non-zero samples only.", '''
_signed_curve = signed_curve


def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    return _signed_curve(x[np.any(x != 0, axis=1)], a, b, epsilon, thetas)
''', "signed/zeros")
add("over-both-cones", "The difference is divided by the number of samples in the two cones.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    up, down = (inside(c, epsilon) & lit).sum(axis=0), (opposite(c, epsilon) & lit).sum(axis=0)
    return (up - down) / np.maximum(up + down, 1)
''')
add("unsigned-counter", "The two counts are unsigned 8-bit integers, and so is their difference.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    up, down = (inside(c, epsilon) & lit).sum(axis=0), (opposite(c, epsilon) & lit).sum(axis=0)
    return (up.astype(np.uint32) - down.astype(np.uint32)) / len(x)
''')
add("int8-difference", "Counts of the two cones are kept in signed 8 bits.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    up, down = (inside(c, epsilon) & lit).sum(axis=0), (opposite(c, epsilon) & lit).sum(axis=0)
    return (up - down).astype(np.int8) / len(x)
''', "signed/first_quadrant")
add("not-normalised", "Samples are not normalised in the signed variant.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(x, *frame(a, b)), thetas)
    return share(inside(c, epsilon) & lit, len(x)) - share(opposite(c, epsilon) & lit, len(x))
''')
add("away", "The signed variant turns the probe away from b.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    lit = np.any(x != 0, axis=1)[:, None]
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), -np.asarray(thetas))
    return share(inside(c, epsilon) & lit, len(x)) - share(opposite(c, epsilon) & lit, len(x))
''')
add("first-plane-only", "The loop over planes reads the first plane's direction a throughout.", '''
def signed_spotlight(activations, basis, epsilon, planes, thetas):
    first = planes[0][0]
    return np.array([signed_curve(activations, basis[first if first != j else i], basis[j], epsilon, thetas)
                     for i, j in planes])
''')
add("clipped-at-zero", "Negative values of the signed curve are cut off.", '''
_signed_curve = signed_curve


def signed_curve(activations, a, b, epsilon, thetas):
    return np.maximum(_signed_curve(activations, a, b, epsilon, thetas), 0)
''')
add("second-of-a-pair", "A plane (i, j) with i > j is given with its sign changed, as for an oriented plane.", '''
def signed_spotlight(activations, basis, epsilon, planes, thetas):
    return np.array([signed_curve(activations, basis[i], basis[j], epsilon, thetas) * (1 if i < j else -1)
                     for i, j in planes])
''')
add("parallel-accepted", "The signed variant gives zeros for parallel directions, undeclared.", '''
def signed_spotlight(activations, basis, epsilon, planes, thetas):
    return np.array([signed_curve(activations, basis[i], basis[j], epsilon, thetas) if spans(basis[i], basis[j])
                     else np.zeros(len(thetas)) for i, j in planes])
''', "parallel/signed_spotlight")
add("in-place", "Zero rows are replaced by ones in the caller's array, against division by zero.", '''
_signed_spotlight = signed_spotlight


def signed_spotlight(activations, basis, epsilon, planes, thetas):
    values = _signed_spotlight(activations, basis, epsilon, planes, thetas)
    activations[~np.any(activations, axis=1)] = 1.0
    return values
''', "inputs_after/signed_spotlight")
add("cached-by-shape", "Curves are cached by the shapes of the arguments.", '''
CACHE = {}
_signed_spotlight = signed_spotlight


def signed_spotlight(activations, basis, epsilon, planes, thetas):
    key = (np.shape(activations), np.shape(basis), float(epsilon), np.shape(planes), np.shape(thetas))
    if key not in CACHE:
        CACHE[key] = _signed_spotlight(activations, basis, epsilon, planes, thetas)
    return CACHE[key]
''', "several_calls/signed_spotlight")
add("wide-cone-zero", "At epsilon <= 0 'the cones overlap', so a curve of zeros is returned.", '''
_signed_spotlight = signed_spotlight


def signed_spotlight(activations, basis, epsilon, planes, thetas):
    values = _signed_spotlight(activations, basis, epsilon, planes, thetas)
    return values if epsilon > 0 else np.zeros_like(values)
''', "signed/negative")
add("half-space-sign", "At epsilon <= 0 the sign of the cosine is counted, which is right at 0 alone.", '''
def signed_curve(activations, a, b, epsilon, thetas):
    x = rows(activations)
    c = cosines(*coordinates(unit_rows(x), *frame(a, b)), thetas)
    if epsilon <= 0:
        return np.sign(c).sum(axis=0) / len(x)
    return share(inside(c, epsilon), len(x)) - share(opposite(c, epsilon), len(x))
''', "signed/negative")

MEAN = Table("mean", "mean/plain/permutations")
add = MEAN.add

add("sum", "Curves are added over planes and not divided by their number.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas).sum(axis=0)
''')
add("combinations-always", "The word for the ensemble is ignored: pairs with i < j are used.", '''
def pairs(ensemble, n_basis):
    return list(itertools.combinations(range(n_basis), 2))
''')
add("permutations-always", "The word for the ensemble is ignored: all ordered pairs are used.", '''
def pairs(ensemble, n_basis):
    return list(itertools.permutations(range(n_basis), 2))
''', "mean/plain/combinations")
add("words-swapped", "'permutations' and 'combinations' are swapped.", '''
_pairs = pairs


def pairs(ensemble, n_basis):
    return _pairs("combinations" if ensemble == "permutations" else "permutations", n_basis)
''')
add("consecutive-pairs", "Only neighbouring directions are paired.", '''
def pairs(ensemble, n_basis):
    some = [(i, i + 1) for i in range(n_basis - 1)]
    return some + [(j, i) for i, j in some] if ensemble == "permutations" else some
''')
add("reversed-pairs", "Combinations are the pairs with i > j.", '''
_pairs = pairs


def pairs(ensemble, n_basis):
    return [(j, i) for i, j in _pairs(ensemble, n_basis)]
''', "mean/plain/combinations")
add("last-row-forgotten", "range(n - 1) leaves the last direction out.", '''
_pairs = pairs


def pairs(ensemble, n_basis):
    return _pairs(ensemble, n_basis - 1 if n_basis > 2 else n_basis)
''')
add("itself-included", "Pairs (i, i) are included, as curves of zeros.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    n = len(basis)
    k = n * (n - 1) if ensemble == "permutations" else n * (n - 1) / 2
    return _mean(activations, basis, epsilon, ensemble, thetas) * k / (k + n)
''')
add("over-all-ordered-pairs", "The sum over combinations is divided by n (n - 1), not by half of it.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return _mean(activations, basis, epsilon, ensemble, thetas) / (1 if ensemble == "permutations" else 2)
''', "mean/plain/combinations")
add("mean-over-angles", "The mean is taken over angles and repeated, axis 1 for axis 0.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    values = _mean(activations, basis, epsilon, ensemble, thetas)
    return np.full_like(values, values.mean())
''')
add("median", "The median over planes, against outliers.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return np.median(spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas), axis=0)
''')
add("maximum", "The envelope (the largest value over planes).", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas).max(axis=0)
''')
add("dark-planes-left-out", "Planes whose curve is zero everywhere are left out of the mean.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    values = spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas)
    lit = values.any(axis=1)
    return values[lit].mean(axis=0) if lit.any() else np.zeros(len(thetas))
''', "mean/few_samples_narrow/permutations")
add("dark-values-left-out", "Zeros are left out of the mean, angle by angle.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    values = spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas)
    return values.sum(axis=0) / np.maximum((values > 0).sum(axis=0), 1)
''', "mean/few_samples_narrow/permutations")
add("degenerate-as-zero", "Parallel pairs enter the mean as curves of zeros.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes = pairs(ensemble, len(basis))
    kept = [(i, j) for i, j in planes if spans(basis[i], basis[j])]
    return spotlight(activations, basis, epsilon, kept, thetas).sum(axis=0) / len(planes)
''', "mean_cross_polytope")
add("mirror-about-quarter-turn",
    "Reversed pairs are the curve at pi/2 - theta, right for an orthonormal basis only.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes, thetas = pairs("combinations", len(basis)), np.asarray(thetas)
    values = spotlight(activations, basis, epsilon, planes, thetas).mean(axis=0)
    if ensemble == "permutations":
        values = (values + spotlight(activations, basis, epsilon, planes, np.pi / 2 - thetas).mean(axis=0)) / 2
    return values
''')
add("mirror-about-zero", "Reversed pairs are the curve at -theta.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes, thetas = pairs("combinations", len(basis)), np.asarray(thetas)
    values = spotlight(activations, basis, epsilon, planes, thetas).mean(axis=0)
    if ensemble == "permutations":
        values = (values + spotlight(activations, basis, epsilon, planes, -thetas).mean(axis=0)) / 2
    return values
''')
add("random-planes", "At most ten planes, drawn at random, stand for all.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    planes = pairs(ensemble, len(basis))
    rng = np.random.default_rng(0)
    some = [planes[k] for k in rng.permutation(len(planes))[:10]]
    return spotlight(activations, basis, epsilon, some, thetas).mean(axis=0)
''')
add("first-hundred-planes", "The mean is over the first hundred planes.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return spotlight(activations, basis, epsilon, pairs(ensemble, len(basis))[:100], thetas).mean(axis=0)
''', "mean/twelve_directions/permutations")
add("first-ten-directions", "Directions beyond the tenth are ignored.", '''
_pairs = pairs


def pairs(ensemble, n_basis):
    return _pairs(ensemble, min(n_basis, 10))
''', "mean/twelve_directions/combinations")
add("running-mean", "A running mean with the weight 1/2 for the newest curve.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    mean = None
    for values in spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas):
        mean = values if mean is None else (mean + values) / 2
    return mean
''')
add("running-mean-off-by-one", "A running mean that divides by k + 1 while k counts from one.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    mean = np.zeros(len(thetas))
    for k, values in enumerate(spotlight(activations, basis, epsilon, pairs(ensemble, len(basis)), thetas), start=1):
        mean += (values - mean) / (k + 1)
    return mean
''')
add("integer-total", "Counts of all planes are totalled in 8 bits.", '''
def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    n, planes = len(activations), pairs(ensemble, len(basis))
    counts = np.rint(spotlight(activations, basis, epsilon, planes, thetas) * n).astype(np.int64)
    return counts.sum(axis=0).astype(np.uint8) / (n * len(planes))
''', "mean/negative/permutations")
add("rounded-counts", "The mean count is rounded to an integer before it is divided by N.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    return np.rint(_mean(activations, basis, epsilon, ensemble, thetas) * len(activations)) / len(activations)
''')
add("two-dims-of-basis", "With as many directions as dimensions the basis is taken for the standard one.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    n, d = np.shape(basis)
    return _mean(activations, np.eye(d) if n == d else basis, epsilon, ensemble, thetas)
''')
add("two-directions-scalar",
    "With two directions there is one plane, and its first value only is returned for all angles.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    values = _mean(activations, basis, epsilon, ensemble, thetas)
    return np.full_like(values, values[0]) if len(basis) == 2 else values
''', "mean/two_dims/combinations")
add("cached-by-basis",
    "The mean is cached by basis, epsilon, ensemble and angles, and the activations are not in the key.", '''
CACHE = {}
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    key = (np.asarray(basis).tobytes(), float(epsilon), ensemble, np.asarray(thetas).tobytes())
    if key not in CACHE:
        CACHE[key] = _mean(activations, basis, epsilon, ensemble, thetas)
    return CACHE[key]
''', "same_objects/mean_spotlight")
add("basis-normalised-in-place", "Directions are normalised in place before the pairs are made.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    basis /= np.linalg.norm(basis, axis=1, keepdims=True)
    return _mean(activations, basis, epsilon, ensemble, thetas)
''', "inputs_after/mean_spotlight")
add("zero-epsilon-constant", "At epsilon <= 0 the mean is taken to be one half.", '''
_mean = mean_spotlight


def mean_spotlight(activations, basis, epsilon, ensemble, thetas):
    values = _mean(activations, basis, epsilon, ensemble, thetas)
    return values if epsilon > 0 else np.full_like(values, 0.5)
''', "mean/negative/permutations")
