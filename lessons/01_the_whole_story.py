# %% [markdown]
# # 1. The whole story in ten minutes
#
# **Objectives.** See a model store five features in two dimensions; put a spotlight on what it does; say in one
# sentence each what superposition, a privileged basis and resonance are.
#
# **Prerequisites.** NumPy arrays, a matrix times a vector, the idea of gradient descent. Nothing else: every word is
# taken up again in a lesson of its own.
#
# **Minutes.** 10 to read, 45 for the exercises.
#
# ## Question
#
# A layer has two neurons. The world has five things worth telling apart. Must the layer forget three of them? And if it
# does not: how could an observer who sees only the layer's activations find out how many things are in there, and
# where?

# %%
import numpy as np

from srm_ref import descent, exact_spotlight_curve, plane_rotation
from srm_ref.course import show

from srm_ref.figures.canvas import new_figure
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.curves import draw_step_curve
from srm_ref.superposition import MODELS, sample_features
from srm_ref.superposition.exact_loss import population_loss_and_gradient

# %% [markdown]
# ## Picture
#
# Think of five arrows in a plane, one for each feature. When feature 3 is present with strength 0.7, the layer's two
# neurons hold 0.7 times arrow 3. Five arrows in a plane cannot all be at right angles, so every feature casts a shadow
# on others. That is harmless as long as features are rarely present together, and as long as something cleans the
# shadows up. The spotlight is a narrow beam from the origin: we turn it once around and count how many activations it
# lights.
#
# ## Definition
#
# The model is $y = \mathrm{relu}(W^T W x + b)$, where the ReLU turns every negative number into 0 and leaves the
# others: it is $\max(0, z)$, entry by entry. Five features $x_i$, each 0 with probability $S$ (the **sparsity**) and
# else uniform on $[0, 1]$, are pressed through $h = W x$, two numbers, and read out again by the same arrows (the
# columns $W_i$ of $W$). The loss is $L = \mathbb{E} \sum_i (x_i - y_i)^2$, the squared error of all outputs together,
# on average ($\mathbb{E}$) over all inputs.
#
# The **resonance** at angle $\theta$ is the share of activations $h$ within a cone around the direction $p(\theta)$:
# $f(\theta) = \frac{1}{N} \sum_s [\cos(h_s, p(\theta)) \ge \varepsilon]$. The sum runs over $N$ activations; the
# bracket is 1 if what it says is true, else 0. The cone has the half angle $\arccos \varepsilon$: an $\varepsilon$ near
# 1 is a narrow one.
#
# ## Derivation
#
# Nothing to derive today, but one thing to notice. The output of feature $j$ before its ReLU is $W_j \cdot h + b_j$. If
# only feature $i$ is present, that is $x_i W_i \cdot W_j + b_j$: a shadow, proportional to the cosine between the
# arrows. A negative shadow is cut off by the ReLU at no cost. A positive one is cut off where $x_i W_i \cdot W_j + b_j$
# is below 0: so a negative $b_j$ helps as long as $x_i$ is not too large, and costs the feature $j$ itself a little of
# its answer. So arrows at more than a right angle cost nothing, and arrows at less than that can be paid for. A linear
# model has no such cleaner.
#
# ## In the package
#
# The loss above can be computed exactly, for any $W$ and $b$, without drawing a single sample
# (`srm_ref/superposition/exact_loss.py`, lesson 13). Gradient descent on it from eight starts at once:

# %%
SPARSITY, N_FEATURES, N_STARTS, N_STEPS = 0.95, 5, 8, 400
importance = np.ones(N_FEATURES)  # all five errors count alike
parameters = MODELS["relu_output"].initial_parameters(N_FEATURES, 2, np.random.default_rng(0), n_instances=N_STARTS)
optimiser = descent.Adam(0.05)  # a kind of gradient descent (lesson 12), with the size of its steps
state = optimiser.initial_state(parameters)
for step in range(N_STEPS):
    losses, gradients = population_loss_and_gradient(parameters, importance, SPARSITY)
    optimiser.update(parameters, gradients, state, descent.cosine(step, N_STEPS))  # smaller steps towards the end
# several starts end equally well, and any of them will do: in this one no arrow is at the edge of the second figure
best = int(np.flatnonzero(losses < 1.001 * losses.min())[2])
W, bias = parameters["W"][best], parameters["bias"][best]
print(f"lowest loss {losses[best]:.6f}")
print("lengths of the five arrows", np.linalg.norm(W, axis=0).round(3))
print("biases                    ", bias.round(3))

# %% [markdown]
# All five are there, and all are equally long. Where do they point?

# %%
figure, axes = new_figure(1, 2, width=10, height=4)
draw_columns(W, ax=axes[0, 0])
axes[0, 0].set_title("five features in two dimensions", fontsize="medium")
axes[0, 0].set(xlabel="first neuron", ylabel="second neuron")
angles = np.sort(np.arctan2(W[1], W[0]))
gaps = np.degrees(np.diff(np.append(angles, angles[0] + 2 * np.pi)))
print("angles between neighbours, degrees", gaps.round(1))

# %% [markdown]
# A regular pentagon, found by gradient descent alone. A neighbour at 72 degrees casts a shadow of
# $1.135^2 \cos 72° = 0.40$ times its strength; with the bias $-0.246$ it is cut off as long as that strength is below
# $0.62$. **Superposition** is this: more features than dimensions, stored at the price of shadows. Now forget that we
# know $W$. We see only the activations $h$ of many inputs, and turn a spotlight ($\varepsilon = 0.99$, a half angle of
# 8 degrees) from the first neuron towards the second.
#
# **What do you expect?** How many peaks, where, and are they high? Predict `n_peaks` and `peak_height`.

# %%
features = sample_features(4000, N_FEATURES, SPARSITY, np.random.default_rng(1))
hidden = features @ W.T
first_neuron, second_neuron = np.eye(2)
curve = exact_spotlight_curve(hidden, first_neuron, second_neuron, 0.99)
draw_step_curve(curve.breakpoints, curve.values, ax=axes[0, 1])
for feature, angle in enumerate(np.degrees(np.arctan2(W[1], W[0])) % 360):
    axes[0, 1].axvline(angle, color="black", linestyle=":", linewidth=1)
    axes[0, 1].annotate(str(feature), (angle, 0.048), textcoords="offset points", xytext=(5, 0), fontsize="small")
axes[0, 1].set_ylim(0, 0.051)
axes[0, 1].set_title("the spotlight; dotted, with numbers: the features", fontsize="medium")
axes[0, 1].set_xlabel("angle from the first neuron towards the second (degrees)")
show(figure, "01_pentagon",
     "Left: five numbered arrows form a regular pentagon. Right: the resonance over a full turn has five peaks, "
     "between 0.036 and 0.046 high, one at the angle of each arrow and with its number, and nearly nothing between "
     "them.")

# %% [markdown]
# Five peaks: five features, and the angles say where. Why are they only 4 % high? Of all activations $0.95^5 = 77$ %
# are zero, because no feature is present; they are in no cone, but they count. One feature is alone in
# $0.05 \cdot 0.95^4 = 4.07$ % of the samples, and then $h$ lies exactly on its arrow. That is the whole story. The rest
# of the course makes every word of it exact.
#
# ## Check
#
# The numbers in this lesson are not decoration: they are asserted. The lowest loss is 0.008904, the arrows are 1.135
# long, and neighbours stand 72 degrees apart. Not every start got there: seven of the eight did, and one was caught in
# a worse arrangement, with nearly four times the loss.

# %%
assert abs(losses[best] - 0.008904) < 1e-6
assert np.isclose(losses, losses[best], rtol=1e-3).sum() == 7 and 3.7 < losses.max() / losses[best] < 4
assert round(np.degrees(np.arccos(0.99))) == 8
assert np.allclose(np.linalg.norm(W, axis=0), 1.135, atol=2e-3)
assert np.allclose(gaps, 72, atol=0.1) and np.allclose(bias, -0.246, atol=2e-3)
shadow = 1.135**2 * np.cos(np.radians(72))
assert round(shadow, 2) == 0.40 and round(0.246 / shadow, 2) == 0.62
assert round(0.95**5, 2) == 0.77 and round(100 * 0.05 * 0.95**4, 2) == 4.07
assert abs((hidden == 0).all(axis=1).mean() - 0.95**5) < 0.02
peaks = [curve(np.linspace(angle - 0.1, angle + 0.1, 41)).max() for angle in angles]
assert 0.035 < min(peaks) and max(peaks) < 0.047
at_features, between = curve(angles), curve(angles + np.radians(36))
assert at_features.min() > 10 * between.max()
print("resonance at the features, at least", f"{at_features.min():.3f};", "half-way between, at most",
      f"{between.max():.3f}")

# %% [markdown]
# Is the pentagon tied to the two neurons? Turn the whole model by 20 degrees: the outputs do not change, the curve
# moves along.

# %%
R = plane_rotation(first_neuron, second_neuron, np.radians(20))
turned = exact_spotlight_curve(hidden @ R.T, first_neuron, second_neuron, 0.99)
thetas = np.radians(np.arange(0.25, 360, 0.5))
assert np.allclose((R @ W).T @ (R @ W), W.T @ W)
assert np.abs(turned(thetas + np.radians(20)) - curve(thetas)).max() < 2 / len(hidden)
print("same outputs, curve shifted by 20 degrees")

# %% [markdown]
# So the neurons are nothing special here: this basis is **not privileged**. An activation function between the layers
# would change that (lessons 8 and 16).
#
# ## Exercises
#
# `srm-ref lesson 1 --check` copies the exercises to `answers/01.py` and checks them there.
#
# 1. The forward pass, by hand.
# 2. The shadow that one feature casts on another.
# 3. The resonance at one angle, as a loop.
# 4. Count the peaks of a curve.
# 5. Open: five features at once, where they are more frequent.
#
# ## Remember
#
# - **Superposition**: more features than dimensions; sparsity pays for it, the ReLU cleans up.
# - **Privileged basis**: directions that something in the network treats unlike others. A linear layer has none.
# - **Resonance**: the share of activations in a cone; its curve over a full turn shows where they gather.
#
# ## What this does not show
#
# - That real networks do this: a toy shows that something can happen, and how.
# - That descent always finds the pentagon: one of the eight starts did not. The best of several is kept throughout this
#   course.
# - That peaks are features: activations gather for many reasons (lesson 7 asks which peaks are real).
#
# ## In the papers
#
# Throughout, TMS is *Toy Models of Superposition* (Elhage et al., 2022, [arXiv
# 2209.10652](https://arxiv.org/abs/2209.10652)) and SRM *The Spotlight Resonance Method* (Bird, 2025, [arXiv
# 2505.13471](https://arxiv.org/abs/2505.13471)). Which section of which paper is in which lesson, function and test:
# [the papers, line by line](../papers.md). Here: TMS, "Introduction" (five features in two dimensions) and "The
# Geometry of Superposition"; SRM, the probe and its resonance, of which only the abstract, the beginning of the
# introduction and the author's public code could be read for this course.
