"""Is a network's own basis the one that its activations prefer most? Bases found, not given.

First the instrument: bases hidden in clouds of five kinds are looked for and found, where they are the most extreme;
where no direction is preferred, the p-value of the held-out half is uniform. Then a bottleneck of tanh neurons, trained
on the embedded digits: its own basis is special, and yet on held-out rows it has only a part of the excess of the
lowest basis; and rows lie much nearer to another basis, which is as far from that of the neurons as one drawn at
random. How much of that is the digits' classes? Each row's class mean is subtracted, or as a control the mean of a
shuffled class, and the highest basis is sought again.

Time: quick 5 s, measured; paper 6 minutes, reckoned from a quarter of its seeds; processor time.

Contents: NAME, TITLE, SOURCE, SEED, Numbers, run, claims, draw, table.
Source: this package.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from srm_ref.checks import choice
from srm_ref.experiments.claims import SCALES, Claim, claim
from srm_ref.experiments.shared.hidden_bases import HIDDEN, UNIFORM, false_alarm, recover
from srm_ref.experiments.shared.sentences import ours
from srm_ref.experiments.spotlight.planted_truths import most_false_alarms
from srm_ref.figures.canvas import Figure, legend, new_figure, style
from srm_ref.geometry.bases import standard
from srm_ref.networks.autoencoder import LAYER_SIZES, initial_parameters, train
from srm_ref.networks.digits import load_digits
from srm_ref.networks.functional_forms import elementwise
from srm_ref.progress import Progress
from srm_ref.spotlight.found_basis import FoundBasis, find_basis

__all__ = ["NAME", "TITLE", "SOURCE", "SEED", "Numbers", "run", "claims", "draw", "table"]

NAME = "found_bases"
TITLE = "Bases found, not given"
SOURCE = "this package"
SEED = 22
SETTINGS = {"quick": (2, 4, 6, (8,), (400, 1600)), "paper": (20, 40, 50, (8, 16, 32), (300, 1200, 4800))}
NULLS = (*UNIFORM, "isotropic, off centre")
CLOUDS = ("tanh bottleneck, highest", "tanh bottleneck, lowest", "class means taken away, highest",
          "shuffled classes' means taken away, highest")
NULL_ROWS, NULL_DIMS = 400, 6
PLANTED = ours(NAME, "clouds with a hidden basis, fitted on one half of the rows, tested on the other, 39 rotations")
NULL = ours(NAME, f"{NULL_ROWS} rows in {NULL_DIMS} dimensions without a basis, fitted and tested on halves, 39 "
                  "rotations")
NETWORK = ours(NAME, "one 64-48-16-48-64 tanh autoencoder of the 1,797 digits, Adam, batches of 24; fitted and tested "
                     "on halves")
ELSEWHERE = "no other setting was tried"


class Numbers(NamedTuple):
    """What `run` measured.

    names (n_clouds,).
    sizes (n_sizes, 2): dimensions and rows.
    recoveries (n_clouds, n_sizes, n_seeds, 9): the fields of `Recovery`.
    null_p_values (len(NULLS), 2, n_seeds): held out, for the highest and for the lowest basis.
    network (len(CLOUDS), 7): held-out kurtosis of the found and of the given basis, p of both, and medians of angles
        in radians: found to given, the least of bases drawn at random, found to itself on the other half.
    chance (): kurtosis by chance in the bottleneck.
    """

    names: np.ndarray
    sizes: np.ndarray
    recoveries: np.ndarray
    null_p_values: np.ndarray
    network: np.ndarray
    chance: np.ndarray


def run(scale: str, rng: np.random.Generator, progress: Progress | None = None) -> Numbers:
    """Hide bases and find them, look where there are none, train a network and look there."""
    n_seeds, n_null, n_epochs, dims, rows = SETTINGS[choice(scale, "scale", SCALES)]
    seeds, sizes = rng.integers(2**32, size=max(n_seeds, n_null)).tolist(), [(d, n) for d in dims for n in rows]
    recoveries = []
    for k, name in enumerate(HIDDEN, 1):
        recoveries.append([[recover(name, n, d, seed) for seed in seeds[:n_seeds]] for d, n in sizes])
        if progress is not None:
            progress(k, len(HIDDEN) + 2)
    nulls = [[[false_alarm(name, sign, NULL_ROWS, NULL_DIMS, seed) for seed in seeds[:n_null]] for sign in (1, -1)]
             for name in NULLS]
    network, chance = _network(n_epochs, rng)
    return Numbers(np.array(list(HIDDEN)), np.array(sizes), np.array(recoveries), np.array(nulls), network,
                   np.array(chance))


def _network(n_epochs: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    digits, forms = load_digits(), [elementwise("tanh", standard(width)) for width in LAYER_SIZES[1:-1]]
    rows = train(digits.images, forms, initial_parameters(LAYER_SIZES, rng), n_epochs, rng).activations[-1]
    labels, seed = digits.labels, int(rng.integers(2**32))
    bare, control = (rows - _class_means(rows, given) for given in (labels, rng.permutation(labels)))
    found = [find_basis(x, sign, 6, np.random.default_rng(seed), n_rotations=39)
             for x, sign in ((rows, 1), (rows, -1), (bare, 1), (control, 1))]
    return np.array([_measured(one) for one in found]), found[0].test.chance


def _class_means(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean of every row's class, (n_samples, n_dims)."""
    members = labels == np.unique(labels)[:, None]
    return (members @ rows / members.sum(axis=1, keepdims=True))[np.searchsorted(np.unique(labels), labels)]


def _measured(one: FoundBasis) -> list[float]:
    medians = [np.median(one.angles), np.median(one.chance_angles, axis=1).min(), np.median(one.refit_angles)]
    return [one.kurtosis_held_out, one.given_test.value, one.p_value, one.given_test.p_value, *medians]


def claims(numbers: Numbers) -> list[Claim]:
    """Judge recovery, false alarms and the network."""
    rows = [_recovered(numbers, k) for k in range(len(numbers.names))]
    for name, p_values in zip(NULLS, numbers.null_p_values):
        alarms, n = int((p_values <= 0.05).sum(axis=1).max()), p_values.shape[1]
        most = most_false_alarms(n)
        good = alarms <= most if name in UNIFORM else (p_values[0] <= 0.05).mean() >= 0.9
        rows.append(claim(f"{name}: at most {most} held-out p of {n} are .05 or less, on either side" if name in UNIFORM
                          else f"{name}: for the highest basis nine held-out p in ten or more are .05 or less", NULL,
                          f"highest {(p_values[0] <= 0.05).sum()}, lowest {(p_values[1] <= 0.05).sum()} of {n}", good,
                          "" if good else "too many findings" if name in UNIFORM else "too few findings", ELSEWHERE))
    return rows + _network_claims(numbers)


def _recovered(numbers: Numbers, k: int) -> Claim:
    """The hidden basis is found where it is the most extreme; where another is, on held-out rows, that one."""
    widest = np.degrees(np.median(numbers.recoveries[k, :, :, 4], axis=-1))
    share = np.median(numbers.recoveries[k, :, :, 8], axis=-1)
    p, most_rows = numbers.recoveries[k, :, :, 2], numbers.sizes[:, 1] == numbers.sizes[:, 1].max()
    said = "; ".join(f"{d} x {n}: {angle:.3g} ({100 * part:.0f} %)"
                     for (d, n), angle, part in zip(numbers.sizes, widest, share))
    good = np.all(p[most_rows] <= 0.05) and np.all((widest < 15) | (share < 1), where=most_rows)
    return claim(f"{numbers.names[k]}: with most rows a basis is found, and it is the hidden one, all directions "
                 "within "
                 "15 degrees in the median of seeds, unless it is more extreme than that on held-out rows", PLANTED,
                 "dimensions x rows: widest angle in degrees (the hidden basis's excess in that of the found one): "
                 f"{said}",
                 good, "" if good else "the search ends elsewhere", "the sizes measured are all listed")


def _network_claims(numbers: Numbers) -> list[Claim]:
    excess = numbers.network[:, :2] - numbers.chance  # found, given
    highest, lowest, bare, control = numbers.network
    angles = np.degrees(numbers.network[:, 4:])
    share, left, left_control = excess[1, 1] / excess[1, 0], excess[2, 0] / excess[0, 0], excess[3, 0] / excess[0, 0]
    other = highest[2] <= 0.05 and highest[0] > numbers.chance and angles[0, 0] >= angles[0, 1]
    carried = left < 0.8 * left_control
    return [
        claim("the neurons' basis is anti-aligned, and is not the lowest: on held-out rows it has less than 90 % of "
              "the "
              "found one's excess", NETWORK, f"kurtosis {lowest[1]:.3g} (p {lowest[3]:.2g}), found {lowest[0]:.3g}, "
                                             f"chance {numbers.chance:.3g}: "
              f"{100 * share:.3g} %", lowest[3] <= 0.05 and 0 < share < 0.9,
              "" if lowest[3] <= 0.05 and 0 < share < 0.9 else "not so in this network", ELSEWHERE),
        claim("another basis is aligned, and no nearer to the neurons' than 19 bases drawn at random", NETWORK,
              f"kurtosis {highest[0]:.3g} (p {highest[2]:.2g}); median angle {angles[0, 0]:.3g} degrees, at random "
              "from "
              f"{angles[0, 1]:.3g}", other, "" if other else "not so in this network", ELSEWHERE),
        claim("the classes carry part of that alignment: without their means it is smaller than without those of "
              "shuffled classes", NETWORK, f"of the excess {100 * left:.3g} % is left, shuffled "
                                           f"{100 * left_control:.3g} %",
              carried, "" if carried else "as much is left", ELSEWHERE)]


def draw(numbers: Numbers) -> Figure:
    """Draw the angles to hidden bases over the number of rows, and the network's kurtoses."""
    dims = np.unique(numbers.sizes[:, 0])
    figure, axes = new_figure(1, len(dims) + 1, width=4.0 * (len(dims) + 1), height=4.2)
    for ax, d in zip(axes[0], dims):
        of = numbers.sizes[:, 0] == d
        for k, name in enumerate(numbers.names):
            angles = np.degrees(np.median(numbers.recoveries[k, of, :, 3], axis=-1))
            ax.plot(numbers.sizes[of, 1], angles, color=style(k).colour, linestyle=style(k).line,
                    marker=style(k).marker, label=name)
        ax.set(xscale="log", xlabel="rows, both halves", ylabel="median angle to the hidden basis, degrees",
               ylim=(0, None), title=f"{d} dimensions")
        ax.set_xticks(numbers.sizes[of, 1], [f"{n:,}" for n in numbers.sizes[of, 1]])
        ax.minorticks_off()
        legend(ax)
    ax, places = axes[0, -1], np.arange(len(CLOUDS))
    for k, label in enumerate(("found basis", "neurons' basis")):
        ax.barh(places + 0.2 - 0.4 * k, numbers.network[:, k], height=0.38, color=style(k).colour, label=label)
    ax.axvline(float(numbers.chance), color="black", linewidth=1.0, label="chance")
    ax.set_yticks(places, [name.replace(", ", ",\n") for name in CLOUDS], fontsize="x-small")
    ax.set(xlabel="kurtosis on held-out rows", ylim=(len(CLOUDS) - 0.5, -0.5))
    legend(ax)
    return figure


def table(numbers: Numbers) -> str:
    """Write the recoveries as a table, medians over seeds and the worst of all.

    Returns: A row for each cloud and size: kurtosis fitted and held out, the largest p, angles in degrees.
    """
    lines = [f"{'cloud':20} dims  rows  fitted  held out  p at most  median  widest (worst seed)  refit  kept  agree  "
             "hidden"]
    for name, of_cloud in zip(numbers.names, numbers.recoveries):
        for (d, n), found in zip(numbers.sizes, of_cloud):
            fitted, held_out, _, angle, widest, refit, kept, agree, share = np.median(found, axis=0)
            angle, widest, refit, worst = np.degrees([angle, widest, refit, found[:, 4].max()])
            lines.append(f"{name:20} {d:4} {n:5}  {fitted:6.3f}  {held_out:8.3f}  {found[:, 2].max():9.3g}  "
                         f"{angle:6.1f}  {widest:6.1f} ({worst:10.1f})  {refit:5.1f}  {kept:4.2f}  {agree:5.2f}  "
                         f"{share:6.2f}")
    return "\n".join(lines)
