"""The gradients of the ReLU output and the ReLU hidden model, right and with one wrong step: for the checkers of lessons 12 and 16."""

import numpy as np

from srm_ref.course.exercises import Note


def gradient(W, bias, x, importance, hidden=True, rectify=None, hidden_mask=None, output_mask=np.greater, encoder=1, decoder=1, output_relu=True):
    """Return (dW, db); `hidden` is whether the model has a hidden ReLU, the rest is what somebody may have forgotten."""
    a = x @ W.T
    h = np.maximum(a, 0.0) if (hidden if rectify is None else rectify) else a
    z = h @ W + bias
    dz = 2 / len(x) * importance * ((np.maximum(z, 0.0) if output_relu else z) - x) * (output_mask(z, 0) if output_mask else 1.0)
    mask = (np.greater if hidden else False) if hidden_mask is None else hidden_mask
    da = (dz @ W.T) * (mask(a, 0) if mask else 1.0)
    return decoder * (h.T @ dz) + encoder * (da.T @ x), dz.sum(axis=0)


def inputs(rng):
    """Points at which every mask matters: kinks first, then random biases, importances that differ, signs on both sides of both ReLUs."""
    ones = np.ones(2)
    yield np.array([[1.0]]), np.array([0.5]), np.array([[1.0]]), np.array([1.0])
    yield np.array([[0.0]]), np.array([0.0]), np.array([[1.0]]), np.array([1.0]), Note("z is 0: relu'(0) = 0")
    yield np.array([[1.0, -1.0]]), np.array([0.1, 0.2]), np.array([[0.5, 0.5]]), ones, Note("the hidden activation is 0: relu'(0) = 0, if it has a ReLU")
    yield np.array([[1.0, -1.0]]), np.array([0.1, 0.2]), np.array([[0.0, 1.0]]), ones, Note("the hidden activation is negative")
    yield np.array([[1.0, 0.5]]), np.array([0.1, -0.2]), np.array([[0.3, 1.0], [0.0, 0.5]]), np.array([1.0, 0.5])
    for n_samples, m, n in ((6, 3, 5), (40, 3, 4)):
        yield (rng.standard_normal((m, n)), 0.4 * rng.standard_normal(n), rng.random((n_samples, n)) * (rng.random((n_samples, n)) < 0.7),
               np.linspace(1, 0.3, n))
    yield np.array([[1e-4]]), np.array([1e-4]), np.array([[1.0]]), np.array([1.0]), Note("a small z, and a small hidden activation, are above 0")


def known(W, bias, x, importance, hidden):
    """List what somebody gets who makes one mistake, with its hint."""
    (n_samples, n), ones = x.shape, np.ones_like(importance)

    def made(W=W, bias=bias, importance=importance, **wrong):
        return gradient(W, bias, x, importance, hidden, **wrong)

    def times(factor):
        return tuple(factor * part for part in right)

    right = dW, db = made()
    both = [
        (made(output_mask=None), "the output's ReLU passes nothing back where z <= 0: its mask is missing"),
        (made(output_mask=np.greater_equal), "relu'(0) = 0: where z is exactly 0 the output's ReLU passes nothing back, > and not >="),
        (made(output_mask=None, output_relu=False), "the output has a ReLU: y = relu(z), here y is z"),
        (made(encoder=0), "W is used twice: what flows through the encoder is missing, (dz W^T)^T x"),
        (made(decoder=0), "W is used twice: the decoder's part, h^T dz, is missing"),
        (made(bias=0 * bias), "the bias is missing in z = W^T h + b"),
        (made(importance=ones), "the importances are missing"),
        (made(importance=importance**2), "the importance multiplies the squared error: it enters once, not squared"),
        (made(importance=importance**0.5), "the importance multiplies the squared error: its square root is not taken"),
        (times(-1), "the sign: the gradient points uphill, and the error is y - x"),
        (times(n_samples), "the loss is a mean over samples: divide by their number"),
        (times(1 / n), "the loss is a mean over samples and a SUM over features: divide by n_samples only"),
        (times(n_samples / 2), "the loss is a mean over samples, and the derivative of a square has a factor 2: 2 / n_samples is missing"),
        (times(0.5), "the derivative of a square has a factor 2"),
        ((dW.T, db), "dW has the shape of W, (n_hidden, n_features): this is its transpose"),
        ((db, dW), "the order is (dW, db): this is (db, dW)"),
        (dW, "two things are wanted, (dW, db): this is dW alone"),
        ((dW, made(importance=ones)[1]), "the importances are missing in the bias's gradient"),
        ((dW, made(output_mask=None)[1]), "the bias stands inside the output's ReLU: its gradient has that mask, too"),
        ((dW, db / n_samples), "sum the bias's gradient over samples; 1 / n_samples is in dz already")]
    if not hidden:
        return [*both, (made(rectify=True, hidden_mask=np.greater), "there is no hidden ReLU in this model: h = W x")]
    return [
        *both,
        (made(hidden_mask=False), "where a hidden neuron is off (h = 0) nothing flows back to its input weights: the hidden ReLU's mask is missing"),
        (made(hidden_mask=np.greater_equal), "relu'(0) = 0: where a hidden neuron's input is exactly 0 nothing flows back, > and not >="),
        (made(hidden_mask=False, output_mask=None), "both ReLUs' masks are missing: nothing flows back through one that is off"),
        (made(rectify=False, hidden_mask=False), "this is the gradient of the ReLU output model: h = relu(W x) here"),
        (made(hidden_mask=lambda a, zero: np.maximum(a, zero)), "da is dz W^T times the mask, 0 or 1, not times h")]
