# %% [markdown]
# # 21. Sparse codes: an objective, its gradient, and what a price does
#
# **Objectives.** Write down the sparse codes of a hidden layer; derive their gradient by hand, with a bias that is used
# twice; prove why the decoder's columns need a length, and which part of the gradient respects it; derive how much a
# price on activity shrinks a code; know a defect that was found in public code.
#
# **Prerequisites.** Lessons 11 and 12 (the toy model; the gradient by hand, and its two tests).
#
# **Minutes.** 55 to read, 65 for the exercises.
#
# ## Question
#
# A toy model holds five features in two dimensions. Somebody gives you its hidden activations, 4000 points in the
# plane, and has lost $W$. Which directions did the features have? Principal components are no answer: two dimensions
# have two of them, and they stand at right angles.

# %%
import numpy as np

from srm_ref.course import show, source
from srm_ref.descent import Adam
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.superposition import (codes_of, dead_codes, initial_sparse_codes, lone_feature_objective, recovery,
                                   sample_features, soft_threshold, sparse_objective, sparse_objective_and_gradient,
                                   tangential, train_sparse_codes)
from srm_ref.superposition import sparse_codes
from srm_ref.superposition.polytopes import polygon
from srm_ref.verification.gradcheck import gradient_error, random_direction, taylor_slope

DENSITY, LENGTH, PRICE = 0.05, 1.13, 0.3
W = LENGTH * polygon(5)


def hidden(rng, n_samples=512):
    """Return hidden activations of the model: all that the codes see."""
    return sample_features(n_samples, 5, 1 - DENSITY, rng) @ W.T


# %% [markdown]
# ## Picture
#
# Most samples have no feature active and lie at the origin. Of the others most have one: they lie on five rays. A
# **sparse code** says a point by few numbers out of many: here five numbers that are not negative, each with a
# direction of its own, and a price on their sum. With a price the cheapest way to say a point on a ray is one number,
# along that ray.
#
# **What do you expect?** Five directions are drawn at random and trained at a price of 0.3. Where will they point?

# %%
H = hidden(np.random.default_rng(0), 4000)
start = initial_sparse_codes(2, 5, np.random.default_rng(3))
codes = train_sparse_codes(start, hidden, PRICE, n_steps=1500, optimiser=Adam(0.02), rng=np.random.default_rng(1))
figure, axes = new_figure(1, 3, width=10.5, height=3.7)
axes[0, 0].plot(*H.T, linestyle="none", marker=".", markersize=3, color=style(0).colour)
axes[0, 0].set_aspect("equal")
axes[0, 0].set_title("hidden activations", fontsize="medium")
for ax, V, title in ((axes[0, 1], start["decoder"], "directions drawn"), (axes[0, 2], codes["decoder"], "trained")):
    draw_columns(V, ax=ax)
    ax.set_title(title, fontsize="medium")
show(figure, "21_five_rays",
     "Left: hidden activations lie on five rays from the origin, with few points between. Middle: five arrows of "
     "length 1 at random angles. Right: after training they make a pentagon that points along the five rays.")

# %%
found = recovery(codes["decoder"], W)
print("cosine of each feature with the nearest arrow:", found.cosines.round(3))
assert found.cosines.min() > 0.99 and recovery(start["decoder"], W).cosines.min() < 0.9

# %% [markdown]
# ## Definition
#
# $H$ holds hidden activations, $N$ samples in rows, $m$ numbers each. There are $k$ codes, $k$ as large as one likes;
# $E$ is the encoder, shape $(k, m)$, $V$ the decoder, shape $(m, k)$, with a bias $c$ of the codes and a bias $b$ of
# the hidden activations:
#
# $$P = (H - b) E^T + c, \qquad C = \mathrm{relu}(P), \qquad \hat H = C V^T + b, \qquad R = \hat H - H .$$
#
# $$L = \frac{1}{N} \sum R^2 + \frac{\lambda}{N} \sum C, \qquad \lvert V_j \rvert = 1 \quad \mathrm{for} \thinspace
# \mathrm{all} \thinspace j .$$
#
# The **price** $\lambda$ is paid for activity; as $C \ge 0$, the sum is the sum of sizes, an L1 norm. Column $V_j$ is
# the direction of code $j$. No $W$ and no feature stands in these lines. A code is **dead** if it is 0 on all samples.
#
# ## Derivation
#
# **1. The gradient, backwards.** As in lesson 12, $\bar V$ is $\partial L / \partial V$, and the same two moves bring
# every change to the form $\langle \bar V, \delta V \rangle$. Of the square,
#
# $$\bar{\hat H} = \frac{2}{N} R .$$
#
# Through $\hat H = C V^T + b$: $\langle \bar{\hat H}, C \delta V^T \rangle = \langle \bar{\hat H}^T C,
# \delta V \rangle$ and $\langle \bar{\hat H}, \delta C V^T \rangle = \langle \bar{\hat H} V, \delta C \rangle$. The
# price adds $\lambda / N$ to the slope by every entry of $C$:
#
# $$\bar V = \bar{\hat H}^T C, \qquad \bar C = \bar{\hat H} V + \frac{\lambda}{N} .$$
#
# Through the ReLU: $\bar P = \bar C [P > 0]$. A code that is 0 pays nothing and hears nothing; that the price's slope
# at 0 is not defined does not matter, as the mask is 0 there. Through $P = (H - b) E^T + c$:
#
# $$\bar E = \bar P^T (H - b), \qquad \bar c = \mathrm{sum} \thinspace \mathrm{of} \thinspace \mathrm{rows} \thinspace
# \mathrm{of} \thinspace \bar P .$$
#
# **2. The bias that is used twice.** $b$ is added to $\hat H$ and taken from $H$. A change $\delta b$ changes every row
# of $\hat H$ by $\delta b$ and every row of $P$ by $-\delta b E^T$. So $\bar b$ has two paths, like the tied matrix of
# lesson 12:
#
# $$\bar b = \mathrm{sum} \thinspace \mathrm{of} \thinspace \mathrm{rows} \thinspace \mathrm{of} \thinspace \bar{\hat H}
# - \mathrm{sum} \thinspace \mathrm{of} \thinspace \mathrm{rows} \thinspace \mathrm{of} \thinspace \bar P E .$$
#
# **3. With pencil and paper.** Two hidden numbers, two codes along the first axis: $E$ has the rows $(1, 0)$ and
# $(-1, 0)$, $c = (-0.5, 0.25)$, $V_1 = (1, 0)$, $V_2 = (-1, 0)$, $b = (0, 1)$, $\lambda = 0.4$. $2/N$ is 1.
#
# | sample | code | $\hat H$ | $R$ | $\bar C$ | $\bar P$ |
# |---|---|---|---|---|---|
# | $(2, 1)$ | $(1.5, 0)$ | $(1.5, 1)$ | $(-0.5, 0)$ | $(-0.3, 0.7)$ | $(-0.3, 0)$ |
# | $(-1, 0)$ | $(0, 1.25)$ | $(-1.25, 1)$ | $(-0.25, 1)$ | $(-0.05, 0.45)$ | $(0, 0.45)$ |
#
# $L = (0.25 + 1.0625 + 0.4 \cdot 2.75) / 2 = 1.20625$. $\bar c = (-0.3, 0.45)$; $\bar V$ has the columns
# $(-0.75, 0)$ and $(-0.3125, 1.25)$; $\bar b = (-0.75, 1) - (-0.3 - 0.45, 0) = (0, 1)$: the two paths cancel along the
# first axis.

# %%
hand = {"encoder": [[1.0, 0.0], [-1.0, 0.0]], "code_bias": [-0.5, 0.25], "decoder": [[1.0, -1.0], [0.0, 0.0]],
        "bias": [0.0, 1.0]}
loss, slopes = sparse_objective_and_gradient(hand, [[2.0, 1.0], [-1.0, 0.0]], 0.4)
print("L", round(loss, 5), {name: slope.round(4).tolist() for name, slope in slopes.items()})
assert np.allclose(codes_of(hand, [[2.0, 1.0], [-1.0, 0.0]]), [[1.5, 0], [0, 1.25]]) and np.isclose(loss, 1.20625)
assert np.allclose(slopes["code_bias"], [-0.3, 0.45]) and np.allclose(slopes["bias"], [0, 1])
assert np.allclose(slopes["decoder"], [[-0.75, -0.3125], [0, 1.25]]) and np.isclose(0.25**2 + 1, 1.0625)
R_hand = np.array([[-0.5, 0.0], [-0.25, 1.0]])
assert np.allclose(R_hand @ [[1, -1], [0, 0]] + 0.2, [[-0.3, 0.7], [-0.05, 0.45]]) and 1.5 + 1.25 == 2.75

# %% [markdown]
# **4. Why columns have a length.** Take any $s > 1$, multiply $V_j$ by $s$ and divide row $j$ of $E$ and $c_j$ by $s$.
# $C_j$ is divided by $s$, $\hat H$ stays, and what code $j$ pays is divided by $s$. So without a constraint what is
# paid can be made as small as one likes while nothing becomes sparser, and descent does so: columns grow.
#
# **5. The gradient with a length.** Let $V_j = U_j / \lvert U_j \rvert$ with $U_j$ free. A small change of $U_j$ turns
# and stretches it; only the turn reaches $V_j$:
#
# $$\delta V_j = \frac{\delta U_j - V_j (V_j \cdot \delta U_j)}{\lvert U_j \rvert} .$$
#
# (The derivative of $\lvert U_j \rvert$ is $V_j$, and the quotient rule gives the rest.) Put this into
# $\bar V_j \cdot \delta V_j$ and collect what stands before $\delta U_j$:
#
# $$\bar U_j = \frac{\bar V_j - V_j (V_j \cdot \bar V_j)}{\lvert U_j \rvert} .$$
#
# So take from $\bar V_j$ its part **along** $V_j$. What is left is tangent to the sphere. After a step the length is no
# longer 1, by an amount of second order in the step, and under Adam, which scales entry by entry, even of first order;
# so the length is set back to 1 after each step. Both are needed: projecting alone lets lengths drift, and setting back
# alone gives the optimiser a slope that belongs to another function, step after step.
#
# **6. Shrinkage.** One sample $h$, one code $c$ along a unit vector $v$, $b = 0$. Then
# $\lvert h - c v \rvert^2 + \lambda c = \lvert h \rvert^2 - 2 c (v \cdot h) + c^2 + \lambda c$. Its slope by $c$ is
# $2 (c - v \cdot h) + \lambda$. So the best code is
#
# $$c = \mathrm{relu}(v \cdot h - \lambda / 2),$$
#
# the **soft threshold**: what is below $\lambda / 2$ is cut off, and whatever is above it comes out too small
# by $\lambda / 2$, however large it is. The encoder can do exactly this, with row $v$ and bias $-\lambda / 2$. A price
# that makes codes sparse makes them wrong, by a known amount.
#
# **7. At rest, for any number of codes.** Where training has come to rest, $\bar c_j = 0$: the sum of $\bar C_j$ over
# the samples in which code $j$ is active is 0. By step 1 that is $\frac{2}{N} \sum R \cdot V_j + \frac{\lambda}{N} n_j
# = 0$ with $n_j$ such samples, and with $R = \hat H - H$
#
# $$\mathrm{mean} \thinspace \mathrm{of} \thinspace (H - \hat H) \cdot V_j \thinspace \mathrm{over} \thinspace
# \mathrm{active} \thinspace \mathrm{samples} = \frac{\lambda}{2} .$$
#
# No interference, no bias and no number of codes changes that: the reconstruction falls short along every living code
# by half the price on average.
#
# **8. A feature alone, and its death.** A feature of length $w$ and density $p$, alone in its direction: $h = w x$, $x$
# uniform on $[0, 1]$ where it is active. With $t = \lambda / 2 < w$ the sample $h < t$ costs $h^2$, and $h > t$ costs
# $t^2 + 2 t (h - t)$. The mean is
#
# $$L = \frac{p}{w} \left( \int_0^t h^2 dh + \int_t^w (t^2 + 2 t (h - t)) dh \right) = p \left( t w - t^2 +
# \frac{t^3}{3 w} \right) .$$
#
# At $t = w$ this is $p w^2 / 3$, the loss of saying nothing. From the price $2 w$ on the code is 0 on every sample
# of its feature.

# %%
for price in (0.1, 0.5, 1.0, 2.0, 3.0):
    h = LENGTH * (np.arange(100_000) + 0.5) / 100_000
    cost = DENSITY * ((h - soft_threshold(h, price)) ** 2 + price * soft_threshold(h, price)).mean()
    assert np.isclose(cost, lone_feature_objective(LENGTH, DENSITY, price), rtol=1e-6)
    print(f"price {price}: L of a lone feature {cost:.4f}, of saying nothing {DENSITY * LENGTH**2 / 3:.4f}")
assert np.isclose(lone_feature_objective(LENGTH, DENSITY, 2 * LENGTH), DENSITY * LENGTH**2 / 3)

# %% [markdown]
# ## In the package
#
# `srm_ref/superposition/sparse_codes.py` has the lines of step 1, for one set of codes or for many at once, and the
# training of step 5:

# %%
for function in (sparse_codes._run, sparse_codes._objective_and_gradient, tangential, train_sparse_codes):
    print(source(function))

# %% [markdown]
# ## Check
#
# The two tests of lesson 12, at a random point away from kinks: for the four parameters as they are, and for $U$
# through the normalisation.

# %%
rng = np.random.default_rng(5)
point = {"encoder": rng.standard_normal((6, 3)), "code_bias": rng.standard_normal(6),
         "decoder": rng.standard_normal((3, 6)), "bias": rng.standard_normal(3)}
batch = rng.standard_normal((20, 3))
point["decoder"] /= np.linalg.norm(point["decoder"], axis=0)
slopes = sparse_objective_and_gradient(point, batch, PRICE)[1]
along = random_direction(point, rng)


def with_lengths(p):
    """Return L(U / |U|), the other parameters as they are."""
    V = p["decoder"] / np.linalg.norm(p["decoder"], axis=0)
    return sparse_objective(point | {"decoder": V}, batch, PRICE)


error = gradient_error(lambda p: sparse_objective(p, batch, PRICE), slopes, point)
slope = taylor_slope(lambda p: sparse_objective(p, batch, PRICE), slopes, point, along)
raw = gradient_error(with_lengths, {"decoder": slopes["decoder"]}, {"decoder": point["decoder"]})
projected = gradient_error(with_lengths, {"decoder": tangential(slopes["decoder"], point["decoder"])},
                           {"decoder": point["decoder"]})
print(f"four parameters: error below 1e-6: {error < 1e-6}, slope of the remainder {slope:.1f}")
print(f"by U: with the part along the columns {raw:.1f}, without it below 1e-6: {projected < 1e-6}")
assert error < 1e-6 and abs(slope - 2) < 0.05 and projected < 1e-6 and raw > 0.1

# %% [markdown]
# **A defect in public code.** In the first months of 2024 a public repository that trains sparse autoencoders on
# language models brought the decoder's columns to length 1 inside its forward pass, in place and outside of what is
# differentiated. The optimiser then got $\bar V$ with its part along the columns, the slope of a decoder that is free
# to grow. Its authors found this and mended it: the new forward pass computes with $U / \lvert U \rvert$, and the
# derivative goes through it. That is exercise 3. No figure of losses need show such a defect; a test of the gradient
# does, as the line above.
#
# **What do you expect?** One run with lengths that are free, one with lengths that are kept. What happens to the mean
# length, and to the objective? Predict `lower_objective`.

# %%
lengths, objectives = {}, {}
judged = hidden(np.random.default_rng(7), 4000)
for name in ("free", "kept"):
    p = {key: value.copy() for key, value in start.items()}
    optimiser, rng = Adam(0.02), np.random.default_rng(1)
    state = optimiser.initial_state(p)
    lengths[name], objectives[name] = [], []
    for step in range(1500):
        if step % 50 == 0:
            lengths[name].append(np.linalg.norm(p["decoder"], axis=0).mean())
            objectives[name].append(sparse_objective(p, judged, PRICE))
        slopes = sparse_objective_and_gradient(p, hidden(rng), PRICE)[1]
        if name == "kept":
            slopes["decoder"] = tangential(slopes["decoder"], p["decoder"])
        optimiser.update(p, slopes, state)
        if name == "kept":
            p["decoder"] /= np.linalg.norm(p["decoder"], axis=0)
figure, axes = new_figure(1, 3, width=12.6, height=3.7)
for k, name in enumerate(("free", "kept")):
    look = style(k)
    for ax, values in ((axes[0, 0], lengths[name]), (axes[0, 1], objectives[name])):
        ax.plot(50 * np.arange(30), values, color=look.colour, linestyle=look.line, label=name)
axes[0, 0].set(xlabel="steps", ylabel="mean length of a column", ylim=(0, None))
axes[0, 1].set(xlabel="steps", ylabel="objective", ylim=(0, None))
legend(axes[0, 0])

apart = train_sparse_codes(initial_sparse_codes(5, 5, np.random.default_rng(2)),
                           lambda rng: LENGTH * sample_features(512, 5, 1 - DENSITY, rng), PRICE, n_steps=1500,
                           optimiser=Adam(0.02), rng=np.random.default_rng(1))
lone = np.zeros((200, 5))
lone[:, 0] = np.linspace(0, 1, 200)
h = LENGTH * lone[:, 0]
crowded = codes_of(codes, lone @ W.T)[:, found.columns[0]]
alone = codes_of(apart, LENGTH * lone)[:, recovery(apart["decoder"], np.eye(5)).columns[0]]
for k, (values, name) in enumerate(((alone, "five dimensions"), (crowded, "two dimensions"))):
    axes[0, 2].plot(h, values, color=style(k).colour, linestyle=style(k).line, label=name)
axes[0, 2].plot(h, soft_threshold(h, PRICE), color="black", linewidth=1, linestyle=":", label=r"relu($h$ - price/2)")
axes[0, 2].set(xlabel="length of the hidden activation $h$", ylabel="code of a feature alone")
legend(axes[0, 2])
show(figure, "21_lengths_and_shrinkage",
     "Left: the mean length of free columns grows over training, kept ones stay at 1. Middle: the objective of free "
     "columns falls far below that of kept ones. Right: the code of a feature alone. With five features in five "
     "dimensions it follows the soft threshold; with five in two it stays 0 about twice as far and then rises more "
     "steeply.")

# %%
print(f"length after training: free {lengths['free'][-1]:.1f}, kept {lengths['kept'][-1]:.1f}; "
      f"objective: free {objectives['free'][-1]:.3f}, kept {objectives['kept'][-1]:.3f}")
assert lengths["free"][-1] > 2 and abs(lengths["kept"][-1] - 1) < 1e-12
assert objectives["free"][-1] < 0.7 * objectives["kept"][-1]
missed = judged - (codes_of(codes, judged) @ codes["decoder"].T + codes["bias"])
active = codes_of(codes, judged) > 0
short = [float((missed[active[:, j]] @ codes["decoder"][:, j]).mean()) for j in range(5)]
print("mean shortfall along each column:", np.round(short, 3), "half the price:", PRICE / 2)
assert np.allclose(short, PRICE / 2, rtol=0.1) and not dead_codes(codes, judged).any()
begins = [float(h[np.argmax(values > 0)]) for values in (alone, crowded)]
shadow = LENGTH * np.cos(2 * np.pi / 5)
print(f"the code begins at h = {begins[0]:.2f} and {begins[1]:.2f}; a neighbour's longest shadow is {shadow:.2f}")
assert np.abs(alone - soft_threshold(h, PRICE)).max() < 0.03 and f"{shadow:.2f}" == "0.35"
assert 1.7 < begins[1] / (PRICE / 2) < 2.3

# %% [markdown]
# The lower objective is the worse one: it was bought with length. On the right is shrinkage. Five features in five
# dimensions do not meet, and each code follows step 6. Five in two dimensions do: a neighbour alone casts a shadow of
# up to 0.35 along the column. There the code begins about twice as far out, so that it is 0 for most of those shadows,
# and rises more steeply in exchange. Step 7 holds all the same, for each of the five to within a tenth, as far as
# training has come to rest.
#
# ## Exercises
#
# `srm-ref lesson 21 --check` copies the exercises to `answers/21.py` and checks them there.
#
# 1. The objective.
# 2. Its gradient.
# 3. The gradient through the lengths: what the public code lacked.
# 4. The soft threshold.
# 5. Open: codes of a low objective.
#
# ## Remember
#
# - $\bar V = \bar{\hat H}^T C$, $\bar C = \bar{\hat H} V + \lambda / N$, then the mask; $b$ has two paths.
# - Without a length of the columns a price can be evaded. Project the gradient, and set the lengths back.
# - L1 shrinks: a code alone is $\mathrm{relu}(v \cdot h - \lambda / 2)$, and along every living code, alone or not, the
#   reconstruction falls short by half the price on average once training has come to rest.
#
# ## What this does not show
#
# - That five is the right number of codes: it was known here. Lesson 22 takes fewer and more.
# - That the directions of a sparse code are the features of a model. Here $W$ is known, and they were compared.
# - That the soft threshold holds where codes interfere: step 6 is about one code alone, step 7 about means.
#
# ## In the papers
#
# TMS, "The Strategic Picture of Superposition", names finding an overcomplete basis after training as one way out of
# superposition. The form used here, with $b$ taken from the input and columns of length 1, is that of T. Bricken and
# others, "Towards Monosemanticity" (2023), who also project the gradient; H. Cunningham and others, "Sparse
# Autoencoders Find Highly Interpretable Features in Language Models" (2023), use a tied one, $V = E^T$. The soft
# threshold is the classical one of L1 penalties (R. Tibshirani, Journal of the Royal Statistical Society B 58 (1996)
# 267, for orthonormal designs).
