"""Wrong implementations of `population_loss`."""
from tests.conformance.field.entries import Table

TABLE = Table("population", "population/plain")
add = TABLE.add

add("density", "The sparsity is read as the density.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    return _population(parameters, importance, 1 - np.asarray(sparsity))
''')
add("monte-carlo", "The expectation is estimated from 2,000 samples with a fixed seed.", '''
def population_loss(parameters, importance, sparsity):
    rng = np.random.default_rng(0)
    n = len(parameters["bias"])
    x = np.where(rng.random((2000, n)) >= sparsity, rng.random((2000, n)), 0)
    return toy_loss(toy_forward("relu_output", parameters, x) - x, np.asarray(importance))
''')
add("large-monte-carlo", "The expectation is estimated from 100,000 samples.", '''
def population_loss(parameters, importance, sparsity):
    rng = np.random.default_rng(0)
    n = len(parameters["bias"])
    x = np.where(rng.random((100000, n)) >= sparsity, rng.random((100000, n)), 0)
    return toy_loss(toy_forward("relu_output", parameters, x) - x, np.asarray(importance))
''')
add("linear", "The expectation without the ReLU, which is a polynomial.", '''
def population_loss(parameters, importance, sparsity):
    W, bias = np.asarray(parameters["W"], float), np.asarray(parameters["bias"], float)
    n = len(bias)
    p = 1 - np.broadcast_to(np.asarray(sparsity, float), (n,))
    E = np.eye(n) - W.T @ W
    error = E @ (p / 2) - bias
    return float((np.asarray(importance) * (E ** 2 @ (p / 3 - p ** 2 / 4) + error ** 2)).sum())
''')
add("no-bias", "The bias is left out.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    return _population({**parameters, "bias": 0 * np.asarray(parameters["bias"])}, importance, sparsity)
''')
add("bias-subtracted", "The formula of the paper's appendix, relu(W^T W x - b), is used.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    return _population({**parameters, "bias": -np.asarray(parameters["bias"])}, importance, sparsity)
''')
add("none-active-left-out", "The term in which no feature is active is left out.", (
    ("for active in subsets(range(n)):", "for active in list(subsets(range(n)))[1:]:"),), "population/sparse_bias")
add("one-active", "At most one feature is active at a time.", (
    ("for active in subsets(range(n)):", "for active in [(), *((i,) for i in range(n))]:"),))
add("two-active", "At most two features are active at a time.", (
    ("for active in subsets(range(n)):", "for active in (s for s in subsets(range(n)) if len(s) < 3):"),))
add("two-active-renormalised", "At most two are active, and the probabilities are scaled to the sum 1.", (
    ("for active in subsets(range(n)):", "for active in (s for s in subsets(range(n)) if len(s) < 3):"),
    ("    return float(total)\n\n\n# --- measures",
     "    seen = sum(set_probability(s, sparsity) for s in subsets(range(n)) if len(s) < 3)\n"
     "    return float(total / seen) if seen else 0.0\n\n\n# --- measures")))
add("at-one", "Active features are 1, not uniform.", '''
def active_loss(i, active, G, bias):
    z = bias + sum((G[i][j] for j in active), Fraction(0))
    return (int(i in active) - max(z, 0)) ** 2
''')
add("at-half", "Active features are at their mean 1/2.", '''
def active_loss(i, active, G, bias):
    z = bias + sum((G[i][j] for j in active), Fraction(0)) / 2
    return (Fraction(int(i in active), 2) - max(z, 0)) ** 2
''')
add("midpoints", "The integrals are sums over a grid of four midpoints a feature.", '''
def active_loss(i, active, G, bias):
    grid = [Fraction(2 * k + 1, 8) for k in range(4)]
    total = Fraction(0)
    for point in itertools.product(grid, repeat=len(active)):
        z = bias + sum((G[i][j] * t for j, t in zip(active, point)), Fraction(0))
        own = dict(zip(active, point)).get(i, 0)
        total += (own - max(z, 0)) ** 2
    return total / 4 ** len(active)
''')
add("inactive-not-counted", "The loss counts active features only.", (
    ("    if i not in active:\n        return square", "    if i not in active:\n        return 0 * square"),))
add("cross-term-once", "The cross term of the square has the factor 1, not 2.", (
    ("return Fraction(1, 3) - 2 * product + square", "return Fraction(1, 3) - product + square"),))
add("cross-term-independent", "E x relu(z) is taken as E x times E relu(z).", '''
def product_term(own, others, bias):
    return cube_integral([own, *others], bias, 1) / 2
''')
add("own-as-linear", "In E x relu(z) the ReLU is left out.", '''
def product_term(own, others, bias):
    return bias / 2 + own / 3 + sum(others, Fraction(0)) / 4
''', "population/negative_bias")
add("second-moment-half", "E x^2 of a uniform number is taken as 1/4, the square of its mean.", (
    ("return Fraction(1, 3) - 2", "return Fraction(1, 4) - 2"),))
add("uniform-on-minus-one", "Active features are taken to be uniform on [-1, 1].", '''
_active = active_loss


def active_loss(i, active, G, bias):
    total = Fraction(0)
    for signs in itertools.product((1, -1), repeat=len(active)):
        of = dict(zip(active, signs))
        square = square_term([G[i][j] * s for j, s in of.items()], bias)
        if i not in of:
            total += square
            continue
        product = of[i] * product_term(G[i][i] * of[i], [G[i][j] * s for j, s in of.items() if j != i], bias)
        total += Fraction(1, 3) - 2 * product + square
    return total / 2 ** len(active)
''')
add("importance-squared", "The importance is squared.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    return _population(parameters, np.asarray(importance) ** 2, sparsity)
''')
add("importance-ignored", "All features count the same.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    return _population(parameters, np.ones(len(importance)), sparsity)
''')
add("mean-over-features", "The mean over features, undeclared.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    return _population(parameters, importance, sparsity) / len(importance)
''')
add("given-any-active", "The expectation given that some feature is active.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    n = len(importance)
    s = np.prod(np.broadcast_to(np.asarray(sparsity, float), (n,)))
    none = float((np.asarray(importance) * relu(np.asarray(parameters["bias"])) ** 2).sum())
    return (_population(parameters, importance, sparsity) - s * none) / (1 - s) if s < 1 else none
''')
add("no-importance-when-none-active",
    "The term without active features has no importances, as it is printed in the paper.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    n = len(importance)
    s = np.prod(np.broadcast_to(np.asarray(sparsity, float), (n,)))
    none = relu(np.asarray(parameters["bias"], float)) ** 2
    return _population(parameters, importance, sparsity) + float(s * ((1 - np.asarray(importance)) * none).sum())
''', "population/sparse_bias")
add("positive-weights-only", "The corner formula divides by |w|, which is right for positive weights.", '''
_cube = cube_integral


def cube_integral(weights, bias, m):
    live = [w for w in weights if w != 0]
    total = Fraction(0)
    for corner in subsets(range(len(live))):
        sign = -1 if (len(live) - len(corner)) % 2 else 1
        total += sign * ramp(bias + sum((live[j] for j in corner), Fraction(0)), m + len(live))
    return total / abs(math.prod(live, start=Fraction(1)))
''')
add("zero-weight-raises", "A dot product of 0 gives a division by zero.", '''
def cube_integral(weights, bias, m):
    total = Fraction(0)
    for corner in subsets(range(len(weights))):
        sign = -1 if (len(weights) - len(corner)) % 2 else 1
        total += sign * ramp(bias + sum((weights[j] for j in corner), Fraction(0)), m + len(weights))
    return total / math.prod(weights, start=Fraction(1))
''', "population/orthogonal")
add("corner-sum-in-floats",
    "The corners' alternating sum is taken in float64: small weights leave nothing but rounding.", '''
def ramp(z, m):
    return max(z, 0.0) ** m / math.factorial(m)


_cube = cube_integral


def cube_integral(weights, bias, m):
    live = [float(w) for w in weights if w != 0]
    total = 0.0
    for corner in subsets(range(len(live))):
        sign = -1 if (len(live) - len(corner)) % 2 else 1
        total += sign * ramp(float(bias) + sum(live[j] for j in corner), m + len(live))
    return Fraction(total / math.prod(live))
''', "population/very_weak")
add("small-weights-dropped", "Dot products below 0.05 are taken as zero.", '''
_cube = cube_integral


def cube_integral(weights, bias, m):
    return _cube([w if abs(w) > 0.05 else Fraction(0) for w in weights], bias, m)
''', "population/small")
add("gram-of-neurons", "W W^T for W^T W where W is square.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    W = np.asarray(parameters["W"])
    return _population({**parameters, "W": W.T if W.shape[0] == W.shape[1] else W}, importance, sparsity)
''', "population/two_features")
add("pairs-beyond-two", "The closed form of two features is added up over pairs for more.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    W, bias, importance = (np.asarray(v, float) for v in (parameters["W"], parameters["bias"], importance))
    n = len(bias)
    if n <= 2:
        return _population(parameters, importance, sparsity)
    total = sum(_population({"W": W[:, [i, j]], "bias": bias[[i, j]]}, importance[[i, j]], sparsity)
                for i in range(n) for j in range(i))
    return total / (n - 1)
''')
add("four-features-at-most", "Features beyond the fourth are left out.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    W, bias = np.asarray(parameters["W"])[:, :4], np.asarray(parameters["bias"])[:4]
    return _population({"W": W, "bias": bias}, np.asarray(importance)[:4], sparsity)
''', "population/five")
add("remembered-by-shape", "The loss of the first W of a shape is remembered with the sparsity.", '''
MEMORY = {}
_population = population_loss


def population_loss(parameters, importance, sparsity):
    key = (np.shape(parameters["W"]), float(np.mean(sparsity)))
    if key not in MEMORY:
        MEMORY[key] = _population(parameters, importance, sparsity)
    return MEMORY[key]
''', "population_calls")
add("bias-moved-in-place", "The caller's bias is set to its mean-field value by the call.", '''
_population = population_loss


def population_loss(parameters, importance, sparsity):
    value = _population(parameters, importance, sparsity)
    parameters["bias"][:] = (1 - np.mean(sparsity)) / 2
    return value
''', "population_inputs")
add("gaussian-preactivation",
    "z is taken to be Gaussian with the right mean and variance, given which features are active.", '''
def active_loss(i, active, G, bias):
    w = [float(G[i][j]) for j in active]
    mean, sd = float(bias) + sum(w) / 2, math.sqrt(sum(v * v for v in w) / 12)
    if sd == 0:
        return Fraction(max(mean, 0.0) ** 2)
    t = mean / sd
    below, density = 0.5 * math.erfc(-t / math.sqrt(2)), math.exp(-t * t / 2) / math.sqrt(2 * math.pi)
    square = (mean * mean + sd * sd) * below + mean * sd * density
    if i not in active:
        return Fraction(square)
    product = 0.5 * (mean * below + sd * density) + float(G[i][i]) / 12 * below
    return Fraction(1 / 3 - 2 * product + square)
''')
