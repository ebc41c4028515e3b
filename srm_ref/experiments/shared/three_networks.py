"""Do representations follow the basis of the functional form that made them? Three networks, one difference: numbers.

Three autoencoders learn the embedded digits from the same initial weights and the same batches, and differ in their
functional form alone: tanh in the standard basis, tanh in a Haar-rotated basis (a rotation of its own for every hidden
layer), isotropic tanh. The bottleneck activations of each are then searched in two bases: the standard one, and the one
that the bottleneck of the second network was given. Each is the own basis of one network; to the other networks the
rotated basis is one drawn at random, and isotropic tanh has none of its own.

What chance does is read off random bases: a representation is structured along a basis where its kurtosis, the mean
fourth power of the cosines with the basis (see `kurtosis`), lies outside those in all of N_RANDOM_BASES Haar-random
bases: aligned above them, anti-aligned below. A basis without meaning gets there at most once in 100 times. The
fourth harmonic of the curve and its alignment are measured too, but do not decide: epsilon is below 1/sqrt(2) = 0.71,
where samples on an axis count in the harmonic as if they stood on the diagonals, and where a cone holds two axes at
once when it stands between them, so that alignment is below 1 for samples on the axes.

Conventions: epsilon = 0.6. At 16 neurons and 1797 samples isotropic data would put 10 samples into one spotlight; at
0.9, usual where there are millions of samples, it would put less than 0.001. Activations are raw: the forms act about
the origin, from which the spotlight looks too; centring would move it.

Contents: FORMS, BASES, EPSILON, N_RANDOM_BASES, ThreeNetworks, run, fourfold_part, preference.

Source: SRM, the autoencoder experiments; data, sizes and the comparison with random bases are this package's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import generator, integer
from srm_ref.experiments.claims import part_of
from srm_ref.experiments.shared.kurtosis import kurtosis
from srm_ref.geometry.bases import rotated, standard
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.networks.autoencoder import LAYER_SIZES, initial_parameters, train
from srm_ref.networks.digits import load_digits
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, isotropic
from srm_ref.progress import Progress
from srm_ref.spotlight.resonance import mean_spotlight_resonance, spotlight_resonance
from srm_ref.spotlight.statistics import summarise

__all__ = ["FORMS", "BASES", "EPSILON", "N_RANDOM_BASES", "ThreeNetworks", "run", "fourfold_part", "preference"]

FORMS = ("tanh, standard basis", "tanh, rotated basis", "isotropic tanh")
BASES = ("standard", "rotated")
EPSILON = 0.6
N_RANDOM_BASES = 199
N_ANGLES = 360


class ThreeNetworks(NamedTuple):
    """What `run` measured; axes are network (as FORMS), snapshot (start and end of training), basis (as BASES).

    Attributes
    ----------
    n_epochs, n_samples, n_dims, n_planes : int
    epsilon, baseline : float
        The spotlight, and the share of isotropic activations inside it.
    explained : ndarray, shape (3,)
        Share of the images' variance that each trained network reconstructs.
    thetas : ndarray, shape (n_angles,)
        Radians.
    mean, std : ndarray, shape (3, 2, n_angles)
        Of the resonance over all ordered planes, after training: network, basis, angle.
    fourfold : ndarray, shape (3, 2, n_angles)
        The part of `mean` that repeats every quarter turn, see `fourfold_part`.
    random_low, random_high : ndarray, shape (3, n_angles)
        Least and largest of that part in the random bases, angle by angle, after training.
    mass, harmonic, alignment, kurtosis : ndarray, shape (3, 2, 2)
    random_harmonic, random_alignment, random_kurtosis : ndarray, shape (3, 2, N_RANDOM_BASES)
        A random basis that lights nothing shows no preference: harmonic 0, alignment 1.
    """

    n_epochs: int
    n_samples: int
    n_dims: int
    n_planes: int
    epsilon: float
    baseline: float
    explained: np.ndarray
    thetas: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    fourfold: np.ndarray
    random_low: np.ndarray
    random_high: np.ndarray
    mass: np.ndarray
    harmonic: np.ndarray
    alignment: np.ndarray
    kurtosis: np.ndarray
    random_harmonic: np.ndarray
    random_alignment: np.ndarray
    random_kurtosis: np.ndarray


def run(rng: np.random.Generator, n_epochs: int = 50, progress: Progress | None = None) -> ThreeNetworks:
    """Train the three networks for `n_epochs` and measure their bottlenecks in both bases and in random ones.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the rotations, the initial weights, the batches and the random bases.
    n_epochs : int
        At least 0.
    progress : callable, optional

    Returns
    -------
    ThreeNetworks

    Raises
    ------
    ValueError
        rng not a Generator, n_epochs below 0.
    """
    generator(rng)
    n_epochs, images, hidden = integer(n_epochs, "n_epochs", 0), load_digits().images, LAYER_SIZES[1:-1]
    turned = [rotated(standard(width), rng) for width in hidden]
    start, batches = initial_parameters(LAYER_SIZES, rng), int(rng.integers(2**63))
    width = min(hidden)
    random_bases = [rotated(standard(width), rng) for _ in range(N_RANDOM_BASES)]
    bases = [standard(width), turned[hidden.index(width)], *random_bases]
    losses, found = [], []
    for k, forms in enumerate(_forms(hidden, turned)):
        training = train(images, forms, start, n_epochs, np.random.default_rng(batches),
                         progress=part_of(progress, 2 * k, 2 * len(FORMS)))
        losses.append(training.losses[-1])
        found.append(_measured(training.activations[[0, -1]], bases, part_of(progress, 2 * k + 1, 2 * len(FORMS))))
    sizes = {"n_epochs": n_epochs, "n_samples": len(images), "n_dims": width, "n_planes": width * (width - 1)}
    return ThreeNetworks(**sizes, epsilon=EPSILON, baseline=cap_fraction(width, EPSILON),
                         explained=1.0 - np.array(losses) / images.var(), thetas=2 * np.pi * np.arange(N_ANGLES) / N_ANGLES,
                         **_told_apart(*(np.array(part) for part in zip(*found))))


def fourfold_part(curves: np.ndarray) -> np.ndarray:
    """Keep of every curve what repeats each quarter turn: the mean of f(theta + k pi / 2) over k = 0 .. 3.

    Parameters
    ----------
    curves : ndarray, shape (..., n_angles)
        On a regular grid of a full turn; n_angles a multiple of 4.

    Returns
    -------
    ndarray, shape (..., n_angles)

    Notes
    -----
    These are the Fourier terms 0, 4, 8, ... of the curve. Activations whose mean is not zero add the terms 1, 2, 3 in any
    basis; those tell where the cloud lies, and nothing of a preference for an orthonormal basis.

    Examples
    --------
    >>> fourfold_part(np.array([4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])).tolist()
    [1.0, 0.25, 1.0, 0.25, 1.0, 0.25, 1.0, 0.25]
    """
    quarter = curves.shape[-1] // 4
    return np.mean([np.roll(curves, -k * quarter, axis=-1) for k in range(4)], axis=0)


def preference(numbers: ThreeNetworks, network: int, snapshot: int, basis: int) -> int:
    """Say whether a representation is structured along a basis: aligned (+1), anti-aligned (-1), or not visibly (0).

    Parameters
    ----------
    numbers : ThreeNetworks
    network, snapshot, basis : int
        Indices: FORMS, start and end, BASES.

    Returns
    -------
    int
        The side on which the kurtosis lies outside that of all random bases; 0 where it does not.
    """
    value, chance = numbers.kurtosis[network, snapshot, basis], numbers.random_kurtosis[network, snapshot]
    return int(value > chance.max()) - int(value < chance.min())  # nan lies nowhere: 0


def _forms(hidden: tuple[int, ...], turned: list[np.ndarray]) -> tuple[list[FunctionalForm], ...]:
    """One list a network, in the order of FORMS."""
    return ([elementwise("tanh", standard(width)) for width in hidden], [elementwise("tanh", q) for q in turned],
            [isotropic("tanh", width) for width in hidden])


def _measured(snapshots: np.ndarray, bases: list[np.ndarray], progress: Progress | None) -> tuple[np.ndarray, ...]:
    """Measure one network: summaries (snapshot, basis, number), last mean curves (basis, angle), their std in the two."""
    end, summaries, means = snapshots[-1], [], []
    for done, basis in enumerate(bases, start=1):
        summaries.append([[*summarise(activations, basis, EPSILON)[:3], kurtosis(activations, basis)] for activations in snapshots])
        means.append(mean_spotlight_resonance(end, basis, EPSILON, n_angles=N_ANGLES).mean)
        if progress is not None:
            progress(done, len(bases))
    stds = [spotlight_resonance(end, basis, EPSILON, n_angles=N_ANGLES).std for basis in bases[:2]]
    return np.swapaxes(summaries, 0, 1), np.array(means), np.array(stds)


def _told_apart(summaries: np.ndarray, means: np.ndarray, stds: np.ndarray) -> dict[str, np.ndarray]:
    """Split what was measured, network by network, into the two bases and the random ones that follow them."""
    mass, harmonic, alignment, fourth = np.moveaxis(summaries, -1, 0)  # (network, snapshot, basis) each
    fourfold = fourfold_part(means)  # (network, basis, angle)
    return {"mean": means[:, :2], "std": stds, "fourfold": fourfold[:, :2],
            "random_low": fourfold[:, 2:].min(axis=1), "random_high": fourfold[:, 2:].max(axis=1),
            "mass": mass[..., :2], "harmonic": harmonic[..., :2], "alignment": alignment[..., :2],
            "kurtosis": fourth[..., :2], "random_kurtosis": fourth[..., 2:],
            "random_harmonic": np.nan_to_num(harmonic[..., 2:], nan=0.0),
            "random_alignment": np.nan_to_num(alignment[..., 2:], nan=1.0)}
