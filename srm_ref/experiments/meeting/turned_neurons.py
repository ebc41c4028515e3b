"""Are the neurons of a ReLU output model special? Turn the model and look, then ask the rotation test, over many seeds.

The model x' = relu(W^T W x + b) does not know how its hidden space is turned: W and O W have the same outputs. So (1)
the spotlight on the hidden activations of R W is the spotlight of W, shifted by the angle of R, and (2) if training
does not know it either, the rotation test's p-values for the neuron basis are uniform over seeds. Gradient descent does
not know it: gradients turn with W. Adam divides every weight's step by that weight's own gradient size: it works in
coordinates, and could depend on them.

Time: quick 3 s, paper 2.7 minutes; processor time, measured.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw.
Source: nobody has published this; TMS section "Superposition in a Privileged Basis" states the symmetry.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.descent import SGD, Adam
from srm_ref.experiments.claims import SCALES, Claim, Said, claim, part_of
from srm_ref.experiments.shared.sentences import ours
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, ks_critical, ks_distance, train_models
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.figures.distributions import draw_p_values
from srm_ref.geometry.bases import standard
from srm_ref.geometry.rotations import plane_rotation
from srm_ref.progress import Progress
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.resonance import spotlight_curve
from srm_ref.spotlight.rotation_test import basis_rotation_test

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw"]

NAME = "turned_neurons"
TITLE = "Neurons of a linear hidden layer are not privileged"
SOURCE = "this package; the symmetry: TMS"
SEED = 21
N_FEATURES, N_HIDDEN, SPARSITY, EPSILON, TURN_DEGREES = 12, 4, 0.9, 0.9, 30
OPTIMISERS = {"gradient descent": SGD(0.3, momentum=0.9), "Adam": Adam(0.01)}
SETTINGS = {"quick": {"n_seeds": 48, "n_steps": 800, "n_rotations": 19, "n_samples": 600},
            "paper": {"n_seeds": 300, "n_steps": 6000, "n_rotations": 99, "n_samples": 4000}}


SETTING = f"{N_FEATURES} features in {N_HIDDEN} dimensions, S {SPARSITY:g}, equal importance, epsilon {EPSILON:g}"
SYMMETRY = Said("TMS", "Superposition in a Privileged Basis", "without an activation function on the hidden layer its "
                "neurons are no privileged basis, for the model can be turned", "of any size", SETTING)


class Numbers(NamedTuple):
    """What `run` measured.

    thetas (n_angles,), radians.
    curve, turned_curve (n_angles,): of one model, and of the same model turned, in the plane of neurons 0 and 1.
    turn (): radians.
    turned_outputs_differ_by (): largest difference between the outputs of the two.
    p_values (2, n_seeds): of the harmonic under the neuron basis: gradient descent, Adam.
    mass_p_values (2, n_seeds); n_rotations ().
    """

    thetas: np.ndarray
    curve: np.ndarray
    turned_curve: np.ndarray
    turn: np.ndarray
    turned_outputs_differ_by: np.ndarray
    p_values: np.ndarray
    mass_p_values: np.ndarray
    n_rotations: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Train, turn, and test every seed's neuron basis."""
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    sparsity = np.full(settings["n_seeds"], SPARSITY)
    tests, first = [], None
    for k, optimiser in enumerate(OPTIMISERS.values()):
        trained = train_models("relu_output", N_FEATURES, N_HIDDEN, sparsity, np.ones(N_FEATURES), optimiser,
                               settings["n_steps"], rng, progress=part_of(progress, k, len(OPTIMISERS)))
        hidden = hidden_activations("relu_output", trained, sparsity, settings["n_samples"], rng)
        first = first or (trained["W"][0], hidden[0])
        tests.append([basis_rotation_test(h, standard(N_HIDDEN), EPSILON, settings["n_rotations"], rng,
                                          arcs=True) for h in hidden])
    W, activations = first
    turn, axes, thetas = np.radians(TURN_DEGREES), standard(N_HIDDEN), full_turn(360)
    R = plane_rotation(axes[0], axes[1], turn)
    return Numbers(thetas, spotlight_curve(activations, axes[0], axes[1], EPSILON, thetas),
                   spotlight_curve(activations @ R.T, axes[0], axes[1], EPSILON, thetas), np.array(turn),
                   np.abs((R @ W).T @ (R @ W) - W.T @ W).max(),
                   np.array([[test.harmonic_p_value for test in row] for row in tests]),
                   np.array([[test.mass_p_value for test in row] for row in tests]), np.array(settings["n_rotations"]))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge the two symmetries."""
    steps = round(float(numbers.turn) / (numbers.thetas[1] - numbers.thetas[0]))
    gap = float(np.abs(np.roll(numbers.curve, steps) - numbers.turned_curve).max())
    n_levels, critical = 1 + int(numbers.n_rotations), ks_critical(numbers.p_values.shape[1])
    same = gap < 1e-12 and float(numbers.turned_outputs_differ_by) < 1e-12
    rows = [claim(f"turning W by {TURN_DEGREES} degrees leaves G = W^T W as it is and shifts the curve by "
                  f"{TURN_DEGREES} degrees",
                  SYMMETRY, f"G differs by {float(numbers.turned_outputs_differ_by):.0e}, the shifted curve by "
                            f"{gap:.0e}",
                  same, "" if same else "an identity that must hold: a fault of the program", "it is an identity")]
    both = [[ks_distance(p, n_levels) for p in of_one] for of_one in zip(numbers.p_values, numbers.mass_p_values)]
    uniform = " and ".join(name for name, distances in zip(OPTIMISERS, both) if max(distances) < critical)
    for name, p, distances in zip(OPTIMISERS, numbers.p_values, both):
        rows.append(claim(f"after {name} the rotation test finds no neuron basis: p uniform over seeds",
                          ours(NAME, SETTING),
                          f"{len(p)} seeds: distance from uniform {distances[0]:.2f} (harmonic), {distances[1]:.2f} "
                          "(mass); "
                          f"critical at 5 % for the two {critical:.2f}; share of p <= 0.05: {np.mean(p <= 0.05):.2f}",
                          max(distances) < critical,
                          "" if max(distances) < critical else "Adam works weight by weight, and so in the neurons' "
                          "coordinates" if name == "Adam" else "chance, one time in twenty: the symmetry is exact",
                          f"after {uniform or 'none of these optimisers'}; more of them, and other sizes: the "
                          "experiment adam_or_form"))
    return rows


def draw(numbers: Numbers) -> Figure:
    """Draw the turned curve, and the distribution of the p-values."""
    figure, axes = new_figure(1, 2, width=10, height=3.8)
    draw_resonance_curve(numbers.thetas, numbers.curve, label="W", ax=axes[0, 0])
    draw_resonance_curve(numbers.thetas, numbers.turned_curve, label=f"W turned by {TURN_DEGREES} degrees", index=1,
                         ax=axes[0, 0])
    axes[0, 0].set_title("plane of neurons 0 and 1", fontsize="medium")
    for k, (name, p) in enumerate(zip(OPTIMISERS, numbers.p_values)):
        draw_p_values(p, label=name, index=k, ax=axes[0, 1])
    axes[0, 1].set_title("is the neuron basis special? (p of the harmonic, one per seed)", fontsize="medium")
    return figure
