# %% [markdown]
# # 7. Is it real? Baseline, band, rotation test, and how to read a curve
#
# **Objectives.** Know how high a curve is by chance; choose $\varepsilon$ so that something can be seen; sum a curve up
# in three numbers; test whether **this** basis is special for **these** activations; read a curve without fooling
# yourself.
#
# **Prerequisites.** Lessons 2, 5 and 6; the binomial distribution.
#
# **Minutes.** 30 to read, 45 for the exercises.
#
# ## Question
#
# A curve has a peak at neuron 3. Is that the network's doing, or would any cloud of points show it? A curve without a
# yardstick is a picture, not a measurement.

# %%
import math

import numpy as np

from srm_ref import (basis_rotation_test, cap_fraction, isotropic_band, mean_spotlight_resonance, random_rotation,
                     resolvable_epsilon, spotlight_resonance)
from srm_ref.course import show, source
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.spotlight.rotation_arcs import centred_p_value
from srm_ref.spotlight.statistics import summarise

N, DIMS, EPSILON = 3000, 8, 0.75

# %% [markdown]
# ## Picture
#
# Five clouds of 3000 activations in a layer of 8 neurons. One prefers no direction. One prefers the neurons, one avoids
# them. One prefers eight directions at right angles, but not those of the neurons. And one is simply not centred: it is
# drawn out towards one side, as activations usually are. A good method must tell these five apart. A curve alone does
# not.

# %%
rng = np.random.default_rng(0)
gauss, turn, side = rng.standard_normal((N, DIMS)), random_rotation(DIMS, rng), uniform_directions(1, DIMS, rng)
CLOUDS = {
    "isotropic": gauss,
    "on the neurons": gauss**3,  # the largest coordinate wins
    "off the neurons": np.tanh(gauss),  # the largest coordinate is cut off
    "on other axes": gauss**3 @ turn.T,
    "one-sided": gauss + 3 * side,
}
neurons = np.eye(DIMS)

# %% [markdown]
# ## Definition
#
# - **Baseline**: the resonance that activations without any preferred direction have in expectation,
#   $A_n(\varepsilon)$.
# - **Band**: the interval in which their resonance lies, at one angle of one plane, with a stated probability.
# - **Mass**: the mean of all curves over angles and planes. How much of the cloud lies near the privileged planes?
# - **Harmonic**: $\mathrm{Re}(c_4) / c_0$ of the mean curve. In an orthonormal basis, and at
#   $\varepsilon \ge 1/\sqrt 2 = 0.707$, above 0 means on the axes and below 0 on the diagonals; at a smaller
#   $\varepsilon$ the sign does not tell one from the other (step 3).
# - **Alignment**: mean resonance at the angles of the privileged directions, divided by mass. Isotropic activations
#   have 1 in expectation, in any basis. Within the limits of the harmonic's sign, an orthonormal basis and
#   $\varepsilon \ge 0.707$, a cloud above 1 is **aligned**, on the axes, and one below 1 **anti-aligned**, off them.
# - **Rotation test**: compare mass and harmonic with what they are in random rotations of the same basis.
#
# ## Derivation
#
# **1. Baseline and band.** Let all directions be alike. Then every activation is inside the spotlight with probability
# $A = A_n(\varepsilon)$ (lesson 2), whatever the plane and the angle. The number of lit ones among $N$ independent
# activations is binomial:
#
# $$N f(\theta) \sim \mathrm{Binomial}(N, A), \qquad \mathbb{E} f = A, \qquad \mathrm{sd} f = \sqrt{A (1 - A) / N} .$$
#
# The band cuts $(1 - \mathrm{level}) / 2$ off at both ends. It is **pointwise**: of 360 angles in 28 planes one in a
# hundred leaves a 99 % band by chance, and neighbouring angles leave it together. "It leaves the band somewhere" is no
# finding.
#
# **2. Choosing $\varepsilon$.** Too large, and chance lights nothing: the curve is 0 nearly everywhere, and a single
# activation makes a peak. Too small, and a half angle of 60 degrees smears all structure. Ask for some expected number,
# say ten, and solve $N A_n(\varepsilon) = 10$ for the largest $\varepsilon$ that can show anything. Since $A_n$ falls
# exponentially with $n$, this $\varepsilon$ falls with the width.
#
# **3. Three numbers from the arcs.** By lesson 5, for the mean over $K$ planes, $c_0 = \frac{1}{NK} \sum w / \pi$ and
# $c_4 = \frac{1}{NK} \sum \frac{\sin 4w}{4 \pi} e^{-4 i \varphi}$, sums over all lit pairs of activation and plane. So
#
# $$\mathrm{mass} = c_0, \qquad \mathrm{harmonic} = \frac{\mathrm{Re}(c_4)}{c_0} =
# \frac{\sum \sin(4w) \cos(4 \varphi)}{4 \sum w} .$$
#
# In an orthonormal basis $\cos 4 \varphi$ is 1 on the axes, at $\varphi = 0, 90, 180, 270$ degrees, and $-1$ on the
# diagonals, so the sign says which, as long as $\sin 4w > 0$, that is $w < \pi / 4$. The widest arc has $r = 1$ and
# $w = \arccos \varepsilon$: at $\varepsilon \ge 1/\sqrt 2 = 0.707$ no arc counts with the wrong sign. For an isotropic
# cloud the mass is $A_n(\varepsilon)$ in expectation, $c_4$ is 0, and the mean resonance at the privileged directions
# is the mass: harmonic near 0, alignment near 1.
#
# **Below 0.707 the sign does not tell axes from diagonals, and alignment against 1 does not either.** A cone wider than
# 45 degrees holds both axes of a plane when it stands between them. Take one-hot activations, each exactly on an axis:
# in the planes of its neuron such a row lights an arc with $w = \arccos \varepsilon$, in all others none, if
# $\varepsilon > 0$. So in any width
#
# $$\mathrm{harmonic} = \frac{\sin 4w}{4w}, \qquad \mathrm{alignment} = \frac{1/4}{w / \pi} = \frac{\pi}{4w} .$$
#
# At $\varepsilon = 0.9$ these are $0.54$ and $1.74$. At $\varepsilon = 0.6$ they are $-0.14$ and $0.85$, for rows that
# stand nowhere but on the axes. The test of step 4 stays honest: it can still say that a basis is special, but not on
# which side. Lesson 10 meets this, with a number that tells the side without any cone.
#
# **4. Why the baseline is not enough.** Real clouds are seldom isotropic: they have a mean, and long and short axes.
# Such a cloud leaves the band in **any** basis. The question is not "is the cloud isotropic?" but "is this basis
# special for it?". So turn the basis, not the cloud: draw random rotations $R_1, \dots, R_k$ (lesson 3), and compute
# the same number for the bases $B R_1, \dots, B R_k$, angles among the directions kept. If the cloud has no relation to
# the basis, then $B$ itself is one more random rotation. Then the value $v_0$ and the null values $v_1, \dots, v_k$ are
# **exchangeable**: each of the $k + 1$ is as likely as any other to be the most extreme one. With $c$ the mean of all
# $k + 1$ values,
#
# $$p = \frac{1 + m}{k + 1}, \qquad m = \text{number of } i \ge 1 \text{ with } \lvert v_i - c \rvert \ge \lvert v_0 -
# c \rvert .$$
#
# The value's rank is uniform on $1, \dots, k + 1$, ties aside, so $p \le \alpha$ happens with probability $\alpha$ at
# most: an honest test, for any $k$, however odd the cloud. The value counts itself (the 1 above), and enters $c$ like
# the others: without either, value and null are no longer exchangeable. The smallest possible $p$ is $1 / (k + 1)$: 99
# rotations give 0.01.
#
# ## In the package
#
# `srm_ref/spotlight/baseline.py`, `statistics.py` and `rotation_test.py`. How large may $\varepsilon$ be, and the
# test's last line:

# %%
print(source(centred_p_value))
for n in (2, 8, 64, 512):
    print(f"{n:3} dimensions, {N} activations: epsilon up to {resolvable_epsilon(n, N):.2f}")

# %% [markdown]
# In 512 dimensions 0.12 is the largest useful value; 0.9, the package's default, lights none of 3000 isotropic
# activations, nor of as many as you like. A default can suit some widths only, and this one suits small layers: choose
# $\varepsilon$ yourself, and write it down. Here, in 8 dimensions, 0.75 is allowed: about 30 activations are lit by
# chance. Now the five clouds.
#
# **What do you expect?** For which of the five are the neurons special? Which has less mass than the baseline? Predict
# `n_special`.

# %%
one_hot = [summarise(neurons, neurons, epsilon) for epsilon in (0.9, 0.6)]  # step 3
assert [(round(s.harmonic, 2), round(s.alignment, 2)) for s in one_hot] == [(0.54, 1.74), (-0.14, 0.85)]
assert EPSILON > 1 / math.sqrt(2) and round(1 / math.sqrt(2), 3) == 0.707
baseline, band = cap_fraction(DIMS, EPSILON), isotropic_band(N, DIMS, EPSILON, 0.99)
print(f"baseline {baseline:.4f}, that is {N * baseline:.0f} activations; 99 % band {band[0]:.4f} to {band[1]:.4f}")
tests = {}
for name, X in CLOUDS.items():
    tests[name] = test = basis_rotation_test(X, neurons, EPSILON, 99, np.random.default_rng(1), arcs=True)
    print(f"{name:15} mass {test.mass:.4f} (p = {test.mass_p_value:.2f})   harmonic {test.harmonic:+.2f} (p = "
          f"{test.harmonic_p_value:.2f})"
          f"   alignment {test.alignment:.2f}")

# %%
figure, axes = new_figure(1, 2, width=11, height=4.2)
for k, (name, X) in enumerate(CLOUDS.items()):
    mean = mean_spotlight_resonance(X, neurons, EPSILON)
    draw_resonance_curve(mean.thetas, mean.mean, label=name, index=k, ax=axes[0, 0],
                         **({} if k else {"baseline": baseline, "band": band}))
    axes[0, 1].plot(tests[name].harmonic_null, np.full(99, -k), "|", color="grey")
    axes[0, 1].plot(tests[name].harmonic, -k, marker=style(k).marker, color=style(k).colour, markersize=9,
                    linestyle="none")
axes[0, 1].set_yticks(-np.arange(5), list(CLOUDS))
axes[0, 1].set_xlabel("harmonic: neurons (marker), 99 rotated bases (ticks)")
axes[0, 0].set_ylim(0, 0.085)  # room for the legend
legend(axes[0, 0])
show(figure, "07_five_clouds",
     "Left: mean curves of five clouds with baseline and band; the cloud on the neurons is far above the band at the "
     "axes, and the one-sided cloud swings widely about the baseline. Right: only the clouds on and off the neurons "
     "lie apart from their null ticks.")

# %% [markdown]
# Read it row by row.
#
# - **isotropic**: mass at the baseline, harmonic 0, alignment 1. Nothing, as it must be.
# - **on the neurons**: nearly four times the baseline, harmonic 0.18, alignment 1.27, and none of 99 rotations reaches
#   it. Aligned: the basis is orthonormal and $\varepsilon = 0.75$ is above 0.707, so the sign may be read.
# - **off the neurons**: one eighth of the baseline, harmonic $-0.49$, again at an $\varepsilon$ above 0.707.
#   Anti-aligned: the activations avoid the neurons **and** their planes. That the mass is low is a finding as well;
#   look at both ends of the band.
# - **on other axes**: this cloud has exactly the structure of the second one, and the test says: not in this basis.
# - **one-sided**: its mean curve swings between 0.3 and 1.4 times the baseline, that of the isotropic cloud only
#   between 0.87 and 1.07, and every one of its planes leaves the 99 % band somewhere. And yet the neurons are not
#   special ($p = 0.32$ and $0.28$): random bases give harmonics as large. Without the test, this is the false
#   discovery.

# %%
values = [(t.mass / baseline, t.harmonic, t.alignment, t.harmonic_p_value, t.mass_p_value) for t in tests.values()]
isotropic, on, off, other, one_sided = values
assert abs(isotropic[0] - 1) < 0.05 and abs(isotropic[1]) < 0.02 and abs(isotropic[2] - 1) < 0.02
assert min(isotropic[3:]) > 0.1
assert 3.7 < on[0] < 4 and round(on[1], 2) == 0.18 and round(on[2], 2) == 1.27 and on[3:] == (0.01, 0.01)
assert abs(off[0] - 1 / 8) < 0.01 and round(off[1], 2) == -0.49 and off[3:] == (0.01, 0.01)
assert min(other[3:]) > 0.5 and (round(one_sided[3], 2), round(one_sided[4], 2)) == (0.32, 0.28)
one_sided_mean = mean_spotlight_resonance(CLOUDS["one-sided"], neurons, EPSILON).mean
of_planes = spotlight_resonance(CLOUDS["one-sided"], neurons, EPSILON, "combinations").values
n_out = int(((of_planes < band[0]) | (of_planes > band[1])).any(axis=1).sum())
isotropic_mean = mean_spotlight_resonance(gauss, neurons, EPSILON).mean
for name, mean in (("one-sided", one_sided_mean), ("isotropic", isotropic_mean)):
    print(f"{name}: mean curve from {mean.min() / baseline:.2f} to {mean.max() / baseline:.2f} times the baseline")
print(f"one-sided: {n_out} of 28 planes leave the band")
assert round(one_sided_mean.min() / baseline, 1) == 0.3 and round(one_sided_mean.max() / baseline, 1) == 1.4
assert round(isotropic_mean.min() / baseline, 2) == 0.87 and round(isotropic_mean.max() / baseline, 2) == 1.07
assert n_out == 28
assert cap_fraction(512, 0.9) < 1e-100
assert round(resolvable_epsilon(512, N), 2) == 0.12 and round(N * baseline) == 30 and resolvable_epsilon(DIMS, N) > 0.75

# %% [markdown]
# ## Check
#
# The same structure in its own basis: "on other axes", tested in the turned basis, is what "on the neurons" is in the
# neurons. And turning basis and cloud together changes nothing but rounding.

# %%
own = basis_rotation_test(CLOUDS["on other axes"], neurons @ turn.T, EPSILON, 99, np.random.default_rng(1), arcs=True)
assert abs(own.harmonic - tests["on the neurons"].harmonic) < 1e-9 and own.harmonic_p_value == 0.01
print(f"in its own axes: harmonic {own.harmonic:+.2f}, p = {own.harmonic_p_value:.2f}")

# %% [markdown]
# The band is pointwise. The isotropic cloud, 28 planes at 360 angles: about one value in two hundred is outside (the
# band keeps at least 99 %, for counts are whole numbers), and still three planes leave it somewhere.

# %%
curves = spotlight_resonance(CLOUDS["isotropic"], neurons, EPSILON, "combinations").values
outside = (curves < band[0]) | (curves > band[1])
print(f"{100 * outside.mean():.1f} % of the values, {int((curves > band[1]).any(axis=1).sum())} of {len(curves)} "
      f"planes above it somewhere")
assert abs(outside.mean() - 0.005) < 0.001 and (curves > band[1]).any(axis=1).sum() == 3 and len(curves) == 28

# %% [markdown]
# Is the test honest? A hundred isotropic clouds, 19 rotations each: $p \le 0.1$ should happen in about ten of a
# hundred, give or take six.

# %%
p_values = np.array([basis_rotation_test(np.random.default_rng(100 + k).standard_normal((300, 6)), np.eye(6), 0.7, 19,
                                         np.random.default_rng(1000 + k), arcs=True).harmonic_p_value
                     for k in range(100)])
print(f"p <= 0.1 in {int((p_values <= 0.1 + 1e-12).sum())} of 100, p <= 0.5 in {int((p_values <= 0.5 + 1e-12).sum())} "
      f"of 100")
assert 4 <= (p_values <= 0.1 + 1e-12).sum() <= 16 and 35 <= (p_values <= 0.5 + 1e-12).sum() <= 65
assert abs(2 * math.sqrt(100 * 0.1 * 0.9) - 6) < 1e-9  # two standard deviations

# %% [markdown]
# **How to read a curve**, in this order:
#
# 1. Was anything to be seen? Compare $\varepsilon$ with `resolvable_epsilon`. Where nothing is lit, harmonic and
#    alignment are `nan`: no answer.
# 2. How many activations is a peak? A share of 0.001 of 3000 is three activations.
# 3. Is it the basis or the cloud? The rotation test; the curve in a random basis beside it.
# 4. Which sign? On the neurons, or between them; the harmonic tells it at $\varepsilon \ge 0.707$ and in an orthonormal
#    basis only. Report what is there, also where it is not what was hoped.
# 5. Where? Which planes, with their labels (lesson 6). The mean may come from one neuron.
# 6. How often? Several seeds of the training, not one.
#
# ## Exercises
#
# `srm-ref lesson 7 --check` copies the exercises to `answers/07.py` and checks them there.
#
# 1. Choose $\varepsilon$ by bisection.
# 2. The harmonic from the arcs.
# 3. The p-value of the rotation test.
# 4. From the numbers to the words.
# 5. Open: a cloud that is real, but not of the neurons.
#
# ## Remember
#
# - Baseline: `cap_fraction`. Largest useful $\varepsilon$: `resolvable_epsilon`. Both depend on the width; no value of
#   $\varepsilon$ suits all layers.
# - Mass, harmonic, alignment sum a curve up; below the baseline is a finding too.
# - The sign of the harmonic, and alignment against 1, tell axes from diagonals in an orthonormal basis at
#   $\varepsilon \ge 1/\sqrt 2 = 0.707$, and not below.
# - The rotation test asks the right question: is this basis special? $p$ is never below $1 / (k + 1)$.
#
# ## What this does not show
#
# - That a basis is special **because** of the activation function: for that, change the function and train again
#   (lesson 10).
# - That a large $p$ means "no structure": few activations, a wide null or another kind of structure hide it.
# - Anything about a basis tried after looking at the data, or about the best of twenty bases: one test, one question.
#
# ## In the papers
#
# Baseline, band, summaries and test are this package's. Monte Carlo
# p-values: Phipson and Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010) 39.
