"""Along which basis is a representation structured, and is it aligned with it or anti-aligned? The demo tells.

`three_networks` trains and measures; this module makes what a person reads: a table, a figure, and the claims beside
their measurements.

Conventions: "aligned" and "ANTI-aligned" are said where the kurtosis, the mean fourth power of the cosines with the
basis, lies above or below that of all random bases, see `three_networks`; the table prints their range, so that anyone
can judge by another rule. The fourth harmonic stands beside it, as the number that belongs to the curves.

Contents: DemoNumbers, run, table, claims, draw.

Source: SRM, the autoencoder experiments.
"""

from __future__ import annotations

import numpy as np

from srm_ref.experiments.claims import Claim, claim
from srm_ref.experiments.shared.kurtosis import isotropic_kurtosis
from srm_ref.experiments.shared.three_networks import BASES, FORMS, ThreeNetworks, preference, run
from srm_ref.figures.angles import mark_privileged_directions
from srm_ref.figures.canvas import Figure, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.spotlight.statistics import sign_tells_axes

__all__ = ["DemoNumbers", "run", "table", "claims", "draw"]

DemoNumbers = ThreeNetworks
START, END = 0, 1  # snapshots
OWN = (0, 1, None)  # the basis, as BASES, of each network, as FORMS
READINGS = {1: "aligned", 0: "no preference", -1: "ANTI-aligned"}


def table(numbers: ThreeNetworks) -> str:
    """Write a table that says along which basis each representation is structured, by which numbers, and which way.

    Parameters
    ----------
    numbers : ThreeNetworks

    Returns
    -------
    str
        Lines of at most 120 characters, without an end of line after the last.
    """
    n_random, in_one = numbers.random_kurtosis.shape[-1], numbers.baseline * numbers.n_samples
    head = _line("network", "searched in", "kurtosis", "harmonic", "reading", "before training: kurtosis")
    explained = ", ".join(f"{100 * share:.0f}" for share in numbers.explained)
    half_angle = np.degrees(np.arccos(numbers.epsilon))
    return "\n".join([
        f"Three autoencoders of {numbers.n_samples} digits that differ in their functional form alone. After "
        f"{numbers.n_epochs} epochs they explain",
        f"{explained} % of the variance. Bottleneck activations, raw, in {numbers.n_planes} planes; epsilon = "
        f"{numbers.epsilon:g} (half angle {half_angle:.0f} degrees):",
        f"isotropic data would put {in_one:.1f} of {numbers.n_samples} activations into one spotlight.", "",
        head, "-" * len(head), *(line for network in range(len(FORMS)) for line in _rows(numbers, network)),
        *(_sentence(numbers, network) for network in range(len(FORMS))), "",
        *_legend(numbers),
        "rotated    the second network's own basis; to the other two a random one (isotropic tanh has none of its own)",
        f"reading    kurtosis above that in all {n_random} random bases: aligned, nearer to the directions than chance; "
        "below it in",
        "           all: ANTI-aligned, farther from them, coordinates more equal than chance. For a basis without meaning",
        f"           one or the other happens in {200 / (n_random + 1):.2g} % of cases at most",
    ])


def _legend(numbers: ThreeNetworks) -> list[str]:
    n = numbers.n_dims
    told = ("above 0: near the directions of the basis; below 0: on the diagonals between them"
            if sign_tells_axes(numbers.epsilon) else "here its sign does not tell axes from diagonals (it does from epsilon = 0.71 on)")
    return [f"kurtosis   {n}^2 times the mean fourth power of the cosines of activations with the basis: {n} where each lies on a",
            f"           direction, 1 where all coordinates are equal in size, {isotropic_kurtosis(n):.2f} on average over random bases",
            "harmonic   real part of the fourth Fourier coefficient of the mean curve, over the curve's mean;",
            f"           {told}"]


def _rows(numbers: ThreeNetworks, network: int) -> list[str]:
    found, harmonic = numbers.kurtosis[network], numbers.harmonic[network]
    rows = [_line(FORMS[network] if basis == 0 else "", BASES[basis] + (" (own)" if OWN[network] == basis else ""),
                  f"{found[END, basis]:.2f}", f"{harmonic[END, basis]:+.2f}", _reading(numbers, network, basis),
                  f"{found[START, basis]:.2f}  {_reading(numbers, network, basis, START)}")
            for basis in range(len(BASES))]
    chance = numbers.random_kurtosis[network]
    ranges = _range(chance[END], ""), _range(numbers.random_harmonic[network, END], "+"), "", _range(chance[START], "")
    return [*rows, _line("", f"{chance.shape[-1]} random bases", *ranges), ""]


def _line(network: str, basis: str, kurtosis: str, harmonic: str, reading: str, before: str) -> str:
    return f"{network:<22}{basis:<18}{kurtosis:>12}  {harmonic:>14}  {reading:<15}{before}".rstrip()


def _range(values: np.ndarray, sign: str) -> str:
    return f"{values.min():{sign}.2f} .. {values.max():{sign}.2f}"


def _sentence(numbers: ThreeNetworks, network: int) -> str:
    seen = [f"structured along the {BASES[basis]} basis{', its own' if OWN[network] == basis else ''}: "
            f"{_reading(numbers, network, basis)} (kurtosis {numbers.kurtosis[network, END, basis]:.2f})"
            for basis in range(len(BASES)) if preference(numbers, network, END, basis)]
    return f"{FORMS[network]}: {'; '.join(seen) or 'structured along neither basis, as far as can be seen'}."


def _reading(numbers: ThreeNetworks, network: int, basis: int, snapshot: int = END) -> str:
    return READINGS[preference(numbers, network, snapshot, basis)]


def claims(numbers: ThreeNetworks) -> list[Claim]:
    """Judge what the paper leads one to expect, and what this comparison rests on, by the numbers.

    Parameters
    ----------
    numbers : ThreeNetworks

    Returns
    -------
    list of Claim
    """
    found = [[preference(numbers, network, END, basis) for basis in range(2)] for network in range(len(FORMS))]
    measured = [f"kurtosis {k[0]:.2f} in the standard basis, {k[1]:.2f} in the rotated one; in random bases "
                f"{_range(r, '')}" for k, r in zip(numbers.kurtosis[:, END], numbers.random_kurtosis[:, END])]
    own = [numbers.kurtosis[network, END, basis] for network, basis in enumerate(OWN) if basis is not None]
    shares = ", ".join(f"{100 * share:.1f} %" for share in numbers.explained)
    return [
        claim("With tanh in the standard basis the representation is structured along the standard basis alone", "SRM",
              measured[0], found[0][0] != 0 and found[0][1] == 0),
        claim("With tanh in a rotated basis it is structured along that basis, and not along the standard one", "SRM",
              measured[1], found[1][1] != 0 and found[1][0] == 0),
        claim("With isotropic tanh it is structured along neither", "SRM", measured[2], found[2] == [0, 0]),
        claim("Where there is structure, activations lie nearer to the privileged directions than chance", "SRM",
              "kurtosis in the own basis " + " and ".join(f"{value:.2f}" for value in own)
              + f"; {isotropic_kurtosis(numbers.n_dims):.2f} on average over random bases",
              found[0][0] == 1 and found[1][1] == 1,
              "below all random bases: farther from the directions than chance" if -1 in (found[0][0], found[1][1]) else ""),
        claim("The three networks reconstruct equally well, to 1 % of the variance", "here", shares + " explained",
              np.ptp(numbers.explained) < 0.01),
    ]


def draw(numbers: ThreeNetworks) -> Figure:
    """Draw the mean curve of every network in both bases, with its spread over planes, and what chance would give.

    Parameters
    ----------
    numbers : ThreeNetworks

    Returns
    -------
    matplotlib.figure.Figure
        One column a network, one row a basis.
    """
    figure, axes = new_figure(len(BASES), len(FORMS), width=11.5, height=7.4, share_x=True, share_y=True)
    for (basis, network), ax in np.ndenumerate(axes):
        draw_resonance_curve(numbers.thetas, numbers.mean[network, basis], numbers.std[network, basis],
                             label=f"mean and standard deviation over {numbers.n_planes} planes", ax=ax)
        draw_resonance_curve(numbers.thetas, numbers.fourfold[network, basis], baseline=numbers.baseline, index=1,
                             band=(numbers.random_low[network], numbers.random_high[network]),
                             band_label=f"that part in {numbers.random_harmonic.shape[-1]} random bases",
                             label="its part that repeats every quarter turn", ax=ax)
        mark_privileged_directions(ax)
        ax.get_legend().remove()  # one for all, below
        ax.label_outer()
        own = ", its own" if OWN[network] == basis else ""
        ax.set_title(f"{FORMS[network]}\nsearched in the {BASES[basis]} basis{own}", fontsize="medium", pad=16)
        ax.annotate(f"{_reading(numbers, network, basis)}\nkurtosis {numbers.kurtosis[network, END, basis]:.2f}; in random bases "
                    f"{_range(numbers.random_kurtosis[network, END], '').replace('..', 'to')}",
                    (0.5, 0.97), xycoords="axes fraction", ha="center", va="top", fontsize="small",
                    fontweight="bold" if preference(numbers, network, END, basis) else "normal",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 2.0})
    figure.suptitle(f"Bottlenecks of three autoencoders of digits after {numbers.n_epochs} epochs; spotlight of half angle "
                    f"{np.degrees(np.arccos(numbers.epsilon)):.0f} degrees (epsilon = {numbers.epsilon:g})\n"
                    f"aligned or anti-aligned by the kurtosis, {numbers.n_dims}\N{SUPERSCRIPT TWO} times the mean fourth power of "
                    "the cosines with the basis")
    axes[0, 0].set_ylim(0.0, 1.25 * float(np.max(numbers.mean + numbers.std)))
    handles, labels = axes[0, 0].get_legend_handles_labels()
    order = np.argsort([("mean", "its", "that", "isotropic").index(label.split()[0]) for label in labels])
    figure.legend([handles[k] for k in order], [labels[k] for k in order], loc="outside lower center", ncols=4,
                  frameon=False, fontsize="medium")
    return figure
