"""Exercises of lesson 9, back through a form. Replace every line that raises NotImplementedError."""

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def on_the_axis():
    """Which form lets more of a gradient through across z = (1.2, 0): "elementwise" or "isotropic"?"""
    # solution
    return "elementwise"
    # end of solution


def on_the_diagonal():
    """Which form lets more of a gradient through across z = (1.2, 1.2): "elementwise" or "isotropic"?"""
    # solution
    return "isotropic"
    # end of solution


# Exercises.


def form_vjp(z, upstream, basis):
    """Carry gradients back through f(z) = (n/k) sum_i tanh(b_i . z) b_i: return J^T u, for every row.

    Difficulty 2 of 3, 12 minutes. z and upstream (rows u) have shape (n_samples, n); basis has shape (k, n), unit
    rows b_i, k may be larger than n. The derivative of tanh is 1 - tanh^2. Shape (n_samples, n).
    """
    # solution
    k, n = basis.shape
    slopes = 1 - np.tanh(z @ basis.T) ** 2
    return n / k * ((slopes * (upstream @ basis.T)) @ basis)
    # end of solution


def isotropic_vjp(z, upstream):
    """Carry gradients back through f(z) = tanh(|z|) z / |z|: return J^T u, for every row.

    Difficulty 2 of 3, 12 minutes. z and upstream have shape (n_samples, n). Across z lengths shrink by tanh(r)/r,
    along z by 1 - tanh(r)^2. A row of z may be zero: there J is the identity. Shape (n_samples, n).
    """
    # solution
    r = np.linalg.norm(z, axis=1, keepdims=True)
    safe = np.where(r > 0, r, 1.0)
    direction = z / safe
    across = np.where(r > 0, np.tanh(r) / safe, 1.0)
    along = (direction * upstream).sum(axis=1, keepdims=True) * direction
    return across * (upstream - along) + (1 - np.tanh(r) ** 2) * along
    # end of solution


def autoencoder_gradient(W1, bias1, W2, bias2, images, apply, vjp):
    """Return (dW1, dbias1, dW2, dbias2), the gradient of the mean over samples and pixels of (y - x)^2.

    Difficulty 3 of 3, 20 minutes. z = W1 x + bias1, h = apply(z), y = W2 h + bias2; apply(z) and vjp(z, upstream)
    work on rows. images has shape (n_samples, n_pixels), W1 (n_hidden, n_pixels), W2 (n_pixels, n_hidden). The
    gradients have the shapes of the parameters.
    """
    # solution
    z = images @ W1.T + bias1
    h = apply(z)
    y = h @ W2.T + bias2
    delta2 = 2 / images.size * (y - images)
    delta1 = vjp(z, delta2 @ W2)
    return delta1.T @ images, delta1.sum(axis=0), delta2.T @ h, delta2.sum(axis=0)
    # end of solution


def where_they_differ():
    """Find two places of the plane: at one a tanh along the axes lets through five times as much of a gradient as an
    isotropic tanh, at the other the isotropic one five times as much.

    Difficulty 2 of 3, 12 minutes. Return (z1, u1, z2, u2), each of shape (2,): the place and the gradient u that comes
    back there, of length 1. Lengths of J^T u are compared: at z1 elementwise / isotropic is at least 5, at z2
    isotropic / elementwise. At the origin both let everything through.
    """
    # solution
    return np.array([6.0, 0.0]), np.array([0.0, 1.0]), np.array([3.0, 3.0]), np.array([1.0, -1.0]) / np.sqrt(2)
    # end of solution
