"""Do the neurons of a ReLU hidden layer align with features, and what becomes of it when sparsity brings superposition?

x' = relu(W^T relu(W x) + b), ten features in five neurons, importances 0.75^i. The hidden ReLU makes the neurons a
privileged basis: where features are dense each important feature takes a neuron of its own. The sparser they are, the
more features share neurons. Two clouds are put under the spotlight, both against the neuron basis:

- codes: relu(W e_i), what each represented feature does to the neurons when it is alone; they show the code, not the
  data;
- data: the hidden activations of features drawn at the model's own density, where most sparse inputs have one active
  feature and dense inputs mix five, whatever the code.

Time: quick 4 s, paper 4 minutes; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: nobody has put the spotlight here; models and sizes are those of TMS section "Superposition in a Privileged
Basis".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import Adam
from srm_ref.experiments.claims import SCALES, Claim, Side, cannot_tell, claim
from srm_ref.experiments.shared.sentences import ours
from srm_ref.experiments.shared.sides import by_setting
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, train_models
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.figures.dimensionality import sparsity_axis
from srm_ref.geometry.bases import standard
from srm_ref.progress import Progress
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.statistics import harmonic
from srm_ref.superposition.features import geometric_importance, sample_features
from srm_ref.superposition.measures import feature_norms
from srm_ref.superposition.models import MODELS

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "hidden_alignment"
TITLE = "Alignment with neurons, and how it falls as superposition comes"
SOURCE = "this package"
SEED = 23
N_FEATURES, N_HIDDEN, RATIO, EPSILON = 10, 5, 0.75, 0.9
DENSITIES = np.array([1.0, 0.7, 0.3, 0.15, 0.06, 0.03])
SETTINGS = {"quick": {"n_restarts": 16, "n_steps": 1500, "n_samples": 2000, "n_rotations": 99},
            "paper": {"n_restarts": 200, "n_steps": 6000, "n_samples": 10_000, "n_rotations": 999}}


N_RIVALS = 4
HERE = ours(NAME, f"{N_FEATURES} features in {N_HIDDEN} ReLU neurons, importance {RATIO:g}^i, the model of lowest loss "
                  "at each of "
            f"six densities; epsilon {EPSILON:g}")


class Numbers(NamedTuple):
    """What `run` measured, for the best model of each density.

    density (6,); W (6, 5, 10).
    n_represented (6,): features with a norm above 1/2.
    one_neuron_share (6,): share of them whose code relu(W e_i) lies within arccos(EPSILON) of one neuron.
    code_harmonic (6,).
    data_harmonic, data_p_value (6,): nan and 1 where nothing is lit.
    data_mass, data_mass_p_value (6,): mass over its mean in rotated bases.
    rival_shares (6, N_RIVALS): one_neuron_share of the models of lowest loss.
    data_null (6, 2): 2.5 and 97.5 % of the harmonics in rotated bases.
    """

    density: np.ndarray
    W: np.ndarray
    n_represented: np.ndarray
    one_neuron_share: np.ndarray
    code_harmonic: np.ndarray
    data_harmonic: np.ndarray
    data_p_value: np.ndarray
    data_mass: np.ndarray
    data_mass_p_value: np.ndarray
    rival_shares: np.ndarray
    data_null: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train many models per density, keep the best of each, put its codes and its data under the spotlight."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    n_restarts, importance = settings["n_restarts"], geometric_importance(N_FEATURES, RATIO)
    sparsity = np.repeat(1.0 - DENSITIES, n_restarts)
    trained = train_models("relu_hidden", N_FEATURES, N_HIDDEN, sparsity, importance, Adam(0.01), settings["n_steps"],
                           rng,
                           std=0.5, progress=progress)
    features = sample_features(20_000, N_FEATURES, (1.0 - DENSITIES)[:, None], rng, n_instances=len(DENSITIES))
    best = np.array([_best(trained, k, n_restarts, features[k], importance) for k in range(len(DENSITIES))])
    kept = {key: value[best[:, 0]] for key, value in trained.items()}
    hidden = hidden_activations("relu_hidden", kept, 1.0 - DENSITIES, settings["n_samples"], rng)
    tests = [basis_rotation_test(h, standard(N_HIDDEN), EPSILON, settings["n_rotations"], rng,
                                 arcs=True) for h in hidden]
    codes = [_codes(W) for W in kept["W"]]
    return Numbers(DENSITIES, kept["W"], np.array([len(code) for code in codes]),
                   np.array([_one_neuron(c) for c in codes]),
                   np.array([harmonic(code, standard(N_HIDDEN), EPSILON) for code in codes]),
                   np.array([test.harmonic for test in tests]), np.array([test.harmonic_p_value for test in tests]),
                   np.array([test.mass / test.mass_null.mean() for test in tests]),
                   np.array([test.mass_p_value for test in tests]),
                   np.array([[_one_neuron(_codes(trained["W"][k])) for k in row] for row in best]),
                   np.array([np.quantile(test.harmonic_null, (0.025, 0.975)) for test in tests]))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the codes and the data apart."""
    p, share = numbers.density, numbers.one_neuron_share
    listed = ", ".join(f"{s:.2f} at 1-S = {d:g}" for d, s in zip(p, share))
    dense, sparse = share[p >= 0.7], share[p <= 0.06]
    codes = ", ".join(f"{h:+.2f}" for h in numbers.code_harmonic)
    falls = numbers.code_harmonic[p >= 0.7].mean() > numbers.code_harmonic[p <= 0.06].mean()
    mass = ", ".join(f"{m:.1f} (p {q:.2g})" for m, q in zip(numbers.data_mass, numbers.data_mass_p_value))
    nearer = (numbers.data_mass > 1) & (numbers.data_mass_p_value <= 0.05)
    shared, near = sparse.max() < dense.min(), nearer[p < 1].all() and not nearer[p == 1].any()
    return [
        _own_neurons(numbers),
        claim("sparse features share neurons: fewer have one of their own", HERE, f"share of such features {listed}",
              shared, "" if shared else "not at both densities that are called sparse",
              "all densities measured are listed"),
        claim("alignment of the features' codes with the neurons falls with superposition", HERE,
              f"fourth harmonic from dense to sparse {codes}", falls, "" if falls else "it does not",
              "all densities measured are listed"),
        _structured(numbers),
        claim("wherever features are ever absent, more of the data lies near the neurons' planes than near rotated "
              "ones; at 1-S = 1 no more (mass, rotation test, p <= 0.05)", HERE,
              f"mass over that in rotated bases, from dense to sparse: {mass}", near,
              "" if near else "not at each of these densities", "all densities measured are listed"),
    ]


def _own_neurons(numbers: Numbers) -> Claim:
    """The dense models are judged at 1-S = 1 and at 0.7, by the range over the models of lowest loss."""
    sides = [Side(f"1-S = {d:g}", share, rivals.min(), rivals.max()) for d, share, rivals in zip(
        numbers.density, numbers.one_neuron_share, numbers.rival_shares)]
    return by_setting("dense features: every represented feature has a neuron of its own", HERE, sides[:2],
                   lambda share: share == 1, "share of represented features that have one, and its range over the "
                                             f"{N_RIVALS} models of lowest "
                   "loss; true at 1", "where no weight is below 0 the hidden ReLU is idle, and rotations of the "
                   "neurons that keep it so change no output")


def _structured(numbers: Numbers) -> Claim:
    sparse = np.isfinite(numbers.data_harmonic) & (numbers.density <= 0.3)
    found = ", ".join(f"{h:+.2f} (p {q:.2g}) at {d:g}" for h, q, d in zip(
        numbers.data_harmonic[sparse], numbers.data_p_value[sparse], numbers.density[sparse]))
    sentence = "the data's hidden activations are structured along the neurons at 1-S <= 0.3 (rotation test, p <= 0.05)"
    if sparse.any() and (numbers.data_p_value[sparse] <= 0.05).all():
        return claim(sentence, HERE, f"fourth harmonic {found}", True)
    seen = ", ".join(f"{d:g}" for d in numbers.density[sparse & (numbers.data_p_value <= 0.05)]) or "none of these"
    return cannot_tell(sentence, HERE, f"fourth harmonic {found}", f"seen at 1-S = {seen}; five neurons give ten "
                       "planes, and rotations of so small a basis vary much: where they vary most 95 % lie within "
                       f"{numbers.data_null.min():+.2f} to {numbers.data_null.max():+.2f}")


def draw(numbers: Numbers) -> Figure:
    """Draw the harmonics, and the share of features with a neuron of their own, against the density."""
    figure, axes = new_figure(1, 2, width=10, height=3.8)
    rows = ((0, numbers.code_harmonic, r"codes $\mathrm{relu}(W e_i)$", 0), (0, numbers.data_harmonic,
                                                                             "data at that density", 1),
            (1, numbers.one_neuron_share, "share with a neuron of their own", 0),
            (1, numbers.n_represented / N_HIDDEN, "features represented per neuron", 1))
    for column, values, label, index in rows:
        look = style(index)
        axes[0, column].plot(1 / numbers.density, values, color=look.colour, linestyle=look.line, marker=look.marker,
                             label=label)
    for ax, title in zip(axes[0], ("alignment with the neurons", "superposition")):
        sparsity_axis(ax, 0.95, 1.05 / numbers.density.min())
        ax.set_title(title)
        legend(ax)
    axes[0, 0].set_ylabel("fourth harmonic Re $c_4/c_0$")
    axes[0, 0].axhline(0, color="black", linewidth=0.8)
    axes[0, 1].set_ylabel("share; features per neuron")
    return figure


def _best(trained: dict[str, np.ndarray], k: int, n_restarts: int, features: np.ndarray,
          importance: np.ndarray) -> np.ndarray:
    """The N_RIVALS instances of density k with the lowest losses on the same fresh features, lowest first."""
    tries = np.arange(k * n_restarts, (k + 1) * n_restarts)
    losses = MODELS["relu_hidden"].loss({key: value[tries] for key, value in trained.items()}, features, importance)
    return tries[np.argsort(losses, kind="stable")[:N_RIVALS]]


def _codes(W: np.ndarray) -> np.ndarray:
    """relu(W e_i) of every represented feature that reaches a neuron at all, shape (n, n_hidden)."""
    codes = np.maximum(W.T[feature_norms(W) > 0.5], 0.0)
    return codes[codes.any(axis=1)]


def _one_neuron(codes: np.ndarray) -> float:
    return float((codes.max(axis=1) >= EPSILON * np.linalg.norm(codes, axis=1)).mean())
