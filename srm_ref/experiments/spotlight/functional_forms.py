"""Do activation functions give representations a basis? Every functional form on images, through training, in three bases.

For each form and seed an autoencoder is trained; its bottleneck is measured at initialisation and on the way against the form's
own basis, the standard basis and a random one, and at the end the basis-rotation test asks whether that basis is special. Nothing
but the form differs between networks of one seed. The harmonic belongs to orthonormal bases; for the Thomson frame the mass is
the number to look at. The rotation test says whether a basis is special, not whether activations lie near its directions or
between them: at epsilon 0.6, below 1/sqrt(2) = 0.71, the harmonic's sign does not tell. That is read from the mean fourth power of
the cosines with the basis, see `kurtosis`. The test turns the basis after the form has acted, and so it finds what the form does to
any cloud, trained or not.

Time: quick 8 s (two seeds, 20 epochs, 39 rotations); paper 43 s (three seeds, 100 epochs, 199 rotations); processor time,
measured.

Contents: NAME, TITLE, SOURCE, SEED, USES_IMAGES, BASES, Numbers, run, claims, draw.
Source: SRM, the autoencoder experiments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim, part_of
from srm_ref.experiments.shared.image_networks import (EPSILON, FORMS, HIDDEN, Images, embedded_images, forms_of,
                                                       train_form)
from srm_ref.figures.canvas import Figure, new_figure, style
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.bases import rotated, standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis
from srm_ref.spotlight.resonance import spotlight_resonance
from srm_ref.spotlight.rotation_test import basis_rotation_test
from srm_ref.spotlight.statistics import summarise

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "USES_IMAGES", "BASES", "Numbers", "run", "claims", "draw"]

NAME = "functional_forms"
TITLE = "Functional forms cause the structure of representations"
SOURCE = "SRM, autoencoders"
SEED = 31
USES_IMAGES = True
BASES = ("own", "standard", "random")
SETTINGS = {"quick": {"n_seeds": 2, "epochs": (0, 2, 5, 10, 20), "n_rotations": 39},
            "paper": {"n_seeds": 3, "epochs": (0, 2, 5, 10, 20, 50, 100), "n_rotations": 199}}


class Numbers(NamedTuple):
    """What `run` measured; axes are form (as FORMS), seed, epoch, basis (as BASES). Isotropic tanh has no own basis: nan.

    epochs (n_epochs,); harmonic, mass, alignment, kurtosis (6, n_seeds, n_epochs, 3).
    p_value, mass_p_value (6, n_seeds, 3): of the rotation test after the last epoch.
    thetas (n_angles,), radians.
    mean, std (6, 2, n_angles): over planes of the own basis (isotropic tanh: standard), first seed, at the first and
        the last epoch.
    losses (6, n_seeds, n_epochs).
    """

    epochs: np.ndarray
    harmonic: np.ndarray
    mass: np.ndarray
    alignment: np.ndarray
    kurtosis: np.ndarray
    p_value: np.ndarray
    mass_p_value: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    losses: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None, images: Images | None = None) -> Numbers:
    """Train every form from every seed and measure it.

    images (Images): default: the embedded digits.
    """
    settings = SETTINGS[choice(scale, "scale", SCALES)]
    images, n_seeds = images or embedded_images(), settings["n_seeds"]
    summaries, tests, losses, curves = [], [], [], []
    for k, name in enumerate(FORMS):
        for seed in range(n_seeds):
            forms = forms_of(name, rng)
            training = train_form(images, forms, seed, settings["epochs"],
                                  part_of(progress, k * n_seeds + seed, len(FORMS) * n_seeds))
            own = forms[1].basis
            bases = [own, standard(forms[1].n_dims), rotated(standard(forms[1].n_dims), rng)]
            summaries.append([[_summary(x, basis) for basis in bases] for x in training.activations])
            tests.append([_test(training.activations[-1], basis, settings["n_rotations"], rng) for basis in bases])
            losses.append(training.losses)
            if seed == 0:
                shown = bases[1] if own is None else own
                curves.append([spotlight_resonance(x, shown, EPSILON) for x in training.activations[[0, -1]]])
    shape = len(FORMS), n_seeds
    numbers, p_values = np.array(summaries).reshape(*shape, -1, 3, 4), np.array(tests).reshape(*shape, 3, 2)
    return Numbers(np.array(settings["epochs"]), *np.moveaxis(numbers, -1, 0), p_values[..., 0], p_values[..., 1],
                   curves[0][0].thetas, np.array([[c.mean for c in row] for row in curves]),
                   np.array([[c.std for c in row] for row in curves]), np.array(losses).reshape(*shape, -1))


def claims(numbers: Numbers) -> list[Claim]:
    """Judge which basis each form's representations follow, and how."""
    at = {name: k for k, name in enumerate(FORMS)}
    own, fixed = BASES.index("own"), BASES.index("standard")

    def row(sentence: str, name: str, basis: int, structured: bool = True, reason: str = "") -> Claim:
        h, p = numbers.harmonic[at[name], :, -1, basis], numbers.p_value[at[name], :, basis]
        m, holds = numbers.mass_p_value[at[name], :, basis], (p <= 0.05).all() == structured
        return claim(sentence, SOURCE, f"harmonic {_listed(h, '+.2f')} (p {_listed(p, '.2f')}; of the mass {_listed(m, '.2f')})",
                     holds, "" if holds else reason)

    frame = numbers.mass_p_value[at["tanh, Thomson"], :, own]
    return [
        row("tanh in the standard basis structures the bottleneck along the standard basis", "tanh, standard", own),
        row("tanh in a rotated basis structures it along that basis", "tanh, rotated", own),
        row("and not along the standard basis", "tanh, rotated", fixed, False),
        _in_random_bases(numbers),
        row("isotropic tanh structures it along no basis", "isotropic tanh", fixed, False),
        _nearer(numbers),
        _emptied(numbers),
        claim("tanh in an overcomplete Thomson frame structures it along the frame (mass, p <= 0.05)", SOURCE,
              f"p of the mass {_listed(frame, '.2f')}", (frame <= 0.05).all()),
        row("ReLU structures the trained bottleneck along the standard basis", "ReLU, standard", own, True,
            "a cloud in the positive orthant is narrow, and random rotations of the basis vary as much"),
        row("leaky ReLU structures the trained bottleneck along the standard basis", "leaky ReLU, standard", own,
            True, "as for ReLU"),
    ]


def _nearer(numbers: Numbers) -> Claim:
    found = numbers.kurtosis[[FORMS.index("tanh, standard"), FORMS.index("tanh, rotated")], :, -1, BASES.index("own")].ravel()
    chance = isotropic_kurtosis(HIDDEN[1])
    nearer, farther = (found > chance).all(), (found < chance).all()
    return claim("the activations lie nearer to the privileged directions than to directions turned at random (kurtosis)", SOURCE,
                 f"kurtosis of the two tanh forms in their own bases {_listed(found, '.2f')}; in bases turned at random "
                 f"{chance:.2f} on average", nearer, "" if nearer else "they lie farther from them: anti-aligned" if farther
                 else "nearer in some of the networks, farther from them in others")


def _emptied(numbers: Numbers) -> Claim:
    forms, own, other = [FORMS.index(name) for name in ("tanh, standard", "tanh, rotated")], BASES.index("own"), BASES.index("random")
    here, there = (numbers.mass[forms, :, -1, basis].ravel() for basis in (own, other))
    p = numbers.mass_p_value[forms, :, own].ravel()
    emptier = (here < there).all() and (p <= 0.05).all()
    return claim("the planes of the two tanh forms' own bases are emptier than those of random ones (mass, p <= 0.05)", "here",
                 f"mass {_listed(here, '.4f')} (p {_listed(p, '.2f')}), in a random basis {_listed(there, '.4f')}", emptier)


def _in_random_bases(numbers: Numbers) -> Claim:
    p = numbers.p_value[:, :, BASES.index("random")]
    chance = (p <= 0.05).sum() <= 0.05 * p.size + 2 * np.sqrt(0.0475 * p.size)
    return claim("no form structures it along a random basis (of all tests about 5 % with p <= 0.05, as chance has it)", SOURCE,
                 f"p over forms and seeds {_listed(np.sort(p, axis=None), '.2f')}", chance)


def draw(numbers: Numbers) -> Figure:
    """Draw two panels a form: the mean curve before and after training, and below it the harmonic on the way."""
    figure, axes = new_figure(4, 3, width=13.5, height=12.5)
    panels = axes.reshape(2, 2, 3).swapaxes(1, 2).reshape(len(FORMS), 2)  # (form, upper and lower)
    for k, (name, (upper, lower)) in enumerate(zip(FORMS, panels)):
        for snapshot, when in ((0, "initialisation"), (1, f"epoch {int(numbers.epochs[-1])}")):
            draw_resonance_curve(numbers.thetas, numbers.mean[k, snapshot], numbers.std[k, snapshot], index=snapshot, label=when,
                                 baseline=cap_fraction(HIDDEN[1], EPSILON) if snapshot == 0 else None, ax=upper)
        upper.set_title(name)
        _draw_harmonics(lower, numbers, k)
    for ax in axes[:, 1:].flat:
        ax.set_ylabel("")
    for upper, _ in panels[1:]:
        upper.get_legend().remove()
    panels[0, 1].legend(title="measured in basis", loc="upper right", framealpha=0.85, edgecolor="none", ncols=3, handlelength=3.2)
    figure.suptitle("Mean curve in the form's own basis (isotropic tanh: standard), first seed, shaded by its spread over planes; "
                    "below: the harmonic in three bases, one line a seed;\nbelow epsilon 0.71 (here "
                    f"{EPSILON:g}) the harmonic's sign does not tell axes from diagonals")
    figure.get_layout_engine().set(h_pad=0.08)
    return figure


def _draw_harmonics(ax: object, numbers: Numbers, k: int) -> None:
    """One line a seed in each basis; the own basis' line is wide, so that the standard one's, where it is the same, lies on it."""
    for basis, (label, width, opacity) in enumerate(zip(BASES, (5.0, 1.6, 1.6), (0.35, 1.0, 1.0))):
        look, values = style(basis), numbers.harmonic[k, :, :, basis]
        if np.isfinite(values).any():
            drawn = {"color": look.colour, "linestyle": look.line, "linewidth": width, "alpha": opacity, "marker": look.marker,
                     "markersize": 10 if label == "own" else 5}
            ax.plot(numbers.epochs + 1, values.T, **drawn)
            ax.plot([], [], label=label, **drawn)
    own, fixed = (numbers.harmonic[k, :, :, BASES.index(name)] for name in ("own", "standard"))
    note = "no own basis" if np.isnan(own).all() else "own basis = standard basis" if np.array_equal(own, fixed) else ""
    ax.set_title(note, fontsize="medium", fontstyle="italic", loc="right")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set(xscale="log", xlabel="epoch", ylim=(-1.02, 1.02), ylabel="fourth harmonic Re $c_4/c_0$")
    ax.set_xticks(numbers.epochs + 1, [f"{epoch:g}" for epoch in numbers.epochs], minor=False)
    ax.set_xticks([], minor=True)


def _summary(activations: np.ndarray, basis: np.ndarray | None) -> tuple[float, float, float, float]:
    if basis is None:
        return np.nan, np.nan, np.nan, np.nan
    summary = summarise(activations, basis, EPSILON)
    return summary.harmonic, summary.mass, summary.alignment, kurtosis(activations, basis)


def _test(activations: np.ndarray, basis: np.ndarray | None, n_rotations: int, rng: np.random.Generator) -> tuple[float, float]:
    if basis is None:
        return np.nan, np.nan
    test = basis_rotation_test(activations, basis, EPSILON, n_rotations, rng, arcs=True)
    return test.harmonic_p_value, test.mass_p_value


def _listed(values: np.ndarray, form: str) -> str:
    return ", ".join(format(float(value), form) for value in values)
