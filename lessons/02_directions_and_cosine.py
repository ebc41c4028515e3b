# %% [markdown]
# # 2. Directions and cosine in many dimensions
#
# **Objectives.** Compare directions by their cosine; derive how the cosine of two random directions is distributed, and
# what share of all directions one spotlight covers; say why in many dimensions nearly everything is nearly orthogonal,
# and what that permits.
#
# **Prerequisites.** Lesson 1; dot products and lengths; an integral by substitution.
#
# **Minutes.** 35 to read, 50 for the exercises.
#
# ## Question
#
# A layer of 512 neurons holds two activations whose cosine is 0.2. Is that a lot? In two dimensions it is nothing: 87 %
# of all pairs of directions are at least as far from a right angle. In 512 dimensions it happens to five pairs in a
# million. Where does the difference come from, and how much is it?

# %%
import math

import numpy as np

from srm_ref import cap_fraction
from srm_ref.course import show, source
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.traces import draw_against
from srm_ref.geometry.sphere import log_cap_fraction, uniform_directions
from srm_ref.geometry.vectors import cosine_similarity, unit

# %% [markdown]
# ## Picture
#
# Stand at the centre of a globe, point the spotlight at the north pole. In three dimensions the land near the pole and
# the land in a belt about the equator of the same height, measured along the axis, cover the same area (Archimedes).
# With every further dimension the belts at the equator get more room, since they can extend into the new direction and
# the pole cannot. In 512 dimensions nearly all land lies next to the equator, whichever point you call the pole. And
# being near the equator means: being nearly at right angles to the pole.
#
# ## Definition
#
# A **direction** is a vector of length 1; every vector but zero has one, $u = x / \lvert x \rvert$. The **cosine** of
# two vectors is the dot product of their directions:
#
# $$\cos(x, y) = \frac{x \cdot y}{\lvert x \rvert \lvert y \rvert} = \sum_{k=1}^{n} u_k v_k .$$
#
# It is 1 for the same direction, 0 at right angles, $-1$ for opposite ones, and does not depend on the lengths. A
# **cap** is the set of all directions with $\cos(u, p) \ge \varepsilon$: what a spotlight with direction $p$ and half
# angle $\arccos \varepsilon$ covers. Its share of all directions is $A_n(\varepsilon)$, the **cap fraction**. "All
# directions alike" means the uniform distribution on the sphere: the one that no rotation changes.
#
# ## Derivation
#
# **1. How large is a typical cosine?** Fix one direction and turn the coordinates until it is $e_1$; a rotation changes
# neither cosines nor the uniform distribution. Then the cosine with a random direction $u$ is its first coordinate
# $u_1$. The sphere is the same with $u_1$ replaced by $-u_1$, so $\mathbb{E} u_1 = 0$. All coordinates are alike and
# $u_1^2 + \dots + u_n^2 = 1$; take expectations: $n \mathbb{E} u_1^2 = 1$. So the cosine has mean 0 and standard
# deviation
#
# $$\sqrt{\mathbb{E} u_1^2} = \frac{1}{\sqrt n} .$$
#
# For $n = 512$ that is 0.044: a cosine of 0.2 is four and a half standard deviations out.

# %%
rng = np.random.default_rng(0)
for n in (2, 16, 512):
    cosines = (uniform_directions(20_000, n, rng) * uniform_directions(20_000, n, rng)).sum(axis=1)
    print(f"n = {n:3}: mean {cosines.mean():+.2f}, standard deviation {cosines.std():.2f}, 1/sqrt(n) = {n ** -0.5:.2f}")
    assert abs(cosines.mean()) < 0.02 and abs(cosines.std() * math.sqrt(n) - 1) < 0.02
assert abs(0.2 * math.sqrt(512) - 4.5) < 0.05 and round(512 ** -0.5, 3) == 0.044

# %% [markdown]
# **2. How is it distributed?** Cut the sphere at height $u_1 = t$. The cut is a sphere of one dimension less, of radius
# $\sqrt{1 - t^2}$; its size grows as radius to the power $n - 2$, that is $(1 - t^2)^{(n-2)/2}$. Between the heights
# $t$ and $t + dt$ the surface is slanted: its width is $dt / \sqrt{1 - t^2}$ (with $t = \cos \varphi$ it is $d\varphi$,
# and $dt = - \sin \varphi \thinspace d\varphi$). The product of the two is the density of the cosine, up to a constant:
#
# $$\rho(t) \propto (1 - t^2)^{(n-2)/2} (1 - t^2)^{-1/2} = (1 - t^2)^{(n-3)/2} .$$
#
# For $n = 3$ it is constant: that is Archimedes' theorem. For large $n$ and small $t$, $\ln (1 - t^2) \approx -t^2$, so
# $(1 - t^2)^{(n-3)/2} \approx e^{-n t^2 / 2}$: a normal distribution of variance $1/n$, as step 1 wants.
#
# **3. The cap fraction** is the part of that density above $\varepsilon$. Let $\varepsilon \ge 0$ and substitute
# $s = 1 - t^2$, so that $t = \sqrt{1 - s}$ and $dt = - ds / (2 \sqrt{1 - s})$:
#
# $$\int_\varepsilon^1 (1 - t^2)^{(n-3)/2} dt = \frac12 \int_0^{1 - \varepsilon^2} s^{(n-1)/2 - 1} (1 -
# s)^{1/2 - 1} ds .$$
#
# At $t = \varepsilon$ the new variable is $1 - \varepsilon^2$, at $t = 1$ it is 0, and the minus sign turns the limits
# round. Such an integral of $s^{\alpha - 1} (1 - s)^{\beta - 1}$ from 0 to $z$ is called an incomplete beta function;
# divided by the same integral from 0 to 1 it is written $I_z(\alpha, \beta)$. Here $\alpha = (n-1)/2$ and
# $\beta = 1/2$. The integral from 0 to 1 belongs to the half sphere, $\varepsilon = 0$, and the whole sphere is twice
# that, so a factor $1/2$ remains. What is not in the cap at $-\varepsilon$ is the cap about the opposite pole at
# $\varepsilon$:
#
# $$A_n(\varepsilon) = \frac12 I_{1 - \varepsilon^2}\left(\frac{n-1}{2}, \frac12\right), \qquad
# A_n(-\varepsilon) = 1 - A_n(\varepsilon) .$$
#
# Two cases by hand: $A_2(\varepsilon) = \arccos(\varepsilon) / \pi$ (an arc of the circle) and
# $A_3(\varepsilon) = (1 - \varepsilon) / 2$.
#
# **4. Why it is so small.** A bound without any integral, for $\varepsilon \ge 0$. The cap's share of the sphere is the
# share of the ball filled by the cone below it: all $x$ with $\lvert x \rvert \le 1$ and
# $x_1 \ge \varepsilon \lvert x \rvert$. Measure from the point $\varepsilon e_1$:
#
# $$\lvert x - \varepsilon e_1 \rvert^2 = \lvert x \rvert^2 - 2 \varepsilon x_1 + \varepsilon^2
# \le \lvert x \rvert^2 - 2 \varepsilon^2 \lvert x \rvert + \varepsilon^2 .$$
#
# The right side is a parabola in $\lvert x \rvert$ that opens upwards, so it is largest at an end: $\varepsilon^2$ at
# 0, $1 - \varepsilon^2$ at 1. If $\varepsilon^2 \le 1/2$ the second is the larger one. So the cone fits into a ball of
# radius $\sqrt{1 - \varepsilon^2}$, whose share of the unit ball is that radius to the power $n$:
#
# $$A_n(\varepsilon) \le (1 - \varepsilon^2)^{n/2} \le e^{-n \varepsilon^2 / 2} \qquad (\varepsilon^2 \le 1/2) .$$
#
# The share falls exponentially with the number of dimensions, at every fixed angle below 90 degrees. (A cone with
# $\varepsilon^2 > 1/2$ covers less than the one with $\varepsilon^2 = 1/2$, for which the bound holds.)
#
# **5. What that permits.** Draw $k$ directions at random. There are $k (k - 1) / 2$ pairs, and each has
# $\lvert \cos \rvert \ge \varepsilon$ with probability $2 A_n(\varepsilon)$: two caps. The expected number of such
# pairs is $k (k - 1) A_n(\varepsilon)$. If that is below 1, some draw has none, and so there **exist** $k$ directions
# that are all nearly orthogonal. By step 4 this $k$ grows exponentially with $n$. Exactly orthogonal directions: never
# more than $n$. That gap is the room in which superposition lives.
#
# ## In the package
#
# `cap_fraction` (`srm_ref/geometry/sphere.py`) takes the series of the incomplete beta function whose terms are all
# positive; near the equator it starts from one half instead. Its body, and the narrow cap's:

# %%
from srm_ref.geometry import sphere


print(source(cap_fraction))
print(source(sphere._log_narrow_cap))

# %% [markdown]
# **What do you expect?** The cosine of two random directions in 3, 10, 100 and 512 dimensions: whose density is flat,
# and whose is narrow? And is the fall of the cap fraction with the dimension a slow one? Predict `flat_in`.

# %%
figure, axes = new_figure(1, 2, width=10, height=4)
t = np.linspace(-1, 1, 401)[1:-1]
for k, n in enumerate((3, 10, 100, 512)):
    log_constant = math.lgamma(n / 2) - math.lgamma((n - 1) / 2) - 0.5 * math.log(math.pi)
    axes[0, 0].plot(t, np.exp(log_constant + (n - 3) / 2 * np.log1p(-t * t)), label=f"n = {n}", color=style(k).colour,
                    linestyle=style(k).line)
axes[0, 0].set_xlabel("cosine of two random directions")
axes[0, 0].set_ylabel("density")
legend(axes[0, 0])
dims = np.array([2, 64, 128, 192, 256, 320, 384, 448, 512])
for k, epsilon in enumerate((0.3, 0.6, 0.9)):
    powers = np.array([log_cap_fraction(int(n), epsilon) / math.log(10) for n in dims])
    draw_against(dims, powers, label=f"epsilon = {epsilon}", index=k, ax=axes[0, 1])
axes[0, 1].set_xlabel("number of dimensions")
axes[0, 1].set_ylabel("log10 of the cap fraction")
legend(axes[0, 1])
show(figure, "02_cosines_and_caps",
     "Left: the density of the cosine of two random directions, flat in 3 dimensions and a narrow peak at 0 in 512. "
     "Right: the cap fraction falls exponentially with the number of dimensions, fastest for epsilon 0.9.")

# %% [markdown]
# ## Check
#
# The two cases by hand, the bound, and a count of random directions:

# %%
for epsilon in (0.1, 0.5, 0.7):
    assert abs(cap_fraction(2, epsilon) - math.acos(epsilon) / math.pi) < 1e-12
    assert abs(cap_fraction(3, epsilon) - (1 - epsilon) / 2) < 1e-12
    assert all(cap_fraction(n, epsilon) <= (1 - epsilon**2) ** (n / 2) for n in range(2, 600))
directions = uniform_directions(200_000, 8, np.random.default_rng(1))
counted = float((directions[:, 0] >= 0.6).mean())
print(f"8 dimensions, epsilon 0.6: counted {counted:.3f}, exact {cap_fraction(8, 0.6):.3f}")
assert abs(counted - cap_fraction(8, 0.6)) < 0.002

# %% [markdown]
# The cone $\varepsilon = 0.9$ (what `spotlight_resonance`, the sweep of lesson 6, takes if nothing is said) covers 14 %
# of all directions in two dimensions, and a share of about $10^{-186}$ in 512: no random activation will ever be seen
# in it. And the cosine 0.2 of the opening question, both signs: 87 % of all pairs are at least so far from orthogonal
# in 2 dimensions; in 512 about five pairs in a million.

# %%
print(f"A_2(0.9) = {cap_fraction(2, 0.9):.3f}, A_512(0.9) = 10^{log_cap_fraction(512, 0.9) / math.log(10):.1f}")
print(f"|cos| >= 0.2: {2 * cap_fraction(2, 0.2):.3f} of the pairs in 2 dimensions, {2 * cap_fraction(512, 0.2):.1e} in "
      f"512")
assert round(cap_fraction(2, 0.9), 2) == 0.14 and round(log_cap_fraction(512, 0.9) / math.log(10)) == -186
assert round(2 * cap_fraction(2, 0.2), 2) == 0.87 and 4.5e-6 < 2 * cap_fraction(512, 0.2) < 5.5e-6

# %% [markdown]
# Step 5 in numbers. In 100 dimensions, 5000 random directions: fifty times as many as can be orthogonal. How
# close do two of them get?

# %%
crowd = uniform_directions(5000, 100, np.random.default_rng(2))
gram = np.abs(cosine_similarity(crowd, crowd))
np.fill_diagonal(gram, 0)
k_exists = next(k for k in range(2, 10**6) if k * (k + 1) * cap_fraction(100, 0.5) >= 1)
print(f"largest of {5000 * 4999 // 2} cosines: {gram.max():.2f}")
print(f"directions with all cosines below 0.5 exist in 100 dimensions: at least {k_exists}")
assert gram.max() < 0.6 and k_exists > 1000
assert np.allclose(unit(crowd), crowd)

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 2 --check` copies the exercises to `answers/02.py` and checks them there.
#
# 1. All cosines of two sets of vectors, in one line.
# 2. The cap fraction as an integral over the angle.
# 3. How many nearly orthogonal directions must exist.
# 4. The angle between two vectors that are almost parallel.
# 5. Open: twenty directions in eight dimensions, nearly orthogonal.
#
# ## Remember
#
# - A random cosine in $n$ dimensions is about $\pm 1 / \sqrt n$. Judge every cosine by that, never by 1.
# - A cap of fixed angle has a share that falls exponentially with $n$. The share is exact: `cap_fraction(n, epsilon)`.
# - Exactly orthogonal: $n$ directions. Nearly orthogonal: exponentially many.
#
# ## What this does not show
#
# - That activations are uniform on the sphere: they are not. The uniform sphere is the yardstick (lesson 7), not a
#   model of data.
# - That nearly orthogonal is harmless: a thousand small shadows add up. Sparsity is what keeps them apart in time
#   (lesson 11).
# - How to find such directions: random ones exist, and are not the best ones (lesson 14).
#
# ## In the papers
#
# TMS, "Definitions and Motivation" (almost orthogonal vectors, with the Johnson-Lindenstrauss lemma); SRM: the cone and
# its resolution $\varepsilon$. The cap fraction: Li, Asian Journal of Mathematics and Statistics 4 (2011) 66.
