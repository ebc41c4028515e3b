# %% [markdown]
# # 23. Few data: data points in superposition, and double descent
#
# **Objectives.** Say what a toy model stores when its data are few; prove that two hidden numbers can recall any number
# of data points that share no feature, and at which price in length; read a test loss that gets worse with more data,
# and know what makes it.
#
# **Prerequisites.** Lessons 13 and 14.
#
# **Minutes.** 30 to read, 40 for the exercises.
#
# ## Question
#
# So far every training step had fresh samples, as if data never ended. Real data end. A model that sees the same few
# points again and again may learn them by heart. How does a toy model do that with two hidden numbers, and what does it
# store then: features, or data points?

# %%
import numpy as np

from srm_ref.course import show, source
from srm_ref.experiments.shared.few_points import evenness, fit_points, recall_length
from srm_ref.experiments.shared.restarts import train_restarts
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.superposition import MODELS, feature_variance, population_loss, sample_features
from srm_ref.superposition.measures import feature_dimensionality, feature_norms
from srm_ref.superposition.polytopes import polygon

model, DENSITY = MODELS["relu_output"], 0.15

# %% [markdown]
# ## Picture
#
# Two trainings with two hidden numbers. On the left six data points, each with about four of a hundred features, all of
# length 1, the same six in every step. On the right 300 data points of eight features, with density 0.15, also the same
# in every step. Above, the hidden vectors $h = W x$ of the data points; below, the columns of $W$, that is, the
# features.
#
# **What do you expect?** In which of the four pictures will the arrows lie evenly round a circle? How many features
# will the model on the right keep? Predict `n_stored`.

# %%
rng = np.random.default_rng(2)
drawn = sample_features(60, 100, 0.96, rng)
six = drawn[drawn.any(axis=1)][:6]
six = six / np.linalg.norm(six, axis=1, keepdims=True)
many = sample_features(300, 8, 1 - DENSITY, rng)
fits = [fit_points(np.repeat(points[np.newaxis], 8, axis=0), 2, n_steps=2000, rng=rng) for points in (six, many)]
(W_six, bias_six), (W_many, _) = [(parameters["W"][np.argmin(losses)], parameters["bias"][np.argmin(losses)])
                                  for parameters, losses in fits]
figure, axes = new_figure(2, 2, width=8, height=7.6)
for column, (W, points, name) in enumerate(((W_six, six, "six data points"), (W_many, many, "300 data points"))):
    for row, (arrows, what) in enumerate(((W @ points.T, "hidden vectors"), (W, "columns of W"))):
        reach = 1.25 * feature_norms(arrows).max()
        draw_columns(arrows, reach=reach, names=arrows.shape[1] < 10, ax=axes[row, column])
        axes[row, column].set_title(f"{name}: {what}", fontsize="medium")
show(figure, "23_points_or_features",
     "Four planes of arrows. Six data points: their hidden vectors lie evenly round a circle, columns of W of all "
     "lengths are bundled along the same six directions. 300 data points: hidden vectors everywhere, five columns of W "
     "form a pentagon.")
n_stored = int((feature_norms(W_many) > 0.5).sum())
print(f"six points: narrowest angle {evenness(W_six @ six.T):.2f} of a hexagon's; 300: {n_stored} features stored")

# %%
assert evenness(W_six @ six.T) > 0.7 and n_stored == 5
assert evenness(W_many[:, feature_norms(W_many) > 0.5]) > 0.8 and evenness(W_many @ many[many.any(axis=1)].T) < 0.01

# %% [markdown]
# Six data points form a nearly regular hexagon in hidden space. The columns of $W$ lie in bundles along it, all
# features of a point together, some long and some short: whoever looks at features alone sees no order. From 300 points
# the model learns what it learned in lesson 1: a pentagon of features.
#
# ## Definition
#
# - The **training loss** of $N$ fixed data points $x_1, \dots, x_N$ is
#   $L_N = \frac{1}{N} \sum_s \lvert x_s - y_s \rvert^2$, $y_s$ the answer to $x_s$; all importances are 1.
# - The **test loss** is the mean over all data that there can be. Usually it is estimated on points kept aside. Here
#   it is the exact loss $L$ of lesson 13, without an error of estimation.
# - A data point is **memorised** if the answer to it is right although it is not for other data.
# - **Double descent**: with more data the test loss falls, rises, and falls again.
#
# The scale for both losses is the best constant answer, the mean of every feature, which looks at no input: it loses
# the variance $n v$ with $v = p/3 - p^2/4$ (lesson 11).
#
# ## Derivation
#
# **1. Training loss flatters.** For weights chosen beforehand, $L_N$ is a mean of $N$ independent terms and has the
# expectation $L$. But training chooses the weights after the points are drawn. Let $\theta$ be all weights and biases,
# $\theta_N$ the best ones for the points at hand, $\theta^\ast$ the best ones for all data. For every draw
# $L_N(\theta_N) \le L_N(\theta^\ast)$, since $\theta_N$ is best for the points. Take the mean over draws:
#
# $$\mathbb{E} L_N(\theta_N) \le \mathbb{E} L_N(\theta^\ast) = L(\theta^\ast) \le L(\theta_N) .$$
#
# In the mean the training loss lies below the least test loss there is, and every test loss lies above it.
#
# **2. Points that share no feature.** Let $\lvert x_s \rvert = 1$ and let no two points have a feature in common.
# Choose any hidden vectors $h_s$ and a number $\beta$, and set
#
# $$W = \sum_s h_s x_s^T, \qquad b = -\beta \sum_s x_s .$$
#
# Points without a common feature are orthogonal, so $W x_s = h_s$: each point has the hidden vector it was given. The
# output before the ReLU is $W^T h_s + b = \sum_r (h_r \cdot h_s - \beta) x_r$. Each feature belongs to one point only
# and $x_r \ge 0$, so the ReLU acts on each bracket by itself:
#
# $$y_s = \sum_r \mathrm{relu}(h_r \cdot h_s - \beta) x_r .$$
#
# This is $x_s$ itself if $\lvert h_s \rvert^2 - \beta = 1$ and $h_r \cdot h_s \le \beta$ for all $r \ne s$.
#
# **3. A polygon recalls them all.** Put the $h_s$ on a circle of radius $\rho$ at equal angles $2 \pi / N$. The first
# condition says $\beta = \rho^2 - 1$; the second is hardest for neighbours, $\rho^2 \cos(2 \pi / N) \le \rho^2 - 1$:
#
# $$\rho^2 \ge \frac{1}{1 - \cos(2 \pi / N)} .$$
#
# So **two hidden numbers recall any number of such points, without error**. For four points $\rho = 1$ and $\beta = 0$,
# two antipodal pairs; for six $\rho^2 = 2$ and $\beta = 1$. For many points $1 - \cos u \approx u^2 / 2$, so $\rho$
# grows like $N / (\pi \sqrt 2)$, and $\lvert W \rvert_F^2 = N \rho^2$ like $N^3 / (2 \pi^2)$. That is the price, and
# weight decay makes the model pay it.
#
# **4. Why features cannot do this.** Nothing here asked whether $x_s$ is a data point or a direction. But a point
# always comes alone and always with the same size, and both were needed. A feature comes with any size $t$ in
# $(0, 1]$: alone it is answered by $\mathrm{relu}(\rho^2 t - \beta)$, which is $t$ at $t = 1$ only, unless
# $\beta = 0$ and $\rho = 1$; and then at most four features fit (lesson 14, step 7). And two features come together at
# times, points never. Henighan et al. therefore see a single data point as a feature that is as sparse as can be.
#
# **5. Shares.** The share of a dimension that data point $s$ has is lesson 14's formula, applied to the hidden vectors
# as columns: $D_s = \lvert h_s \rvert^2 / \sum_r (\hat h_s \cdot h_r)^2$. A regular polygon is a tight frame: each has
# $2/N$.

# %%
for N in (4, 6, 8, 12):
    X = np.kron(np.eye(N), [0.6, 0.8])  # (N, 2 N): two features of its own for each point
    radius = recall_length(N)
    by_hand = {"W": radius * polygon(N) @ X, "bias": -(radius**2 - 1) * X.sum(axis=0)}
    longer, shorter = ({"W": factor * by_hand["W"], "bias": -((factor * radius)**2 - 1) * X.sum(axis=0)}
                       for factor in (1.1, 0.95))
    assert model.loss(by_hand, X, np.ones(2 * N)) < 1e-25 and model.loss(longer, X, np.ones(2 * N)) < 1e-25
    assert model.loss(shorter, X, np.ones(2 * N)) > 1e-4
    assert np.isclose((by_hand["W"]**2).sum(), N * radius**2)
    assert np.allclose(feature_dimensionality(model.hidden(by_hand, X).T), 2 / N)
    print(f"{N:2} points: radius {radius:.2f}, weights' squares {(by_hand['W']**2).sum():6.1f}, shares {2 / N:.2f}")
assert np.isclose(recall_length(4), 1) and np.isclose(recall_length(6)**2, 2)
assert abs(recall_length(1000) * np.pi * np.sqrt(2) / 1000 - 1) < 1e-5

# %% [markdown]
# **6. What such a model answers to other data.** Sums of data points with weights that are not negative,
# nothing else: $y$ is made of the $x_r$. If only one feature of a point is active, with size $t$, the hidden vector is
# $t x_{si} h_s$, and the model answers as if it had seen a piece of the whole point. Here is the exact test loss of the
# model of step 2, over that of the best constant, for points of two features each:

# %%
of_polygons = []
for N in (3, 4, 5, 6):
    X = np.kron(np.eye(N), [0.6, 0.8])
    radius = recall_length(N)
    by_hand = {"W": radius * polygon(N) @ X, "bias": -(radius**2 - 1) * X.sum(axis=0)}
    constant = 2 * N * feature_variance(1 - DENSITY)
    of_polygons.append(float(population_loss(by_hand, np.ones(2 * N), 1 - DENSITY) / constant))
    print(f"{N} points recalled without error: test loss {of_polygons[-1]:.2f} of the best constant's")

# %% [markdown]
# A training loss of 0 says nothing about the test loss, and here the two are far apart. How far, and why it is not
# always so bad, is the next figure's matter.
#
# ## In the package
#
# `srm_ref/experiments/shared/few_points.py` trains on fixed points, all of them in every step: the sample that `train`
# asks for is always the same. The radius is that of step 3.

# %%
print(source(fit_points))
print(source(recall_length))

# %% [markdown]
# ## Check
#
# Sizes of data sets from 3 to 200 points, of eight features with density 0.15, sixteen data sets each. The points are
# taken as they are drawn, and may share features. The test loss is exact. Of sixteen numbers, some of which are huge,
# the geometric mean is drawn. The second curve has a hundred times the weight decay.
#
# **What do you expect?** Will the test loss fall with every step to the right? Which of the two decays is better where?

# %%
SIZES, N_SETS, CONSTANT = (3, 5, 8, 12, 16, 20, 30, 60, 200), 16, 8 * feature_variance(1 - DENSITY)


def tested(decay):
    """Return training and exact test losses, over the best constant's, of every data set of every size."""
    rows = []
    for size in SIZES:
        rng = np.random.default_rng(size)  # the same data and starts for both decays
        points = sample_features(N_SETS * size, 8, 1 - DENSITY, rng).reshape(N_SETS, size, 8)
        parameters, losses = fit_points(points, 2, n_steps=2000, rng=rng, decay=decay)
        rows.append((losses / CONSTANT, population_loss(parameters, np.ones(8), 1 - DENSITY) / CONSTANT))
    return np.array(rows).transpose(1, 0, 2)  # (2, n_sizes, N_SETS)


learnt, weak = tested(0.01)
_, strong = tested(1.0)
ends = train_restarts(lambda rng: sample_features(512, 8, 1 - DENSITY, rng), np.ones((1, 8)), 2, 12, n_steps=1000,
                      rng=np.random.default_rng(0))
least = population_loss(ends, np.ones(8), 1 - DENSITY).min() / CONSTANT  # of twelve, with new data in every step
curves = {"test, decay 0.01": np.exp(np.log(weak).mean(axis=1)), "test, decay 1": np.exp(np.log(strong).mean(axis=1)),
          "training, decay 0.01": np.median(learnt, axis=1)}
figure, axes = new_figure(1, 1, width=7.5, height=4.4)
for k, (name, values) in enumerate(curves.items()):
    axes[0, 0].plot(SIZES, values, color=style(k).colour, linestyle=style(k).line, marker=style(k).marker, label=name)
axes[0, 0].axhline(1, color="black", linewidth=0.8, linestyle=":", label="the best constant")
axes[0, 0].axhline(least, color="grey", linewidth=0.8, label="test, lowest found with new data")
axes[0, 0].set(xscale="log", xlabel="data points", ylabel="loss / loss of the best constant", xticks=SIZES,
               xticklabels=SIZES)
axes[0, 0].minorticks_off()
legend(axes[0, 0])
show(figure, "23_double_descent",
     "Loss over the number of data points. Training loss rises from 0. Test loss with little decay first stays below "
     "the constant's, rises above it at 12 to 20 points and falls to the least loss at 200; with strong decay it only "
     "falls.")
one, two, _ = curves.values()
for name, values in curves.items():
    print(f"{name:21}", " ".join(f"{value:5.2f}" for value in values))
print(f"lowest exact loss found with new data in every step: {least:.2f}; worse than the constant at 12 points: "
      f"{(weak[SIZES.index(12)] > 1).sum()} of {N_SETS}, at 200: {(weak[-1] > 1).sum()}")

# %%
assert one[SIZES.index(12)] > 1.5 * one[SIZES.index(8)] and one[SIZES.index(12)] > 1.5 > 0.8 > one[SIZES.index(5)]
assert np.all(np.diff(two) < 0.005) and one[-1] < 1.1 * least and 0.51 < least < 0.52
assert (np.diff(curves["training, decay 0.01"]) > -1e-3).all() and curves["training, decay 0.01"][:2].max() < 0.01
assert (weak[SIZES.index(12)] > 1).sum() > 8 and (weak[-1] > 1).sum() == 0
assert of_polygons[0] > 1 and np.all(np.diff(of_polygons[1:]) > 0.1) and max(of_polygons[1:]) < 1
assert np.median(learnt[:, :], axis=1)[-1] < least < weak[-1].min()  # step 1

# %% [markdown]
# Read the upper curve from left to right.
#
# - **3 and 5 points** are recalled: training loss is nearly 0. The test loss falls from the first to the second.
# - **About 12 points** the model still tries to hold points, and can no longer. It needs long vectors for it (step 3),
#   and with long vectors it errs greatly on what it has not seen: most models are now worse than an answer that looks
#   at no input.
# - **From 60 points on** there are too many to be held, and features are what is left. Training and test loss approach
#   each other, one from below, one from above, as step 1 demands of their means.
#
# With a hundred times the decay, long vectors are too dear. The bump is gone, and at 12 points the same data give a far
# better model: nothing was wrong with the data. That decay removes the bump, and that more steps make it larger, was
# found by Henighan et al. in models with four hidden numbers. `srm-ref reproduce finite_data` judges both, and their
# other sentences.
#
# ## Exercises
#
# `srm-ref lesson 23 --check` copies the exercises to `answers/23.py` and checks them there.
#
# 1. The radius of step 3.
# 2. Shares of data points.
# 3. Which points are recalled?
# 4. Seven points in two numbers.
#
# ## Remember
#
# - Trained on few data points, a toy model stores points, not features; look at the hidden vectors of the points.
# - Points that share no feature are recalled from two hidden numbers, however many: they come alone and with one size.
#   The price is length, $\rho^2 = 1 / (1 - \cos(2 \pi / N))$.
# - Between points and features the test loss may rise with more data. A training loss of 0 promises nothing.
#
# ## What this does not show
#
# - That data sets of other models behave so: eight features, one density, one way to train. The bump's height depends
#   on the steps and on the decay, and single models differ much.
# - That the model at the bump is stuck between two stores: we saw a training loss above 0, long weights and a bad test
#   loss, and nothing of what the hidden vectors do there.
# - That regular polygons are the only way to recall: any hidden vectors that satisfy step 2 do, and the six points of
#   the picture share features.
#
# ## In the papers
#
# T. Henighan, S. Carter, T. Hume, N. Elhage, R. Lasenby, S. Fort, N. Schiefer and C. Olah, "Superposition,
# Memorization, and Double Descent", Transformer Circuits Thread (2023): polygons of data points, both regimes, double
# descent; 10 000 features, points of length 1, 50 000 steps. Steps 1 to 3 and 6 are this course's, as is the exact test
# loss.
