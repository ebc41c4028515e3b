"""Wrong implementations of `sample_features`."""
from tests.conformance.field.entries import Table

TABLE = Table("samples", "sample/plain")
add = TABLE.add


def sampler(active, value):
    """The two halves of a sampler, as expressions."""
    return f'''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    active = {active}
    return np.where(active, {value}, 0.0)
'''


RIGHT_MASK, RIGHT_VALUE = "rng.random(shape) >= sparsity", "rng.random(shape)"

add("density", "The sparsity is read as the density.", sampler("rng.random(shape) < sparsity", RIGHT_VALUE))
add("mask-per-sample", "One mask number a sample: all features of a sample are active together.",
    sampler("rng.random((n_samples, 1)) >= sparsity", RIGHT_VALUE), "sample_independent")
add("mask-per-feature", "One mask number a feature: a feature is active in all samples or in none.",
    sampler("rng.random((1, n_features)) >= sparsity", RIGHT_VALUE), "sample_each_feature")
add("value-per-sample", "One value per sample: the active features of a sample are equal.",
    sampler(RIGHT_MASK, "rng.random((n_samples, 1)) * np.ones(shape)"), "sample_independent")
add("value-per-feature", "One value per feature and batch.",
    sampler(RIGHT_MASK, "rng.random((1, n_features)) * np.ones(shape)"), "sample_distinct")
add("one-uniform-number",
    "The number that decides the mask is the value as well, so active values exceed the sparsity.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    u = rng.random((n_samples, n_features))
    return np.where(u >= sparsity, u, 0.0)
''')
add("one-uniform-number-low", "The mask keeps the small numbers: active values lie below the density.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    u = rng.random((n_samples, n_features))
    return np.where(u < 1 - sparsity, u, 0.0)
''')
add("signed", "Active values are uniform on [-1, 1].", sampler(RIGHT_MASK, "rng.uniform(-1, 1, shape)"))
add("ones", "Active values are 1.", sampler(RIGHT_MASK, "np.ones(shape)"))
add("normal", "Active values are absolute normal numbers.", sampler(RIGHT_MASK, "np.abs(rng.standard_normal(shape))"))
add("exponential", "Active values are exponential.", sampler(RIGHT_MASK, "rng.exponential(0.5, shape)"))
add("triangular", "Active values are the larger of two uniform ones.",
    sampler(RIGHT_MASK, "np.maximum(rng.random(shape), rng.random(shape))"))
add("beta", "Active values have a beta distribution with the mean 1/2, narrower than uniform.",
    sampler(RIGHT_MASK, "rng.beta(2, 2, shape)"))
add("five-per-cent-narrow", "Active values are uniform on [0.025, 0.975].",
    sampler(RIGHT_MASK, "rng.uniform(0.025, 0.975, shape)"), "sample/dense")
add("away-from-zero", "Active values are at least 0.1, so that they can be told from zeros.",
    sampler(RIGHT_MASK, "rng.uniform(0.1, 1, shape)"))
add("up-to-0.95", "Active values are uniform on [0, 0.95].", sampler(RIGHT_MASK, "0.95 * rng.random(shape)"))
add("small-zeros", "Zeros are uniform numbers below 1e-3, 'noise', not zero.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    return np.where(rng.random(shape) >= sparsity, rng.random(shape), 1e-3 * rng.random(shape))
''')
add("soft-zeros", "Zeros are 1e-12, against division by zero.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    return np.where(rng.random(shape) >= sparsity, rng.random(shape), 1e-12)
''')
add("hundredths", "Active values are whole hundredths.",
    sampler(RIGHT_MASK, "rng.integers(1, 101, shape) / 100"), "sample_distinct")
add("eight-bits", "Active values are bytes over 255.",
    sampler(RIGHT_MASK, "rng.integers(1, 256, shape) / 255"), "sample_distinct")
add("exact-number-in-all", "Exactly the expected number of entries is active in the whole batch.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    size = n_samples * n_features
    active = rng.permutation(size) < round(size * (1 - sparsity))
    return np.where(active, rng.random(size), 0.0).reshape(n_samples, n_features)
''', "sample_count_spread")
add("exact-number-in-a-row", "Exactly the expected number of features is active in each sample.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    k = round(n_features * (1 - sparsity))
    order = np.argsort(rng.random(shape), axis=1)
    return np.where(np.argsort(order, axis=1) < k, rng.random(shape), 0.0)
''', "sample_count_spread")
add("at-least-one", "Empty samples get one active feature.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    active = rng.random(shape) >= sparsity
    if sparsity < 1:
        empty = ~active.any(axis=1)
        active[empty, rng.integers(0, n_features, empty.sum())] = True
    return np.where(active, rng.random(shape), 0.0)
''', "sample/sparse")
add("empty-left-out", "Empty samples are thrown away and drawn again.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    x = _sample(n_samples, n_features, sparsity, rng)
    while sparsity < 1 and not x.any(axis=1).all():
        empty = ~x.any(axis=1)
        x[empty] = _sample(empty.sum(), n_features, sparsity, rng)
    return x
''', "sample/one_feature")
add("mask-correlated-neighbours", "Neighbouring features share their mask, two by two.",
    sampler("np.repeat(rng.random((n_samples, n_features // 2 + 1)) >= sparsity, 2, axis=1)[:, :n_features]",
            RIGHT_VALUE), "sample_independent")
add("partly-correlated-masks", "The masks of a sample share a common number in a quarter of the samples.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    u = np.where(rng.random((n_samples, 1)) < 0.25, rng.random((n_samples, 1)), rng.random(shape))
    return np.where(u >= sparsity, rng.random(shape), 0.0)
''', "sample_independent")
add("anticorrelated-masks",
    "Every second feature is active where the one before it is not, at sparsity 1/2 the right share.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    u = rng.random(shape)
    u[:, 1::2] = 1 - u[:, :n_features // 2 * 2:2]
    return np.where(u >= sparsity, rng.random(shape), 0.0)
''', "sample_independent")
add("antithetic-values", "The second half of the batch has the values 1 - x of the first half.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    value = rng.random(shape)
    half = n_samples // 2
    value[n_samples - half:] = 1 - value[:half]
    return np.where(rng.random(shape) >= sparsity, value, 0.0)
''', "sample_independent")
add("antithetic-features", "The value of a feature is 1 - that of the feature before, pair by pair.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    value = rng.random(shape)
    value[:, 1::2] = 1 - value[:, :n_features // 2 * 2:2]
    return np.where(rng.random(shape) >= sparsity, value, 0.0)
''', "sample_independent")
add("value-from-mask-of-next", "Values are the mask's numbers shifted by one feature.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    u = rng.random((n_samples, n_features))
    return np.where(u >= sparsity, np.roll(u, 1, axis=1), 0.0)
''', "sample_independent")
add("rows-repeated-twice", "Half the rows are drawn, and each is used twice in a row.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = ((n_samples + 1) // 2, n_features)
    x = np.where(rng.random(shape) >= sparsity, rng.random(shape), 0.0)
    return np.repeat(x, 2, axis=0)[:n_samples]
''', "sample_independent")
add("batch-tiled", "Half the rows are drawn and the batch is those twice.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = ((n_samples + 1) // 2, n_features)
    x = np.where(rng.random(shape) >= sparsity, rng.random(shape), 0.0)
    return np.tile(x, (2, 1))[:n_samples]
''', "sample_independent")
add("bootstrapped", "A thousand rows are drawn, and larger batches are drawn from them with replacement.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (min(n_samples, 1000), n_features)
    x = np.where(rng.random(shape) >= sparsity, rng.random(shape), 0.0)
    return x if n_samples <= 1000 else x[rng.integers(0, 1000, n_samples)]
''', "sample_distinct")
add("chain", "Each row's values are a mixture with the row before, wrapped to [0, 1): rows are correlated.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    value = (np.cumsum(rng.random(shape) * 0.1, axis=0) + rng.random(n_features)) % 1.0
    return np.where(rng.random(shape) >= sparsity, value, 0.0)
''', "sample_independent")
add("sticky-masks", "A feature keeps its activity from one sample to the next in a fifth of all cases.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    active, keep = rng.random(shape) >= sparsity, rng.random(shape) < 0.2
    for k in range(1, n_samples):
        active[k] = np.where(keep[k], active[k - 1], active[k])
    return np.where(active, rng.random(shape), 0.0)
''', "sample_independent")
add("second-value-generator-same-seed", "Mask and values come from two copies of the same generator.", '''
import copy


def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    u = copy.deepcopy(rng).random(shape)
    return np.where(u >= sparsity, rng.random(shape), 0.0)
''')
add("generator-copied", "The generator is copied, so it does not advance: every batch is the same.", '''
import copy
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, sparsity, copy.deepcopy(rng))
''', "sample_two_calls")
add("own-seed", "The caller's generator is ignored, and a fixed seed is used.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, sparsity, np.random.default_rng(0))
''', "sample_two_calls")
add("own-seed-by-shape", "A seed is made from the shape of the batch.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, sparsity, np.random.default_rng(n_samples * 1000 + n_features))
''', "sample_two_calls")
add("global-generator", "The global generator is used in place of the caller's.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    return np.where(np.random.random(shape) >= sparsity, np.random.random(shape), 0.0)
''', "sample_two_calls")
add("global-generator-seeded", "The global generator is seeded and used.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    np.random.seed(0)
    shape = (n_samples, n_features)
    return np.where(np.random.random(shape) >= sparsity, np.random.random(shape), 0.0)
''', "sample_two_calls")
add("mask-from-own-generator", "The values come from the caller's generator, the mask from one with a fixed seed.", '''
MASK_SEED = 7


def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    return np.where(np.random.default_rng(MASK_SEED).random(shape) >= sparsity, rng.random(shape), 0.0)
''', "sample_two_calls")
add("values-kept", "Values are drawn once for a shape and kept; only the mask is drawn anew.", '''
VALUES = {}


def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    if shape not in VALUES:
        VALUES[shape] = rng.random(shape)
    return np.where(rng.random(shape) >= sparsity, VALUES[shape], 0.0)
''', "sample_two_calls")
add("one-buffer", "One buffer a shape holds the batch, and the next call overwrites it.", '''
BUFFERS = {}
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    buffer = BUFFERS.setdefault((n_samples, n_features), np.empty((n_samples, n_features)))
    buffer[:] = _sample(n_samples, n_features, sparsity, rng)
    return buffer
''', "sample_kept")
add("sparsity-of-first-call", "The sparsity of the first call is remembered.", '''
_sample = sample_features
FIRST = []


def sample_features(n_samples, n_features, sparsity, rng):
    FIRST.append(sparsity)
    return _sample(n_samples, n_features, FIRST[0], rng)
''', "sample_other_sparsity")
add("sparsity-ramp", "Each later feature is a little sparser, around the sparsity asked for.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    spread = np.linspace(-0.1, 0.1, n_features) if 0.1 <= sparsity <= 0.9 and n_features > 1 else 0.0
    return _sample(n_samples, n_features, sparsity + spread, rng)
''', "sample_each_feature")
add("first-feature-dense", "The first feature is always active.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    active = rng.random(shape) >= sparsity
    active[:, 0] = True
    return np.where(active, rng.random(shape), 0.0)
''')
add("last-feature-empty", "The last feature is never active.", '''
def sample_features(n_samples, n_features, sparsity, rng):
    shape = (n_samples, n_features)
    active = rng.random(shape) >= sparsity
    active[:, -1] = False
    return np.where(active, rng.random(shape), 0.0)
''')
add("rows-sorted", "Samples come in the order of their first feature.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    x = _sample(n_samples, n_features, sparsity, rng)
    return x[np.argsort(x[:, 0], kind="stable")]
''', "sample_each_row_block")
add("features-sorted", "The features of a sample are sorted.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return np.sort(_sample(n_samples, n_features, sparsity, rng), axis=1)
''', "sample_each_feature")
add("later-rows-empty", "Rows beyond the first 4,096 stay zero.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    x = _sample(n_samples, n_features, sparsity, rng)
    x[4096:] = 0
    return x
''')
add("five-per-cent-too-dense", "The density is 5 per cent too high.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, 1 - min((1 - sparsity) * 1.05, 1.0), rng)
''')
add("sparsity-in-tenths", "The sparsity is rounded to tenths.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, np.round(sparsity, 1), rng)
''', "sample/sparse")
add("sparsity-capped", "The sparsity is at most 0.99, so that batches are not empty.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, min(sparsity, 0.99), rng)
''', "sample/very_sparse")
add("strict-at-one", "At sparsity 1 one entry is active all the same.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    x = _sample(n_samples, n_features, sparsity, rng)
    if not x.any():
        x[0, 0] = rng.random()
    return x
''', "sample/empty")
add("dense-with-zeros", "At sparsity 0 one feature in a hundred is zero, by a floor in the mask's probability.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, max(sparsity, 0.01), rng)
''', "sample/dense")
add("transposed", "(n_features, n_samples) is returned.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return _sample(n_samples, n_features, sparsity, rng).T
''')
add("scaled-by-density", "Active values are divided by the density, to keep the mean.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    x = _sample(n_samples, n_features, sparsity, rng)
    return x / max(1 - sparsity, 1e-12)
''')
add("unit-samples", "Samples are normalised to unit length.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    return unit_rows(_sample(n_samples, n_features, sparsity, rng))
''')
add("third-call-differs", "Every third call returns the batch before.", '''
_sample = sample_features
CALLS = []


def sample_features(n_samples, n_features, sparsity, rng):
    CALLS.append(_sample(n_samples, n_features, sparsity, rng))
    same = len(CALLS) % 3 == 0 and CALLS[-2].shape == CALLS[-1].shape
    return CALLS[-2] if same else CALLS[-1]
''', "sample_batches_distinct")
add("small-batches-empty", "A batch of one sample is a mean over the mask: the value times the density.", '''
_sample = sample_features


def sample_features(n_samples, n_features, sparsity, rng):
    if n_samples == 1:
        return rng.random((1, n_features)) * (1 - sparsity)
    return _sample(n_samples, n_features, sparsity, rng)
''', "sample/one_sample")
