"""How is a small classifier of images trained, whose hidden layers the spotlight reads? Beside the autoencoder.

    z_l = W_l h_{l-1} + bias_l,   h_l = f_l(z_l) for hidden layers,   p = softmax(z_L)
    loss = mean over samples of -log p_label

Contents: classifier_loss_and_gradient, train_classifier.
Source: this package.
"""

from __future__ import annotations

from typing import Sequence

import numpy as np

from srm_ref.descent import Adam
from srm_ref.experiments.shared.image_networks import Images
from srm_ref.experiments.shared.layer_clouds import layers_of
from srm_ref.networks.autoencoder import Parameters
from srm_ref.networks.functional_forms import FunctionalForm
from srm_ref.progress import Progress

__all__ = ["classifier_loss_and_gradient", "train_classifier"]


def classifier_loss_and_gradient(parameters: Parameters, forms: Sequence[FunctionalForm], features: np.ndarray,
                                 labels: np.ndarray) -> tuple[float, Parameters]:
    """Compute the mean cross entropy and its gradient by hand: d loss / d z_L = (p - one-hot) / N, then back by layers.

    parameters: W1, bias1, .., one layer more than `forms`. features (n_samples, n_pixels). labels (n_samples,):
    integers.
    """
    z = layers_of(parameters, forms, features)
    h = [features, *(form.forward(x) for form, x in zip(forms, z))]
    last = len(forms) + 1
    logits = h[-1] @ parameters[f"W{last}"].T + parameters[f"bias{last}"]
    logits = logits - logits.max(axis=1, keepdims=True)
    logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))  # log p
    rows, gradients = np.arange(len(labels)), {}
    delta = np.exp(logs)
    delta[rows, labels] -= 1.0
    delta /= len(labels)
    for layer in range(last, 0, -1):
        gradients[f"W{layer}"], gradients[f"bias{layer}"] = delta.T @ h[layer - 1], delta.sum(axis=0)
        if layer > 1:
            delta = forms[layer - 2].pullback(z[layer - 2], delta @ parameters[f"W{layer}"])
    return -float(logs[rows, labels].mean()), gradients


def train_classifier(images: Images, forms: Sequence[FunctionalForm], seed: int, n_epochs: int,
                     progress: Progress | None = None) -> tuple[Parameters, float]:
    """Train by Adam in batches of 24 from Glorot's normal initialisation.

    images, forms: as in `train_form`; classes are 0 .. labels.max(). n_epochs: at least 1.
    Returns: with the share of the images that it classifies rightly.
    """
    rng, labels = np.random.default_rng(seed), images.labels.astype(np.int64)
    sizes = [images.pixels.shape[1], *(form.n_dims for form in forms), int(labels.max()) + 1]
    parameters: Parameters = {}
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:]), 1):
        parameters[f"W{layer}"] = np.sqrt(2.0 / (n_in + n_out)) * rng.standard_normal((n_out, n_in))
        parameters[f"bias{layer}"] = np.zeros(n_out)
    optimiser = Adam()
    state = optimiser.initial_state(parameters)
    for epoch in range(n_epochs):
        order = rng.permutation(len(labels))
        for chosen in np.split(order, np.arange(24, len(order), 24)):
            optimiser.update(parameters, classifier_loss_and_gradient(parameters, forms, images.pixels[chosen],
                                                                      labels[chosen])[1], state)
        if progress is not None:
            progress(epoch + 1, n_epochs)
    last = len(forms) + 1
    h = forms[-1].forward(layers_of(parameters, forms, images.pixels)[-1])
    guesses = (h @ parameters[f"W{last}"].T + parameters[f"bias{last}"]).argmax(axis=1)
    return parameters, float((guesses == labels).mean())
