"""Wrong implementations of `cap_fraction`."""
from tests.conformance.field.entries import Table

TABLE = Table("cap", "cap/plain")
add = TABLE.add

add("gaussian", "A Gaussian of variance 1/n stands for the distribution of the cosine.", '''
def cap_fraction(n_dims, epsilon):
    return 0.5 * math.erfc(epsilon * math.sqrt(n_dims / 2))
''')
add("gaussian-in-many-dims", "From 100 dimensions a Gaussian stands for the distribution of the cosine.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 0.5 * math.erfc(epsilon * math.sqrt(n_dims / 2)) if n_dims >= 100 else _cap(n_dims, epsilon)
''', "cap/tail")
add("gaussian-in-very-many-dims", "From 1,000 dimensions a Gaussian stands for the distribution of the cosine.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 0.5 * math.erfc(epsilon * math.sqrt(n_dims / 2)) if n_dims >= 1000 else _cap(n_dims, epsilon)
''', "cap/thousands")
add("n-for-n-minus-one", "The parameter of the beta function is n/2, that of a sphere with one more dimension.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(n_dims + 1, epsilon)
''')
add("n-minus-two", "The parameter of the beta function is (n - 2)/2.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(max(n_dims - 1, 1), epsilon)
''')
add("both-caps", "The factor 1/2 is missing: the fraction of two opposite caps.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 2 * _cap(n_dims, epsilon)
''')
add("volume", "The share of the ball's volume in the cone's cap, not of its surface.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(n_dims + 2, epsilon)
''')
add("circle-always", "arccos(epsilon) / pi, right in two dimensions.", '''
def cap_fraction(n_dims, epsilon):
    return math.acos(epsilon) / math.pi
''')
add("sphere-always", "(1 - epsilon) / 2, right in three dimensions.", '''
def cap_fraction(n_dims, epsilon):
    return (1 - epsilon) / 2
''')
add("below-zero-mirrored", "For epsilon < 0 the cap of |epsilon| is returned.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(n_dims, abs(epsilon))
''', "cap/negative")
add("below-zero-one", "For epsilon < 0 the answer is 1: 'everything is inside'.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 1.0 if epsilon < 0 else _cap(n_dims, epsilon)
''', "cap/negative")
add("below-zero-half-plus", "For epsilon < 0 the answer is 1/2 plus the opposite cap.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 0.5 + _cap(n_dims, -epsilon) if epsilon < 0 else _cap(n_dims, epsilon)
''', "cap/negative")
add("below-zero-refused", "Negative epsilon is refused.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        raise ValueError("epsilon")
    return _cap(n_dims, epsilon)
''', "cap/negative")
add("minus-one-zero", "sin is 0 at epsilon = -1, so the answer there is 0.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 0.0 if abs(epsilon) == 1 else _cap(n_dims, epsilon)
''', "cap/minus_one")
add("one-raises", "log(0) is taken at epsilon = 1.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    math.log(1 - epsilon ** 2)
    return _cap(n_dims, epsilon)
''', "cap/one")
add("zero-raises", "1 / epsilon in an asymptotic factor fails at epsilon = 0.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    factor = 1 / epsilon
    return _cap(n_dims, epsilon) * factor * epsilon
''', "cap/zero")
add("series-fifty", "The series is cut after fifty terms, too few for wide cones.", '''
def beta_series(a, b, x):
    total = term = 1.0
    for k in range(50):
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
    return math.exp(a * math.log(x) + b * math.log1p(-x) - math.log(a)
                    + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)) * total


def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    return (1 - epsilon) / 2 if epsilon in (0, 1) else beta_series((n_dims - 1) / 2, 0.5, 1 - epsilon ** 2) / 2
''', "cap/small")
add("series-five", "The series is cut after five terms.", '''
def beta_series(a, b, x):
    total = term = 1.0
    for k in range(5):
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
    return math.exp(a * math.log(x) + b * math.log1p(-x) - math.log(a)
                    + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)) * total
''')
add("series-few-percent", "The series ends when a term is below a thousandth.", '''
def beta_series(a, b, x):
    term = total = 1.0
    k = 0
    while term > 1e-3:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return math.exp(a * math.log(x) + b * math.log1p(-x) - math.log(a)
                    + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)) * total


def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    return (1 - epsilon) / 2 if epsilon in (0, 1) else beta_series((n_dims - 1) / 2, 0.5, 1 - epsilon ** 2) / 2
''')
add("first-term", "Only the leading term of the series, as in an estimate of the tail.", '''
def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    if epsilon in (0, 1):
        return (1 - epsilon) / 2
    a, x = (n_dims - 1) / 2, 1 - epsilon ** 2
    return 0.5 * math.exp(a * math.log(x) + 0.5 * math.log1p(-x) - math.log(a) + math.lgamma(a + 0.5)
                          - math.lgamma(a) - math.lgamma(0.5))
''')
add("gamma-overflows", "math.gamma in place of its logarithm overflows in more than 340 dimensions.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    math.gamma(n_dims / 2)
    return _cap(n_dims, epsilon)
''', "cap/hundreds")
add("trapezoid", "The integral of sin^(n-2) by a trapezoidal rule with 50 points: too coarse in many dimensions.", '''
def integral(n_dims, low, high):
    t = np.linspace(low, high, 50)
    y = np.sin(t) ** (n_dims - 2) if n_dims > 2 else np.ones_like(t)
    return ((y[1:] + y[:-1]) / 2 * np.diff(t)).sum()


def cap_fraction(n_dims, epsilon):
    return float(integral(n_dims, 0, math.acos(epsilon)) / integral(n_dims, 0, math.pi))
''', "cap/thousands")
add("trapezoid-thousand",
    "The integral by a trapezoidal rule with 200 points over [epsilon, 1] of (1 - t^2)^((n-3)/2).", '''
def cap_fraction(n_dims, epsilon):
    if n_dims == 1:
        return 0.5
    t = np.linspace(epsilon, 1, 201)[:-1] + (1 - epsilon) / 400
    whole = np.linspace(-1, 1, 401)[:-1] + 1 / 400
    power = (n_dims - 3) / 2
    return float(((1 - t * t) ** power).sum() * (1 - epsilon) / 200 / (((1 - whole * whole) ** power).sum() / 200))
''', "cap/two")
add("monte-carlo", "The share is estimated from 10,000 random directions.", '''
def cap_fraction(n_dims, epsilon):
    x = np.random.default_rng(0).standard_normal((10000, n_dims))
    return float((x[:, 0] / np.linalg.norm(x, axis=1) >= epsilon).mean())
''')
add("table", "Linear interpolation in a table of 21 values of epsilon.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    grid = np.linspace(-1, 1, 21)
    return float(np.interp(epsilon, grid, [_cap(n_dims, e) for e in grid]))
''', "cap/middling")
add("fine-table", "Linear interpolation in a table of 201 values of epsilon.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    grid = np.linspace(-1, 1, 201)
    low = int(min(max((epsilon + 1) * 100, 0), 199))
    left, right = grid[low], grid[low + 1]
    u, v = _cap(n_dims, left), _cap(n_dims, right)
    return float(u + (v - u) * (epsilon - left) / (right - left))
''', "cap/near_one")
add("cosine-for-sine", "x = epsilon^2 where 1 - epsilon^2 belongs.", '''
def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    return (1 - epsilon) / 2 if epsilon in (0, 1) else beta_series((n_dims - 1) / 2, 0.5, epsilon ** 2) / 2
''')
add("not-squared", "x = 1 - epsilon where 1 - epsilon^2 belongs.", '''
def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    return (1 - epsilon) / 2 if epsilon in (0, 1) else beta_series((n_dims - 1) / 2, 0.5, 1 - epsilon) / 2
''')
add("parameters-swapped", "The two parameters of the incomplete beta function are swapped.", '''
def cap_fraction(n_dims, epsilon):
    if epsilon < 0:
        return 1 - cap_fraction(n_dims, -epsilon)
    return (1 - epsilon) / 2 if epsilon in (0, 1) else beta_series(0.5, (n_dims - 1) / 2, 1 - epsilon ** 2) / 2
''')
add("half-angle-halved", "The cap of half the angle.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(n_dims, math.cos(math.acos(epsilon) / 2))
''')
add("complement", "The share outside the cap.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 1 - _cap(n_dims, epsilon)
''')
add("even-dims-recursion", "A recursion from n - 2 that starts at n = 3 for even n as well.", '''
def cap_fraction(n_dims, epsilon):
    value, n = (1 - epsilon) / 2, 3
    sine = math.sqrt(1 - epsilon ** 2)
    while n + 2 <= n_dims + (n_dims % 2 == 0):
        ratio = math.exp(math.lgamma(n / 2) - math.lgamma((n + 1) / 2))
        value -= epsilon * sine ** (n - 1) * ratio / 2 / math.sqrt(math.pi)
        n += 2
    return value
''', "cap/even")
add("odd-dims-recursion",
    "A recursion from n - 2 by subtraction, whose small result is all cancellation in narrow caps.", '''
def cap_fraction(n_dims, epsilon):
    value, n = ((1 - epsilon) / 2, 3) if n_dims % 2 else (math.acos(epsilon) / math.pi, 2)
    sine = math.sqrt(1 - epsilon ** 2)
    while n + 2 <= n_dims:
        ratio = math.exp(math.lgamma(n / 2) - math.lgamma((n + 1) / 2))
        value -= epsilon * sine ** (n - 1) * ratio / 2 / math.sqrt(math.pi)
        n += 2
    return value
''', "cap/tail")
add("one-minus-tail", "A small cap as one minus the rest, which is zero where the cap is below 1e-16.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return 1 - (1 - _cap(n_dims, epsilon))
''', "cap/tail")
add("rounded", "Four decimals are kept.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return round(_cap(n_dims, epsilon), 4)
''', "cap/high")
add("floor-at-1e-12", "Values below 1e-12 are set to zero.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    value = _cap(n_dims, epsilon)
    return value if value > 1e-12 else 0.0
''', "cap/tail")
add("width-capped", "Dimensions beyond 1,024 are taken as 1,024.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(min(n_dims, 1024), epsilon)
''', "cap/thousands")
add("remembered-without-epsilon", "Results are remembered by the number of dimensions and epsilon to two digits.", '''
MEMORY = {}
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return MEMORY.setdefault((n_dims, round(epsilon, 2)), _cap(n_dims, epsilon))
''', "cap_twice")
add("strict-one-dimension-down", "Right below 16 dimensions; above, a formula with n for n - 1.", '''
_cap = cap_fraction


def cap_fraction(n_dims, epsilon):
    return _cap(n_dims + (n_dims > 16), epsilon)
''', "cap/middling")
