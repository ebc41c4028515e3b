# %% [markdown]
# # 11. Superposition: features, sparsity, and what one ReLU changes
#
# **Objectives.** Write down the toy model, its data and its loss, inactive features included; prove that a linear model
# gains nothing by superposition, at any sparsity; say what the ReLU changes, and why the bias has to be learned;
# measure superposition without being fooled by one number.
#
# **Prerequisites.** Lesson 1; expectation and variance of independent variables; projections onto a subspace.
#
# **Minutes.** 55 to read, 65 for the exercises.
#
# ## Question
#
# Lesson 1 showed five features in two dimensions. Is that what any model would do? When does it pay to store more
# features than there are dimensions, and which part of the model makes it possible?

# %%
import numpy as np

from srm_ref.course import animate, show, source, still
from srm_ref.descent import Adam, cosine
from srm_ref.experiments.shared.restarts import best_restarts, repeat_per_restart, train_restarts
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.matrices import draw_gram, draw_norm_bars, signed_colour_bar, superposition_colour_bar
from srm_ref.figures.traces import draw_loss
from srm_ref.superposition import MODELS, population_loss, population_loss_and_gradient, sample_features
from srm_ref.superposition.features import feature_batches, geometric_importance
from srm_ref.superposition.geometries import canonical_plane
from srm_ref.superposition.measures import (feature_norms, n_features_represented, gram_matrix, interference,
                                            is_represented, relu_interference, normalised_overlaps, superposition_index)
from srm_ref.superposition.models import Model, mean_loss
from srm_ref.superposition.polytopes import polygon
from srm_ref.superposition.theory_linear import best_linear_parameters, linear_population_loss
from srm_ref.superposition.training import evaluate

# %% [markdown]
# ## Picture
#
# Twenty features, five dimensions; feature $i$ matters $0.7^i$ as much as feature 0. Four models. Each square picture
# is $W^T W$: the diagonal says which features are kept, everything off the diagonal is a shadow that one feature casts
# on another. The column beside it is the bias. Orange is positive; blue is negative, with a white dot where it is
# strong. (The linear model's biases are $p/2 = 0.005$ for the features that it drops: too pale to be seen.) The bars
# are the features' lengths; their colour says how hard others push along them: how much superposition there is.
#
# The linear model keeps the five most important features and nothing else, however sparse they are. With a ReLU at the
# **output** (not at the hidden layer: that is lesson 16) and dense features the result is the same. As the features
# become sparser, more and more of them are kept.
#
# How such models are trained is the matter of lesson 12. In short: `train_restarts` starts four models at each density
# from random weights and moves them by AdamW, a kind of gradient descent, on fresh samples at every step; the steps
# shrink to 0 towards the end (`cosine`). `evaluate` measures the losses on samples that no model was trained on, and
# `best_restarts` keeps, at each density, the model whose loss is lowest.

# %% [markdown]
# **What do you expect?** How many features will each of the four models keep? What will stand off the diagonal once
# there are more of them than dimensions?

# %%
DENSITIES = np.array([1.0, 0.1, 0.01])
N_FEATURES, N_HIDDEN, N_TRIES = 20, 5, 4
importance_20 = geometric_importance(N_FEATURES, 0.7)
rng = np.random.default_rng(0)
sparsities = 1 - DENSITIES[:, np.newaxis]
tried = train_restarts(feature_batches(256, N_FEATURES, sparsities, n_instances=3), np.tile(importance_20, (3, 1)),
                       N_HIDDEN, N_TRIES,
                       n_steps=2000, rng=rng)
fresh = feature_batches(4096, N_FEATURES, sparsities, n_instances=3)
losses = evaluate(MODELS["relu_output"], tried, lambda rng: repeat_per_restart(fresh(rng), N_TRIES), importance_20, rng,
                  4).mean
relu_20 = best_restarts(tried, losses, N_TRIES)  # of four tries at each density the one of lowest loss
linear_20 = best_linear_parameters(importance_20, 0.99, N_HIDDEN)

figure, axes = new_figure(2, 4, width=12, height=5.6)
shown = [("linear, 1 − S = 0.01", linear_20["W"], linear_20["bias"])]
shown += [(f"ReLU, 1 − S = {p:g}", W, bias) for p, W, bias in zip(DENSITIES, relu_20["W"], relu_20["bias"])]
for k, (name, W, bias) in enumerate(shown):
    draw_gram(gram_matrix(W), bias, ax=axes[0, k]).set_title(f"{name}: keeps {is_represented(W).sum()}",
                                                             fontsize="medium")
    draw_norm_bars(feature_norms(W), interference(W), ax=axes[1, k])
for ax in axes[:, 0]:
    ax.set_ylabel("feature")
superposition_colour_bar(figure, axes[1])
signed_colour_bar(figure, axes[0], "dot product, bias")
counts = is_represented(relu_20["W"]).sum(axis=1)
of_all_tries = is_represented(tried["W"]).sum(axis=1)
assert (of_all_tries[:4] == 5).all() and of_all_tries[4:8].min() >= 9 and len(set(of_all_tries[4:])) > 2
assert counts[0] == 5 and 9 <= counts[1] <= 10 and 10 <= counts[2] <= 13
assert np.abs(gram_matrix(relu_20["W"][0])[:5, :5] - np.eye(5)).max() < 0.02
assert np.abs(relu_20["bias"][0, 5:] - 0.5).max() < 0.03
show(figure, "11_linear_or_relu",
     "Four matrices of dot products with biases, and bars of lengths. Linear and dense ReLU model: five squares on "
     "the diagonal, five bars. At density 0.1 nine or ten bars and entries of minus one off the diagonal; at 0.01 "
     "more, with weaker entries of both signs.")

# %% [markdown]
# ## Definition
#
# - **Features** $x_1, \dots, x_n$, independent: each is 0 with probability $S$, the **sparsity**, else uniform on
#   $[0, 1]$. The **density** is $p = 1 - S$. Papers plot against $S$, $1 - S$ or $1 / (1 - S)$: look at the axis.
# - **Models** with $W$ of shape $(m, n)$, $m < n$: $h = W x$, $z = W^T h + b$; the linear model answers $y = z$, the
#   ReLU output model $y = \mathrm{relu}(z) = \max(z, 0)$. With $G = W^T W$, $z_i = \sum_j G_{ij} x_j + b_i$. Feature
#   $i$ is column $W_i$, $G_{ij} = W_i \cdot W_j$.
# - **Loss** $L = \mathbb{E} \sum_i I_i (x_i - y_i)^2$, $I_i$ the **importance**. The sum runs over **all** features,
#   active or not: an answer of 0.2 for a feature that is absent is an error like any other. That is where shadows cost.
# - **Superposition**: more features are represented than there are dimensions.
#
# Of $W$ only $G$ enters the loss. Turning the hidden space, $W \to O W$ with $O^T O = \mathrm{Id}$, changes nothing,
# for $W^T O^T O W = W^T W$: this hidden layer has no privileged basis.
#
# ## Derivation
#
# **1. Moments.** $\mathbb{E} x = p \int_0^1 x \thinspace dx = p/2$, $\mathbb{E} x^2 = p \int_0^1 x^2 dx = p/3$, so the
# variance is $v = p/3 - p^2/4$.
#
# **2. The linear model, exactly.** Let $\Delta = \mathrm{Id} - G$, what $G$ lacks to be the identity:
# $\Delta_{ij} = 1 - G_{ij}$ for $i = j$ and $-G_{ij}$ else. The error of output $i$ is
# $x_i - \sum_j G_{ij} x_j - b_i = \sum_j \Delta_{ij} x_j - b_i$. It has mean $\frac{p}{2} \sum_j \Delta_{ij} - b_i$
# and, the features being independent, variance $v \sum_j \Delta_{ij}^2$. The mean of a square is the variance plus the
# square of the mean:
#
# $$L = \sum_i I_i \left( v \sum_j \Delta_{ij}^2 + \Big( \frac{p}{2} \sum_j \Delta_{ij} - b_i \Big)^2 \right) .$$
#
# The best bias, $b_i = \frac{p}{2} \sum_j \Delta_{ij}$, makes the second part 0. What is left is
#
# $$L = v \sum_i I_i \left( (1 - \lvert W_i \rvert^2)^2 + \sum_{j \ne i} (W_i \cdot W_j)^2 \right) :$$
#
# a price for features that are not there, and a price for shadows, for negative ones as much as for positive ones. The
# density stands in front, in $v$, and nowhere else. **So the best $W$ is the same at every sparsity.**
#
# **3. Which is it?** Row $i$ of $G$ is $W_i^T W$, a combination of the rows of $W$. So it lies in their span $V$, a
# subspace of dimension at most $m$. Let $P$ be the projector onto $V$. Row $i$ of $\Delta$ is $e_i$ minus a vector of
# $V$, so it is at least as long as the distance from $e_i$ to $V$:
#
# $$\sum_j \Delta_{ij}^2 \ge \lvert e_i - P e_i \rvert^2 = 1 - 2 e_i \cdot P e_i + P e_i \cdot P e_i = 1 - P_{ii} ,$$
#
# because $P^T P = P$. Hence $L \ge v \left( \sum_i I_i - \sum_i I_i P_{ii} \right)$. Now
# $0 \le P_{ii} = \lvert P e_i \rvert^2 \le 1$, and the $P_{ii}$ add up to the trace of $P$, which is its rank, at most
# $m$. So $\sum_i I_i P_{ii}$ is a sum of importances with weights of at most 1 that add up to at most $m$. It only
# grows when weight moves from a less important feature to a more important one, until the $m$ most important ones have
# weight 1: it is at most the sum of the $m$ largest importances. With features sorted by importance:
#
# $$L \ge v \sum_{i > m} I_i .$$
#
# The model with $W_i = e_i$ for $i \le m$, $W_i = 0$ for the others, reaches it. **A linear model keeps the $m$ most
# important features, one per dimension, and answers the others with their mean $p/2$. It gains nothing by
# superposition.** If all importances differ, none 0, nothing else reaches the bound: $P_{ii}$ must be 1 for the first
# $m$ features, so $V$ is spanned by $e_1, \dots, e_m$, and each row of $G$ must be the vector of $V$ nearest to $e_i$,
# so $G = P$. If importances are equal, other $P$ reach it as well; one of them is the trap below.
#
# **4. What one ReLU changes.** First, it costs nothing: for $x \ge 0$, cutting a negative answer off only brings it
# nearer, so $(x - \mathrm{relu}(z))^2 \le (x - z)^2$. Second, **negative shadows become free while a feature is
# alone.** If only feature $i$ is active, $z_j = G_{ij} x_i$ (with $b = 0$), and for $G_{ij} \le 0$ the answer is
# $y_j = 0$, as it should be. Take **antipodal** pairs, $W_1 = -W_2$, of length 1, each pair at right angles to the
# others. All $G_{ij} \le 0$, so there is no error at all unless both of a pair are active: $2 m$ features in $m$
# dimensions.
#
# If both are active, $h = x_1 - x_2$, the answers are $\mathrm{relu}(x_1 - x_2)$ and $\mathrm{relu}(x_2 - x_1)$, and
# both errors are $\min(x_1, x_2)$. The probability that both of two uniform numbers are above $t$ is $(1 - t)^2$, so
# the minimum has density $2 (1 - t)$, and
#
# $$\mathbb{E} \min(x_1, x_2)^2 = \int_0^1 2 (1 - t) t^2 dt = \frac{2}{3} - \frac{2}{4} = \frac{1}{6} .$$
#
# So the pair costs $p^2 \cdot 2 \cdot \frac16 = p^2/3$ (both of importance 1). Dropping one of the two costs
# $v = p/3 - p^2/4$. The gain is of order $p$, the price of order $p^2$: **a feature is present with probability $p$,
# but two of them are present together with probability $p^2$.** If features are sparse enough, superposition wins.
# Where exactly it begins is lesson 13.
#
# **5. Why the bias is learned.** For two reasons.
#
# A feature that is **dropped** answers $\mathrm{relu}(b)$. $\mathbb{E} (x - b)^2 = p/3 - p b + b^2$ is smallest at
# $b = p/2$, where it is $v$; with $b = 0$ it is $p/3$.
#
# A feature that is **crowded** has positive shadows on it, and a negative bias cuts them off. Take the pentagon with
# arrows of length 1: each feature has two neighbours at 72 degrees, with $c = \cos 72° = 0.309$, and two at 144
# degrees, whose shadows are negative. Let $b = -t$. Feature $i$ alone with value $x$: its own answer is
# $\mathrm{relu}(x - t)$, which errs by $x$ below $t$ and by $t$ above; the answers of its neighbours are
# $\mathrm{relu}(c x - t)$, and should be 0. Averaged over $x$, with $t < c$:
#
# $$\ell(t) = \int_0^t x^2 dx + \int_t^1 t^2 dx + 2 \int_{t/c}^1 (c x - t)^2 dx$$
#
# $$\ell(t) = \frac{t^3}{3} + t^2 (1 - t) + \frac{2 (c - t)^3}{3 c} = t^2 - \frac{2 t^3}{3} +
# \frac{2 (c - t)^3}{3 c} .$$
#
# At $t = 0$ this is $\frac23 c^2 = 0.064$. The derivative is $2 t - 2 t^2 - 2 (c - t)^2 / c$, negative at $t = 0$: a
# slightly negative bias helps. Set it to 0 and multiply by $c/2$: $c t - c t^2 = c^2 - 2 c t + t^2$, that is
# $(1 + c) t^2 - 3 c t + c^2 = 0$. The larger root, 0.583, is not below $c$; the smaller one is
#
# $$t = \frac{3 c - \sqrt{9 c^2 - 4 (1 + c) c^2}}{2 (1 + c)} =
# \frac{c \thinspace (3 - \sqrt{5 - 4 c})}{2 (1 + c)} = 0.125, \qquad \ell = 0.028 .$$
#
# Less than half. A learned bias is what makes the pentagon worth having, as we shall see. (If the arrows may grow
# beyond 1 to make up for what the bias takes from them, it becomes 0.016, at $b = -0.28$ and length 1.17; the trained
# model does both.)
#
# **6. How to measure it.** No single number will do.
#
# - **Represented** features: length $\lvert W_i \rvert$ above 0.5, say; the paper names no threshold.
# - $\lvert W \rvert_F^2 = \sum_i \lvert W_i \rvert^2$: the same count without a threshold.
# - **Interference** $s_i = \sum_{j \ne i} (\hat W_i \cdot W_j)^2$, $\hat W_i$ the unit vector: how hard the others push
#   along feature $i$. It is the sum of squares, without $j = i$; some public figures show its square root. Where $W_i$
#   is nearly 0, it is the interference of a direction that no feature uses.
# - The package's **superposition index** $\sum_{i \ne j} G_{ij}^2 / \sum_i G_{ii}^2$: 0 if all kept features are
#   orthogonal.
#
# One also reads that $W^T W$ is not invertible; that says only that $m < n$.
#
# ## In the package
#
# `srm_ref/superposition/features.py`, `models.py` and `measures.py`. In `models.py` a model is a statement: which
# function acts on the hidden numbers (`hidden_map`) and which on the outputs (`output_map`). The linear model has the
# identity twice, the ReLU output model the identity and the ReLU. What all models do with an input, their loss (`R` is
# $y - x$, `I` importance), and interference:

# %%
for function in (Model.run, mean_loss, normalised_overlaps, interference):
    print(source(function))

# %% [markdown]
# By hand: an antipodal pair, $W = (1, -1)$, and $x = (0.8, 0.3)$. Then $h = 0.5$, $z = (0.5, -0.5)$, $y = (0.5, 0)$:
# both errors are 0.3, the smaller of the two values, and with importances 1 and 2 the loss is
# $0.09 + 2 \cdot 0.09 = 0.27$. And five arrangements of five features in two dimensions, by all four measures:

# %%
pair = {"W": np.array([[1.0, -1.0]]), "bias": np.zeros(2)}
assert np.allclose(MODELS["relu_output"].forward(pair, [[0.8, 0.3]]), [[0.5, 0.0]])
assert np.isclose(MODELS["relu_output"].loss(pair, [[0.8, 0.3]], [1.0, 2.0]), 0.27)
PENTAGON = polygon(5)
ARRANGEMENTS = {
    "two features kept": np.array([[1.0, 0, 0, 0, 0], [0, 1, 0, 0, 0]]),
    "two pairs": np.array([[1.0, -1, 0, 0, 0], [0, 0, 1, -1, 0]]),
    "pentagon": PENTAGON,
    "pentagon, orthonormal rows": np.sqrt(2 / 5) * PENTAGON,
    "two, and three stubs": np.array([[1.0, 0, 0.1, 0, 0], [0, 1, 0, 0.1, -0.1]]),
}
measured = {}
for name, W in ARRANGEMENTS.items():
    measured[name] = is_represented(W).sum(), n_features_represented(W), interference(W).max(), superposition_index(W)
    print("{:27} represented {}   |W|^2 {:.2f}   largest s {:.2f}   index {:.2f}".format(name, *measured[name]))

# %% [markdown]
# The fourth is the trap. Its rows are orthonormal, so $W^T W$ is a projector, the rows of $\Delta$ are as short as step
# 3 allows, and for five **equal** importances it is an optimum of the linear model: principal components, seen from a
# tilted basis. A threshold of 0.5 counts five features in it, and the index is that of the pentagon. Only
# $\lvert W \rvert_F^2 = 2$ says that two dimensions hold two features' worth. The fifth shows the opposite trap: its
# stubs are not represented, but the largest $s_i$ is theirs.

# %%
assert np.allclose(measured["pentagon"], (5, 5, 1.5, 1.5))
assert np.allclose(measured["two pairs"], (4, 4, 1, 1), atol=1e-9)
assert np.allclose(measured["pentagon, orthonormal rows"], (5, 2, 0.6, 1.5))
assert measured["two, and three stubs"][0] == 2
tilted, stubs = ARRANGEMENTS["pentagon, orthonormal rows"], ARRANGEMENTS["two, and three stubs"]
best_bias = 0.1 / 2 * (1 - gram_matrix(tilted).sum(axis=1))
# 3 v
assert np.isclose(linear_population_loss({"W": tilted, "bias": best_bias}, np.ones(5), 0.9), 3 * (0.1 / 3 - 0.1**2 / 4))
assert interference(stubs)[2:].min() > interference(stubs)[:2].max()

# %% [markdown]
# ### What the bias does to the pentagon
#
# The curve of step 5 in its two parts: the more negative the bias, the less of the shadows and the more of the own
# answer is cut off.

# %% [markdown]
# **What do you expect?** Where will the best bias be: at 0, or below it? What will it save, and what will it cost?

# %%
c = np.cos(np.radians(72))
t = np.linspace(0, 0.3, 301)
own, shadows = t**2 - 2 * t**3 / 3, 2 * (c - t) ** 3 / (3 * c)
best_t = c * (3 - np.sqrt(5 - 4 * c)) / (2 * (1 + c))
figure, axes = new_figure(width=6.4, height=3.6)
ax = axes[0, 0]
for k, (values, name) in enumerate(((own, "its own answer, too small"), (shadows, "shadows on two neighbours"),
                                    (own + shadows, "both"))):
    ax.plot(-t, values, color=style(k).colour, linestyle=style(k).line, linewidth=2, label=name)
ax.plot(-best_t, (own + shadows).min(), "ko")
ax.annotate(f"b = −{best_t:.3f}", (-best_t, (own + shadows).min()), textcoords="offset points", xytext=(0, 8),
            ha="center")
ax.set(xlabel="bias", ylabel="loss while one feature is active")
legend(ax)
show(figure, "11_bias",
     "Three curves over the bias from -0.3 to 0. The error of the feature's own answer falls towards bias 0, the "
     "error by shadows rises, and their sum has its minimum of 0.028 at a bias of -0.125, less than half of its value "
     "of 0.064 at 0.")

# %% [markdown]
# ### Five features in two dimensions, with and without a bias
#
# Importances $0.9^i$, as in the paper's introduction: in the figures, the darker an arrow, the more important its
# feature. Gradient descent on the exact loss (lesson 13) from twelve starts at each density; the best is kept. The last
# model is not allowed to learn its bias.
#
# **What do you expect?** How many of the five features does each of the four models keep? Predict `n_kept`.

# %%
IMPORTANCE, N_STEPS = geometric_importance(5, 0.9), 400


def descend(density, start, learn_bias=True):
    """Follow Adam down the exact loss from many starts; return every step's W and losses, and the last parameters."""
    parameters = {name: value.copy() for name, value in start.items()}
    optimiser = Adam(0.05)
    state, path = optimiser.initial_state(parameters), []
    for step in range(N_STEPS):
        losses, gradients = population_loss_and_gradient(parameters, IMPORTANCE, 1 - density)
        path.append((parameters["W"].copy(), losses))
        gradients["bias"] *= learn_bias
        optimiser.update(parameters, gradients, state, cosine(step, N_STEPS))
    return path, parameters, population_loss(parameters, IMPORTANCE, 1 - density)


start = MODELS["relu_output"].initial_parameters(5, 2, np.random.default_rng(2), n_instances=12)
SHADES = (IMPORTANCE - 0.6) / 0.4
figure, axes = new_figure(1, 4, width=13, height=3.6)
results = {}
for ax, (density, learn_bias) in zip(axes[0], ((1.0, True), (0.2, True), (0.1, True), (0.1, False))):
    _, parameters, losses = descend(density, start, learn_bias)
    best = int(np.argmin(losses))
    W, bias = parameters["W"][best], parameters["bias"][best]
    linear = linear_population_loss(best_linear_parameters(IMPORTANCE, 1 - density, 2), IMPORTANCE, 1 - density)
    results[density, learn_bias] = W, bias, losses[best], linear
    draw_columns(canonical_plane(W), shades=SHADES, ax=ax)
    ax.set_title(f"1 − S = {density:g}" + ("" if learn_bias else ", no bias"), fontsize="medium")
    lengths = " ".join(f"{length:.1f}" for length in feature_norms(W))
    print(f"1 - S = {density:g}, bias {'learned' if learn_bias else 'kept at 0'}: lengths {lengths}   loss "
          f"{losses[best]:.3f}, best linear model {linear:.3f}")
show(figure, "11_five_features",
     "Five features as arrows in a plane. Dense: the first two at right angles, the others at the centre. Density "
     "0.2: two antipodal pairs, the fifth at the centre. Density 0.1: a pentagon. Density 0.1 without bias: two pairs "
     "and a short fifth arrow.")

# %% [markdown]
# - **Dense**: as the linear model, loss and all. Two features; the biases of the others are their mean, 0.5.
# - **80 % sparse**: four features in two antipodal pairs, at half the linear model's loss.
# - **90 % sparse**: all five, a pentagon, with biases of $-0.2$, at a third of the linear model's loss.
# - **90 % sparse, bias kept at 0**: no pentagon. Two pairs, and a stub for the fifth; the loss is a quarter higher.
#   Without a bias, positive shadows cannot be cut off, so the model avoids them.
#
# Do not compare losses across densities: they belong to different tasks.

# %%
dense, pairs, pentagon, no_bias = results.values()
assert np.allclose(feature_norms(dense[0])[:2], 1, atol=0.02) and feature_norms(dense[0])[2:].max() < 0.05
assert abs(dense[2] / dense[3] - 1) < 0.002 and np.allclose(dense[1][2:], 0.5, atol=0.02)
assert is_represented(pairs[0]).tolist() == [True] * 4 + [False]
assert (gram_matrix(pairs[0]) < -0.9).sum(axis=1).tolist() == [1, 1, 1, 1, 0]  # an antipode each
assert is_represented(pentagon[0]).all() and 0.19 < -pentagon[1].max() and -pentagon[1].min() < 0.22
assert is_represented(no_bias[0]).sum() == 4 and 0.2 < feature_norms(no_bias[0]).min() < 0.45
assert [round(entry[2] / entry[3], 1) for entry in (pairs, pentagon)] == [0.5, 0.3]
assert 1.2 < no_bias[2] / pentagon[2] < 1.3
angles = np.sort(np.arctan2(pentagon[0][1], pentagon[0][0]))
assert np.abs(np.degrees(np.diff(angles, append=angles[0] + 2 * np.pi)) - 72).max() < 6

# %% [markdown]
# Features finding the pentagon, from weights near 0. Left: the arrows of the best of twelve starts. Right: the exact
# losses of all twelve. At first the arrows grow on one side, then they spread. Four of them take the places of two
# antipodal pairs, and the fifth stays short for a while, between two others, until these give way. Not every start gets
# there.

# %% [markdown]
# **What do you expect?** Will the loss fall evenly, or in steps? How many of the twelve starts will end at the lowest
# level?

# %%
small = MODELS["relu_output"].initial_parameters(5, 2, np.random.default_rng(0), n_instances=12, std=0.05)
path, _, losses = descend(0.1, small)
best, history = int(np.argmin(losses)), np.array([row for _, row in path])
arrived = int((losses < 1.02 * losses.min()).sum())
print(f"{arrived} of 12 starts end within 2 % of the best")
assert 6 <= arrived <= 11 and is_represented(path[-1][0][best]).all()
half_way = feature_norms(path[60][0][best])
assert half_way[:4].min() > 0.9 and half_way[4] < 0.5 and history[60, best] > 1.2 * history[-1, best]
steps = np.unique(np.concatenate([np.arange(0, 60, 2), np.arange(60, 140, 4), np.arange(140, N_STEPS, 13),
                                  [N_STEPS - 1]]))
moving, axes = new_figure(1, 2, width=8.4, height=3.8)
left, right = axes[0]
draw_loss(np.arange(N_STEPS), history[:, best], levels=[(linear, "best linear model")], ax=right)
right.plot(history, color="grey", linewidth=0.7, alpha=0.7)
right.set(xlim=(0, N_STEPS), yscale="log", ylim=(0.018, 0.16), xlabel="step of gradient descent (Adam)",
          ylabel="exact loss")
right.set_yticks([0.02, 0.05, 0.1], ["0.02", "0.05", "0.1"])
right.minorticks_off()
now, = right.plot([], [], "ko")


def frame(k):
    """Draw step number k of the list; the last one stays for a while."""
    step = steps[min(k, len(steps) - 1)]
    left.clear()
    draw_columns(path[step][0][best], shades=SHADES, ax=left)
    left.set_title(f"step {step}", fontsize="medium")
    now.set_data([step], [history[step, best]])


animate(moving, frame, len(steps) + 16, "11_pentagon",
        "Five arrows grow from the centre and spread. Four form a cross, the fifth stays short, then the others give "
        "way and all five form a pentagon. A dot runs down the loss, which falls in two steps; most other starts, in "
        "grey, end at the same level.")

# %% [markdown]
# **To move.** `srm-ref lesson 11 --play` trains five features while you look, and the sparsity can be moved at any
# moment. Here, 400 steps at $S = 0.9$. The last picture anticipates lesson 14: how much of a dimension each feature
# has.

# %%
show(still("five_features", n_ticks=40), "11_play",
     "Left: five features of a model in training as arrows in the plane, at the present sparsity. Middle: the loss of "
     "each batch and the exact loss over the steps. Right: the dimensionality of every feature as a bar, with lines "
     "at 1, 1/2 and 2/5.")

# %% [markdown]
# ## Check
#
# The linear formula against 200 000 samples; the bound of step 3 against random models with their best bias; the ReLU
# never worse than the linear model with equal parameters.

# %%
rng = np.random.default_rng(5)
density = 0.3
model = {"W": 0.6 * rng.standard_normal((2, 5)), "bias": 0.2 * rng.standard_normal(5)}
X = sample_features(200_000, 5, 1 - density, rng)
sampled, exact = MODELS["linear"].loss(model, X, IMPORTANCE), linear_population_loss(model, IMPORTANCE, 1 - density)
print(f"linear loss: formula and samples agree to 1 %: {abs(sampled / exact - 1) < 0.01}")
assert abs(sampled / exact - 1) < 0.01
assert abs(X.mean() - density / 2) < 0.002 and abs((X**2).mean() - density / 3) < 0.002
assert abs((X == 0).mean() - 0.7) < 0.002
v = density / 3 - density**2 / 4
bound, lowest, no_worse = v * IMPORTANCE[2:].sum(), np.inf, 0
for k in range(2000):
    W = rng.standard_normal((2, 5)) * rng.uniform(0.2, 0.8)
    tried_model = {"W": W, "bias": density / 2 * (1 - gram_matrix(W).sum(axis=1))}
    loss = linear_population_loss(tried_model, IMPORTANCE, 1 - density)
    lowest = min(lowest, loss)
    if k < 50:
        no_worse += population_loss(tried_model, IMPORTANCE, 1 - density) < loss + 1e-12
print(f"lowest of 2000 random linear models above the bound: {lowest > bound}; ReLU no worse with equal parameters: "
      f"{no_worse} of 50")
assert lowest > bound and no_worse == 50
assert np.isclose(linear_population_loss(best_linear_parameters(IMPORTANCE, 1 - density, 2), IMPORTANCE, 1 - density),
                  bound)

# %% [markdown]
# Steps 4 and 5, against the exact population loss (lesson 13). The pair: $p^2/3$ at every density. The unit pentagon
# with bias $-t$: when features are so sparse that two of them are never together, the loss is $5 p \thinspace \ell(t)$.

# %%
for density in (0.05, 0.5, 1.0):
    assert np.isclose(population_loss(pair, [1.0, 1.0], 1 - density), density**2 / 3)
lonely = 1e-6
for shift in (0.0, best_t, 0.2):
    found = population_loss({"W": PENTAGON, "bias": np.full(5, -shift)}, np.ones(5), 1 - lonely) / (5 * lonely)
    by_formula = shift**2 - 2 * shift**3 / 3 + 2 * (c - shift) ** 3 / (3 * c)
    print(f"bias {0 - shift:.3f}: {found:.4f} by the exact loss, {by_formula:.4f} by the formula")
    assert abs(found - by_formula) < 1e-5
both = own + shadows
assert (round(c, 3), round(best_t, 3), round(both[0], 3), round(both.min(), 3)) == (0.309, 0.125, 0.064, 0.028)
assert round(c * (3 + np.sqrt(5 - 4 * c)) / (2 * (1 + c)), 3) == 0.583
assert np.isclose(relu_interference(PENTAGON).sum() / 3, 5 * 2 * c**2 / 3)
x = (np.arange(4000) + 0.5) / 4000
grid = [(np.mean((x - np.maximum(a * x - t, 0)) ** 2) + 2 * np.mean(np.maximum(a * c * x - t, 0) ** 2), t, np.sqrt(a))
        for a in np.linspace(1.2, 1.5, 31) for t in np.linspace(0.2, 0.35, 31)]
assert np.allclose(min(grid), (0.016, 0.28, 1.17), atol=(5e-4, 5e-3, 5e-3))

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 11 --check` copies the exercises to `answers/11.py` and checks them there.
#
# 1. Draw sparse features.
# 2. The linear model's expected loss.
# 3. The linear model's optimum.
# 4. Interference.
# 5. The loss of a crowded feature.
# 6. Open: all five features in two dimensions.
#
# ## Remember
#
# - Sparsity $S = P(x_i = 0)$, density $p = 1 - S$; $\mathbb{E} x = p/2$, variance $v = p/3 - p^2/4$. The loss counts
#   absent features too.
# - Linear: $v$ times (missing features + shadows of both signs). The best $W$ does not depend on $S$: the $m$ most
#   important features, no superposition.
# - ReLU: negative shadows are free while features are alone. Keeping a feature gains of order $p$, sharing costs of
#   order $p^2$.
# - Bias: the mean of a dropped feature, $p/2$; clearly negative for a crowded one. Without it there was no pentagon.
# - Count features by length **and** by $\lvert W \rvert_F^2$; look at $s_i$ only where $\lvert W_i \rvert$ is not
#   small.
#
# ## What this does not show
#
# - That the trained models are the best ones: with 20 features they are the best of four restarts, and how many
#   features are kept differs from one to another.
# - Where superposition begins (lesson 13), why the arrangements are regular (lesson 14), what correlated features do
#   (lesson 15).
# - That descent finds the pentagon from everywhere: some starts ended elsewhere.
# - Anything about trained language models. Features here are independent, known, and equally sparse; that makes the
#   theorem of step 3 exact, and the world is not so.
#
# ## In the papers
#
# TMS, "Introduction", "Demonstrating Superposition" (with its basic results) and "Mathematical Understanding"; its loss
# for the linear model is a proportionality, here it is an equality. The index and the trap are this package's. Eckart
# and Young, Psychometrika 1 (1936) 211, for step 3 in general.
