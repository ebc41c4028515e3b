"""Exercises of lesson 18, a gallery of wrong implementations. Replace every line that raises NotImplementedError.

The functions whose names begin with `broken` and `foreign_sweep` belong to the tasks: read them, leave them as they
are.
"""

from types import SimpleNamespace

import numpy as np

# Predictions: write each down when the lesson asks what you expect, before you look at the answer.


def lowest_loss():
    """Whose training loss is the lowest in the last 500 batches: that of "the right one", or of "a wrong one"?"""
    # solution
    return "a wrong one"
    # end of solution


# Exercises.


def broken_spotlight(activations, basis, epsilon, planes, thetas):
    activations = activations[np.linalg.norm(activations, axis=1) > 0]
    directions = activations / np.linalg.norm(activations, axis=1)[:, None]
    curves = []
    for i, j in planes:
        e1, e2 = basis[i], basis[j]
        probes = np.outer(np.cos(thetas), e1) + np.outer(np.sin(thetas), e2)
        curves.append((directions @ probes.T >= epsilon).sum(axis=0) / len(activations))
    return np.array(curves)


def spotlight(activations, basis, epsilon, planes, thetas):
    """Repair broken_spotlight: three things are wrong, and rows that span no plane are not noticed.

    Difficulty 2 of 3, 15 minutes. activations has shape (n_samples, n_dims), some rows may be zero; basis (n_basis,
    n_dims), of any lengths and angles; planes (n_planes, 2), whole numbers; thetas (n_angles,), radians. Returns
    shape (n_planes, n_angles). For a plane that its two rows do not span raise ValueError. Checked with the kit's
    cases and laws.
    """
    # solution
    lengths = np.linalg.norm(activations, axis=1)
    directions = activations[lengths > 0] / lengths[lengths > 0, None]
    curves = []
    for i, j in planes:
        e1 = basis[i] / np.linalg.norm(basis[i])
        b = basis[j] / np.linalg.norm(basis[j])
        rest = b - (b @ e1) * e1
        if np.linalg.norm(rest) < 1e-9:
            raise ValueError(f"rows {i} and {j} span no plane")
        e2 = rest / np.linalg.norm(rest)
        probes = np.outer(np.cos(thetas), e1) + np.outer(np.sin(thetas), e2)
        curves.append((directions @ probes.T >= epsilon).sum(axis=0) / len(activations))
    return np.array(curves)
    # end of solution


def broken_loss_and_gradient(W, bias, features, importance):
    hidden = features @ W.T
    before_bias = hidden @ W
    outputs = np.maximum(before_bias + bias, 0)
    error = outputs - features
    loss = (importance * error**2).sum(axis=1).mean()
    upstream = 2 * importance * error * (before_bias > 0) / len(features)
    return loss, hidden.T @ upstream, (upstream / importance).sum(axis=0)


def loss_and_gradient(W, bias, features, importance):
    """Repair broken_loss_and_gradient: the loss is right, three things in the gradient are not.

    Difficulty 3 of 3, 12 minutes. The ReLU output model: W has shape (n_hidden, n_features), bias and importance
    (n_features,), features (n_samples, n_features). Returns loss, dL/dW, dL/dbias; the loss is a mean over samples
    of sums over features. With a zero bias and importances of 1 two of the three mistakes do not show.
    """
    # solution
    hidden = features @ W.T
    before = hidden @ W + bias
    error = np.maximum(before, 0) - features
    loss = (importance * error**2).sum(axis=1).mean()
    upstream = 2 * importance * error * (before > 0) / len(features)
    return loss, hidden.T @ upstream + (upstream @ W.T).T @ features, upstream.sum(axis=0)
    # end of solution


def broken_sample_features(n_samples, n_features, sparsity, rng):
    chance = rng.random(n_features)
    return np.where(chance < sparsity, rng.random((n_samples, n_features)), 0)


def sample_features(n_samples, n_features, sparsity, rng):
    """Repair broken_sample_features: x_i = 0 with probability sparsity, else uniform on [0, 1], all independent.

    Difficulty 1 of 3, 6 minutes. rng is a numpy.random.Generator. Returns shape (n_samples, n_features).
    """
    # solution
    active = rng.random((n_samples, n_features)) >= sparsity
    return np.where(active, rng.random((n_samples, n_features)), 0)
    # end of solution


def foreign_sweep(columns, first, second, half_angle, angles):
    """Somebody's library. columns: one activation per column, (n_dims, n_samples), zero ones not allowed; half_angle
    and angles in degrees.

    Counts the activations strictly inside the cone, at every angle. Angles are measured from `first`, and grow AWAY
    from `second`.
    """
    if not columns.any(axis=0).all():
        raise ValueError("an activation of length zero")
    along = first / np.linalg.norm(first)
    across = second - (second @ along) * along
    if np.linalg.norm(across) < 1e-9 * np.linalg.norm(second):
        raise ValueError("no plane")
    across = across / np.linalg.norm(across)
    turned = np.deg2rad(angles)
    cosines = (np.outer(np.cos(turned), along) - np.outer(np.sin(turned), across)) @ columns / np.linalg.norm(columns,
                                                                                                              axis=0)
    return (cosines > np.cos(np.deg2rad(half_angle))).sum(axis=1)


def adapter(sweep):
    """Write the adapter that lets the kit verify `sweep`, a function with the arguments of foreign_sweep.

    Difficulty 2 of 3, 12 minutes. Return an object with the function spotlight(activations, basis, epsilon, planes,
    thetas), which calls `sweep` for every plane, and with CONVENTIONS, a dict that declares where the library
    differs on purpose (the list is in srm_ref/verification/adapters.md). SimpleNamespace(spotlight=...,
    CONVENTIONS={...}) makes such an object. Do not mend what can be declared; keep zero activations from the
    library, but count them in the number of samples.
    """
    # solution
    def spotlight(activations, basis, epsilon, planes, thetas):
        columns = activations[activations.any(axis=1)].T
        half_angle, angles = np.rad2deg(np.arccos(epsilon)), np.rad2deg(thetas)
        return [sweep(columns, basis[i], basis[j], half_angle, angles) / len(activations) for i, j in planes]

    return SimpleNamespace(spotlight=spotlight, CONVENTIONS={"rotation": "away", "cone": "open"})
    # end of solution


def other_end_holds(spotlight, activations, a, b, epsilon, thetas):
    """Try a law: is f_ba(gamma - theta) = f_ab(theta) at all angles, for this implementation and these inputs?

    Difficulty 2 of 3, 8 minutes. spotlight is called as in exercise 1; gamma is the angle between a and b, shape
    (n_dims,) each, which may have any lengths. Returns True or False.
    """
    # solution
    gamma = np.arccos(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))
    basis = np.array([a, b])
    there = spotlight(activations, basis, epsilon, np.array([[0, 1]]), thetas)
    back = spotlight(activations, basis, epsilon, np.array([[1, 0]]), gamma - thetas)
    return bool(np.allclose(there, back))
    # end of solution


def catches_five():
    """Construct one input that tells the five wrong spotlights A, B, C, D and F from a right one.

    Difficulty 2 of 3, 12 minutes. Return (activations, basis, epsilon): shapes (n_samples, 2), at most 50 rows, and
    (2, 2), rows of any lengths, and a number between 0 and 1. Each of the five is asked for the curve in plane (0, 1)
    at 360 angles, and has to be off by 0.1 or more at one of them. The identity as a basis does not do: A is right
    there. The five are spotlight_a, .. of the lesson's GALLERY; rather than run them, think which input each cannot
    bear.
    """
    # solution
    activations = np.array([[1.0, 0.2], [1.0, 0.2], [-0.3, 1.0], [0.5, -1.0], [0.0, 0.0]])  # a zero row is among them
    return activations, np.array([[2.0, 0.0], [1.0, 1.0]]), 0.9  # oblique, and not of length 1
    # end of solution
