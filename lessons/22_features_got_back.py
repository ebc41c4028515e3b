# %% [markdown]
# # 22. Features got back: recovery, dead codes, price and width
#
# **Objectives.** Measure which features sparse codes get back, against a $W$ that is known; say why a good
# reconstruction is no evidence; know what price and width do, and when a code is dead; use the spotlight and kurtosis
# as a second detector that does not see $W$.
#
# **Prerequisites.** Lessons 21 (sparse codes), 17 (features and the spotlight) and 20 (kurtosis).
#
# **Minutes.** 15 to read, 55 for the exercises.
#
# ## Question
#
# A toy model holds 16 features in six dimensions. Codes are trained on its hidden activations, at six prices and in
# three widths: 18 sets of directions. Which of them are the features? And had $W$ been lost, would you know?

# %%
import numpy as np

from srm_ref import cap_fraction, kurtosis
from srm_ref.course import show, source
from srm_ref.descent import Adam, AdamW
from srm_ref.experiments.superposition.sparse_codes import pairs_in_order
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.traces import draw_against
from srm_ref.geometry.vectors import norms, unit
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis
from srm_ref.superposition import (MODELS, best_of, codes_of, dead_codes, feature_batches, feature_norms,
                                   initial_sparse_codes, recovery, sample_features, select, train,
                                   train_sparse_codes)

N, DIMS, DENSITY = 16, 6, 0.03
PRICES, WIDTHS, FOUND, EPSILON = np.array([0.003, 0.03, 0.1, 0.3, 1.0, 3.0]), (8, 16, 32), 0.95, 0.9

rng = np.random.default_rng(0)
model, draw = MODELS["relu_output"], feature_batches(256, N, 1 - DENSITY)
starts = model.initial_parameters(N, DIMS, rng, n_instances=8, dtype=np.float32)
tried = train(model, starts, draw, np.ones(N), n_steps=1500, optimiser=AdamW(1e-2), rng=rng,
              schedule="cosine").parameters
judged = sample_features(10_000, N, 1 - DENSITY, rng)
W = tried["W"][best_of(model.loss(tried, judged, np.ones(N)), 8)[0]].astype(float)
H = judged @ W.T
print("lengths of the features, from", feature_norms(W).min().round(1), "to", feature_norms(W).max().round(1))
assert feature_norms(W).min() > 0.9

trained = {}
for width in WIDTHS:
    start = initial_sparse_codes(DIMS, width, rng, n_instances=len(PRICES), dtype=np.float32)
    narrow = W.T.astype(np.float32)
    codes = train_sparse_codes(start, lambda rng: draw(rng) @ narrow, PRICES, n_steps=1500, optimiser=Adam(1e-2),
                               rng=rng)
    trained[width] = {name: value.astype(float) for name, value in codes.items()}

# %% [markdown]
# ## Picture
#
# A feature is *found* here if some column of the decoder that is not dead has a cosine of at least 0.95 with it. The
# error is the share of the variance of $H$ that the reconstruction leaves.
#
# **What do you expect?** With 16 codes, at which of the six prices 0.003, 0.03, 0.1, 0.3, 1 and 3 are most features
# found? And at which is the error least? Predict `best_price` and `least_error_price`.

# %%
found, error, dead = (np.zeros((3, 6)) for _ in range(3))
columns = []  # of every set: the columns alive
for a, width in enumerate(WIDTHS):
    for b in range(len(PRICES)):
        one = select(trained[width], b)
        gone = dead_codes(one, H)
        V = one["decoder"][:, ~gone]
        missed = H - (codes_of(one, H) @ one["decoder"].T + one["bias"])
        found[a, b] = (recovery(V, W).cosines >= FOUND).sum() if V.size else 0
        error[a, b], dead[a, b] = (missed**2).sum() / ((H - H.mean(axis=0)) ** 2).sum(), gone.sum()
        columns.append(V)
figure, axes = new_figure(1, 3, width=12.6, height=3.7)
for ax, values, name in zip(axes[0], (found, error, dead), ("features found, of 16", "share of variance left",
                                                            "dead codes")):
    for a, width in enumerate(WIDTHS):
        draw_against(PRICES, values[a], label=f"{width} codes", index=a, ax=ax)
    ax.set(xscale="log", xlabel="price", ylabel=name)
axes[0, 1].set_yscale("log")
legend(axes[0, 0])
show(figure, "22_price_and_width",
     "Left: features found over the price; 16 and 32 codes find all at 0.3 and few at the lowest and the highest "
     "price, 8 codes find at most 8. Middle: the variance left grows with the price throughout. Right: many codes are "
     "dead at the highest price, few below.")

# %%
print("found, of 16:", *(f"{width} codes {row.astype(int).tolist()}" for width, row in zip(WIDTHS, found)), sep="\n  ")
assert found[1, 3] == found[2, 3] == 16 and found[1, 0] < 4 and found[2, 0] < 4 and found[0].max() <= 8
assert (np.diff(error[1]) > 0).all() and found[2, 2] > found[1, 2] + 4 and error[:, 5].min() > 0.95

# %% [markdown]
# The error grows with the price all the way. Whoever chooses the price by the error takes the lowest, at which nearly
# nothing is found.
#
# ## Definition
#
# Of feature $i$, the **recovery** is the largest cosine of its direction with a column,
# $\max_j \hat V_j \cdot \hat W_i$; its mean over features is the *mean max cosine*. The sign counts: codes are not
# negative, so that $V_j$ and $-V_j$ say different things. A code is **dead** if it is 0 on all samples; its column is
# left out, since no sample uses it.
#
# ## Derivation
#
# **1. What chance gives.** $k$ columns at random have a largest cosine with a given direction that is below
# $\varepsilon$ with probability $(1 - A_m(\varepsilon))^k$, $A_m$ being the cap fraction of lesson 2. Its
# median is where this is $1/2$: for 16 columns in six dimensions near 0.69. A mean max cosine of 0.7 says nothing here.
#
# **2. Few codes.** Can one column serve two features? Angles obey the triangle inequality: two features within $\arccos
# 0.95 = 18.2$ degrees of one column are within 36.4 degrees of each other, a cosine of at least 0.805. Here no two
# features are that near. So $k$ columns find at most $k$ features.
#
# **3. A low price.** At price 0 the loss is 0 already with $2 m$ codes along the axes and their opposites, since $h_r =
# \mathrm{relu}(h_r) - \mathrm{relu}(-h_r)$ for every coordinate. No feature is in that. Any rotation of it does as
# well: a perfect reconstruction leaves the directions open. What chooses among them is the price alone, and at 0.003
# the training done here does not get as far.
#
# **4. A high price.** By lesson 21 a lone feature of length $w$ is worth no code from the price $2 w$ on. A code that
# has become 0 everywhere has the slope 0 by its row, its bias and its column, and stays dead unless $b$ moves.
#
# **5. A detector that does not see the weights.** In a share $p (1 - p)^{n - 1}$ of the samples feature $i$ is alone,
# and then the hidden activation points along $W_i$. If a column lies within $\arccos \varepsilon$ of $W_i$, all of
# these are inside its cone. Of the samples that are not 0 this is at least
#
# $$\frac{p (1 - p)^{n - 1}}{1 - (1 - p)^n},$$
#
# here 0.049, while an isotropic cloud has $A_6(0.9) = 0.0029$ there. So a column near a feature is bright in the
# spotlight at $\varepsilon = 0.9$. The converse has to be measured: a column between features may be bright as well.

# %%
lone = DENSITY * (1 - DENSITY) ** (N - 1) / (1 - (1 - DENSITY) ** N)
middle = next(e for e in np.linspace(0, 1, 1001) if (1 - cap_fraction(DIMS, e)) ** 16 >= 0.5)
cosines = unit(W.T) @ unit(W.T).T - 2 * np.eye(N)
print(f"by chance {middle:.2f}; nearest two features {cosines.max():.1f}; alone {lone:.3f}; "
      f"cap {cap_fraction(6, 0.9):.4f}")
assert f"{middle:.2f}" == "0.69" and f"{lone:.3f}" == "0.049" and f"{cap_fraction(6, 0.9):.4f}" == "0.0029"
assert cosines.max() < 0.8 and round(2 * 0.95**2 - 1, 3) == 0.805
assert f"{np.degrees(np.arccos(0.95)):.1f}" == "18.2" and f"{2 * np.degrees(np.arccos(0.95)):.1f}" == "36.4"
axes_codes = {"encoder": np.vstack([np.eye(6), -np.eye(6)]), "code_bias": np.zeros(12),
              "decoder": np.hstack([np.eye(6), -np.eye(6)]), "bias": np.zeros(6)}
assert np.allclose(codes_of(axes_codes, H) @ axes_codes["decoder"].T, H)  # a perfect reconstruction

# %% [markdown]
# ## In the package
#
# `recovery` and `dead_codes` are in `srm_ref/superposition/sparse_codes.py`; the experiment that draws all this at two
# scales is `srm-ref reproduce sparse_codes`.

# %%
for function in (recovery, dead_codes, pairs_in_order):
    print(source(function))

# %% [markdown]
# ## Check
#
# Of every column alive, in all 18 sets: how near is the nearest feature? That needs $W$. And beside it two numbers that
# do not: the kurtosis of the hidden activations along the column, over its value by chance (lesson 20), and the share
# of them in the cone about it, over the cap fraction.
#
# **What do you expect?** Which of the two numbers follows the cosine gradually, and which jumps?

# %%
directions = unit(H[norms(H) > 0])
near = [recovery(W, V).cosines for V in columns if V.size]
along = [V for V in columns if V.size]
peaked = [np.array([kurtosis(H, v[None]) for v in V.T]) / isotropic_kurtosis(DIMS) for V in along]
bright = [(directions @ V >= EPSILON).mean(axis=0) / cap_fraction(DIMS, EPSILON) for V in along]
near, peaked, bright = (np.concatenate(values) for values in (near, peaked, bright))
figure, axes = new_figure(1, 2, width=9.6, height=3.9)
for ax, values, name in zip(axes[0], (peaked, bright), ("kurtosis", "share in the cone")):
    ax.plot(near, values, linestyle="none", marker=style(0).marker, markersize=3, color=style(0).colour)
    ax.axvline(FOUND, color="black", linewidth=0.8, label=f"found: from {FOUND} on")
    legend(ax)
    ax.set(xlabel="cosine of a column with the nearest feature", ylabel=f"{name}, over chance")
show(figure, "22_two_detectors",
     "Two clouds of points, one for each column. Left: kurtosis along the column rises with the cosine to the nearest "
     "feature, from below 1 to between 1.2 and 1.6, with a second branch above. Right: the share in the cone is about "
     "that of chance, or less, up to a cosine of 0.9, and 14 to 21 times chance beyond 0.92.")

# %%
orders = [pairs_in_order(values, near) for values in (peaked, bright)]
print("pairs of columns, one near a feature and one not, in the right order:", *(f"{100 * o:.0f} %" for o in orders))
opposite = np.concatenate([recovery(-W, V).cosines for V in along])
branch = (peaked > 1.3) & (near < 0.85)
print("columns of the upper branch:", int(branch.sum()), "of which within 26 degrees of the opposite of a feature:",
      int((opposite[branch] > 0.9).sum()))
assert (opposite[branch] > 0.9).mean() > 0.8 and round(np.degrees(np.arccos(0.9))) == 26
assert min(orders) > 0.9 and bright[near >= EPSILON + 0.02].min() > lone / cap_fraction(DIMS, EPSILON) * 0.7

# %% [markdown]
# Both put at least nine pairs of ten in the right order, without $W$. Kurtosis is a mean over all cones and follows the
# cosine gradually; the narrow cone jumps where the lone samples of a feature enter it. The upper branch on the left is
# of columns that point **away** from a feature: fourth powers do not see signs, the cone does. Where both say that a
# column is nothing special, a good reconstruction is no reason to trust it.
#
# **Which are lost?** All features are alike here, so it is chance that decides. At the price 1 with 16 codes several
# codes have gone to one feature, and others have none. With codes to spare, 32 at the price 0.3, no feature is left
# without one, and several have more than one:

# %%
for width, b in ((16, 4), (32, 3)):
    one = select(trained[width], b)
    nearest = recovery(one["decoder"][:, ~dead_codes(one, H)], W)
    of_column = recovery(W, one["decoder"][:, ~dead_codes(one, H)])
    used = np.bincount(of_column.columns[of_column.cosines >= FOUND], minlength=N)
    print(f"{width} codes at price {PRICES[b]:g}: features without a column {int((used == 0).sum())}, with several "
          f"{int((used > 1).sum())}")
    assert used.max() > 1 and (used == 0).any() == (width == 16) == nearest.lost.any()

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 22 --check` copies the exercises to `answers/22.py` and checks them there.
#
# 1. The recovery of every feature.
# 2. Which codes are dead.
# 3. How well does a number tell two kinds apart?
# 4. The share of samples in which one feature is alone.
# 5. Open: get five features back out of 4000 points.
#
# ## Remember
#
# - Recovery is measured against a known $W$, with signs, and compared with what chance gives.
# - A perfect reconstruction needs no feature: $2 m$ codes along the axes have it. The error does not choose the price.
# - At too low a price columns are no features, at too high a price codes are dead. More codes than features help; then
#   several codes share a feature.
# - Kurtosis and the spotlight judge a column without $W$.
#
# ## What this does not show
#
# - That features of a trained network can be got back in this way: there, no $W$ says which directions are the
#   features, and they need not be sparse, independent, or directions at all.
# - That these prices are the right ones elsewhere: they go with the lengths, densities and training of this model.
# - That a column which both detectors pass is a feature: they see where activations gather, whatever gathers them.
#
# ## In the papers
#
# TMS, "The Strategic Picture of Superposition", hopes for an overcomplete basis found after training. The mean max
# cosine to known features is that of L. Sharkey, D. Braun and B. Millidge, "Taking features out of superposition with
# sparse autoencoders" (2022). T. Bricken and others (2023) and H. Cunningham and others (2023) train such codes on
# language models. The two detectors, the chance level and the counts are this package's.
