"""Wrong implementations of `toy_forward` and of `toy_loss_and_gradient`."""
from tests.conformance.field.entries import Table

FORWARD = Table("forward", "forward/plain")
add = FORWARD.add

add("no-bias", "The bias is forgotten, which a zero initialisation hides.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T
    return z, (z if model == "linear" else relu(z))
''')
add("bias-subtracted", "The bias is taken away, as in one formula of the paper.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T - bias
    return z, (z if model == "linear" else relu(z))
''')
add("bias-after-relu", "The bias is added after the output's ReLU.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T
    return z, (z if model == "linear" else relu(z)) + bias
''')
add("bias-before-encoder", "The bias is taken away from the input before the encoder, as in a sparse autoencoder.", '''
def toy_forward(model, parameters, features):
    encoder, decoder, bias = weights(model, parameters)
    _, h = hidden_layer(model, encoder, rows(features) - bias)
    return output_layer(model, decoder, bias, h)[1]
''')
add("no-output-relu", "No ReLU on the output: every model is linear there.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T + bias
    return z, z
''')
add("relu-on-linear", "The linear model gets a ReLU as well.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T + bias
    return z, relu(z)
''', "forward/linear/plain")
add("no-hidden-relu", "The hidden ReLU is missing in both models that have one.", '''
def hidden_layer(model, encoder, x):
    a = x @ encoder.T
    return a, a
''', "forward/relu_hidden/plain")
add("no-hidden-relu-in-absolute-value", "The hidden ReLU is missing in the absolute value model.", '''
_hidden_layer = hidden_layer


def hidden_layer(model, encoder, x):
    a, h = _hidden_layer(model, encoder, x)
    return a, (a if model == "absolute_value" else h)
''', "forward/absolute_value/plain")
add("hidden-relu-everywhere", "The hidden layer has a ReLU in the ReLU output model as well.", '''
def hidden_layer(model, encoder, x):
    a = x @ encoder.T
    return a, (a if model == "linear" else relu(a))
''', "forward/relu_output/plain")
add("no-output-relu-after-hidden", "With a ReLU in the hidden layer there is none on the output.", '''
_output_layer = output_layer


def output_layer(model, decoder, bias, h):
    z, y = _output_layer(model, decoder, bias, h)
    return z, (z if model in ("relu_hidden", "absolute_value") else y)
''', "forward/relu_hidden/plain")
add("leaky", "A leaky ReLU with slope 0.01, the library's default under another name.", '''
def relu(z):
    return np.where(z > 0, z, 0.01 * z)
''')
add("softplus", "A softplus with a sharpness of 20 stands for the ReLU.", '''
def relu(z):
    return np.logaddexp(0, 20 * z) / 20
''')
add("relu-six", "A ReLU that is cut off at 6.", '''
def relu(z):
    return np.clip(z, 0, 6)
''', "forward/strong")
add("relu-one", "Outputs are cut off at 1, since features are at most 1.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T + bias
    return z, (z if model == "linear" else np.clip(z, 0, 1))
''', "forward/large_bias")
add("absolute-output", "The absolute value model ends in an absolute value.", '''
_output_layer = output_layer


def output_layer(model, decoder, bias, h):
    z, y = _output_layer(model, decoder, bias, h)
    return z, (np.abs(z) if model == "absolute_value" else y)
''', "forward/absolute_value/plain")
add("absolute-input", "The absolute value model takes the absolute values of its input first.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    return _forward(model, parameters, np.abs(features) if model == "absolute_value" else features)
''', "forward/absolute_value/plain")
add("tied-absolute-value", "The absolute value model decodes with the transpose of W1.", '''
_weights = weights


def weights(model, parameters):
    encoder, decoder, bias = _weights(model, parameters)
    return encoder, (encoder.T if model == "absolute_value" else decoder), bias
''', "forward/absolute_value/plain")
add("gram-transposed-when-square", "A square W is used as W W^T.", '''
_weights = weights


def weights(model, parameters):
    encoder, decoder, bias = _weights(model, parameters)
    square = encoder.shape[0] == encoder.shape[1] and model != "absolute_value"
    return (encoder.T, encoder, bias) if square else (encoder, decoder, bias)
''', "forward/square")
add("square-w2-transposed", "Untied matrices are turned by comparing shapes, so a square W2 is transposed.", '''
_weights = weights


def weights(model, parameters):
    encoder, decoder, bias = _weights(model, parameters)
    return encoder, (decoder.T if model == "absolute_value" and decoder.shape[0] == decoder.shape[1] else decoder), bias
''', "forward/absolute_value/square")
add("batch-taken-for-features", "With as many samples as features the batch is taken to be transposed.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    x = rows(features)
    return _forward(model, parameters, x.T).T if x.shape[0] == x.shape[1] else _forward(model, parameters, x)
''', "forward/as_many_samples")
add("negatives-cut", "Inputs are clipped to [0, 1], where features should be.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    return _forward(model, parameters, np.clip(features, 0, 1) if model != "absolute_value" else features)
''', "forward/negative_features")
add("columns-normalised", "The columns of W are normalised first: features should be unit vectors.", '''
_weights = weights


def weights(model, parameters):
    encoder, decoder, bias = _weights(model, parameters)
    if model == "absolute_value":
        return encoder, decoder, bias
    W = unit_rows(encoder.T).T
    return W, W.T, bias
''')
add("hidden-normalised", "The hidden vector is scaled to unit length, a layer norm left over from another network.", '''
_hidden_layer = hidden_layer


def hidden_layer(model, encoder, x):
    a, h = _hidden_layer(model, encoder, x)
    return a, unit_rows(h)
''')
add("batch-mean-removed", "Features are centred over the batch.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    x = rows(features)
    return _forward(model, parameters, x - x.mean(axis=0))
''')
add("single-sample-squeezed", "A batch of one sample comes back as a vector.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    return np.squeeze(_forward(model, parameters, features))
''', "forward/one_sample")
add("one-feature-squeezed", "A single feature loses its axis.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    y = _forward(model, parameters, features)
    return y[:, 0] if y.shape[1] == 1 else y
''', "forward/one_feature")
add("transposed", "(n_features, n_samples) is returned.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    return _forward(model, parameters, features).T
''')
add("float16", "The network runs in half precision.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    half = {key: np.asarray(value).astype(np.float16) for key, value in parameters.items()}
    with np.errstate(all="ignore"):
        return _forward(model, half, np.asarray(features).astype(np.float16)).astype(np.float16)
''', "forward/very_strong")
add("bias-from-first-sample",
    "The bias is broadcast along the wrong axis where there are as many samples as features.", '''
def output_layer(model, decoder, bias, h):
    z = h @ decoder.T
    z = z + (bias[:, None] if len(z) == len(bias) else bias)
    return z, (z if model == "linear" else relu(z))
''', "forward/as_many_samples")
add("bias-moved-in-place", "A running mean of the outputs is kept in the caller's bias.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    y = _forward(model, parameters, features)
    parameters["bias"] += 0.01 * (1 + y.mean(axis=0))
    return y
''', "inputs_after/toy_forward")
add("features-overwritten", "The ReLU is applied in place to the caller's features.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    y = _forward(model, parameters, features)
    np.subtract(features, y, out=features)
    return y
''', "inputs_after/toy_forward")
add("gram-remembered", "W^T W is computed once and remembered by the shape of W.", '''
MEMORY = {}
_weights = weights


def weights(model, parameters):
    key = (model, np.shape(parameters["bias"]), *(np.shape(parameters[k]) for k in sorted(parameters)))
    return MEMORY.setdefault(key, tuple(v.copy() for v in _weights(model, parameters)))
''', "several_calls/toy_forward")
add("remembered-by-id", "Outputs are remembered by the identity of the parameters and of the batch.", '''
MEMORY = {}
_forward = toy_forward


def toy_forward(model, parameters, features):
    key = (model, id(parameters), id(features))
    if key not in MEMORY:
        MEMORY[key] = (parameters, features, _forward(model, parameters, features))
    return MEMORY[key][2]
''', "same_objects/toy_forward")
add("one-buffer", "One output buffer a shape, overwritten by the next call.", '''
BUFFERS = {}
_forward = toy_forward


def toy_forward(model, parameters, features):
    y = _forward(model, parameters, features)
    buffer = BUFFERS.setdefault(y.shape, np.empty_like(y))
    buffer[:] = y
    return buffer
''', "several_calls/toy_forward")
add("thirty-two-features", "The kernel handles 32 features; the rest are taken to be zero inputs.", '''
def hidden_layer(model, encoder, x):
    a = x[:, :32] @ encoder[:, :32].T
    return a, (relu(a) if model in ("relu_hidden", "absolute_value") else a)
''', "forward/forty")
add("two-hidden-units", "The hidden layer is two numbers, whatever W is.", '''
_weights = weights


def weights(model, parameters):
    encoder, decoder, bias = _weights(model, parameters)
    return encoder[:2], decoder[:, :2], bias
''', "forward/three_hidden")
add("last-batch-lost", "Samples are run in batches of eight, and those of an incomplete batch stay zero.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    x = rows(features)
    y = np.zeros_like(x)
    whole = len(x) // 8 * 8 or len(x)
    y[:whole] = _forward(model, parameters, x[:whole])
    return y
''', "forward/thirteen")
add("last-large-batch-lost",
    "Samples are run in batches of 1,024, and those of an incomplete batch after a full one stay zero.", '''
_forward = toy_forward


def toy_forward(model, parameters, features):
    x = rows(features)
    y = np.zeros_like(x)
    whole = len(x) // 1024 * 1024 or len(x)
    y[:whole] = _forward(model, parameters, x[:whole])
    return y
''', "forward/thousands")

GRADIENT = Table("gradient", "gradient/plain")
add = GRADIENT.add

add("encoder-path-missing", "The tied gradient has the decoder's part only.", '''
def collect(model, d_encoder, d_decoder, d_bias):
    if model == "absolute_value":
        return {"W1": d_encoder, "W2": d_decoder, "bias": d_bias}
    return {"W": d_decoder.T, "bias": d_bias}
''')
add("decoder-path-missing", "The tied gradient has the encoder's part only.", '''
def collect(model, d_encoder, d_decoder, d_bias):
    if model == "absolute_value":
        return {"W1": d_encoder, "W2": d_decoder, "bias": d_bias}
    return {"W": d_encoder, "bias": d_bias}
''')
add("twice-the-decoder", "The two parts of the tied gradient are taken to be equal: twice the decoder's.", '''
def collect(model, d_encoder, d_decoder, d_bias):
    if model == "absolute_value":
        return {"W1": d_encoder, "W2": d_decoder, "bias": d_bias}
    return {"W": 2 * d_decoder.T, "bias": d_bias}
''')
add("mean-of-parts", "The mean of the two parts of the tied gradient.", '''
def collect(model, d_encoder, d_decoder, d_bias):
    if model == "absolute_value":
        return {"W1": d_encoder, "W2": d_decoder, "bias": d_bias}
    return {"W": (d_encoder + d_decoder.T) / 2, "bias": d_bias}
''')
add("encoder-path-missing-in-hidden", "In the ReLU hidden model alone the encoder's part is missing.", '''
_hidden_slope = hidden_slope


def hidden_slope(model, slope, decoder, a):
    back = _hidden_slope(model, slope, decoder, a)
    return 0 * back if model == "relu_hidden" else back
''', "gradient/relu_hidden/plain")
add("factor-two", "The 2 of the square's derivative is missing.", '''
def output_slope(model, error, importance, z):
    slope = importance * error / len(error)
    return slope if model == "linear" else slope * step(z)
''')
add("half-loss", "The loss has a factor 1/2, and the gradient has not.", '''
_toy_loss = toy_loss


def toy_loss(error, importance):
    return _toy_loss(error, importance) / 2
''')
add("half-everywhere", "Loss and gradient have a factor 1/2, undeclared.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.asarray(importance) / 2)
''')
add("mean-over-features", "Loss and gradient are means over features, undeclared.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.asarray(importance) / len(importance))
''')
add("sum-over-samples", "Loss and gradient are sums over samples, undeclared.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.asarray(importance) * len(features))
''')
add("loss-mean-gradient-sum", "The loss is a mean over samples and the gradient a sum.", '''
def output_slope(model, error, importance, z):
    slope = 2 * importance * error
    return slope if model == "linear" else slope * step(z)
''')
add("loss-sum-gradient-mean", "The loss is a sum over samples and the gradient a mean.", '''
def toy_loss(error, importance):
    return float((importance * error ** 2).sum())
''')
add("loss-mean-over-features", "The loss is a mean over features and the gradient that of the sum.", '''
def toy_loss(error, importance):
    return float((importance * error ** 2).mean())
''')
add("root", "The root of the mean square is returned as the loss.", '''
_toy_loss = toy_loss


def toy_loss(error, importance):
    return math.sqrt(_toy_loss(error, importance))
''')
add("importance-squared", "(I (x - y))^2: the importance is squared.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.asarray(importance) ** 2)
''')
add("importance-squared-in-loss", "The loss squares the importance and the gradient does not.", '''
def toy_loss(error, importance):
    return float(((importance * error) ** 2).sum(axis=1).mean())
''')
add("importance-ignored", "The importance is ignored.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.ones(len(importance)))
''')
add("importance-not-in-gradient", "The importance is in the loss and not in the gradient.", '''
_output_slope = output_slope


def output_slope(model, error, importance, z):
    return _output_slope(model, error, np.ones_like(importance), z)
''')
add("importance-not-in-bias", "The importance is missing from the bias gradient.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    plain = output_slope(model, error, np.ones_like(importance), z)
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, plain.sum(axis=0))
''')
add("importance-normalised", "The importances are scaled to the sum 1.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    importance = np.asarray(importance)
    return _both(model, parameters, features, importance / max(importance.sum(), 1e-300))
''')
add("importance-mean-one", "The importances are scaled to the mean 1, which leaves equal ones of 1 alone.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    importance = np.asarray(importance)
    return _both(model, parameters, features, importance / max(importance.mean(), 1e-300))
''')
add("importance-of-input", "The importance weighs the hidden side: the features before encoding, not the errors.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    plain = output_slope(model, error, np.ones_like(importance), z)
    d_encoder = hidden_slope(model, plain, decoder, a).T @ (importance * x)
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''')
add("importance-along-samples", "With as many samples as features the importance is broadcast along the samples.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    importance = np.asarray(importance)
    return _both(model, parameters, features, importance[:, None] if len(features) == len(importance) else importance)
''', "gradient/as_many_samples")
add("zero-importance-dropped", "An importance of 0 is replaced by 1 ('or 1').", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, [value or 1.0 for value in importance])
''', "gradient/some_zero")
add("importance-clipped", "Importances are clipped to [0, 1].", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.clip(importance, 0, 1))
''', "gradient/large_importance")
add("bias-gradient-mean",
    "The bias gradient is a mean over samples where the slopes are already divided by their number.", '''
def bias_gradient(slope):
    return slope.mean(axis=0)
''')
add("bias-gradient-sum", "The bias gradient forgets the division by the number of samples.", '''
def bias_gradient(slope):
    return slope.sum(axis=0) * len(slope)
''')
add("bias-gradient-zero", "There is no bias gradient: the bias stays where it was.", '''
def bias_gradient(slope):
    return 0 * slope.sum(axis=0)
''')
add("bias-gradient-negative", "The bias gradient has the sign of relu(Wx - b).", '''
def bias_gradient(slope):
    return -slope.sum(axis=0)
''')
add("bias-gradient-without-mask", "The bias gradient leaves out the derivative of the output's ReLU.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    bare = output_slope("linear", error, importance, z)
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bare.sum(axis=0))
''')
add("no-output-mask", "The derivative of the output's ReLU is missing.", '''
def output_slope(model, error, importance, z):
    return 2 * importance * error / len(error)
''')
add("output-mask-inverted", "The derivative of the output's ReLU is 1 for the inactive units.", '''
def output_slope(model, error, importance, z):
    slope = 2 * importance * error / len(error)
    return slope if model == "linear" else slope * (z <= 0)
''')
add("mask-on-linear", "The linear model's gradient has the mask of a ReLU.", '''
def output_slope(model, error, importance, z):
    return 2 * importance * error / len(error) * step(z)
''', "gradient/linear/plain")
add("mask-by-input", "The mask is x > 0, not z > 0.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, x)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''')
add("mask-forgets-bias", "The output's mask is computed from z without the bias.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z - bias)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''', "gradient/plain")
add("no-hidden-mask", "The derivative of the hidden ReLU is missing.", '''
def hidden_slope(model, slope, decoder, a):
    return slope @ decoder
''')
add("no-hidden-mask-in-absolute-value", "The derivative of the hidden ReLU is missing in the absolute value model.", '''
_hidden_slope = hidden_slope


def hidden_slope(model, slope, decoder, a):
    return slope @ decoder if model == "absolute_value" else _hidden_slope(model, slope, decoder, a)
''', "gradient/absolute_value/plain")
add("decoder-from-before-relu", "The decoder's gradient uses the hidden layer before its ReLU.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ a, bias_gradient(slope))
''', "gradient/relu_hidden/plain")
add("kink-one", "The derivative of the ReLU at 0 is 1, undeclared.", '''
def step(z):
    return (z >= 0).astype(np.float64)
''', "gradient_on_kinks_bias")
add("kink-half", "The derivative of the ReLU at 0 is 1/2, undeclared.", '''
def step(z):
    return np.heaviside(z, 0.5)
''', "gradient_on_kinks_bias")
add("kink-one-hidden", "The derivative of the hidden ReLU at 0 is 1, that of the output's 0.", '''
def hidden_slope(model, slope, decoder, a):
    back = slope @ decoder
    return back * (a >= 0) if model in ("relu_hidden", "absolute_value") else back
''', "gradient_at_kinks")
add("smooth-kink", "The mask is a steep sigmoid.", '''
def step(z):
    return 1 / (1 + np.exp(-np.clip(20 * z, -700, 700)))
''')
add("target-not-absolute", "The absolute value model is compared with x.", '''
def target(model, x):
    return x
''', "gradient/absolute_value/plain")
add("target-always-absolute", "Every model is compared with |x|, which is the same for x >= 0.", '''
def target(model, x):
    return np.abs(x)
''', "gradient/negative_features")
add("target-rectified", "The target is relu(x), since the output cannot be negative.", '''
def target(model, x):
    return np.abs(x) if model == "absolute_value" else relu(x)
''', "gradient/negative_features")
add("absolute-only-in-loss", "The loss uses |x| as its target and the gradient x.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    slope = output_slope(model, y - x, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(y - target(model, x), importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''', "gradient/absolute_value/plain")
add("input-absolute", "The absolute value model's encoder gradient uses |x| for x.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ np.abs(x)
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''', "gradient/absolute_value/plain")
add("active-features-only", "The loss and gradient leave out features that are 0 in the sample.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = (y - target(model, x)) * (x != 0)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''')
add("active-samples-only", "The mean is over the samples in which something is active.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    x = rows(features)
    lit = np.any(x != 0, axis=1)
    return _both(model, parameters, x[lit] if lit.any() else x, importance)
''', "gradient/sparse")
add("absolute-error", "The loss is the absolute error, the gradient that of the square.", '''
def toy_loss(error, importance):
    return float((importance * np.abs(error)).sum(axis=1).mean())
''')
add("huber", "Errors beyond 1 count linearly, in loss and gradient.", '''
def toy_loss(error, importance):
    big = np.abs(error) > 1
    return float((importance * np.where(big, 2 * np.abs(error) - 1, error ** 2)).sum(axis=1).mean())


_output_slope = output_slope


def output_slope(model, error, importance, z):
    return _output_slope(model, np.clip(error, -1, 1), importance, z)
''', "gradient/large_bias")
add("clipped-gradient", "Gradients are clipped to a norm of 1.", '''
_collect = collect


def collect(model, d_encoder, d_decoder, d_bias):
    gradients = _collect(model, d_encoder, d_decoder, d_bias)
    return {key: value / max(np.linalg.norm(value), 1.0) for key, value in gradients.items()}
''', "gradient/strong")
add("weight-decay", "A weight decay of 0.01 is in the gradient and not in the loss.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    return loss, {key: value + 0.01 * np.asarray(parameters[key]) for key, value in gradients.items()}
''')
add("descent-direction", "The gradients have the sign of a descent step.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    return loss, {key: -value for key, value in gradients.items()}
''')
add("w1-w2-swapped", "The gradients of W1 and W2 are returned under each other's name, transposed to fit.", '''
_collect = collect


def collect(model, d_encoder, d_decoder, d_bias):
    gradients = _collect(model, d_encoder, d_decoder, d_bias)
    return {"W1": d_decoder.T, "W2": d_encoder.T, "bias": d_bias} if model == "absolute_value" else gradients
''', "gradient/absolute_value/plain")
add("transposed", "The gradient of W is (n_features, n_hidden).", '''
_collect = collect


def collect(model, d_encoder, d_decoder, d_bias):
    return {key: value.T for key, value in _collect(model, d_encoder, d_decoder, d_bias).items()}
''')
add("transposed-when-square", "The gradient of a square W is transposed.", '''
_collect = collect


def collect(model, d_encoder, d_decoder, d_bias):
    gradients = _collect(model, d_encoder, d_decoder, d_bias)
    return {key: value.T if value.ndim == 2 and value.shape[0] == value.shape[1] else value
            for key, value in gradients.items()}
''', "gradient/square")
add("gram-form-one-sided", "dW = 2 W S with S = X^T dZ, right where S is symmetric.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    if model in ("linear", "relu_output"):
        return toy_loss(error, importance), {"W": 2 * encoder @ (x.T @ slope), "bias": slope.sum(axis=0)}
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''')
add("numerical-coarse", "The gradient is a forward difference with a step of 0.01.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    gradients = {}
    for key, value in parameters.items():
        value = np.array(value, dtype=float)
        d = np.zeros_like(value)
        for k in np.ndindex(value.shape):
            moved = value.copy()
            moved[k] += 0.01
            d[k] = (_both(model, {**parameters, key: moved}, features, importance)[0] - loss) / 0.01
        gradients[key] = d
    return loss, gradients
''')
add("half-the-batch", "Loss and gradient are of the first half of the batch.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features[:(len(features) + 1) // 2], importance)
''')
add("divided-by-1024", "The batch size 1,024 is written into the code.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, np.asarray(importance) * len(features) / 1024)
''')
add("unbiased", "The mean divides by B - 1 where there is more than one sample.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    n = len(features)
    return _both(model, parameters, features, np.asarray(importance) * n / max(n - 1, 1))
''')
add("dead-units-kept-alive",
    "Output units that are off for the whole batch get the slope of an active one, 'to revive them'.", '''
_output_slope = output_slope


def output_slope(model, error, importance, z):
    dead = ~(z > 0).any(axis=0)
    return np.where(dead & (model != "linear"), 2 * importance * error / len(error),
                    _output_slope(model, error, importance, z))
''', "gradient_dead")
add("bias-relu-loss-mismatch", "The loss is taken before the output's ReLU.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a).T @ x
    return toy_loss(z - target(model, x), importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''')
add("accumulates", "Gradients are added up from call to call, since nothing sets them to zero.", '''
STORE = {}
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    for key, value in gradients.items():
        name = (model, key, value.shape)
        STORE[name] = STORE.get(name, 0.0) + value
    return loss, {key: STORE[model, key, value.shape] for key, value in gradients.items()}
''', "several_calls/toy_loss_and_gradient")
add("takes-a-step", "The parameters are moved along the gradient, in place, by the call itself.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    for key, value in gradients.items():
        parameters[key] -= 0.1 * value
    return loss, gradients
''', "inputs_after/toy_loss_and_gradient")
add("importance-in-place", "The importances are multiplied by 2/B in place.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    answer = _both(model, parameters, features, importance)
    importance *= 2 / len(features)
    return answer
''', "inputs_after/toy_loss_and_gradient")
add("gradient-buffers", "Gradients live in buffers that the next call overwrites.", '''
STORE = {}
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    for key, value in gradients.items():
        STORE.setdefault((model, key, value.shape), np.empty(value.shape))[:] = value
    return loss, {key: STORE[model, key, value.shape] for key, value in gradients.items()}
''', "several_calls/toy_loss_and_gradient")
add("importance-remembered", "The importances of the first call are remembered by their number.", '''
STORE = {}
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both(model, parameters, features, STORE.setdefault(len(importance), np.array(importance)))
''', "several_calls/toy_loss_and_gradient")
add("loss-of-call-before", "The loss returned is that of the call before, as in a training loop that logs late.", '''
STORE = {}
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    loss, gradients = _both(model, parameters, features, importance)
    late = STORE.get(model, loss)
    STORE[model] = loss
    return late, gradients
''', "several_calls/toy_loss_and_gradient")
add("small-errors-dropped", "Errors below 0.01 in size are set to zero.", '''
_output_slope = output_slope


def output_slope(model, error, importance, z):
    return _output_slope(model, np.where(np.abs(error) < 0.01, 0, error), importance, z)
''', "gradient/small_errors")
add("float16-gradient", "Gradients are rounded to half precision, which loses small ones.", '''
_collect = collect


def collect(model, d_encoder, d_decoder, d_bias):
    with np.errstate(all="ignore"):
        return {key: value.astype(np.float16).astype(float)
                for key, value in _collect(model, d_encoder, d_decoder, d_bias).items()}
''', "gradient/very_strong")
add("wide-hidden-refused", "More hidden units than features are refused.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    if weights(model, parameters)[0].shape[0] > len(importance):
        raise ValueError("more hidden units than features")
    return _both(model, parameters, features, importance)
''', "gradient/wide")
add("relu-hidden-as-output",
    "The model's name is looked for by its first word: 'relu_hidden' runs as 'relu_output'.", '''
_both = toy_loss_and_gradient


def toy_loss_and_gradient(model, parameters, features, importance):
    return _both("relu_output" if model.startswith("relu") else model, parameters, features, importance)
''', "gradient/relu_hidden/plain")
add("encoder-first-samples", "The encoder's gradient is summed over the first 256 samples.", '''
def toy_loss_and_gradient(model, parameters, features, importance):
    encoder, decoder, bias = weights(model, parameters)
    x, importance = rows(features), np.asarray(importance, dtype=np.float64)
    a, h = hidden_layer(model, encoder, x)
    z, y = output_layer(model, decoder, bias, h)
    error = y - target(model, x)
    slope = output_slope(model, error, importance, z)
    d_encoder = hidden_slope(model, slope, decoder, a)[:256].T @ x[:256]
    return toy_loss(error, importance), collect(model, d_encoder, slope.T @ h, bias_gradient(slope))
''', "gradient/three_hundred")
