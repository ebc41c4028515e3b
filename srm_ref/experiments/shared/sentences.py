"""Which sentences of the Spotlight Resonance Method's author do the experiments judge, and where were they read?

Each is given in this package's words, with its strength and with the setting that its source states. Of the paper only
the abstract was read, in its two versions, and the first sentences of the introduction: the rest of the body, the
figures and the appendices were not available, and nothing is ascribed to them.

Contents: ALIGNED, NOT_THE_STANDARD, FORMS_CAUSE, CAUSAL_LINK, BOTH_SIGNS, VARIATIONS, GRANDMOTHERS, TRIVIAL,
TANH_TRIVIAL, PICTURES, EACH_SIGN, CONTINUOUS, ours.
"""

from __future__ import annotations

from srm_ref.experiments.claims import Said

__all__ = ["ALIGNED", "NOT_THE_STANDARD", "FORMS_CAUSE", "CAUSAL_LINK", "BOTH_SIGNS", "VARIATIONS", "GRANDMOTHERS",
           "TRIVIAL", "TANH_TRIVIAL", "PICTURES", "EACH_SIGN", "CONTINUOUS", "ours"]

_NO_SETTING = "not stated: the abstract names no network, layer, form, data or number"


def _abstract(says: str, who: str = "SRM abstract") -> Said:
    return Said(who, "abstract", says, _NO_SETTING, "not written down yet")


def _author(who: str, where: str, says: str, theirs: str) -> Said:
    return Said(who, where, says, theirs, "not written down yet")


ALIGNED = _abstract("multiple examples show that embedded representations tend to be axis-aligned with the privileged "
                    "basis")
NOT_THE_STANDARD = _abstract("the privileged basis is not necessarily the standard basis")
FORMS_CAUSE = _abstract("activation functions directly result in privileged bases")
CAUSAL_LINK = _abstract("a direct causal link between the breaking of a symmetry by the functional form and the "
                        "alignment of representations", "SRM abstract, arXiv")
BOTH_SIGNS = _abstract("positive and negative signals both contribute")
VARIATIONS = _abstract("several variations of the technique are presented, with a scale of resolution")
GRANDMOTHERS = _abstract("examples of so-called grandmother neurons are found in a variety of networks (the workshop's "
                         "version: clear examples)")

_NOTEBOOK = "5,000 standard normal samples in 8 dimensions, epsilon 0.75, ordered pairs, 100 angles"
TRIVIAL = _author("SRM author's notebook", "Example.ipynb", "tanh or ReLU applied to isotropic data is a trivial "
                  "anisotropy", _NOTEBOOK)
TANH_TRIVIAL = _author("SRM author's notebook", "Example.ipynb, below the plot", "the trivial anisotropies of tanh "
                       "tend to appear anti-aligned", _NOTEBOOK)
PICTURES = _author("SRM author's notebook", "Example Images and Notes.md", "drawings: densities on the privileged "
                   "planes stand on the diagonals in some epochs and on the axes in others",
                   "MNIST, 16 neurons, 17, 32 or 64 Thomson vectors, epsilon 0.85, batches of 24, 0 to 100 epochs; "
                   "before or after the form: not stated, but coordinates far beyond 1 are drawn")
EACH_SIGN = _author("SRM author's post", "a forum post on isotropic activation functions", "a form can induce "
                    "alignment, anti-alignment or isotropy", "not stated")
CONTINUOUS = _author("another paper", "Emergence of Quantised Representations, Bird 2025, arXiv 2507.12070, abstract",
                     "representations tend to discretise under forms that are equivariant under permutations alone, "
                     "and stay continuous under forms that are equivariant under all rotations",
                     "autoencoders that differ in the activation function alone; sizes not stated in the abstract")


def ours(module: str, setting: str) -> Said:
    """Return a sentence of this package: a row of the module of that name, measured at that setting."""
    return Said("this package", module, "", "none: nobody else says it", setting)
