"""Does a representation follow a basis, and on which side of chance? The demo answers for four networks.

`demo_networks` trains and measures; this module makes what is shown: a table, sentences, a figure, and the claims
beside their measurements.

Conventions: "aligned", "anti-aligned" and "no preference found" are verdicts on kurtosis among rotations of the basis,
by equal tails. Effects run from -1 (all coordinates equal in size) by 0 (chance) to 1 (all activations on the axes).

Contents: DemoNumbers, run, arrays, table, claims, draw.

Source: this package; whose the judged sentences are stands with each.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Iterable

import numpy as np

from srm_ref.experiments.claims import Claim, claim
from srm_ref.experiments.shared.demo_networks import (CLOUDS, ELSEWHERE, ISOTROPIC, OWN, PRICED, SEARCHES, TURNED,
                                                      DemoNumbers, Search, arrays, run)
from srm_ref.experiments.shared.sentences import ALIGNED, EACH_SIGN, NOT_THE_STANDARD, ours
from srm_ref.figures.canvas import Axes, Figure, new_figure
from srm_ref.figures.nulls import draw_among_null, draw_relative_heights
from srm_ref.geometry.sphere import cap_fraction
from srm_ref.spotlight.reading import sentence

__all__ = ["DemoNumbers", "run", "arrays", "table", "claims", "draw"]

PRE, POST, FORM = range(len(CLOUDS))
NAMES = ("tanh", "rotated tanh in its own basis", "rotated tanh in the standard basis", "isotropic tanh",
         "tanh with an L1 price")
"""Of the searches; where nothing is said the basis is the standard one."""
WORDS = {"aligned": "ALIGNED", "anti-aligned": "ANTI-ALIGNED"}
NOTHING = "no preference found"
WIDTH = 118
WIDEST, NARROWEST = 70.0, 45.0  # degrees: by chance the narrowest lights 43 of 1,797 x 16 pairs


def table(numbers: DemoNumbers) -> str:
    """Write the table of verdicts, three sentences, and every reading in full.

    Returns: lines of at most 120 characters, without an end of line after the last.
    """
    post = numbers.searches[OWN].post
    head = _line("network, basis", "loss", *CLOUDS, "verdict on POST")
    return "\n".join([
        *_filled(f"Four autoencoders of the same {post.n_samples:,} digits, from the same start, {numbers.n_epochs} "
                 "epochs each; the others differ from the first in one thing each. Is the basis of the bottleneck's "
                 f"{post.n_dims} neurons special? Effects on kurtosis, p in brackets:"), "",
        head, "-" * len(head), *(_row(numbers, k) for k in range(len(SEARCHES))), "",
        *_legend(numbers), "",
        *(line for words in _sentences(numbers) for line in _filled(words, "   ")), "",
        "The activations (POST), in full:",
        *(line for name, search in zip(NAMES, numbers.searches)
          for line in _filled(f"- {name}: {sentence(search.post)}", "  "))])


def _filled(words: str, indent: str = "") -> list[str]:
    return wrap(words, WIDTH, subsequent_indent=indent, break_on_hyphens=False)


def _row(numbers: DemoNumbers, k: int) -> str:
    search = numbers.searches[k]
    found = [f"{effect:+.2f} ({test.p_value:.2f})" for effect, test in zip(search.effects, search.tests)]
    return _line(NAMES[k], f"{_loss(numbers, k):.4f}", *found, _word(search.verdicts[POST]))


def _line(name: str, loss: str, pre: str, post: str, form: str, verdict: str) -> str:
    return f"{name:<36}{loss:<9}{pre:<15}{post:<15}{form:<15}{verdict}".rstrip()


def _legend(numbers: DemoNumbers) -> list[str]:
    post = numbers.searches[OWN].post
    return ["PRE     pre-activations z: the form f of the bottleneck has not touched them",
            "POST    activations f(z)",
            f"FORM    f(R z), R turned at random {numbers.n_turns} times: what the form does alone",
            "effect  of kurtosis: -1 all coordinates equal in size, 0 chance, +1 all activations on the axes",
            f"p       among {post.n_rotations} rotations of the basis, equal tails; up to {post.level:g} is called "
            "anti-aligned (below chance) or aligned",
            "        (above). Where there is nothing to find, that happens with a probability of at most "
            f"{post.level:g} in each test",
            "loss    mean squared error of the images, without the price"]


def _sentences(numbers: DemoNumbers) -> list[str]:
    """Say in three sentences what was found, where else the same was found, and what the price costs."""
    post, pre, form = ([search.verdicts[cloud] for search in numbers.searches] for cloud in (POST, PRE, FORM))
    same = _listed(k for k in range(len(SEARCHES)) if pre[k] == post[k] in WORDS)
    alone = _listed(k for k in range(len(SEARCHES)) if form[k] == post[k] in WORDS)
    anti, aligned, neither = ([k for k, verdict in enumerate(post) if verdict == one]
                              for one in ("anti-aligned", "aligned", NOTHING))
    free, priced = _loss(numbers, OWN), _loss(numbers, PRICED)
    return [
        f"1. Farther from the directions than chance (anti-aligned) are the activations of: {_listed(anti)}; nearer "
        f"(aligned): {_listed(aligned)}; no preference is found in: {_listed(neither)}.",
        f"2. The same is found before the form, in the pre-activations, of: {same}; and for the form alone, of: "
        f"{alone}.",
        f"3. Without a price tanh is {_word(post[OWN])} at a loss of {free:.4f}; with an L1 price of "
        f"{numbers.l1_price:g} on its activations it is {_word(post[PRICED])} at {priced:.4f} "
        f"({100 * (priced / free - 1):+.0f} %)."]


def _loss(numbers: DemoNumbers, k: int) -> float:
    return float(numbers.losses[SEARCHES[k][0]])


def _listed(searches: Iterable[int]) -> str:
    return ", ".join(NAMES[k] for k in searches) or "none"


def _word(verdict: str) -> str:
    return WORDS.get(verdict, verdict)


def claims(numbers: DemoNumbers) -> list[Claim]:
    """Judge what is told of the four networks by the verdicts."""
    setting = f"one 64-48-16-48-64 autoencoder each of the 1,797 digits, Adam, {numbers.n_epochs} epochs; bottleneck"
    searches = numbers.searches
    told = [search.verdicts for search in searches]
    measured = [_measured(search) for search in searches]
    rows = _rows(numbers, told, measured, setting)
    return [claim(sentence, said, found, holds, "" if holds else "not so here", would)
            for sentence, said, found, holds, would in rows]


def _rows(numbers: DemoNumbers, told: list[tuple[str, str, str]], measured: list[str], setting: str) -> list[tuple]:
    """Sentence, whose, what was measured, whether it holds, and what was seen elsewhere."""
    here, theirs = ours("demo", setting), {"ours": setting}
    free, priced = _loss(numbers, OWN), _loss(numbers, PRICED)
    form_less = [told[k][FORM] == "anti-aligned"
                 and numbers.searches[k].effects[POST] < numbers.searches[k].effects[FORM]
                 for k in (OWN, TURNED)]
    alone, price = "no other seed was tried", f"with an L1 price of {numbers.l1_price:g} instead: {measured[PRICED]}"
    return [
        ("With tanh, activations and pre-activations are anti-aligned with the standard basis",
         EACH_SIGN._replace(**theirs), measured[OWN], told[OWN][:FORM] == ("anti-aligned", "anti-aligned"), price),
        ("With tanh in a rotated basis they are anti-aligned with that basis, not the standard one",
         NOT_THE_STANDARD._replace(**theirs), measured[TURNED], told[TURNED][:FORM] == ("anti-aligned", "anti-aligned"),
         price),
        ("With tanh in a rotated basis no preference of activations for the standard basis is found",
         NOT_THE_STANDARD._replace(**theirs), measured[ELSEWHERE], told[ELSEWHERE][POST] == NOTHING, alone),
        ("With isotropic tanh no preference of activations for the standard basis is found",
         EACH_SIGN._replace(**theirs),
         measured[ISOTROPIC], told[ISOTROPIC][POST] == NOTHING, alone),
        ("With tanh and an L1 price, activations and pre-activations are aligned with the standard basis",
         ALIGNED._replace(**theirs), measured[PRICED], told[PRICED][:FORM] == ("aligned", "aligned"),
         f"without the price: {measured[OWN]}"),
        ("Tanh alone anti-aligns a cloud turned at random, by less than trained activations have", here,
         f"{measured[OWN]}; {measured[TURNED]}", all(form_less), alone),
        ("The price raises the loss, by less than a fifth", here, f"{priced:.4f} against {free:.4f}",
         free < priced < 1.2 * free, "no other price was tried"),
    ]


def _measured(search: Search) -> str:
    return "; ".join(f"{cloud} kurtosis {test.value:.2f}, effect {effect:+.2f}, p {test.p_value:.2f}: {verdict}"
                     for cloud, test, effect, verdict in zip(CLOUDS, search.tests, search.effects, search.verdicts))


def draw(numbers: DemoNumbers) -> Figure:
    """Draw the heights of all searches over the spotlight's half angle, and every kurtosis among its rotations."""
    figure, axes = new_figure(1, 2, width=12.0, height=6.8)
    _draw_heights(numbers, axes[0, 0])
    _draw_kurtoses(numbers, axes[0, 1])
    figure.suptitle("Is the basis of a bottleneck special? Four autoencoders of the same digits, one difference each",
                    fontsize="x-large")
    figure.supxlabel("PRE: pre-activations z.   POST: activations f(z).   FORM: f(R z), turned at random before the "
                     "form, which then acts alone.", fontsize="medium")
    return figure


def _draw_heights(numbers: DemoNumbers, ax: Axes) -> None:
    """Draw the five curves, and the widest of their five envelopes at each half angle."""
    found, n_dims = arrays(numbers), numbers.searches[OWN].post.n_dims
    angles = np.degrees(np.arccos(found["epsilons"]))
    drawn = (angles <= WIDEST) & (angles >= NARROWEST) & np.isfinite(found["heights"]).all(axis=0)
    epsilons = found["epsilons"][drawn]
    chance = np.array([cap_fraction(n_dims, epsilon) for epsilon in epsilons])
    band = found["low"][:, drawn].min(axis=0) / chance, found["high"][:, drawn].max(axis=0) / chance
    inside = f"at least {100 * (1 - numbers.searches[OWN].post.level):g} % of random rotations"
    for k, search in enumerate(numbers.searches):
        draw_relative_heights(epsilons, found["heights"][k, drawn] / chance, index=k, ax=ax, band=None if k else band,
                              band_label=inside, label=f"{NAMES[k]}: {_word(search.post.verdict)}")
    ax.legend(loc="upper left", frameon=False, fontsize="small", handlelength=3.2)
    ax.set_title("Activations in a spotlight on the directions of the basis")
    for height, text in ((0.8, "nearer than chance \N{RIGHTWARDS ARROW}"),
                         (0.2, "\N{LEFTWARDS ARROW} farther than chance")):
        ax.annotate(text, (1.02, height), xycoords="axes fraction", rotation=90, ha="left", va="center")


def _draw_kurtoses(numbers: DemoNumbers, ax: Axes) -> None:
    post = numbers.searches[OWN].post
    for k, search in enumerate(numbers.searches):
        notes = [f"{_word(verdict)}, p = {test.p_value:.2f}" for verdict, test in zip(search.verdicts, search.tests)]
        draw_among_null(np.array([test.value for test in search.tests]), np.array([test.null for test in search.tests]),
                        ("PRE   z", "POST   f(z)", "FORM   f(R z)"), title=NAMES[k], notes=notes, first=4 * k, index=k,
                        ax=ax)
    ax.axvline(post.chance, color="black", linewidth=1.0, linestyle="-.", zorder=1)
    ax.set_title(f"Kurtosis; grey: {post.n_rotations} random rotations of the basis")
    ax.set_xlabel("kurtosis:  \N{LEFTWARDS ARROW} coordinates more equal   |   more on the axes \N{RIGHTWARDS ARROW}")
