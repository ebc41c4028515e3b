# %% [markdown]
# # 12. The gradient by hand, and how to know that it is right
#
# **Objectives.** Derive the gradient of the toy model with nothing skipped: importance, ReLU, bias, and a matrix that
# is used twice; know two tests that a wrong gradient does not survive, and the points at which even a wrong one looks
# right; take two steps of Adam by hand.
#
# **Prerequisites.** Lesson 11 (the model); partial derivatives, the chain rule, the product of matrices.
#
# **Minutes.** 85 to read, 65 for the exercises.
#
# ## Question
#
# Two people train the model of lesson 11, $y = \mathrm{relu}(W^T W x + b)$, with gradients of their own. Everything
# else is the same: the data, the starts, the optimiser. Here are both gradients. One of them is wrong.

# %%
import numpy as np

from srm_ref.course import show, source
from srm_ref.descent import Adam, cosine
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.superposition import MODELS, best_of, population_loss, sample_features
from srm_ref.superposition.models import Model, mean_loss
from srm_ref.superposition.running.kernel import Kernel
from srm_ref.superposition.training import step_loss_and_gradient
from srm_ref.verification import gradcheck
from srm_ref.verification.gradcheck import central_differences, gradient_error, random_direction, taylor_slope

MODEL = MODELS["relu_output"]


def transposed(M):
    """Swap the last two axes: the first one, where there are three, counts models."""
    return np.swapaxes(M, -1, -2)


def forward(p, X):
    """Return H and Z of the ReLU output model; Y is relu(Z)."""
    H = X @ transposed(p["W"])
    return H, H @ p["W"] + p["bias"][..., None, :]


def gradient_a(p, X, importance):
    """Return the gradient, says A."""
    H, Z = forward(p, X)
    dZ = 2 / X.shape[-2] * importance * (np.maximum(Z, 0) - X) * (Z > 0)
    return {"W": transposed(H) @ dZ, "bias": dZ.sum(axis=-2)}


def gradient_b(p, X, importance):
    """Return the gradient, says B."""
    H, Z = forward(p, X)
    dZ = 2 / X.shape[-2] * importance * (np.maximum(Z, 0) - X) * (Z > 0)
    dH = dZ @ transposed(p["W"])
    return {"W": transposed(H) @ dZ + transposed(dH) @ X, "bias": dZ.sum(axis=-2)}


# %% [markdown]
# ## Picture
#
# Five features in two dimensions, density 0.05, ten starts each, the best of the ten kept. First all features matter
# alike, then the later ones matter less.
#
# **What do you expect?** Can the figures tell which of the two gradients is wrong? Predict `alike_in`.

# %%
DENSITY, N_STEPS = 0.05, 1200
EQUAL, FALLING = np.ones(5), 0.6 ** np.arange(5)


def trained(gradient, importance):
    """Train ten models with `gradient`; return the best one's W and its exact loss."""
    rng = np.random.default_rng(0)
    p = MODEL.initial_parameters(5, 2, rng, n_instances=10)
    optimiser = Adam(1e-2)
    state = optimiser.initial_state(p)
    for step in range(N_STEPS):
        X = sample_features(512, 5, 1 - DENSITY, rng)
        optimiser.update(p, gradient(p, X, importance), state, (1 + np.cos(np.pi * step / N_STEPS)) / 2)
    losses = population_loss(p, importance, 1 - DENSITY)
    best = best_of(losses, 10)[0]
    return p["W"][best], losses[best]


found = {(name, case): trained(gradient, importance)
         for case, importance in (("equal", EQUAL), ("falling", FALLING))
         for name, gradient in (("A", gradient_a), ("B", gradient_b))}
figure, axes = new_figure(1, 4, width=12.6, height=3.6)
for ax, ((name, case), (W, loss)) in zip(axes[0], found.items()):
    draw_columns(W, ax=ax)
    ax.set_title(f"{name}, {case} importance: loss {loss:.4f}", fontsize="medium")
show(figure, "12_which_is_wrong",
     "Four panels of feature directions in two dimensions. With equal importance A and B both found a regular "
     "pentagon of the same loss. With falling importance A found a regular pentagon again, B a square with the fifth "
     "feature at the origin.")

# %% [markdown]
# On the left the two agree: the same pentagon, the same loss to four decimals. If you stop here, you believe both. On
# the right the importances fall, $I_i = 0.6^i$. A still finds the beautiful pentagon. B leaves out the feature that
# matters least. The prettier figure is the wrong one: its loss is more than a third too high.

# %%
for (name, case), (W, loss) in found.items():
    print(f"{name}, {case:7} loss {loss:.4f}   lengths {np.linalg.norm(W, axis=0).round(1)}")
equal_a, equal_b, falling_a, falling_b = (loss for _, loss in found.values())
assert f"{equal_a:.4f}" == f"{equal_b:.4f}" == "0.0089"
assert f"{falling_a:.4f}" == "0.0041" and f"{falling_b:.4f}" == "0.0030" and falling_a / falling_b > 4 / 3
assert np.linalg.norm(found["B", "falling"][0], axis=0).argmin() == 4  # the least important one
assert np.linalg.norm(found["A", "falling"][0], axis=0).min() > 1.1
assert np.linalg.norm(found["B", "falling"][0], axis=0).min() < 0.1

# %% [markdown]
# ## Definition
#
# $N$ samples are the rows of $X$, shape $(N, n)$; $W$ has shape $(m, n)$; the bias $b$ is added to every row;
# $[\cdot]$ is 1 where true, else 0.
#
# $$H = X W^T, \qquad Z = H W + b, \qquad Y = \mathrm{relu}(Z), \qquad L =
# \frac{1}{N} \sum_{s=1}^{N} \sum_{i=1}^{n} I_i (y_{si} - x_{si})^2 .$$
#
# The **gradient** of $L$ is the array of its partial derivatives, of the same shape as the parameter. We write $\bar Z$
# for $\partial L / \partial Z$ (in code: `dZ`), likewise $\bar Y$, $\bar H$, $\bar W$, $\bar b$. With
# $\langle U, V \rangle = \sum_{si} U_{si} V_{si}$, to first order in a small change $\delta W$,
#
# $$\delta L = \langle \bar W, \delta W \rangle .$$
#
# This is how we shall find $\bar W$: change $W$ a little, follow the change down to $L$, and bring it into this form.
# What stands before the comma is the gradient. (A product of two small changes is of second order, and left out.)
#
# The derivative of the ReLU is 1 above 0 and 0 below. **At** 0 it has none; here, as in most libraries,
# $\mathrm{relu}'(0) = 0$.
#
# ## Derivation
#
# **1. Two moves.** For $V$ of shape $(N, m)$ and $Q$ of shape $(m, n)$ write the products out:
#
# $$\langle U, V Q \rangle = \sum_{s,i} U_{si} \sum_r V_{sr} Q_{ri} .$$
#
# Sum over $s$ first, then over $i$ first. The same number, read in two ways:
#
# $$\sum_{r,i} \Big( \sum_s V_{sr} U_{si} \Big) Q_{ri} = \langle V^T U, Q \rangle,$$
#
# $$\sum_{s,r} \Big( \sum_i U_{si} Q_{ri} \Big) V_{sr} = \langle U Q^T, V \rangle .$$
#
# A factor may cross the comma if it is transposed. A left factor stays a left factor, a right factor a right factor.
# And $\langle U, V \rangle = \langle U^T, V^T \rangle$: both have the same entries.
#
# **2. From the loss to $Y$.** $y_{si}$ stands in one term only, $\frac{1}{N} I_i (y_{si} - x_{si})^2$. So
#
# $$\bar Y_{si} = \frac{2}{N} I_i (y_{si} - x_{si}) .$$
#
# The mean's $1/N$, the square's 2 and the importance are all in this line, and everything below is multiplied by it.
# If you derive the bias separately it is easy to forget $I_i$.
#
# **3. Through the ReLU.** $y_{si}$ depends on $z_{si}$ alone, $\delta y_{si} = [z_{si} > 0] \delta z_{si}$. So
# $\bar Z_{si} = \bar Y_{si} [z_{si} > 0]$: the mask. An output that is cut off gets no gradient, however wrong it is.
#
# **4. The bias.** $\delta z_{si} = \delta b_i$ in every row, so $\delta L = \sum_{si} \bar Z_{si} \delta b_i$, and
#
# $$\bar b_i = \sum_s \bar Z_{si} .$$
#
# **5. The matrix, used twice.** Change $W$ in $Z = H W + b$. By the product rule $\delta Z = H \delta W + \delta H W$,
# and $\delta H = X \delta W^T$. With the moves:
#
# $$\langle \bar Z, H \delta W \rangle = \langle H^T \bar Z, \delta W \rangle,$$
#
# $$\langle \bar Z, \delta H W \rangle = \langle \bar Z W^T, \delta H \rangle = \langle \bar H,
# \delta H \rangle \qquad \mathrm{with} \quad \bar H = \bar Z W^T,$$
#
# $$\langle \bar H, X \delta W^T \rangle = \langle X^T \bar H, \delta W^T \rangle = \langle \bar H^T X,
# \delta W \rangle .$$
#
# The first line is the **decoder path**, the last one the **encoder path**. Their sum is the gradient:
#
# $$\bar W = H^T \bar Z + \bar H^T X, \qquad \bar H = \bar Z W^T .$$
#
# A has the first term only. A's code is what one gets from the rule for an untied layer, $Z = H W$, when $H$ is taken
# as given.
#
# **6. With pencil and paper.** Two features, one hidden number, two samples: $W = (1, -0.5)$, $b = (0.1, 0.2)$,
# $I = (1, 2)$, $x_1 = (0.6, 0.8)$, $x_2 = (0.2, 1)$.
#
# | | $h$ | $z$ | $y$ | $y - x$ | $\bar Y = I (y - x)$ | $\bar Z$ | $\bar H = \bar Z W^T$ |
# |---|---|---|---|---|---|---|---|
# | $x_1$ | 0.2 | (0.3, 0.1) | (0.3, 0.1) | (-0.3, -0.7) | (-0.3, -1.4) | (-0.3, -1.4) | 0.4 |
# | $x_2$ | -0.3 | (-0.2, 0.35) | (0, 0.35) | (-0.2, -0.65) | (-0.2, -1.3) | (0, -1.3) | 0.65 |
#
# ($2/N$ is 1 here.) So $\bar b = (-0.3, -2.7)$, and
#
# $$H^T \bar Z = 0.2 (-0.3, -1.4) - 0.3 (0, -1.3) = (-0.06, 0.11),$$
#
# $$\bar H^T X = 0.4 (0.6, 0.8) + 0.65 (0.2, 1) = (0.37, 0.97) .$$
#
# $\bar W = (0.31, 1.08)$. The decoder path alone has the wrong sign for the first weight and a tenth of the slope for
# the second.

# %%
hand = {"W": np.array([[1.0, -0.5]]), "bias": np.array([0.1, 0.2])}
hand_X, hand_importance = np.array([[0.6, 0.8], [0.2, 1.0]]), np.array([1.0, 2.0])
loss, gradient = MODEL.loss_and_gradient(hand, hand_X, hand_importance)
print("by the package: W", gradient["W"].round(6).tolist(), "bias", gradient["bias"].round(6).tolist())
assert np.allclose(gradient["W"], [[0.31, 1.08]]) and np.allclose(gradient["bias"], [-0.3, -2.7])
assert np.allclose(gradient_a(hand, hand_X, hand_importance)["W"], [[-0.06, 0.11]])
H, Z = forward(hand, hand_X)
dZ = hand_importance * (np.maximum(Z, 0) - hand_X) * (Z > 0)  # the table, column by column
assert np.allclose(H, [[0.2], [-0.3]]) and np.allclose(Z, [[0.3, 0.1], [-0.2, 0.35]])
assert np.allclose(np.maximum(Z, 0) - hand_X, [[-0.3, -0.7], [-0.2, -0.65]])
assert np.allclose(hand_importance * (np.maximum(Z, 0) - hand_X), [[-0.3, -1.4], [-0.2, -1.3]])
assert np.allclose(dZ, [[-0.3, -1.4], [0, -1.3]]) and np.allclose(dZ @ hand["W"].T, [[0.4], [0.65]])
assert np.allclose((dZ @ hand["W"].T).T @ hand_X, [[0.37, 0.97]])
assert np.allclose(gradient_b(hand, hand_X, hand_importance)["W"], [[0.31, 1.08]])

# %% [markdown]
# **7. Why the wrong one looked right.** Let $C = X^T \bar Z$, of shape $(n, n)$. Since $H = X W^T$, the decoder path is
# $H^T \bar Z = W X^T \bar Z = W C$, and the encoder path is $\bar H^T X = W \bar Z^T X = W C^T$:
#
# $$\bar W = W (C + C^T) .$$
#
# Where $C$ is symmetric the two paths are equal, and A's gradient is the right one **halved**. At a regular pentagon of
# features that are all alike this is so, in expectation: $C_{ij}$ is the same for all pairs that lie alike, and $i$
# lies to $j$ as $j$ lies to $i$ (mirror the pentagon). So A's gradient vanishes at the pentagon because B's does. And
# the optimiser, as we shall see, does not notice a factor 2.
#
# Where importances differ the symmetry is gone. Column $i$ of $\bar Z$ carries the factor $I_i$, so column $i$ of A's
# gradient $D = H^T \bar Z$ does:
#
# $$D_{ri} = \frac{2}{N} I_i \sum_s h_{sr} (y_{si} - x_{si}) [z_{si} > 0] .$$
#
# Where this is zero, it is zero for any $I_i > 0$, and so is $\bar b_i$: the arrangements at which A comes to rest **do
# not depend on the importances at all**. Each output tunes its column to read a given code; A leaves out what the
# column, as part of the code, does to the others. B has it, through $\bar H$.
#
# To see it without noise: a data set that holds, with every sample, all its permutations, and an exact pentagon.

# %%
grid = np.stack(np.meshgrid(*[[0.0, 0.2, 0.7]] * 5, indexing="ij"), axis=-1).reshape(-1, 5)  # (243, 5)
angles = 2 * np.pi * np.arange(5) / 5
pentagon = {"W": 1.1 * np.stack([np.cos(angles), np.sin(angles)]), "bias": np.full(5, -0.2)}
for name, importance in (("equal", EQUAL), ("falling", FALLING)):
    a, b = gradient_a(pentagon, grid, importance)["W"], gradient_b(pentagon, grid, importance)["W"]
    print(f"{name} importance: |2 A - B| is {np.abs(2 * a - b).max():.2f}, |B| is {np.abs(b).max():.2f}")
    assert (np.abs(2 * a - b).max() < 1e-12) == (name == "equal")

# %% [markdown]
# **8. Central differences.** Is a gradient right? Compare it with the loss itself. With step $t$ in one entry of a
# parameter, Taylor's theorem gives
#
# $$L(w + t) = L + t L' + \frac{t^2}{2} L'' + \frac{t^3}{6} L''' + \dots, \qquad L(w - t) = L - t L' +
# \frac{t^2}{2} L'' - \frac{t^3}{6} L''' + \dots$$
#
# Subtract and divide by $2t$. The even terms cancel:
#
# $$\frac{L(w + t) - L(w - t)}{2 t} = L' + \frac{t^2}{6} L''' + \dots$$
#
# The difference quotient of one side, $(L(w + t) - L(w)) / t = L' + \frac{t}{2} L'' + \dots$, is worse by an order. But
# a computer knows $L$ to about $u \lvert L \rvert$ only, with $u = 10^{-16}$, and the division by $2t$ blows that up to
# $u \lvert L \rvert / t$. So a smaller step is not always better. The sum of both errors is least where its derivative
# $t \lvert L''' \rvert / 3 - u \lvert L \rvert / t^2$ is zero, at $t^3 = 3 u \lvert L \rvert / \lvert L''' \rvert$.
# With $L$ and $L'''$ of order 1, $t$ is some $10^{-5}$ or $10^{-6}$, and the error some $10^{-11}$ to $10^{-10}$.
#
# **9. The slope of the remainder.** Take a direction $d$ in the space of all parameters together, and let
#
# $$r(t) = \lvert L(w + t d) - L(w) - t \langle g, d \rangle \rvert .$$
#
# If $g$ is the gradient the first order cancels and $r(t) = \frac{t^2}{2} \lvert d^T L'' d \rvert + \dots$: on
# logarithmic axes a line of slope 2. If $g$ is wrong by $e$, then $t \lvert \langle e, d \rangle \rvert$ is left:
# slope 1. It takes ten losses, however many parameters there are. Central differences take two losses per parameter,
# but name the entry that is wrong.
#
# **10. Adam, by hand.** Two running means, of the gradient $g$ and of its square; $t$ now counts the updates.
# $m \leftarrow \beta_1 m + (1 - \beta_1) g$, $v \leftarrow \beta_2 v + (1 - \beta_2) g^2$, both from 0, and
#
# $$w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon_A}, \qquad \hat m = \frac{m}{1 - \beta_1^t}, \qquad
# \hat v = \frac{v}{1 - \beta_2^t} .$$
#
# Why the denominators? With a constant $g$ the sum $m = (1 - \beta_1)(1 + \beta_1 + \dots + \beta_1^{t-1}) g$ is
# $(1 - \beta_1^t) g$: too small at first, because it began at 0. Divided, it is $g$. Let $w = 1$, $\eta = 0.1$, and the
# gradients 3, then $-1$ ($\beta_1 = 0.9$, $\beta_2 = 0.999$; $\epsilon_A = 10^{-8}$ is too small to see).
#
# - Step 1: $\hat m = 3$, $\hat v = 9$: $w = 1 - 0.1 \cdot 3/3 = 0.9$. The first step is $\eta$ times the sign,
#   whatever the gradient's size, as long as $\epsilon_A$ is small beside it.
# - Step 2: $m = 0.9 \cdot 0.3 - 0.1 = 0.17$, $\hat m = 0.17/0.19 = 0.895$; $v = 0.999 \cdot 0.009 + 0.001 = 0.009991$,
#   $\hat v = 0.009991 / 0.001999 = 4.998$. So $w = 0.9 - 0.1 \cdot 0.895 / 2.236 = 0.860$. The gradient has changed
#   its sign, the step not yet.
#
# Multiply all gradients by $c > 0$: $\hat m$ becomes $c \hat m$, $\sqrt{\hat v}$ becomes $c \sqrt{\hat v}$, the ratio
# stays. **Adam does not see a constant factor.** A gradient of a sum where the loss is a mean trains to the same
# figure; so does half a gradient.
#
# **A schedule** multiplies $\eta$ by a factor that changes from step to step. Most runs of this course use the cosine
# schedule, $\cos \left( \frac{\pi}{2} \cdot \frac{t - 1}{T - 1} \right)$ at step $t$ of $T$ (`cosine` in
# `srm_ref/descent/optimisers.py`): it falls from 1 to 0, so that a run takes large steps first and small ones at the
# end.

# %%
w = {"w": np.array([1.0])}
optimiser = Adam(0.1)
state = optimiser.initial_state(w)
walk = []
for g in (3.0, -1.0):
    optimiser.update(w, {"w": np.array([g])}, state)
    walk.append(float(w["w"][0]))
print("Adam:", [round(value, 3) for value in walk])
assert np.allclose([cosine(t - 1, 9) for t in range(1, 10)], np.cos(np.pi / 2 * np.arange(9) / 8))
assert np.allclose(walk, [0.9, 0.9 - 0.1 * 0.17 / 0.19 / np.sqrt(0.009991 / 0.001999)], atol=1e-8)
assert round(0.17 / 0.19, 3) == 0.895 and round(0.009991 / 0.001999, 3) == 4.998 and round(walk[1], 3) == 0.860
assert round(np.sqrt(0.009991 / 0.001999), 3) == 2.236 and round(0.999 * 0.009 + 0.001, 6) == 0.009991

# %% [markdown]
# ## In the package
#
# `srm_ref/superposition/models.py` derives the gradient once for all toy models. A model is a statement: a function for
# the hidden numbers and one for the output, each with its slope; whether decoder and encoder are tied; whether there is
# a hidden bias; and the target. The ReLU output model has the identity and the ReLU.
# `srm_ref/verification/gradcheck.py` has the tests of gradients.

# %%
print(MODEL.hidden_map.value(np.array([-2.0, 3.0])), MODEL.output_map.value(np.array([-2.0, 3.0])),
      MODEL.output_map.slope(np.array([-2.0, 3.0])), MODEL.tied, MODEL.hidden_bias)
for function in (Model.run, mean_loss, Model.loss_and_gradient):
    print(source(function))
print(source(gradcheck.central_differences))

# %% [markdown]
# $\bar Z$ is `dZ` there, and so on; $N$ is `B`, for batch; $y - x$ is `R`. The derivation, line by line, is in the
# docstring: `help(Model.loss_and_gradient)`. Steps 1 to 5 above are its lines, with `hidden_map` and `l1` left out: the
# identity's slope is 1, and `l1`, a price on hidden activity, is 0 here. An untied model has a second matrix in place
# of $W^T$, and the two paths stay apart: each is the gradient of its own matrix. `_transposed` swaps the last two axes:
# the same lines serve one model, and many models at once, with a leading axis that counts them. (`.T` would reverse the
# order of all three axes.)
#
# **What is read, and what runs.** When you ask for a gradient these lines run. When `train` takes ten thousand steps,
# something faster does: a kernel that is made from the same statement, by the same derivation. It checks nothing,
# writes into arrays that it keeps, and puts the samples last, so that one feature's numbers lie side by side in memory:

# %%
for step in (Kernel._forward, Kernel._loss, Kernel._backward):
    print(source(step))

# %% [markdown]
# `rate` is $2 I / N$, which multiplies the small matrices at the end and not the batch. The tests of the package hold
# the two equal for every model of its table, and for some that only the tests state. Here they are once, on four models
# at the same time, which gives the same as one model at a time:

# %%
rng = np.random.default_rng(1)
many = MODEL.initial_parameters(6, 3, rng, n_instances=4)
many["bias"] = 0.3 * rng.standard_normal((4, 6))
batch, weights = sample_features(16, 6, 0.4, rng), 0.8 ** np.arange(6)
losses, gradients = MODEL.loss_and_gradient(many, batch, weights)
for k in range(4):
    loss, gradient = MODEL.loss_and_gradient({"W": many["W"][k], "bias": many["bias"][k]}, batch, weights)
    assert np.isclose(loss, losses[k]) and all(np.allclose(gradient[name], gradients[name][k]) for name in gradient)
in_training, gradients_in_training = step_loss_and_gradient(MODEL, many, batch, weights)
assert np.allclose(in_training, losses, rtol=1e-12)
assert all(np.allclose(gradients_in_training[name], gradients[name], atol=1e-12) for name in gradients)
print("four models at once:", {name: value.shape for name, value in gradients.items()})

# %% [markdown]
# ## Check
#
# A point at which nothing hides: random weights, biases that are **not zero**, importances that differ, more samples
# than one, and no output near the ReLU's kink. Central differences, entry by entry, relative to the largest entry of
# the gradient; and the slope.

# %%
point = {"W": many["W"][0], "bias": many["bias"][0]}


def loss_of(p):
    """Return the loss on the batch, by the definition."""
    return float((weights * (np.maximum(forward(p, batch)[1], 0) - batch) ** 2).sum() / len(batch))


along = random_direction(point, np.random.default_rng(2))
assert np.abs(forward(point, batch)[1]).min() > 1e-4
for name, gradient in (("A", gradient_a), ("B", gradient_b)):
    g = gradient(point, batch, weights)
    error, slope = gradient_error(loss_of, g, point), taylor_slope(loss_of, g, point, along)
    print(f"{name}: error", f"{error:.1f}" if error > 1e-7 else "below 1e-7", f"  slope of the remainder {slope:.1f}")
    assert (error < 1e-7 if name == "B" else f"{error:.1f}" == "0.8") and abs(slope - (2 if name == "B" else 1)) < 0.05

# %% [markdown]
# An error of eight tenths of the largest entry, and not a wrinkle in the figure of equal features. Now look at the two
# tests at work: error against step, remainder against step.

# %% [markdown]
# **What do you expect?** The step becomes smaller and smaller. Will the error of a difference quotient fall for ever?
# With which slopes will the two remainders fall?

# %%
steps, times = np.geomspace(1e-11, 1e-1, 41), np.geomspace(1e-5, 1e-2, 25)
exact = gradient_b(point, batch, weights)
two_sided = [max(np.abs(central_differences(loss_of, point, t)[name] - exact[name]).max() for name in exact)
             for t in steps]


def one_sided(t):
    """Return the worst error of (L(w + t) - L(w)) / t over the entries of W."""
    errors = []
    for index in np.ndindex(3, 6):
        moved = point["W"].copy()
        moved[index] += t
        errors.append((loss_of({"W": moved, "bias": point["bias"]}) - loss_of(point)) / t - exact["W"][index])
    return np.abs(errors).max()


figure, axes = new_figure(1, 2, width=10.5, height=4)
for k, (errors, label) in enumerate(((two_sided, "central difference"),
                                     ([one_sided(t) for t in steps], "one-sided difference"))):
    axes[0, 0].loglog(steps, errors, color=style(k).colour, linestyle=style(k).line, label=label)
axes[0, 0].set(xlabel="step", ylabel="largest error of an entry")
for k, (name, gradient) in enumerate((("B: slope 2", gradient_b), ("A: slope 1", gradient_a))):
    g = gradient(point, batch, weights)
    rate = sum((g[key] * along[key]).sum() for key in g)
    remainder = [abs(loss_of({key: point[key] + t * along[key] for key in g}) - loss_of(point) - t * rate)
                 for t in times]
    axes[0, 1].loglog(times, remainder, color=style(k).colour, marker=style(k).marker, markersize=4,
                      linestyle=style(k).line, label=name)
axes[0, 1].set(xlabel="step along a random direction", ylabel="remainder of first order")
for ax in axes[0]:
    legend(ax)
show(figure, "12_two_tests",
     "Left: the error of central differences falls with the square of the step down to a step of about ten to the "
     "minus five, then rises again as rounding takes over; one-sided differences are much worse in between. Right: "
     "the remainder of B falls with slope 2, that of A with slope 1.")

# %%
best_step = steps[np.argmin(two_sided)]
assert 1e-7 < best_step < 1e-3 and min(two_sided) < 1e-9 and min(one_sided(t) for t in steps) > 10 * min(two_sided)
assert 3e-3 < steps[np.array(two_sided) > 1e-3].min() < 3e-2 and steps.max() > np.abs(forward(point, batch)[1]).min()

# %% [markdown]
# On the left: the square of the step from the right, $u / t$ from the left, the valley where it was computed to be. And
# a jump at a step of about $10^{-2}$: so far away an output has crossed its kink, and Taylor's theorem ends there.
#
# **A test is as good as its point.** Six well-known mistakes, tested at the point above, and at a careless one: biases
# as they start, zero; all importances 1; one sample; all weights positive, so that no output is cut off.

# %%
def variant(p, X, importance, mistake):
    """Return the gradient with one mistake."""
    H, Z = forward(p if mistake != "bias forgotten" else p | {"bias": 0 * p["bias"]}, X)
    residual, mask = np.maximum(Z, 0) - X, (Z > 0) | (mistake == "ReLU's mask forgotten")
    dZ = 2 / (1 if mistake == "sum, the loss a mean" else len(X)) * importance * residual * mask
    decoder, encoder = H.T @ dZ, (dZ @ p["W"].T).T @ X
    dW = (decoder if mistake == "encoder path missing" else
          encoder if mistake == "decoder path missing" else decoder + encoder)
    return {"W": dW, "bias": dZ.sum(axis=0) / (importance if mistake == "bias without importance" else 1)}


careless = {"W": np.abs(point["W"]), "bias": np.zeros(6)}
one_sample = np.array([[0.9, 0.3, 0.5, 0.7, 0.2, 0.4]])
verdicts = {}
for mistake in ("none", "encoder path missing", "decoder path missing", "bias without importance",
                "ReLU's mask forgotten",
                "sum, the loss a mean", "bias forgotten"):
    good = gradient_error(loss_of, variant(point, batch, weights, mistake), point)
    blind = gradient_error(lambda p: MODEL.loss(p, one_sample, np.ones(6)),
                           variant(careless, one_sample, np.ones(6), mistake), careless)
    verdicts[mistake] = good > 1e-6, blind > 1e-6
    print(f"{mistake:24} good point: {'wrong' if good > 1e-6 else 'right'}    careless point: "
          f"{'wrong' if blind > 1e-6 else 'right'}")
assert verdicts.pop("none") == (False, False)
assert all(good for good, _ in verdicts.values())
assert [blind for _, blind in verdicts.values()] == [True, True, False, False, False, False]

# %% [markdown]
# The careless point passes four of six wrong gradients. One of those four, the sum in place of the mean, training with
# Adam would have hidden as well.
#
# **The kink.** Where some $z$ is 0 the loss may have no derivative, and the test has nothing to compare with. One
# sample $(1, 1)$, $W = (1, 0)$, $b = 0$: the second output is $\mathrm{relu}(0) = 0$ and should be 1. Raise $b_2$, and
# the loss falls at the rate 2; lower it, and nothing happens. The package says 0 by the convention, the central
# difference says $-1$, the mean of both sides. None is wrong. Keep away from kinks: random biases do it.

# %%
kink, ones = {"W": np.array([[1.0, 0.0]]), "bias": np.zeros(2)}, np.ones((1, 2))
by_rule = MODEL.loss_and_gradient(kink, ones, np.ones(2))[1]["bias"][1]
by_difference = central_differences(lambda p: MODEL.loss(p, ones, np.ones(2)), kink)["bias"][1]
print(f"at the kink: by the convention {by_rule + 0:.0f}, by central differences {by_difference:.0f}")
assert by_rule == 0 and abs(by_difference + 1) < 1e-5

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 12 --check` copies the exercises to `answers/12.py` and checks them there.
#
# 1. The gradient of the ReLU output model.
# 2. The same with a ReLU on the hidden numbers as well.
# 3. Central differences.
# 4. The slope of the remainder.
# 5. A step of Adam.
# 6. Open: a point that a wrong gradient passes, and one that it does not.
#
# ## Remember
#
# - $\bar W = H^T \bar Z + (\bar Z W^T)^T X$: a matrix that is used twice has two paths.
#   $\bar Z = \frac{2}{N} I (Y - X) [Z > 0]$; $\bar b$ is its sum over samples.
# - A trained figure is no test. Symmetry hides a missing path; Adam hides a factor; zero biases, equal importances,
#   one sample hide the rest.
# - Central differences to $10^{-6}$, remainder of slope 2, at a random point away from kinks, before any training.
#
# ## What this does not show
#
# - That A is wrong for every purpose: with equal features it came to the same place. But nothing tells you so
#   beforehand.
# - That a right gradient finds the best arrangement: here, too, the best of ten starts was kept.
# - That the loss is the one you mean: a gradient is compared with **its** loss. Importances squared in both
#   are not noticed (lesson 18).
#
# ## In the papers
#
# TMS, "Demonstrating Superposition": the model and its loss; the paper leaves the gradient to a library. Adam: Kingma
# and Ba (2015), algorithm 1. The incomplete gradient of A is a mistake that is found in public code.
