# %% [markdown]
# # 5. From the loop to the closed form: arcs and the exact curve
#
# **Objectives.** Derive the arc that one activation lights; build the exact curve from arcs, with its mean and its
# Fourier series; count arcs on a grid in one pass; know where rounding must not decide.
#
# **Prerequisites.** Lesson 4; complex exponentials, an integral of one.
#
# **Minutes.** 25 to read, 55 for the exercises.
#
# ## Question
#
# The loop of lesson 4 asks every activation at every angle: lit or not? With eight angles it missed the two places
# where the curve is highest. How many angles are enough? No number is, and none is needed: there is a way to know the
# curve everywhere, and it is cheaper than the loop.

# %%
import numpy as np

from srm_ref import StepCurve, exact_spotlight_curve, spotlight_curve, spotlight_curve_by_definition
from srm_ref.course import show, source
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.curves import draw_step_curve
from srm_ref.spotlight.arcs import arcs_of, count_on_full_turn, full_turn, half_widths, resonance_by_arcs

ACTIVATIONS = np.array([[2, 0, 0], [0, 3, 0], [1, 1, 0], [4, 3, 0], [2, 2, 1], [1, 0, 1], [0, -3, 4], [-1, 0, 0],
                        [0, 0, 5],
                        [0, 0, 0]], dtype=float)  # the ten points of lesson 4
EPSILON = 0.79  # a little below lesson 4's 0.8, so that no arc ends exactly at an angle of a grid
neuron_0, neuron_1 = np.eye(3)[:2]

# %% [markdown]
# ## Picture
#
# Change the point of view: stand on the activation and watch the lamp go round. It comes, it lights you, it goes: once
# per turn, for one unbroken while. So every activation owns one **arc** of the circle of angles, and the curve at
# $\theta$ is the number of arcs that lie over $\theta$. Like trains in a timetable: to know how many are under way at
# any time, nobody needs to ask every train every minute; departures and arrivals say it all.
#
# ## Definition
#
# The arc of an activation has a **centre** $\varphi$ and a **half-width** $w$: it is lit exactly for
# $\lvert \theta - \varphi \rvert \le w$, with $\theta - \varphi$ reduced by full turns to $[-\pi, \pi]$. The **exact
# curve** is the step function that counts arcs. It jumps at the ends $\varphi \pm w$, at most twice per activation.
#
# ## Derivation
#
# **1. One cosine instead of two.** By lesson 4 the cosine of an activation with the probe is
# $p \cos \theta + q \sin \theta$. Write the point $(p, q)$ in polar coordinates, $p = r \cos \varphi$ and
# $q = r \sin \varphi$, so that
#
# $$r = \sqrt{p^2 + q^2}, \qquad \varphi = \mathrm{atan2}(q, p) .$$
#
# Then by the addition theorem
#
# $$p \cos \theta + q \sin \theta = r (\cos \varphi \cos \theta + \sin \varphi \sin \theta) = r \cos(\theta -
# \varphi) .$$
#
# One bump, of height $r$, with its top at $\varphi$. Here $r$ is the cosine of the angle between activation and
# **plane**, at most 1.
#
# **2. When is it at least $\varepsilon$?** Three cases.
#
# - $\varepsilon > r$: never. The activation is too far from the plane; there is no arc.
# - $-r < \varepsilon \le r$: divide by $r$. The cosine is even and falls from 0 to $\pi$, so
#   $\cos(\theta - \varphi) \ge \varepsilon / r$ holds exactly for
#   $\lvert \theta - \varphi \rvert \le \arccos(\varepsilon / r)$. So $w = \arccos(\varepsilon / r)$.
# - $\varepsilon \le -r$: always, $w = \pi$. This includes $r = 0$ with $\varepsilon \le 0$: an activation at right
#   angles to the plane has cosine 0 with every probe. (A zero activation has no cosine and no arc.)
#
# **3. The curve.** $f(\theta) = \frac{1}{N}$ times the number of arcs over $\theta$. To draw it: write $+1$ at every
# beginning and $-1$ at every end, sort, add up, starting from the number of arcs that lie over $\theta = 0$.
#
# **4. The mean.** An arc of half-width $w$ covers the share $2w / 2\pi$ of the circle. So, exactly,
#
# $$\frac{1}{2\pi} \int_0^{2\pi} f(\theta) d\theta = \frac{1}{N} \sum_s \frac{w_s}{\pi} .$$
#
# **5. The Fourier series.** $f(\theta) = \sum_k c_k e^{ik\theta}$ with
# $c_k = \frac{1}{2\pi} \int f(\theta) e^{-ik\theta} d\theta$. For one arc and $k \ne 0$:
#
# $$\frac{1}{2\pi} \int_{\varphi - w}^{\varphi + w} e^{-ik\theta} d\theta =
# \frac{1}{2\pi} \cdot \frac{e^{-ik(\varphi + w)} - e^{-ik(\varphi - w)}}{-ik}
# = \frac{e^{-ik\varphi}}{2\pi} \cdot \frac{2 i \sin(kw)}{ik} = \frac{\sin(kw)}{\pi k} e^{-ik\varphi} .$$
#
# In the middle, $e^{-ikw} - e^{ikw} = -2i \sin(kw)$ was used. Sum over activations:
#
# $$c_k = \frac{1}{N} \sum_s \frac{\sin(k w_s)}{\pi k} e^{-ik\varphi_s}, \qquad c_0 =
# \frac{1}{N} \sum_s \frac{w_s}{\pi} .$$
#
# Arcs with $w = \pi$ add nothing for $k \ne 0$, since $\sin(k \pi) = 0$: what is always lit has no shape. Keep $c_4$ in
# mind; it measures how strongly a curve repeats four times a turn, as the four directions $\pm a, \pm b$ of an
# orthogonal plane do (lesson 7).
#
# **6. On a grid in one pass.** On the angles $\theta_k = 2\pi k / n_\theta$ an arc lights the numbers from
# $\lceil (\varphi - w) n_\theta / 2\pi \rceil$ to $\lfloor (\varphi + w) n_\theta / 2\pi \rfloor$. Instead of adding 1
# to each of them, add 1 at the first and subtract 1 behind the last, in an array of differences (modulo $n_\theta$; an
# arc that runs over the end counts once more from 0 on). An arc too short to reach an angle of the grid adds and
# subtracts at the same place, and so counts nowhere. At the end one cumulative sum gives all counts: $N + n_\theta$
# steps, where the loop took $N n_\theta$.
#
# ## In the package
#
# `srm_ref/spotlight/arcs.py`: the half-widths, the sums of step 6, and both together for all planes of a basis (the
# next lesson's $P$, $g$ and sine are in it already); `resonance.py` for the exact curve:

# %%
for function in (half_widths, arcs_of, count_on_full_turn, resonance_by_arcs, exact_spotlight_curve, StepCurve.mean,
                 StepCurve.fourier):
    print(source(function))

# %% [markdown]
# The ten points of lesson 4 again. Left: the bumps of three activations, and where they are above $\varepsilon$. Right:
# the exact curve, the eight values found by hand, and the sum of the Fourier series up to $k = 12$.
#
# **What do you expect?** Which of the three bumps, of activations 3, 4 and 6, rise above the line? Predict
# `n_over_the_line`.

# %%
curve = exact_spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON)
fine = np.linspace(0, 2 * np.pi, 721)
figure, axes = new_figure(1, 2, width=10, height=4)
for k, (s, p, q) in enumerate(((3, 0.8, 0.6), (4, 2 / 3, 2 / 3), (6, 0.0, -0.6))):
    axes[0, 0].plot(np.degrees(fine), p * np.cos(fine) + q * np.sin(fine), color=style(k).colour,
                    linestyle=style(k).line,
                    label=f"activation {s}, r = {np.hypot(p, q):.2f}")
axes[0, 0].axhline(EPSILON, color="black", linewidth=0.8)
axes[0, 0].set_xlabel("in-plane angle from a towards b (degrees)")
axes[0, 0].set_xticks(np.arange(0, 361, 45))
axes[0, 0].set_xlim(0, 360)
axes[0, 0].set_ylabel("cosine with the probe; line: epsilon")
legend(axes[0, 0])
draw_step_curve(curve.breakpoints, curve.values, label="exact", ax=axes[0, 1])
series = sum((curve.fourier(k) * np.exp(1j * k * fine)).real for k in range(-12, 13))
axes[0, 1].plot(np.degrees(fine), series, color=style(1).colour, linestyle=style(1).line, linewidth=1,
                label="Fourier, k up to 12")
axes[0, 1].plot(np.degrees(full_turn(8)), curve(full_turn(8)), "ko", markersize=4, label="eight angles")
legend(axes[0, 1])
show(figure, "05_arcs",
     "Left: cosine curves of three activations; two, with radius 1.00 and 0.94, rise over the line epsilon for one "
     "arc, the third never. Right: the exact step curve, a smooth Fourier sum swinging around it, and eight grid "
     "points that miss its two highest steps.")

# %%
print("breakpoints in degrees", np.degrees(curve.breakpoints).round(2))
print("highest value", round(float(curve.values.max()), 3), "on the grid of eight",
      round(float(curve(full_turn(8)).max()), 3))
assert len(curve.breakpoints) == 12 and len(curve.half_widths) == 6
assert curve.values.max() == 0.4 and curve(full_turn(8)).max() == 0.3
assert np.array_equal(curve(full_turn(8)), [0.2, 0.3, 0.1, 0.0, 0.1, 0.0, 0.0, 0.0])  # as in lesson 4

# %% [markdown]
# ## Check
#
# The mean by hand: five activations lie in the plane, $w = \arccos 0.79 = 0.6600$; activation 4 has
# $r = \sqrt{8}/3 = 0.9428$ and $w = \arccos(0.79 / 0.9428) = 0.5773$. So the mean is
# $(5 \cdot 0.6600 + 0.5773) / (10 \pi) = 0.1234$. The grid of eight says 0.0875.

# %%
w_in, w_4 = np.arccos(0.79), np.arccos(0.79 * 3 / np.sqrt(8))
assert abs(w_in - 0.6600) < 5e-5 and abs(w_4 - 0.5773) < 5e-5 and round(np.sqrt(8) / 3, 4) == 0.9428
assert abs(curve.mean() - (5 * w_in + w_4) / (10 * np.pi)) < 1e-12 and abs(curve.mean() - 0.1234) < 5e-5
assert abs(curve(full_turn(8)).mean() - 0.0875) < 1e-12
for n_angles in (8, 36, 360, 3600):
    print(f"mean on {n_angles:4} angles "
          f"{spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON, full_turn(n_angles)).mean():.4f}")
print(f"exact mean          {curve.mean():.4f}")

# %% [markdown]
# Now with 500 random activations in six dimensions and an oblique pair: the closed form against the definition with its
# rotation matrices, equal at every angle; a sum over the exact pieces, written out here, against mean and Fourier
# coefficient.

# %%
rng = np.random.default_rng(0)
X, (a, b) = rng.standard_normal((500, 6)), rng.standard_normal((2, 6))
for epsilon in (0.5, -0.2):
    exact, thetas = exact_spotlight_curve(X, a, b, epsilon), rng.uniform(0, 2 * np.pi, 200)
    assert np.array_equal(exact(thetas), spotlight_curve_by_definition(X, a, b, epsilon, thetas))
    edges = np.append(exact.breakpoints, exact.breakpoints[0] + 2 * np.pi)
    assert abs((exact.values * np.diff(edges)).sum() / (2 * np.pi) - exact.mean()) < 1e-12
    pieces = (np.exp(-4j * edges[1:]) - np.exp(-4j * edges[:-1])) / -4j
    assert abs((exact.values * pieces).sum() / (2 * np.pi) - exact.fourier(4)) < 1e-12
    print(f"epsilon {epsilon:4}: {len(exact.half_widths)} of 500 have an arc, mean {exact.mean():.4f}")

# %% [markdown]
# **Ties.** With one-hot activations and $\varepsilon = \cos 45^\circ$, arcs end exactly on a grid of 45 degrees. There
# the rounding of $\arccos$ and $\mathrm{atan2}$ could move an end over a grid point, and the counts would differ from
# those of the inequality. The package uses the ranges of step 6 only where they are certain, and evaluates the
# inequality itself at the grid points within $10^{-6}$ of an end:

# %%
one_hot, tie = np.eye(3)[[0, 0, 1, 2]], np.cos(np.pi / 4)
grid = full_turn(8)
wanted = [np.mean((one_hot @ neuron_0) * np.cos(t) + (one_hot @ neuron_1) * np.sin(t) >= tie) for t in grid]
assert np.array_equal(spotlight_curve(one_hot, neuron_0, neuron_1, tie, grid), wanted)
print("at ties the inequality decides: equal counts")

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 5 --check` copies the exercises to `answers/05.py` and checks them there.
#
# 1. The arc of an activation, three cases.
# 2. Is this angle inside that arc?
# 3. The mean of the curve, without any angle.
# 4. A Fourier coefficient.
# 5. All counts of a grid with an array of differences.
# 6. Open: five activations whose curve has a given mean.
#
# ## Remember
#
# - Every activation lights one arc: centre $\mathrm{atan2}(q, p)$, half-width $\arccos(\varepsilon / r)$.
# - The exact curve has at most $2N$ steps; its mean is $\frac{1}{N} \sum w_s / \pi$ and needs no angle at all.
# - Counting arcs on a grid costs $N + n_\theta$, not $N n_\theta$.
#
# ## What this does not show
#
# - That the exact curve is the true one: it is exact for these activations. Other samples give other steps (lesson 7).
# - That more angles find more structure: what is narrower than the cone itself is smeared by the cone, however fine the
#   grid.
# - How all planes of a layer are swept together (lesson 6).
#
# ## In the papers
#
# The SRM author's public code evaluates the inequality at every angle; arcs, exact curve and Fourier coefficients are
# this package's.
