"""A fault for every kind of drawn question: a change of the question, or of the answer, of a right one.

Each is ``fault(f, q)``: f the right function of keyword arguments, q the arguments; it returns the wrong answer.
"""

import numpy as np

from srm_ref.geometry.sphere import cap_fraction


def asked(change):
    """The question is changed before the right function sees it."""
    return lambda f, q: f(**{**q, **change(q)})


def answered(change):
    """The right answer is changed."""
    return lambda f, q: change(f(**q), q)


def cut(name, limit, axis=0, to=0.0):
    """Entries beyond a limit are lost."""
    def change(q):
        array = np.array(q[name])
        array[(slice(None),) * axis + (slice(limit, None),)] = to
        return {name: array}
    return asked(change)


def rows_where(condition, new):
    """Activations that meet a condition on their length become something else."""
    def change(q):
        x = np.array(q["activations"])
        x[condition(np.linalg.norm(x, axis=1))] = new
        return {"activations": x}
    return asked(change)


def odd_one_out(q):
    x = np.array(q["activations"])
    x[:, -1] *= x.shape[1] % 2 == 0
    return {"activations": x}


def zeros_lit(test):
    def change(answer, q):
        share = (~np.any(q["activations"], axis=1)).mean()
        return answer + share if test(q["epsilon"]) else answer
    return answered(change)


def of_oblique(low, high):
    """A wrong answer where the rows of a plane are at such an angle, in degrees, or at what is left of 180."""
    def change(answer, q):
        unit = q["basis"] / np.linalg.norm(q["basis"], axis=1, keepdims=True)
        angles = np.degrees(np.arccos(np.clip(np.abs(unit @ unit.T), -1, 1)))
        inside = ((low < angles) & (angles < high)).any()
        if isinstance(answer, list):
            return [points * [1, 1 - inside] for points in answer]
        return answer * (1 - inside)
    return answered(change)


def lost_above(limit):
    return answered(lambda answer, q: answer[:limit] + [x[:0] for x in answer[limit:]] if isinstance(answer, list) else
                    np.concatenate([answer[:limit], 0 * answer[limit:]]))


def only_first_column(answer, q):
    out = np.array(answer)
    out[..., 400:] = 0
    return out


CLOUDS = {
    "few-dimensions": cut("activations", 5, 1),
    "odd-dimensions": asked(odd_one_out),
    "even-dimensions": cut("activations", 64, 1),
    "hundreds-of-dimensions": cut("activations", 256, 1),
    "thousands-of-samples": asked(lambda q: {"activations": q["activations"][:1000]}),
    "more-than-16-bits": answered(lambda a, q: np.sign(a) * (np.abs(np.rint(a * len(q["activations"]))) % 65536)
                                  / len(q["activations"])),
    "many-angles": answered(only_first_column),
    "even-grid": asked(lambda q: {"thetas": q["thetas"][0] + 2 * np.pi * np.arange(len(q["thetas"]))
                                  / len(q["thetas"])}),
    "many-planes": lost_above(256),
    "many-rows": asked(lambda q: {"planes": np.where(q["planes"] > 127, 255 - q["planes"], q["planes"])}),
    "far-angles": asked(lambda q: {"thetas": np.clip(q["thetas"], -100, 100)}),
    "long-and-short": rows_where(lambda r: r < 1e-8, 0.0),
    "short": rows_where(lambda r: r < 1e-8, 0.0),
    "a-little-short": rows_where(lambda r: r < 1e-4, 0.0),
    "long": asked(lambda q: {"activations": np.clip(q["activations"], -1e6, 1e6)}),
    "rows-long-and-short": asked(lambda q: {"basis": np.clip(q["basis"], -1.0, 1.0)}),
    "zeros": rows_where(lambda r: r == 0, 1.0),
    "zeros-at-epsilon-0": zeros_lit(lambda epsilon: epsilon == 0),
    "zeros-below": zeros_lit(lambda epsilon: epsilon < 0),
    "narrow": asked(lambda q: {"epsilon": round(q["epsilon"], 1)}),
    "wide": asked(lambda q: {"epsilon": max(q["epsilon"], -0.5)}),
    "nearly-parallel": of_oblique(0, 5.1),
    "nearly-perpendicular": of_oblique(84.9, 89.95),
    "one-sample": answered(lambda a, q: a * (len(q["activations"]) > 1) if not isinstance(a, list) else
                           [x[:len(q["activations"]) - 1] for x in a]),
    "same-rows": asked(lambda q: {"activations": np.unique(q["activations"], axis=0)}),
    "one-sided": asked(lambda q: {"activations": q["activations"] - q["activations"].mean(axis=0)}),
}
PICTURES = CLOUDS | {
    "zeros-at-epsilon-0": rows_where(lambda r: r == 0, 1.0), "zeros-below": rows_where(lambda r: r == 0, 1.0),
    "wide": asked(lambda q: {"epsilon": abs(q["epsilon"])}),
}
ENSEMBLES = CLOUDS | {
    "two-directions": answered(lambda a, q: a[0] if len(q["basis"]) == 2 else a),
    "many-directions": asked(lambda q: {"basis": q["basis"][:10]}),
    "some-parallel": asked(lambda q: {"basis": q["basis"] + 1e-5 * np.arange(q["basis"].size).reshape(
        q["basis"].shape) ** 2}),
}
CAPS = {
    "few-dimensions": asked(lambda q: {"n_dims": min(q["n_dims"], 5)}),
    "odd-dimensions": asked(lambda q: {"n_dims": q["n_dims"] // 2 * 2}),
    "even-dimensions": asked(lambda q: {"n_dims": q["n_dims"] // 2 * 2 + 1}),
    "hundreds-of-dimensions": asked(lambda q: {"n_dims": min(q["n_dims"], 256)}),
    "thousands-of-dimensions": asked(lambda q: {"n_dims": min(q["n_dims"], 1024)}),
    "tails-in-few-dimensions": answered(lambda a, q: max(a, 1e-20)),
    "tails-in-many-dimensions": answered(lambda a, q: a * (a > 1e-20)),
    "tails-in-thousands-of-dimensions": answered(lambda a, q: 1 - (1 - a)),
    "neighbours": lambda f, q: cap_fraction(q["n_dims"], round(q["epsilon"], 2)),
}


def large_clipped(answer, q):
    if isinstance(answer, tuple):
        return answer[0], {name: np.clip(value, -1, 1) for name, value in answer[1].items()}
    return np.minimum(answer, 6)


def small_cut(answer, q):
    if isinstance(answer, tuple):
        return answer[0], {name: np.where(np.abs(value) < 1e-4, 0, value) for name, value in answer[1].items()}
    return np.where(np.abs(answer) < 2e-3, 0, answer)


def features_of(change):
    return asked(lambda q: {"features": change(q["features"])})


NETWORKS = {
    "sizes": asked(lambda q: {"features": q["features"] * (np.arange(q["features"].shape[1]) < 6)}),
    "square": asked(lambda q: {"features": q["features"].T if len(set(q["features"].shape)) == 1
                               else q["features"][::-1]}),
    "one-sample": features_of(lambda x: x * (len(x) > 1)),
    "wide": cut("features", 256, 1), "thirties": cut("features", 32, 1), "thousands-of-samples": cut("features", 1024),
    "large": answered(large_clipped), "small": answered(small_cut), "dense": features_of(lambda x: x * (x != x.max())),
    "rare": features_of(lambda x: x * (np.arange(len(x)) < 20)[:, None]),
    "negative-features": features_of(lambda x: np.maximum(x, 0)),
    "unimportant": asked(lambda q: {"importance": np.where(q["importance"] == 0, 1, q["importance"])}),
    "geometric": asked(lambda q: {"importance": np.maximum(q["importance"], 0.3)}),
    "dead": asked(lambda q: {"parameters": {k: np.where(v == 0, 0.1, v) for k, v in q["parameters"].items()}}),
}


def columns(change):
    return asked(lambda q: {"W": change(q["W"])})


def guarded(eps):
    return answered(lambda a, q: a * (q["W"] ** 2).sum(axis=0) / ((q["W"] ** 2).sum(axis=0) + eps))


MEASURES = {
    "sizes": columns(lambda W: W * (np.arange(W.shape[1]) < 3)), "hundreds-of-features": cut("W", 256, 1),
    "more-hidden-than-features": columns(lambda W: W[:W.shape[1]]), "square": columns(np.transpose),
    "long": columns(lambda W: np.clip(W, -1e4, 1e4)), "short": guarded(1e-9), "long-and-short": guarded(1e-5),
    "some-zero": columns(lambda W: np.where(W == 0, 0.01, W)),
    "hardly-overlapping": columns(lambda W: np.round(W, 2)),
}
LOSSES = {
    "sizes": asked(lambda q: {"importance": q["importance"] * (np.arange(len(q["importance"])) < 1)}),
    "five-features": asked(lambda q: {"importance": q["importance"] * (np.arange(len(q["importance"])) < 4)}),
    "square": asked(lambda q: {"parameters": q["parameters"] | {"W": q["parameters"]["W"].T}}),
    "dense": asked(lambda q: {"sparsity": q["sparsity"] or 0.5}),
    "rare": asked(lambda q: {"sparsity": min(q["sparsity"], 0.9)}),
    "very-rare": asked(lambda q: {"sparsity": min(q["sparsity"], 0.99)}),
    "never": asked(lambda q: {"sparsity": min(q["sparsity"], 0.99)}),
    "large": asked(lambda q: {"parameters": {k: np.clip(v, -2, 2) for k, v in q["parameters"].items()}}),
    "small": asked(lambda q: {"parameters": {k: np.where(np.abs(v) < 0.01, 0, v) for k, v in q["parameters"].items()}}),
    "small-weights": answered(lambda a, q: a * (1 + 0.01 * (np.abs(q["parameters"]["W"]).max() < 0.01))),
}


def batch(change):
    """The batch is changed: ``change(x, rng)``."""
    def fault(f, q):
        return change(f(**q), np.random.default_rng(q["rng"].integers(2**31)))
    return fault


def thinned(share):
    return batch(lambda x, rng: x * (rng.random(x.shape) >= share))


BATCHES = {
    "large": batch(lambda x, rng: np.concatenate([np.where(rng.random((len(x), 1)) < 0.08, 0, x[:, :1]), x[:, 1:]],
                                                 axis=1)),
    "dense-and-large": batch(lambda x, rng: x * 0.98), "nearly-dense": batch(lambda x, rng: np.concatenate(
        [x[:len(x) // 2], x[:len(x) - len(x) // 2]])),
    "half": batch(lambda x, rng: np.where(rng.random((len(x), 1)) < 0.3, np.roll(x, 1, axis=0), x)),
    "one-feature": batch(lambda x, rng: np.where(rng.random(x.shape) < 0.1, rng.random(x.shape), x)),
    "two-features": batch(lambda x, rng: np.where(x.any(axis=1, keepdims=True), x, rng.random(x.shape))),
    "many-features": batch(lambda x, rng: x * (np.arange(x.shape[1]) < 20)),
    "hundreds-of-features": batch(lambda x, rng: x * (np.arange(x.shape[1]) < 256)),
    "odd-number": batch(lambda x, rng: x * (np.arange(len(x)) < len(x) // 1024 * 1000)[:, None]),
    "rare": asked(lambda q: {"sparsity": min(q["sparsity"], 0.98)}),
    "very-rare": asked(lambda q: {"sparsity": min(q["sparsity"], 0.995)}),
    "never": asked(lambda q: {"sparsity": min(q["sparsity"], 0.999)}),
    "one-by-one": lambda f, q: q["rng"].random((1, q["n_features"])) * 0.6 if q["n_samples"] == 1 else f(**q),
    "spread": lambda f, q: q["rng"].permuted(np.concatenate([q["rng"].random(q["n_samples"] * q["n_features"] // 2),
                                                             np.zeros(
        q["n_samples"] * q["n_features"] - q["n_samples"] * q["n_features"] // 2)])).reshape(q["n_samples"],
                                                                                             q["n_features"]),
    "two-batches": lambda f, q: f(**{**q, "rng": np.random.default_rng(7)}),
    "two-seeds": lambda f, q: np.where(f(**{**q, "rng": np.random.default_rng(7)}) != 0, q["rng"].random(
        (q["n_samples"], q["n_features"])), 0.0),
}


def noise(f, q):
    """Rows that span no plane get what rounding leaves."""
    basis = q["basis"] + 1e-5 * np.arange(q["basis"].size).reshape(q["basis"].shape) ** 2
    return f(**{**q, "basis": basis})


REFUSALS = {name: noise for name in ("parallel-up-to-rounding", "antiparallel-up-to-rounding", "multiples",
                                     "negative-multiples", "no-plane-among-others")}


def opposite_open(f, q):
    x, basis = q["activations"], q["basis"]
    along = x @ basis[0] / np.linalg.norm(basis[0]) / np.linalg.norm(x, axis=1)
    return np.array([[(along >= q["epsilon"]).mean() - (along < -q["epsilon"]).mean()]])


TIES = {"ties-on-both-sides": opposite_open}


def way(share):
    """Steps that are too long or too short."""
    return answered(lambda a, q: q["start"] + share * (a - q["start"]))


TURNED = answered(lambda a, q: np.swapaxes(a, -1, -2))
SWAPPED = answered(lambda a, q: a[:, ::-1])
BOTH_ENDS = answered(lambda a, q: np.linspace(0, 2 * np.pi, q["n_angles"]))
BY_INSTANCES = answered(lambda a, q: a / np.sqrt(q["n_instances"]))
FURTHER = {
    "rotation_matrices": {"sizes": TURNED, "two-dimensions": TURNED, "many-dimensions": answered(lambda a, q: a + 1e-3),
                          "large-angles": asked(lambda q: {"thetas": q["thetas"] * 1.00001})},
    "plane_pairs": {f"{ensemble}-{n}": SWAPPED for ensemble in ("permutations", "combinations") for n in (2, 3, 7)},
    "angle_grid": {f"{n}-angles": BOTH_ENDS for n in (2, 7, 360, 501)},
    "kurtosis": {"axes": answered(lambda a, q: a - 3), "oblique": answered(
        lambda a, q: a * (np.linalg.norm(q["basis"], axis=1) ** 4).mean()), "zero-rows": answered(
        lambda a, q: a * q["activations"].any(axis=1).mean())},
    "rotation_p_value": {"middle": answered(lambda a, q: a / 2),
                         "above": answered(lambda a, q: a - 2 / (1 + len(q["null"]))),
                         "below": answered(lambda a, q: np.mean(q["null"] >= q["value"])),
                         "ties": asked(lambda q: {"null": np.where(q["null"] == q["value"], -9, q["null"])})},
    "sample_correlated": {"2-features-often": batch(lambda x, rng: x * (rng.random(x.shape) > 0.01)),
                          "5-features-rarely": asked(lambda q: {"sparsity": min(q["sparsity"], 0.88)})},
    "sample_anticorrelated": {"2-features-often": asked(lambda q: {"sparsity": q["sparsity"] ** 2}),
                              "5-features-rarely": batch(lambda x, rng: np.sort(x, axis=1))},
    "optimiser_steps": {"sgd": asked(lambda q: {"gradients": np.cumsum(q["gradients"], axis=0)}),
                        "adam-first": way(0.3), "adam": way(1.01), "adam-small": way(0.99),
                        "adamw": asked(lambda q: {"weight_decay": 0.0}),
                        "adamw-no-decay": asked(lambda q: {"weight_decay": 0.1})},
    "initial_weights": {"10-by-30": BY_INSTANCES, "20-by-60": answered(lambda a, q: np.repeat(a[:1], len(a), axis=0))},
    "dimensions_per_feature": {"sizes": answered(lambda a, q: 1 / a), "long": answered(lambda a, q: np.sqrt(a))},
}
