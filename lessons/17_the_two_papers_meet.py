# %% [markdown]
# # 17. The two papers meet: the spotlight on the toy models
#
# **Objectives.** Put the spotlight on models whose inside you know completely; predict each curve before you draw it;
# say which basis a toy model has, and what the spotlight can and cannot see of superposition.
#
# **Prerequisites.** Lessons 7, 14 and 16.
#
# **Minutes.** 55 to read, 60 for the exercises.
#
# ## Question
#
# In lesson 10 the spotlight looked at networks whose inside is unknown. In a toy model everything is known: which
# features there are, where they point, how they disturb each other. Does the spotlight find what is there, and nothing
# else? We know of no publication that has looked. So every expectation is derived below, before it is compared with a
# measurement.

# %%

import numpy as np

from srm_ref import basis_rotation_test, harmonic, mass, plane_rotation, spotlight_curve, spotlight_resonance
from srm_ref.course import animate, show, source
from srm_ref.descent import SGD, Adam, AdamW, cosine
from srm_ref.experiments.shared.toy_spotlight import hidden_activations, ks_critical, ks_distance, train_models
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.figures.distributions import draw_p_values
from srm_ref.spotlight.arcs import full_turn
from srm_ref.superposition import (MODELS, feature_norms, geometric_importance, population_loss,
                                   population_loss_and_gradient, sample_features)

# %% [markdown]
# ## Picture
#
# A toy model's hidden layer is a stage with $n$ performers in $m$ dimensions. A sample lets a few of them act, and the
# activation $h$ is the sum of their arrows. When features are few and sparse, a sample that is not empty mostly has one
# of them, and $h$ lies **exactly** along its arrow, long or short. A beam that turns once around must flash at the
# arrows. It has no reason to flash at the axes that are drawn on the floor, unless a ReLU made the performers stand
# there.
#
# ## Definition
#
# Three bases may be asked about: the **neurons** $e_1, \dots, e_m$; the **features** $\hat W_1, \dots, \hat W_n$ with
# $\hat W_i = W_i / \lvert W_i \rvert$, more than dimensions and oblique; and, for comparison, **rotations** of either.
# Three clouds may be looked at:
#
# - the **data**: $h = W x$, or $\mathrm{relu}(W x)$, for features of the density $p$ at which the model was trained;
#   $x = 0$ gives $h = 0$, in no spotlight;
# - **lone features**: the samples with one active feature;
# - the **codes**: one activation per feature, $W e_i$, or $\mathrm{relu}(W e_i)$. They show the model without the data.
#
# Three things are called p: $p$ alone is the density of the features, $p(\theta)$ the probe, and p-values are called
# p-values.
#
# ## Derivation
#
# **1. Turning the model turns the curve.** Let $R$ be the rotation by $\alpha$ in the plane of neurons 0 and 1. The
# model $R W$ computes what $W$ does (lesson 16). Its activations are $R h$. Rotations keep cosines, and $R^T$ turns the
# probe back, $R^T p(\theta) = p(\theta - \alpha)$:
#
# $$\cos(R h, p(\theta)) = \cos(h, R^T p(\theta)) = \cos(h, p(\theta - \alpha)) \quad \text{so} \quad
# f_{R W}(\theta) = f_W(\theta - \alpha) .$$
#
# The same function in and out, another curve. No single curve in the neuron basis of such a model can mean anything.
#
# **2. The rotation test must say so.** After training by gradient descent, $W$ is distributed as $O W$ for every
# orthogonal $O$ (lesson 16); let $O$ be a random rotation, independent of all else. Write $T(H, B)$ for the statistic
# of the cloud $H$ in the basis $B$. The test's value is $T(H O^T, \mathrm{Id}) = T(H, O)$: turning the cloud is turning
# the basis back. Its null values are $T(H, R_i O)$ with random $R_i$, and $R_i O$ are random rotations again,
# independent of $O$. So, for given $H$, value and null are alike and independent: exchangeable, and the p-value is
# **uniform over seeds**. With Adam there is no such proof.
#
# **3. The curve of a polygon.** Let all $W_i$ have one length and stand at the angles $\varphi_i$ of a plane;
# $w = \arccos \varepsilon$.
#
# - Only $i$ active, probability $P_1 = p (1 - p)^{n - 1}$ each: lit where $\lvert \theta - \varphi_i \rvert \le w$.
#   Plateaus of height $P_1$, width $2 w$.
# - $i$ and $j$ active, $P_2 = p^2 (1 - p)^{n - 2}$, at an angle $\gamma < \pi$ to each other: $h = u W_i + v W_j$ with
#   $u$, $v$ uniform on $[0, 1]$. At which angle $\beta$ from $i$ does it lie? Its part across the direction $\beta$ is
#   zero: $u \sin \beta = v \sin(\gamma - \beta)$. So it lies within $\beta$ of $i$ if $v / u \le t$ with
#   $t = \sin \beta / \sin(\gamma - \beta)$. For $t \le 1$ that is a triangle of the unit square with area $t / 2$; for
#   $t \ge 1$ all but a triangle of area $1 / (2 t)$. The share within $\beta$ of $i$ is called $F_\gamma(\beta)$,
#   below.
# - Three and more active: probability of order $p^3$; left out.
#
# $$F_\gamma(\beta) = \frac{t}{2} \quad (t \le 1), \qquad F_\gamma(\beta) = 1 - \frac{1}{2 t} \quad (t \ge 1),
# \qquad 0 < \beta < \gamma,$$
#
# and 0 before, 1 after. A beam at $\theta$ lights $F_\gamma(\beta + w) - F_\gamma(\beta - w)$ of the pair's samples,
# $\beta$ being the beam's angle, counted from $i$ towards $j$. (Of an antipodal pair, $\gamma = 180$ degrees, half the
# samples lie along $i$, where $u > v$, half along $j$.) Together, $[ \dots ]$ being 1 where it is true and 0 elsewhere:
#
# $$f(\theta) = P_1 \sum_i \left[ \lvert \theta - \varphi_i \rvert \le w \right] +
# P_2 \sum_{i < j} \left( F_\gamma(\beta + w) - F_\gamma(\beta - w) \right) + O(p^3) .$$
#
# By hand, for the pentagon at $p = 0.05$, $\varepsilon = 0.99$, so $w = 8.11$ degrees, at $\theta = 0$, on feature 0.
# $P_1 = 0.05 \cdot 0.95^4 = 0.0407$. Pairs with feature 0: two at $\gamma = 72$ degrees, each
# $F(w) = \frac12 \sin(w) / \sin(72^\circ - w) = 0.0785$; two at 144, each $0.1013$. Pairs without it: neighbours 1 and
# 4 are 144 degrees apart with feature 0 in the middle: $1 - 2 F_{144}(72^\circ - w) = 0.0885$. Together $0.448$, times
# $P_2 = 0.0021$: $0.0010$. So $f(0) = 0.0417$, nearly all of it lone features.

# %%
def share_up_to(beta, gamma):
    """Return F: the share of u W_i + v W_j within the angle beta of i."""
    inside = np.clip(beta, 1e-12, gamma - 1e-12)
    t = np.sin(inside) / np.sin(gamma - inside)
    return np.where(beta <= 0, 0.0, np.where(beta >= gamma, 1.0, np.where(t <= 1, t / 2, 1 - 1 / (2 * t))))


def polygon_curve(thetas, feature_angles, p, epsilon):
    """Return what one and two active features contribute to the curve."""
    n, w = len(feature_angles), np.arccos(epsilon)
    apart = np.angle(np.exp(1j * (thetas[:, None] - feature_angles)))  # (n_angles, n), in (-pi, pi]
    curve = p * (1 - p) ** (n - 1) * (np.abs(apart) <= w).sum(axis=1)
    for i in range(n):
        for j in range(i):
            gamma = np.angle(np.exp(1j * (feature_angles[j] - feature_angles[i])))
            if np.pi - abs(gamma) < 1e-3:  # antipodal: along i or along j, half and half
                share = (np.abs(apart[:, [i, j]]) <= w).mean(axis=1)
            else:
                middle = np.angle(np.exp(1j * (thetas - feature_angles[i] - gamma / 2)))  # no jump inside the sector
                beta = abs(gamma) / 2 + np.sign(gamma) * middle
                share = share_up_to(beta + w, abs(gamma)) - share_up_to(beta - w, abs(gamma))
            curve = curve + p**2 * (1 - p) ** (n - 2) * share
    return curve


P, EPSILON = 0.05, 0.99
w, corner = np.arccos(EPSILON), np.radians(72)
by_hand = [P * (1 - P) ** 4, share_up_to(w, corner), share_up_to(w, 2 * corner),
           1 - 2 * share_up_to(corner - w, 2 * corner)]
assert np.round(np.degrees(w), 2) == 8.11 and np.round(by_hand, 4).tolist() == [0.0407, 0.0785, 0.1013, 0.0885]
both = 2 * by_hand[1] + 2 * by_hand[2] + by_hand[3]
peak = by_hand[0] + P**2 * (1 - P) ** 3 * both
assert (round(both, 3), round(P**2 * (1 - P) ** 3, 4)) == (0.448, 0.0021)
assert (round(P**2 * (1 - P) ** 3 * both, 4), round(peak, 4)) == (0.001, 0.0417)
assert abs(polygon_curve(np.zeros(1), corner * np.arange(5), P, EPSILON)[0] - peak) < 1e-12
beta_test = np.random.default_rng(0).random((100_000, 2))  # u and v
direction = np.arctan2(beta_test[:, 1] * np.sin(corner), beta_test[:, 0] + beta_test[:, 1] * np.cos(corner))
assert all(abs((direction <= beta).mean() - share_up_to(beta, corner)) < 0.006 for beta in np.radians([10, 36, 60]))

# %% [markdown]
# **4. Codes and neurons.** Take $m = 5$ neurons and $\varepsilon = 0.9$, $w = \arccos 0.9 = 25.8$ degrees. A code on
# one neuron's axis lies in every plane of that neuron, $m - 1$ of them, at $\varphi = 0$ or 90 degrees: arcs of half
# width $w$, $\cos 4 \varphi = 1$. A code half-way between two neurons lies in one plane, at 45 degrees,
# $\cos 4 \varphi = -1$; in planes of one of the two, $r = 1 / \sqrt 2 = 0.71 < 0.9$: dark. With $N_1$ codes of the
# first kind and $N_2$ of the second, lesson 7's harmonic, $\mathrm{Re}(c_4) / c_0$ with the sums running over all lit
# pairs of a code and a plane, is
#
# $$\frac{\sum \sin(4 w) \cos(4 \varphi)}{4 \sum w} = \frac{\sin 4 w}{4 w} \cdot
# \frac{(m - 1) N_1 - N_2}{(m - 1) N_1 + N_2}, \qquad \frac{\sin 4 w}{4 w} = 0.539 .$$
#
# Monosemantic neurons: $+0.54$. And five neurons have ten pairs, room for ten features that are a pair of neurons each:
# $-0.54$. (The sign may be read because $\varepsilon = 0.9$ is above $1/\sqrt 2 = 0.707$; at a smaller $\varepsilon$ it
# does not tell the two apart, lesson 7.) So we expect the harmonic of the codes to **change its sign** as features
# become sparse. The data should say less: dense data mix seven of ten features. And where $W x$ is never negative the
# hidden ReLU is idle and the neurons need not be special (lesson 16): so at $p = 1$ we expect little.
#
# **5. The plane of two features.** Does a pair that interferes resonate? Let
# $g = \hat W_i \cdot \hat W_j = \cos \gamma$. In their plane, lone features $i$ and $j$ light arcs of half width $w$
# around 0 and $\gamma$. The mean of the curve over a turn is the sum of $w / \pi$ over arcs: **where the arcs lie does
# not matter**. If both are active, $h$ lies in the plane as well, at some angle between: again half width $w$. All
# samples in which some of the two, and no other feature, are active contribute to the mass
#
# $$\frac{w}{\pi} (1 - p)^{n - 2} \left( 1 - (1 - p)^2 \right),$$
#
# whatever $g$ is. A lone third feature $k$ is lit if it leans little out of the plane. From
# $q = (g_{jk} - g g_{ik}) / \sqrt{1 - g^2}$ (lesson 6), its part in the plane is
#
# $$r_k^2 = g_{ik}^2 + q^2 = \frac{g_{ik}^2 + g_{jk}^2 - 2 g g_{ik} g_{jk}}{1 - g^2},$$
#
# with the arc $\arccos(\varepsilon / r_k)$ where $r_k \ge \varepsilon$: this depends on the third feature's place, and
# not in one direction on $g$. So there is no reason to expect **any** relation between a pair's interference $g^2$ and
# its mass. A tempting idea ("features that interfere resonate") has nothing to stand on, before anything is measured.
#
# **6. What does see interference: the width of the cone.** Hold the beam still, on feature $i$, and let $\varepsilon$
# fall from 1 to $-1$. A lone feature $k$ is lit when $\hat W_i \cdot \hat W_k \ge \varepsilon$. So
#
# $$f_i(\varepsilon) = P_1 \cdot \lvert \lbrace k : g_{ik} \ge \varepsilon \rbrace \rvert + O(p^2):$$
#
# a staircase whose steps stand **at the cosines themselves**. In the pentagon: $P_1$ from $\varepsilon = 1$ down,
# $3 P_1$ below $\cos 72^\circ = 0.309$, $5 P_1$ below $\cos 144^\circ = -0.809$. The cosines of feature 0 with all
# others, read off activations alone.
#
# ## In the package
#
# `srm_ref/experiments/shared/toy_spotlight.py` trains many models at once and reads their hidden layers; all else is
# lessons 5 to 7.

# %%
print(source(hidden_activations))

# %% [markdown]
# ## Check
#
# **(a) ReLU output models.** Polygons first: three, four and five equal features in two dimensions, $p = 0.05$, by
# descent on the exact loss (lesson 13).
#
# **What do you expect?** Do three features form a triangle? Predict `three_features`.

# %%
def fitted(n_features):
    """Return W and bias of lowest exact loss of eight starts."""
    parameters = MODELS["relu_output"].initial_parameters(n_features, 2, np.random.default_rng(0), n_instances=8)
    optimiser, n_steps = Adam(0.05), 400
    state = optimiser.initial_state(parameters)
    for step in range(n_steps):
        losses, gradients = population_loss_and_gradient(parameters, np.ones(n_features), 1 - P)
        optimiser.update(parameters, gradients, state, cosine(step, n_steps))
    return {key: value[int(np.argmin(losses))] for key, value in parameters.items()}


thetas, polygons = full_turn(720), {n: fitted(n) for n in (3, 4, 5)}
clouds = {n: MODELS["relu_output"].hidden(model, sample_features(100_000, n, 1 - P, np.random.default_rng(n)))
          for n, model in polygons.items()}
figure, axes = new_figure(1, 3, width=12, height=3.4, share_y=True)
for ax, (n, model) in zip(axes[0], polygons.items()):
    first = model["W"][:, 0] / np.linalg.norm(model["W"][:, 0])
    across, lengths = np.array([-first[1], first[0]]), np.linalg.norm(model["W"], axis=0)
    assert lengths.max() / lengths.min() < 1.01  # step 3 wants one length
    angles = np.mod(np.arctan2(across @ model["W"], first @ model["W"]), 2 * np.pi)
    measured = spotlight_curve(clouds[n], first, across, EPSILON, thetas)
    expected = polygon_curve(thetas, angles, P, EPSILON)
    edge = np.abs(np.abs(np.angle(np.exp(1j * (thetas[:, None] - angles)))) - w).min(axis=1) < 0.02  # beside the jumps
    assert np.abs(measured - expected)[~edge].max() < 0.003
    draw_resonance_curve(thetas, measured, label="100,000 samples", ax=ax)
    draw_resonance_curve(thetas, expected, label="derived", index=1, ax=ax)
    ax.set_title(f"{n} features", fontsize="medium")
    gaps = np.sort(np.diff(np.sort(np.append(angles, 2 * np.pi + angles.min()))))
    print(f"{n} features, degrees from one to the next: {np.round(np.degrees(gaps)).astype(int).tolist()}; "
          f"measured = derived to 0.003, away from jumps: {bool(np.abs(measured - expected)[~edge].max() < 0.003)}")
    if n > 3:
        ax.set_ylabel("")
        ax.get_legend().remove()
axes[0, 0].set_ylim(0, 0.062)
show(figure, "17_polygons",
     "Resonance curves of models with three, four and five features in two dimensions: narrow plateaus at three of "
     "four right angles, at four right angles, and every 72 degrees; the derived curve lies on the measured one.")

# %% [markdown]
# The spotlight shows the polytope, height and all. Three features are no triangle: one antipodal pair and one alone, at
# right angles, which loses less. (With $b = 0$ and lengths 1 the pair loses, when both are active, the smaller value at
# both outputs, mean square $\frac16$ each: $p^2 / 3$ in all. The triangle's loss, $3 p^2 / 8 + p^3 / 8$, is not derived
# here, only compared with the exact loss.)
#
# Now turn the pentagon. The features take the curve along; the loss does not notice. The same turn of a ReLU **hidden**
# model would change its outputs.

# %%
pentagon, half_turned = polygons[5], plane_rotation([1, 0], [0, 1], np.radians(30))
neurons = np.eye(2)
curve = spotlight_curve(clouds[5], neurons[0], neurons[1], EPSILON, thetas)
turned_curve = spotlight_curve(clouds[5] @ half_turned.T, neurons[0], neurons[1], EPSILON, thetas)
triangle = {"W": np.array([np.cos(2 * np.pi * np.arange(3) / 3), np.sin(2 * np.pi * np.arange(3) / 3)]),
            "bias": np.zeros(3)}
digon = {"W": np.array([[1.0, -1, 0], [0, 0, 1]]), "bias": np.zeros(3)}
assert abs(population_loss(triangle, np.ones(3), 1 - P) - (3 * P**2 / 8 + P**3 / 8)) < 1e-12
assert abs(population_loss(digon, np.ones(3), 1 - P) - P**2 / 3) < 1e-12
turned_pentagon = {"W": half_turned @ pentagon["W"], "bias": pentagon["bias"]}
assert np.abs(turned_curve - np.roll(curve, 60)).max() < 1e-4  # 60 steps of half a degree
assert abs(population_loss(turned_pentagon, np.ones(5), 1 - P) - population_loss(pentagon, np.ones(5), 1 - P)) < 1e-12
stage, ((arrows, beside),) = new_figure(1, 2, width=8.4, height=3.2)


def draw_frame(k):
    """Draw the pentagon turned by 3 k degrees, and its curve."""
    turn = plane_rotation([1, 0], [0, 1], np.radians(3 * k))
    for ax in (arrows, beside):
        ax.clear()
    draw_columns(turn @ pentagon["W"], ax=arrows)
    arrows.set(xlabel="neuron 0", ylabel="neuron 1")
    arrows.set_title(f"W turned by {3 * k} degrees; loss 0.0089", fontsize="medium")
    draw_resonance_curve(thetas, np.roll(curve, 6 * k), ax=beside)
    beside.set(ylim=(0, 0.05))
    beside.set_title("curve in the plane of the neurons", fontsize="medium")


draw_frame(0)
assert round(float(population_loss(pentagon, np.ones(5), 1 - P)), 4) == 0.0089
animate(stage, draw_frame, 24, "17_turning",
        "A pentagon of five feature arrows turns; beside it the resonance curve with five peaks moves along with the "
        "arrows, and the loss written above stays 0.0089.", frames_per_second=8)

# %% [markdown]
# Over seeds: twelve features in four dimensions, 40 models each, trained by gradient descent and by Adam. The rotation
# test asks for the neurons (19 rotations, so p-values are 0.05, 0.10, ..., 1). Beside them 40 ReLU hidden models of the
# same sizes: a test that says "nothing" must be able to say "something". How far are 40 p-values from uniform? Take the
# largest gap between the share at or below a level and the level itself (Kolmogorov and Smirnov). If they are uniform
# it exceeds $1.48 / \sqrt{40} = 0.234$ by chance with a probability of 0.025 at most.

# %%
N_SEEDS, KINDS = 40, {"ReLU output, gradient descent": ("relu_output", SGD(0.3, momentum=0.9)),
                      "ReLU output, Adam": ("relu_output", Adam(0.01)),
                      "ReLU hidden, Adam": ("relu_hidden", Adam(0.01))}
p_values, rng = {}, np.random.default_rng(5)
for name, (kind, optimiser) in KINDS.items():
    sparsity = np.full(N_SEEDS, 0.9)
    models = train_models(kind, 12, 4, sparsity, np.ones(12), optimiser, 600, rng, n_samples=128)
    hidden = hidden_activations(kind, models, sparsity, 600, rng)
    tests = [basis_rotation_test(h, np.eye(4), 0.9, 19, rng, arcs=True) for h in hidden]
    p_values[name] = np.array([[test.mass_p_value, test.harmonic_p_value] for test in tests]).T
    far = [ks_distance(row, 20) > ks_critical(N_SEEDS) for row in p_values[name]]
    print(f"{name:30} farther from uniform than chance allows: mass {far[0]}, harmonic {far[1]}")
    assert round(ks_critical(N_SEEDS), 3) == 0.234 == round(1.48 / np.sqrt(40), 3)
    assert far == ([True, True] if kind == "relu_hidden" else [False, False])
    if name == "ReLU output, Adam":  # the same clouds, in the basis of their features
        of_features = np.array([basis_rotation_test(h, W.T, 0.9, 19, rng, arcs=True).mass_p_value
                                for h, W in zip(hidden, models["W"])])
print(f"ReLU output, features as the basis: the smallest possible p-value in nine of ten: "
      f"{bool((of_features < 0.051).mean() > 0.9)}")
assert (of_features < 0.051).mean() > 0.9 and (p_values["ReLU hidden, Adam"][0] < 0.051).mean() > 0.9

# %% [markdown]
# **What do you expect?** If neurons are nothing special to a model, how will the p-values of a test for them be
# distributed over seeds? And if they are?

# %%
figure, axes = new_figure(1, 1, width=6.4, height=3.8)
for k, (name, (of_mass, _)) in enumerate(p_values.items()):
    draw_p_values(of_mass, label=name, index=k, ax=axes[0, 0])
axes[0, 0].set_ylabel("share of 40 seeds at or below")
show(figure, "17_p_values",
     "Distribution of p-values over seeds: those of ReLU output models, by gradient descent and by Adam, follow the "
     "diagonal of uniform ones; those of ReLU hidden models jump to nearly 1 at the smallest p.")

# %% [markdown]
# As derived: uniform after gradient descent. After Adam as well, as far as 40 seeds can tell. The neurons of a ReLU
# hidden layer are found in more than nine models of ten, and so are the features of a ReLU output model, if you know
# them.
#
# **(b) ReLU hidden models.** Ten features of importances $0.75^i$, five neurons, four densities, 24 starts each. Codes:
# of the five models of lowest loss. Data: the rotation test on each of the 24.

# %%
DENSITIES, N_TRIES, relu_hidden = (1.0, 0.7, 0.15, 0.03), 24, MODELS["relu_hidden"]
rng, importance = np.random.default_rng(1), geometric_importance(10, 0.75)
trained = train_models("relu_hidden", 10, 5, 1 - np.repeat(DENSITIES, N_TRIES), importance, AdamW(1e-2), 1200, rng,
                       n_samples=128, std=0.5)
of_codes, found, cut_off, behind = [], [], [], []
for k, p in enumerate(DENSITIES):
    tries = {key: value[k * N_TRIES:(k + 1) * N_TRIES] for key, value in trained.items()}
    losses = relu_hidden.loss(tries, sample_features(20_000, 10, 1 - p, rng), importance)
    best = np.argsort(losses)[:5]
    behind.append(losses[best[4]] / losses[best[0]])
    codes = [np.maximum(W.T[feature_norms(W) > 0.5], 0) for W in tries["W"][best]]  # each (n_represented, 5)
    of_codes.append([harmonic(cloud, np.eye(5), 0.9) for cloud in codes])
    x = sample_features(1000, 10, 1 - p, rng)
    data, before_relu = relu_hidden.hidden(tries, x), x @ tries["W"].swapaxes(1, 2)  # (24, 1000, 5)
    cut_off.append(np.median((np.minimum(before_relu, 0) ** 2).sum(axis=(1, 2)) / (before_relu**2).sum(axis=(1, 2))))
    found.append(np.mean([basis_rotation_test(h, np.eye(5), 0.9, 19, rng, arcs=True).mass_p_value < 0.051
                          for h in data]))
on_two = ((codes[0] > 0.5 * codes[0].max(axis=1, keepdims=True)).sum(axis=1) == 2).mean()  # the best at p = 0.03
assert on_two > 0.5
print(f"harmonic of the best model's codes: {of_codes[1][0]:+.1f} at p = 0.7, {of_codes[3][0]:+.1f} at p = 0.03")

# %% [markdown]
# **What do you expect?** At which density will the codes lie on the neurons, and at which between them? At which will
# the test find the neurons?

# %%
unit = np.sin(4 * np.arccos(0.9)) / (4 * np.arccos(0.9))
assert round(0.5**0.5, 2) == 0.71 and round(unit, 3) == 0.539 and round(float(np.degrees(np.arccos(0.9))), 1) == 25.8
pairs_of_neurons = np.array([np.eye(5)[i] + np.eye(5)[j] for i in range(5) for j in range(i)])
assert abs(harmonic(np.eye(5), np.eye(5), 0.9) - unit) < 1e-12 and len(pairs_of_neurons) == 10
assert abs(harmonic(pairs_of_neurons, np.eye(5), 0.9) + unit) < 1e-12
mixed = np.vstack([np.eye(5)[:2], pairs_of_neurons[:3]])
assert abs(harmonic(mixed, np.eye(5), 0.9) - unit * (4 * 2 - 3) / (4 * 2 + 3)) < 1e-12
assert np.abs(np.array(of_codes[1]) - unit).max() < 0.03 and of_codes[3][0] < -0.3
assert max(cut_off[:2]) < 0.02 and 0.17 < cut_off[2] < 0.33 and 0.42 < cut_off[3] < 0.58
assert max(behind[0], behind[2]) < 1.1 and min(np.ptp(of_codes[0]), np.ptp(of_codes[2])) > 0.15
assert found[0] < 0.15 and 0 < found[1] < 0.5 and min(found[2:]) > 0.6
figure, axes = new_figure(1, 2, width=10, height=3.6)
place = np.arange(4)
for k, label in ((0, "lowest loss"), (slice(1, 5), "next four")):
    look = style(0) if k == 0 else style(3)
    axes[0, 0].plot(place, np.array(of_codes)[:, k], color=look.colour, marker=look.marker, linestyle="none",
                    markersize=9 if k == 0 else 4, label=[label] if k == 0 else [label, None, None, None])
for value, text in ((unit, "one neuron each"), (-unit, "two neurons each")):
    axes[0, 0].axhline(value, color="grey", linewidth=1, linestyle=":")
    axes[0, 0].annotate(text, (-0.35, value), textcoords="offset points", xytext=(0, 4 if value > 0 else -12),
                        fontsize="small")
axes[0, 0].set(ylabel="harmonic of the codes", ylim=(-0.75, 1.0), title="codes")
axes[0, 1].bar(place, found, color=style(1).colour, width=0.6)
axes[0, 1].axhline(0.05, color="black", linewidth=1, linestyle="--", label="by chance")
axes[0, 1].set(ylabel="share of 24 models with $p$-value 0.05", ylim=(0, 1), title="data: neurons found by the test")
for ax in axes[0]:
    legend(ax)
    ax.set(xlabel="density of the features, dense to sparse", xlim=(-0.5, 3.5))
    ax.set_xticks(place, [f"{p:g}" for p in DENSITIES])
show(figure, "17_hidden",
     "Left: the codes' harmonic (epsilon 0.9, above 0.707) at four densities, with dotted lines at plus and minus "
     "0.54; at density 0.7 all five lie on the upper line, at 0.03 the best lies near the lower one. Right: the share "
     "of models whose neurons the test finds is about 0 at density 1 and high at 0.15 and 0.03.")

# %% [markdown]
# At $p = 0.7$ the harmonic is that of five monosemantic neurons, in all of the five best. At $p = 0.03$ that of the
# best is negative: most of its codes are large on two neurons, between the axes. Both ends are **structured along the
# neurons**; the harmonic at $\varepsilon = 0.9$, above 0.707, whose sign says "more on the axes" or "more between
# them", falls as superposition comes, and turns over. At $p = 1$ and at $0.15$ starts whose losses are within a tenth
# of the best differ widely.
#
# The data: at $p = 1$ the test finds the neurons no more often than chance would, at $0.7$ in a minority of models, at
# $0.15$ and $0.03$ in most. The reason is in lesson 16: neurons are privileged to the extent that their ReLUs are used.
# Of the squares of $W x$ the hidden ReLU cuts off less than 2 % at $p = 1$ and $0.7$, about a quarter at $0.15$, about
# half at $0.03$ (medians of the 24 models).
#
# **(c) Pairs of features.** Forty features in ten dimensions, $p = 0.05$, all 780 planes; and the cone's width, on the
# pentagon.

# %%
rng, N, DIMS = np.random.default_rng(0), 40, 10
model = train_models("relu_output", N, DIMS, np.array([1 - P]), np.ones(N), Adam(0.01), 2000, rng, n_samples=1024)
activations = hidden_activations("relu_output", model, np.array([1 - P]), 10_000, rng)[0]
features = model["W"][0].T
resonance = spotlight_resonance(activations, features, 0.8, "combinations")
i, j = resonance.planes.T
directions = features / np.linalg.norm(features, axis=1, keepdims=True)
G, masses = directions @ directions.T, resonance.values.mean(axis=1)
g = G[i, j]


def ranks(values):
    """Return the place of each value in the order of all."""
    return np.argsort(np.argsort(values))


correlation = np.corrcoef(ranks(g**2), ranks(masses))[0, 1]
below, above = masses[g < -0.25].mean(), masses[g > 0.1].mean()
small = bool(abs(correlation) < 0.1)
print(f"{len(g)} pairs: rank correlation of interference and mass less than 0.1 in size: {small}")
assert len(g) == 780 and g.min() < -0.4 and g.max() > 0.1 and abs(correlation) < 0.1 and abs(above / below - 1) < 0.05

# %% [markdown]
# The formula for lone features, exactly: their codes' mass in the plane of a pair, from the cosines alone, against the
# package.

# %%
def lone_mass(G, i, j, epsilon):
    """Return the mass of all lone features, one of each, in the plane (i, j)."""
    r_squared = (G[i] ** 2 + G[j] ** 2 - 2 * G[i, j] * G[i] * G[j]) / (1 - G[i, j] ** 2)
    r = np.sqrt(np.maximum(r_squared, 0))
    return np.where(r >= epsilon, np.arccos(np.minimum(epsilon / np.maximum(r, epsilon), 1)), 0).mean() / np.pi


cloud_of_directions = np.random.default_rng(3).standard_normal((9, 4))
cloud_of_directions /= np.linalg.norm(cloud_of_directions, axis=1, keepdims=True)
own_gram = cloud_of_directions @ cloud_of_directions.T
for a, b in ((0, 1), (2, 7), (5, 3)):
    assert abs(lone_mass(own_gram, a, b, 0.8) - mass(cloud_of_directions, cloud_of_directions[[a, b]], 0.8)) < 1e-9

# %% [markdown]
# **What do you expect?** Will the mean of a curve tell how much two features interfere? And how will the resonance on
# a feature rise as the cone opens?

# %%
epsilons = np.linspace(1, -1, 401)
first = pentagon["W"][:, 0]
other = np.array([-first[1], first[0]])
heights = np.array([spotlight_curve(clouds[5][:20_000], first, other, float(e), np.zeros(1))[0] for e in epsilons])
lone = P * (1 - P) ** 4 * (np.cos(corner * np.arange(5)) >= epsilons[:, None] - 1e-9).sum(axis=1)
for e, steps in ((0.6, 1), (-0.2, 3), (-0.95, 5)):
    at = int(np.abs(epsilons - e).argmin())
    assert round(lone[at] / (P * (1 - P) ** 4)) == steps and abs(heights[at] - lone[at]) < 0.035
assert (round(np.cos(corner), 3), round(np.cos(2 * corner), 3)) == (0.309, -0.809)
figure, axes = new_figure(1, 2, width=10.5, height=3.6)
axes[0, 0].plot(g, masses, linestyle="none", marker=style(0).marker, markersize=3, alpha=0.5, color=style(0).colour)
axes[0, 0].axhline(masses.mean(), color="black", linewidth=1, linestyle=":", label="mean of all pairs")
axes[0, 0].set(xlabel="cosine of the two features", ylabel="mass of their plane", ylim=(0, 1.5 * masses.max()),
               title="780 pairs")
axes[0, 1].step(epsilons, lone, where="post", color=style(1).colour, linestyle=style(1).line,
                label="lone features, derived")
axes[0, 1].plot(epsilons, heights, color=style(0).colour, label="20,000 samples")
axes[0, 1].set(xlabel=r"$\varepsilon$, from narrow to wide", ylabel="resonance on feature 0", xlim=(1, -1),
               title="pentagon: the cone opens")
legend(axes[0, 0])
legend(axes[0, 1])
show(figure, "17_pairs",
     "Left: mass against cosine for 780 pairs of features, in clusters at a few cosines, all at the same height. "
     "Right: resonance on a feature of the pentagon as the cone opens, a staircase with steps at cosines 0.309 and "
     "-0.809, the measured line a little above.")

# %% [markdown]
# Left: the cosines gather in a few groups, and the group above $0.1$ has the same mean mass as those below $-0.25$, to
# 5 %: no relation, as expected. (Derived: the part of the mass in which only the two themselves are active. That the
# rest does not depend on $g$ either is only measured.) Right: the steps stand at $0.309$ and $-0.809$; what lies above
# the staircase comes from samples with two and more active features, and the measured line ends at
# $1 - 0.95^5 = 0.226$: everything that is not zero.

# %%
assert round(1 - 0.95**5, 3) == 0.226 and abs(heights[-1] - 0.226) < 0.01

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 17 --check` copies the exercises to `answers/17.py` and checks them there.
#
# 1. The curve of a turned model, without computing it again.
# 2. Where two active features lie, of unequal lengths.
# 3. The harmonic of codes.
# 4. The mass of lone features in the plane of a pair.
# 5. The staircase: cosines from activations.
# 6. Open: six features that the spotlight takes for three.
#
# ## Remember
#
# - A linear hidden layer: turn $W$ and the curve turns. The rotation test gives uniform p-values for its neurons; its
#   features are found.
# - Where one feature acts alone, $h$ lies on its arrow: plateaus of height $p (1 - p)^{n-1}$ at the polytope's
#   directions.
# - A ReLU hidden layer: codes on the neurons (harmonic above 0 at $\varepsilon = 0.9$, where the sign may be read:
#   0.707 and above), or between them (below 0) when features are sparse. Both are structure along the neurons.
# - The mass of a pair's plane does not see interference; opening the cone on one feature does, step by step.
# - Derive first, then draw. A curve that you could not have predicted is not yet understood.
#
# ## What this does not show
#
# - That Adam respects the rotation symmetry: 40 seeds did not see that it does not.
# - How to find feature directions: here they were known. A basis must be put in before the spotlight says anything of
#   it.
# - The order $p^3$ of the curves, and why the rest of a pair's mass is flat.
# - That real networks have lone features: with many active at once, plateaus and staircase drown.
#
# ## In the papers
#
# Neither paper has this lesson. SRM: the method, privileged bases. TMS: "Superposition in a Privileged Basis", "The
# Geometry of Superposition". The experiments at larger sizes: `srm-ref reproduce turned_neurons`, `polygon_resonance`,
# `hidden_alignment`, `interference_resonance`.
