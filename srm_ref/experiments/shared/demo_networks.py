"""What decides whether representations follow a basis, and on which side of chance? Four networks, one difference each.

Four autoencoders learn the embedded digits from the same initial weights and the same batches. The first has tanh in
the standard basis; each other one differs from it in one thing:

    its basis    tanh in a Haar-rotated basis, a rotation of its own for every hidden layer
    its form     isotropic tanh, which commutes with every rotation
    its price    tanh in the standard basis, and an L1 penalty, L1_PRICE, on the bottleneck's activations

Each is searched in the basis in which its form and price act, isotropic tanh in the standard one; and the second in the
standard basis too. Three clouds are read in each search, by kurtosis among N_ROTATIONS rotations of the basis:

    PRE     the pre-activations z of the bottleneck: the form of this layer has not touched them
    POST    the activations f(z): what the next layer sees
    FORM    f(R z) for N_TURNS Haar-random rotations R, as one cloud, so that its kurtosis is the mean over R: what the
    form makes of such a cloud when all that training has arranged is undone

PRE and POST meet the same rotations. FORM's p-value is that of the cloud of all R together: it is small if the form
makes a preference, even a weak one.

Conventions: activations are raw, neither centred nor scaled. Losses are mean squared errors, without the price. All
four are trained by Adam, which scales every parameter separately: it is not equivariant under rotations, and could
favour the standard basis whatever the form.

Contents: NETWORKS (OWN, TURNED, ELSEWHERE, ISOTROPIC, PRICED), SEARCHES, CLOUDS, L1_PRICE, N_ROTATIONS, N_TURNS,
Search, DemoNumbers, run, arrays.

Source: this package. Which networks the SRM paper trains is not known here.
"""

from __future__ import annotations

from typing import NamedTuple, Sequence

import numpy as np

from srm_ref.checks import generator, integer
from srm_ref.experiments.claims import part_of
from srm_ref.geometry.bases import rotated, standard
from srm_ref.geometry.rotations import random_rotation
from srm_ref.networks.autoencoder import LAYER_SIZES, initial_parameters, narrowest, pre_activations, train
from srm_ref.networks.digits import load_digits
from srm_ref.networks.functional_forms import FunctionalForm, elementwise, isotropic
from srm_ref.progress import Progress
from srm_ref.spotlight.fourth_moments import kurtosis, kurtosis_effect
from srm_ref.spotlight.rotation_test import RotationTest, basis_rotation_test
from srm_ref.spotlight.verdict import Ranked, decide, ranked

__all__ = ["NETWORKS", "SEARCHES", "OWN", "TURNED", "ELSEWHERE", "ISOTROPIC", "PRICED", "CLOUDS", "L1_PRICE",
           "N_ROTATIONS", "N_TURNS", "Search", "DemoNumbers", "run", "arrays"]

NETWORKS = ("tanh", "rotated tanh", "isotropic tanh", "tanh with an L1 price")
SEARCHES = ((0, "standard"), (1, "rotated"), (1, "standard"), (2, "standard"), (3, "standard"))
"""Which network, as NETWORKS, in which basis; the next five are their places."""
OWN = 0
TURNED = 1
ELSEWHERE = 2
ISOTROPIC = 3
PRICED = 4
CLOUDS = ("PRE", "POST", "FORM")
L1_PRICE = 0.01
N_ROTATIONS = 99
N_TURNS = 20


class Search(NamedTuple):
    """Hold what one network shows of one basis: the kurtosis of the three clouds among rotations of the basis."""

    pre: Ranked
    post: RotationTest
    form: Ranked

    @property
    def tests(self) -> tuple[Ranked, Ranked, Ranked]:
        """The kurtoses with their nulls and p-values, as CLOUDS."""
        return self.pre, self.post.kurtosis_test, self.form

    @property
    def verdicts(self) -> tuple[str, str, str]:
        """One of VERDICTS for each, as CLOUDS."""
        return decide(self.pre), self.post.verdict, decide(self.form)

    @property
    def effects(self) -> tuple[float, ...]:
        """From -1 (all coordinates equal in size) through 0 (chance) to 1 (all on the axes)."""
        return tuple(kurtosis_effect(test.value, standard(self.post.n_dims)) for test in self.tests)


class DemoNumbers(NamedTuple):
    """What `run` measured.

    l1_price: of the last network.
    losses (4,): mean squared error of each trained network, as NETWORKS.
    searches: as SEARCHES.
    """

    n_epochs: int
    n_turns: int
    l1_price: float
    losses: np.ndarray
    searches: tuple[Search, ...]


def run(rng: np.random.Generator, n_epochs: int = 50, progress: Progress | None = None) -> DemoNumbers:
    """Train the four networks for `n_epochs` and read their bottlenecks.

    rng: draws the bases, the initial weights, the batches, and what the readings need.
    n_epochs: at least 0.
    """
    generator(rng)
    n_epochs, images, hidden = integer(n_epochs, "n_epochs", 0), load_digits().images, LAYER_SIZES[1:-1]
    turned = [rotated(standard(width), rng) for width in hidden]
    start, batches = initial_parameters(LAYER_SIZES, rng), int(rng.integers(2**63))
    bases = {"standard": standard(min(hidden)), "rotated": turned[hidden.index(min(hidden))]}
    losses, searches = [], []
    for k, (forms, price) in enumerate(_networks(hidden, turned)):
        training = train(images, forms, start, n_epochs, np.random.default_rng(batches), snapshot_epochs=(n_epochs,),
                         l1_price=price, progress=part_of(progress, 2 * k, 2 * len(NETWORKS)))
        losses.append(training.losses[-1])
        clouds = _clouds(pre_activations(training.parameters[-1], forms, images), training.activations[-1],
                         forms[narrowest(forms)], rng)
        searches += [_search(*clouds, bases[basis], rng) for network, basis in SEARCHES if network == k]
        if progress is not None:
            progress(k + 1, len(NETWORKS))
    return DemoNumbers(n_epochs, N_TURNS, L1_PRICE, np.array(losses), tuple(searches))


def arrays(numbers: DemoNumbers) -> dict[str, np.ndarray]:
    """Lay the numbers out as arrays, for a file.

    Returns (dict of arrays): `networks`, `losses` of shape (4,); `searches` (5, 2) network and basis; `kurtosis`,
        `effects`, `p_values`, `verdicts` (5, 3) and `null` (5, 3, n_rotations), as CLOUDS; of POST the scan:
        `epsilons` (n_epsilons,) and `heights`, `low`, `high` (5, n_epsilons), nan where a search did not keep an
        epsilon, and `scan_p_values` (5,).
    """
    tests, scans = [search.tests for search in numbers.searches], [search.post.scan for search in numbers.searches]
    epsilons = np.unique(np.concatenate([scan.epsilons for scan in scans]))
    rows = {name: np.full((len(scans), len(epsilons)), np.nan) for name in ("heights", "low", "high")}
    for k, scan in enumerate(scans):
        for name, row in rows.items():
            row[k, np.searchsorted(epsilons, scan.epsilons)] = getattr(scan, name)
    return {"n_epochs": np.array(numbers.n_epochs), "n_turns": np.array(numbers.n_turns),
            "l1_price": np.array(numbers.l1_price), "networks": np.array(NETWORKS), "losses": numbers.losses,
            "searches": np.array([(NETWORKS[network], basis) for network, basis in SEARCHES]),
            "kurtosis": np.array([[test.value for test in row] for row in tests]),
            "null": np.array([[test.null for test in row] for row in tests]),
            "p_values": np.array([[test.p_value for test in row] for row in tests]),
            "effects": np.array([search.effects for search in numbers.searches]),
            "verdicts": np.array([search.verdicts for search in numbers.searches]),
            "epsilons": epsilons, **rows, "scan_p_values": np.array([scan.p_value for scan in scans])}


def _networks(hidden: Sequence[int], turned: Sequence[np.ndarray]) -> list[tuple[list[FunctionalForm], float]]:
    """Forms and price of each, as NETWORKS."""
    plain = [elementwise("tanh", standard(width)) for width in hidden]
    return [(plain, 0.0), ([elementwise("tanh", q) for q in turned], 0.0),
            ([isotropic("tanh", width) for width in hidden], 0.0), (plain, L1_PRICE)]


def _clouds(z: np.ndarray, activations: np.ndarray, form: FunctionalForm,
            rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Return the three clouds, as CLOUDS: z, f(z), and f(R z) for all R one below the other."""
    turns = [random_rotation(z.shape[1], rng) for _ in range(N_TURNS)]
    return z, activations, np.concatenate([form.forward(z @ turn.T) for turn in turns])


def _search(pre: np.ndarray, post: np.ndarray, form: np.ndarray, basis: np.ndarray, rng: np.random.Generator) -> Search:
    seed = int(rng.integers(2**63))  # the same rotations for all three
    reading = basis_rotation_test(post, basis, None, N_ROTATIONS, np.random.default_rng(seed))
    return Search(_among_rotations(pre, basis, seed), reading, _among_rotations(form, basis, seed))


def _among_rotations(cloud: np.ndarray, basis: np.ndarray, seed: int) -> Ranked:
    """Rank the kurtosis of a cloud among those for rotations of the basis."""
    rng = np.random.default_rng(seed)
    return ranked([kurtosis(cloud, basis), *(kurtosis(cloud, rotated(basis, rng)) for _ in range(N_ROTATIONS))])
