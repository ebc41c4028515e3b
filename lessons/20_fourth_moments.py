# %% [markdown]
# # 20. All resolutions at once: fourth moments, and a basis that nobody gave
#
# **Objectives.** Prove that kurtosis is the spotlight at all $\varepsilon$ together, twice; say which bases it cannot
# see; tell scale from sparseness; know six clouds that it cannot tell apart, and what can; climb to a basis that is not
# given, and say honestly what was found.
#
# **Prerequisites.** Lessons 7 and 10; convex functions; the singular value decomposition.
#
# **Minutes.** 60 to read, 65 for the exercises.
#
# ## Question
#
# A spotlight has a cone, and somebody has to choose its $\varepsilon$. Below $1/\sqrt 2 = 0.707$ rows that stand
# exactly on the axes have a negative harmonic, as if they stood between them (lesson 7). Kurtosis (lesson 10) has no
# cone. What does it have to do with the spotlight, then? What does it miss? And if no basis is given: can one be
# found?

# %%
import numpy as np

from srm_ref import basis_rotation_test, cap_fraction, find_basis, kurtosis, random_rotation
from srm_ref.course import show, source
from srm_ref.figures.canvas import GREY, legend, new_figure, style
from srm_ref.geometry.bases import polygon, standard
from srm_ref.geometry.matching import match_directions
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.extremes import climb, extreme_basis, unit_rows
from srm_ref.spotlight.fourth_moments import isotropic_kurtosis, kurtosis_by_definition, sensitivity

N, DIMS = 900, 16
CHANCE = isotropic_kurtosis(DIMS)

# %% [markdown]
# ## Picture
#
# Six clouds of 900 rows in 16 dimensions. Nobody would call them alike:
#
# | cloud | a row is | sum of the fourth powers of its cosines |
# |---|---|---|
# | isotropic | a random direction | $3/18$ on average |
# | six of sixteen | six coordinates of equal size, the others 0 | $6 / 6^2$ |
# | one in nine on an axis | one row of nine on an axis, eight at corners $(\pm 1, \dots, \pm 1)$ | $\frac19 \cdot 1 + \frac89 \cdot \frac{1}{16}$ |
# | one long axis | a corner, its first coordinate three times as long | $(81 + 15) / (9 + 15)^2$ |
# | half and half | one of the first eight coordinates is $\pm 2$, the last eight are $\pm 1$ | $(16 + 8) / (4 + 8)^2$ |
# | axes turned | on an axis of another basis | $1/6$, by the choice of the angle |
#
# All six sums are $1/6$, so all six kurtoses are $16/6 = 2.67$, which is the value by chance, $3 \cdot 16 / 18$. By
# kurtosis these are six isotropic clouds.

# %%
rng = np.random.default_rng(0)
corners = [rng.choice([-1.0, 1.0], (N, DIMS)) for _ in range(4)]
one_hot = rng.choice([-1.0, 1.0], (N, 1)) * np.eye(DIMS)[rng.integers(DIMS, size=N)]
six = corners[0] * rng.permuted(np.tile(np.arange(DIMS) < 6, (N, 1)), axis=1)
one_in_nine = np.where(np.arange(N)[:, None] % 9 == 0, one_hot, corners[1])
long_axis = corners[2] * np.where(np.arange(DIMS) == 0, 3.0, 1.0)
half_and_half = np.hstack([2 * one_hot[:, :8] + 2 * one_hot[:, 8:], corners[3][:, 8:]])
angle = np.arcsin(np.sqrt(2 / 3)) / 2  # cos^4 + sin^4 = 1 - sin^2(2 angle) / 2 = 2/3
square = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
other_axes = np.kron(np.eye(2), np.kron(turn, np.kron(square, square)))  # (16, 16), orthonormal
CLOUDS = {"isotropic": rng.standard_normal((N, DIMS)), "six of sixteen": six, "one in nine on an axis": one_in_nine,
          "one long axis": long_axis, "half and half": half_and_half, "axes turned": one_hot @ other_axes}
for name, X in CLOUDS.items():
    print(f"{name:23} kurtosis {kurtosis(X, standard(DIMS)):.4f}")
    assert abs(kurtosis(X, standard(DIMS)) - CHANCE) < (0.06 if name == "isotropic" else 1e-9)
assert round(CHANCE, 2) == 2.67 and 81 + 15 == 96 and 96 * 6 == 24**2 and 24 * 6 == 12**2

# %% [markdown]
# ## Definition
#
# As in lesson 10: $u$ is the direction of an activation, none of them zero, $b_i$ a direction of the basis, of length
# 1, $P_i = u \cdot b_i$, and $n$ the width. The kurtosis is $\kappa = n^2 \thinspace \overline{P^4}$, the mean over all
# activations and directions; by chance it is $\kappa_0 = 3n / (n + 2)$.
#
# - The **height** $h(\varepsilon)$ is the share of activations in the cone about a direction, averaged over the
#   directions and their opposites: half of the share of pairs with $\lvert P_i \rvert \ge \varepsilon$. Isotropic
#   activations have $A_n(\varepsilon)$ in expectation. It is what one looks for in a curve, the resonance at the
#   privileged directions, and it means the same at every $\varepsilon > 0$.
# - A **blind basis** is one in which every cloud has the kurtosis $\kappa_0$. The **sensitivity** of a basis is
#   $\kappa / \kappa_0 - 1$ of its own directions, taken as activations; a blind one has 0.
# - **Scale** and **shape**, in an orthonormal basis, with $\mu_i = \overline{P_i^2}$ and $\nu_i = \overline{P_i^4}$
#   the means over activations for one direction: $n \sum_i \mu_i^2$ and $\sum_i \nu_i / \sum_i \mu_i^2$.
# - An **extreme basis** is an orthonormal basis from which no small turn leads to a higher kurtosis (or, on the other
#   side, to a lower one).
#
# ## Derivation
#
# **1. Kurtosis is the height at all resolutions.** For any number with $\lvert P \rvert \le 1$,
#
# $$P^4 = \int_0^{\lvert P \rvert} 4 \varepsilon^3 \thinspace d\varepsilon = \int_0^1 4 \varepsilon^3 \thinspace
# [\lvert P \rvert \ge \varepsilon] \thinspace d\varepsilon .$$
#
# Take the mean over all pairs of activation and direction. On the right the bracket's mean is $2 h(\varepsilon)$. This
# is theorem (a):
#
# $$\overline{P^4} = 8 \int_0^1 \varepsilon^3 h(\varepsilon) \thinspace d\varepsilon .$$
#
# Nothing was used of the basis: (a) holds for oblique and overcomplete ones too. Isotropic activations have
# $h = A_n$ and $\kappa_0$, so dividing (a) by the same equation for them,
#
# $$\frac{\kappa}{\kappa_0} = \frac{\int \frac{h}{A_n} \thinspace \varepsilon^3 A_n \thinspace d\varepsilon}
# {\int \varepsilon^3 A_n \thinspace d\varepsilon} .$$
#
# **Kurtosis is the mean multiple of chance**, over all cones, with the weight $\varepsilon^3 A_n(\varepsilon)$. In 16
# dimensions half of the weight lies below $\varepsilon = 0.38$, a cone of 68 degrees, and 95 % below $0.62$: it looks
# with wide cones mostly. And being a mean, it can be 1 where $h / A_n$ is far above 1 at one $\varepsilon$ and below 1
# at another. That is what the six clouds do.
#
# **2. Kurtosis is the fourth harmonic of all planes.** Take one activation and one plane $(i, j)$ of an orthonormal
# basis: $p = P_i$, $q = P_j$, in polar form $r, \varphi$. It lights an arc of half width $w = \arccos(\varepsilon /
# r)$, whose Fourier coefficient (lesson 5) is $c_4 = e^{-4 i \varphi} \sin(4w) / (4 \pi)$. Now add up all
# $\varepsilon$, with the weight $\varepsilon^3$. From $\varepsilon = r \cos w$ follows
# $d\varepsilon = -r \sin w \thinspace dw$, and $w$ runs from $\pi$, at $\varepsilon = -r$, to 0, at $\varepsilon = r$;
# outside, the whole circle is lit or nothing is, and $c_4 = 0$:
#
# $$\int_{-1}^1 \varepsilon^3 \thinspace \mathrm{Re} \thinspace c_4 \thinspace d\varepsilon = \frac{r^4 \cos 4\varphi}
# {4 \pi} \int_0^\pi \sin(4w) \cos^3 w \thinspace \sin w \thinspace dw .$$
#
# By $\cos^2 w = (1 + \cos 2w)/2$ and $\cos w \sin w = \sin(2w)/2$ the last factors are
# $\cos^3 w \sin w = \frac14 \sin 2w + \frac18 \sin 4w$. Over $(0, \pi)$ the product $\sin 4w \sin 2w$ integrates to 0
# and $\sin^2 4w$ to $\pi / 2$. So the integral is $\pi/16$, and the whole is $r^4 \cos(4 \varphi) / 64$.
#
# In Cartesian form $r^4 \cos 4\varphi$ is the real part of $(p + i q)^4$, $p^4 - 6 p^2 q^2 + q^4$. Sum over all planes
# $i < j$. Each direction is in $n - 1$ of them, and $\sum_i P_i^2 = 1$, so
# $2 \sum_{i<j} P_i^2 P_j^2 = 1 - \sum_i P_i^4$:
#
# $$\sum_{i<j} r_{ij}^4 \cos 4 \varphi_{ij} = (n - 1) \sum_i P_i^4 - 3 \Big( 1 - \sum_i P_i^4 \Big) = (n + 2) \sum_i
# P_i^4 - 3 .$$
#
# The mean over activations of $\sum_i P_i^4$ is $\kappa / n$. Together, theorem (b):
#
# $$64 \int_{-1}^1 \varepsilon^3 \sum_{i<j} \mathrm{Re} \thinspace c_4(\varepsilon) \thinspace d\varepsilon =
# \frac{n + 2}{n} \thinspace \kappa - 3 = \frac{n + 2}{n} \left( \kappa - \kappa_0 \right) .$$
#
# The difference from chance **is** the fourth harmonic, of all planes and all resolutions. Here the basis has to be
# orthonormal.
#
# **3. Why a chosen epsilon cannot always tell the sign.** An arc counts with $\sin 4w$, which is positive for
# $w < \pi/4$, that is $\varepsilon > r / \sqrt 2$, and negative below, down to 0: there a cone at 45 degrees holds
# both axes. The radius $r$ differs from pair to pair. Choose $\varepsilon \ge 1/\sqrt 2 = 0.707$, and no arc is
# wrong; but of isotropic activations in 16 dimensions a plane then sees one in 128, $(1 - \varepsilon^2)^{(n-2)/2}$.
# Choose a smaller $\varepsilon$ that lights more, and pairs with $r < \sqrt 2 \varepsilon$ are counted right, those
# with a larger $r$ wrong; which of them outweigh depends on the cloud that one wants to know about. The integral (b)
# holds the wrong part as well: over $w$ from 0 to $\pi/4$ it is $\frac{1}{12} + \frac{\pi}{64}$, from $\pi/4$ to
# $\pi/2$ it is $-\frac{1}{12} + \frac{\pi}{64}$. So the wrong part takes back 26 % of the right one, whatever $r$:
# outweighed, always.
#
# **4. Blind bases.** Let $m$ directions stand evenly in the plane, at angles $2 \pi k / m$, and $u$ at the angle
# $\varphi$. From $\cos^4 \psi = \frac38 + \frac12 \cos 2 \psi + \frac18 \cos 4 \psi$ with
# $\psi = \varphi - 2 \pi k / m$,
#
# $$\sum_{k=1}^m P_k^4 = \frac{3m}{8} + \frac12 \sum_k \cos 2 \psi + \frac18 \sum_k \cos 4 \psi .$$
#
# $\sum_k e^{2 i \psi}$ is 0 unless $m$ divides 2, and $\sum_k e^{4 i \psi}$ is 0 unless $m$ divides 4. So for the
# triangle, the pentagon, the hexagon, every regular polygon **but the square** the sum does not depend on $u$:
# kurtosis is $4 \cdot 3/8 = 1.5 = \kappa_0$ for **every** cloud. In more dimensions the same happens where directions
# and opposites together are a **spherical 4-design**: the mean of every polynomial of degree 4 or less over them is
# its mean over the sphere. The icosahedron is one, and the 24-cell in four dimensions. No set of directions lies
# below: $\kappa$ of a basis in itself is at least $\kappa_0$ (Welch, Sidelnikov), equal exactly for the blind ones.
# For an orthonormal basis the sensitivity is $n / \kappa_0 - 1 = (n - 1)/3$.
#
# **5. Scale against sparseness.** In an orthonormal basis $\kappa = n \sum_i \nu_i$, so
#
# $$\kappa = n \sum_i \mu_i^2 \cdot \frac{\sum_i \nu_i}{\sum_i \mu_i^2} = \text{scale} \cdot \text{shape} .$$
#
# Scale is 1 where all directions are used equally ($\mu_i = 1/n$) and $n$ where one is used alone. Shape is the
# kurtosis of the numbers along the directions: 1 where $P_i^2$ is the same in every activation, large where it is
# usually 0. An outlier dimension makes $\kappa$ large by its scale, sparse features make it large by their shape, and
# the two can cancel. The test of lesson 7 is made for each.
#
# **6. Climbing.** Nothing has said that the basis has to be given. Let $F(B) = \overline{\sum_i P_i^4} = \kappa / n$
# for orthonormal $B$, one direction per row. For any two numbers
#
# $$t^4 - s^4 - 4 s^3 (t - s) = (t - s)^2 \left( (t + s)^2 + 2 s^2 \right) \ge 0 :$$
#
# $t^4$ lies above its tangent. Add this up over directions and activations, $s = P_i$ in the basis $B$ and $t$ in
# another one, $B'$. With $G = \overline{P^3 u^T}$ (row $i$ is the mean of $P_i^3 u$),
#
# $$F(B') \ge F(B) + 4 \thinspace \mathrm{tr} \thinspace G^T (B' - B) .$$
#
# So whatever orthonormal $B'$ has the largest $\mathrm{tr} \thinspace G^T B'$ has a kurtosis that is not below that of
# $B$. Which one is that? Let $G = Q_1 \Sigma Q_2^T$ be the singular value decomposition. Then
# $\mathrm{tr} \thinspace G^T B' = \mathrm{tr} \thinspace \Sigma \thinspace Q_1^T B' Q_2$, a sum of singular values
# $\sigma_i$ times diagonal entries of an orthogonal matrix, which are at most 1; all of them are 1 for $B' = Q_1
# Q_2^T$. This matrix is called $\mathrm{polar}(G)$, the orthogonal matrix nearest to $G$. The climb is
#
# $$B \leftarrow \mathrm{polar} \left( \overline{P^3 u^T} \right) ,$$
#
# one product forth, one back, and no step lowers the kurtosis. For the lowest, `srm_ref/spotlight/extremes.py` proves a
# step in which $3 B C - G$ stands in the place of $G$, with $C$ the mean of $u u^T$.
#
# **7. Found on one half, tested on the other.** A basis has $n (n-1)/2$ angles to choose, 120 for $n = 16$, and
# isotropic rows too have a basis of highest kurtosis. So half of the rows are kept away from the climb. For them the
# found basis is as good as given, and the rotation test is honest again.
#
# ## In the package
#
# `srm_ref/spotlight/fourth_moments.py`, `extremes.py` and `found_basis.py`. Kurtosis by its definition, and the climb:

# %%
print(source(kurtosis_by_definition))
print(source(climb))

# %% [markdown]
# First the two theorems in a figure: the integrand of (b) for a row on an axis, and the kurtosis of one row that goes
# round the circle, in four bases.
#
# **What do you expect?** In which of square, triangle, pentagon and hexagon does the kurtosis of one row depend on
# where the row stands? Predict `depends_in`.

# %%
epsilons = np.linspace(0.001, 0.999, 499)
w = np.arccos(epsilons)
integrand = epsilons**3 * np.sin(4 * w) / (4 * np.pi)
circle = np.linspace(0, 2 * np.pi, 181)
row_on_circle = np.stack([np.cos(circle), np.sin(circle)], axis=1)
of_polygon = {name: np.array([kurtosis(row, polygon(m)) for row in row_on_circle[:, None]])
              for name, m in (("square", 4), ("triangle", 3), ("pentagon", 5), ("hexagon", 6))}
nearest = {name: np.abs(row_on_circle @ polygon(m).T).max(axis=1) for name, m in (("square", 4), ("hexagon", 6))}

figure, axes = new_figure(1, 3, width=13, height=4.0)
left, middle, right = axes[0]
left.axhline(0.0, color=GREY, linewidth=1.0)
for k, (part, label) in enumerate(((integrand > 0, "counted right"), (integrand < 0, "counted wrong"))):
    left.fill_between(epsilons, np.where(part, integrand, 0.0), color=style(k).colour, alpha=0.6, linewidth=0,
                      label=label)
left.set(xlabel="epsilon", ylabel="epsilon^3 Re c_4 of a row on an axis")
for k, (name, values) in enumerate(of_polygon.items()):
    middle.plot(np.degrees(circle), values, color=style(k).colour, linestyle=style(k).line, label=name)
for k, (name, values) in enumerate(nearest.items()):
    right.plot(np.degrees(circle), values, color=style(3 * k).colour, linestyle=style(3 * k).line, label=name)
for ax, label in ((middle, "kurtosis of one row"), (right, "largest |P| of one row")):
    ax.set(xlabel="where the row stands, degrees", ylabel=label, xticks=range(0, 361, 90))
middle.set_ylim(0.9, 2.5)
right.set_ylim(0.55, 1.02)
for ax in axes[0]:
    legend(ax)
show(figure, "20_sign_and_blind",
     "Left: the integrand of theorem (b) over epsilon for a row on an axis, negative below 0.707 and larger and "
     "positive above. Middle: the kurtosis of one row over its angle; it swings between 1 and 2 in the square and is "
     "1.5 everywhere in triangle, pentagon and hexagon. Right: the largest |P| swings in square and hexagon.")

# %% [markdown]
# Only in the square. In the three others kurtosis is 1.5, wherever the row stands: lines on top of each other, that no
# cloud can move. The figure on the right shows what still sees a hexagon: the largest $\lvert P_i \rvert$, which is 1
# on a direction and $0.87$ half-way between two. A verdict on a blind basis is therefore "cannot tell", with that mean
# beside it.

# %%
assert np.ptp(of_polygon["square"]) > 0.99 and round(float(nearest["hexagon"].min()), 2) == 0.87
assert max(np.abs(of_polygon[name] - 1.5).max() for name in ("triangle", "pentagon", "hexagon")) < 1e-12
golden = (1 + 5**0.5) / 2
icosahedron = np.array([np.roll([0, 1, sign * golden], k) for sign in (1, -1) for k in range(3)])
cell_24 = np.array([row for row in np.ndindex(3, 3, 3, 3) if sum(x == 1 for x in row) == 2]) - 1
for name, basis in (("hexagon", polygon(6)), ("icosahedron", icosahedron), ("24-cell", cell_24),
                    ("16 axes", standard(16)), ("40 random directions in 8", uniform_directions(40, 8, rng))):
    print(f"sensitivity of {name}: {sensitivity(basis):.3f}")
assert max(sensitivity(icosahedron), sensitivity(cell_24)) < 1e-12 and abs(sensitivity(standard(16)) - 5) < 1e-12
assert len(cell_24) == 24 and 0 < sensitivity(uniform_directions(40, 8, rng)) < 1
wrong_part = (1 / 12 - np.pi / 64) / (1 / 12 + np.pi / 64)
assert round(100 * wrong_part) == 26 and 128 == round(1 / (1 - 0.5)**7) and round(0.5**0.5, 3) == 0.707
grid = (np.arange(2000) + 0.5) / 2000
weight = grid**3 * np.array([cap_fraction(DIMS, epsilon) for epsilon in grid])
below = np.cumsum(weight) / weight.sum()
assert below[grid > 0.38][0] > 0.49 > below[grid < 0.37][-1] and below[grid > 0.62][0] > 0.95 > below[grid < 0.61][-1]
assert round(np.degrees(np.arccos(0.38))) == 68 and abs(8 * DIMS**2 * weight.mean() - CHANCE) < 1e-5

# %% [markdown]
# Now the six clouds, by their heights and by what a climb finds. `find_basis` climbs from four random bases on one half
# of the rows and tests the best end on the other half.
#
# **What do you expect?** For which of the six do the heights leave chance? In which of them is a basis found, and is it
# the one that is given? Predict `n_found`.

# %%
cones = np.linspace(0.05, 0.95, 181)
chance_heights = np.array([cap_fraction(DIMS, epsilon) for epsilon in cones])
heights = {name: np.array([(np.abs(unit(X)) >= epsilon).mean() / 2 for epsilon in cones]) for name, X in CLOUDS.items()}
found, tests = {}, {}
print("cloud                    scale  shape   heights' p   highest: fitted  held out     p   angle to the axes")
for name, X in CLOUDS.items():
    tests[name] = test = basis_rotation_test(X, standard(DIMS), None, 39, np.random.default_rng(1))
    found[name] = one = find_basis(X, 1, 4, np.random.default_rng(2), n_rotations=39)
    print(f"{name:23} {test.scale.value:6.2f} {test.shape.value:6.2f} {test.scan.p_value:12.3f}   "
          f"{one.kurtosis_fitted:15.2f} {one.kurtosis_held_out:9.2f}  {one.p_value:.2f} "
          f"{np.degrees(np.median(one.angles)):8.0f} degrees")

# %%
figure, axes = new_figure(1, 2, width=11.5, height=4.4)
left, right = axes[0]
left.axhline(1.0, color=GREY, linewidth=1.0)
for k, (name, row) in enumerate(heights.items()):
    left.plot(cones, np.where(row > 0, row / chance_heights, np.nan), color=style(k).colour, linestyle=style(k).line,
              label=name)
left.set(yscale="log", ylim=(0.1, 1000), xlabel="epsilon (narrow cones on the right)",
         ylabel="height, multiple of chance")
places = np.arange(len(CLOUDS))
right.axvline(CHANCE, color="black", linewidth=1.0, label="chance, and all six in the axes")
for k, (label, values) in enumerate((("climbed to, on one half", [one.kurtosis_fitted for one in found.values()]),
                                     ("the same basis, other half", [f.kurtosis_held_out for f in found.values()]))):
    right.plot(values, places, linestyle="none", marker=style(k).marker, color=style(k).colour, label=label)
right.set_yticks(places, list(CLOUDS))
right.set(xscale="log", xlabel="kurtosis", ylim=(len(CLOUDS) - 0.5, -0.5))
right.set_xticks([2, 3, 4, 6, 8, 12, 16], ["2", "3", "4", "6", "8", "12", "16"])
right.minorticks_off()
for ax in (left, right):
    legend(ax)
show(figure, "20_six_clouds",
     "Left: heights of six clouds as multiples of chance over epsilon; the isotropic one stays at 1 as far as any "
     "row is lit, the others are up to hundreds of times above it and at other epsilon below. Right: kurtosis of the "
     "basis that was climbed to; only for the last three clouds is it above chance on the other half, 16 for the "
     "turned axes.")

# %% [markdown]
# - **Heights** leave chance for all but the isotropic cloud, up and down: wide cones and narrow ones outweigh each
#   other. For all $\varepsilon$ together the p-value is 0.025 for the five, the smallest that 39 rotations can give.
# - **Scale and shape** pick out two: the long axis has scale 2.67 and shape 1 (corners, one direction used too much),
#   half and half 1.11 and 2.39.
# - **The climb** finds the turned axes exactly: kurtosis 16, from nothing. It finds higher bases for the long axis and
#   for half and half as well; those are not the given axes. For the first three it finds nothing: what it climbed to,
#   3.5 on its own half, is within what rotations give on the other.
# - Six of sixteen and one in nine **have** a special basis, the axes, and neither kurtosis nor a climb by kurtosis sees
#   it: a climb inherits what its measure is blind to.

# %%
p_scan = {name: test.scan.p_value for name, test in tests.items()}
assert p_scan.pop("isotropic") > 0.1 and set(p_scan.values()) == {0.025} and tests["six of sixteen"].p_value > 0.1
assert [round(tests[name].scale.value, 2) for name in ("one long axis", "half and half")] == [2.67, 1.11]
assert [round(tests[name].shape.value, 2) for name in ("one long axis", "half and half")] == [1.0, 2.39]
assert [one.found for one in found.values()] == [False, False, False, True, True, True]
fitted_of_nothing = [found[name].kurtosis_fitted for name in list(CLOUDS)[:3]]
assert {round(value, 1) for value in fitted_of_nothing} == {3.5}
assert found["axes turned"].kurtosis_held_out > 16 - 1e-9
assert match_directions(found["axes turned"].basis, other_axes)[1].max() < 1e-4
assert min(np.median(found[name].angles) for name in ("one long axis", "half and half")) > np.radians(20)

# %% [markdown]
# ## Check
#
# Theorem (a): the heights of a finite cloud are a staircase, so the integral is a finite sum. Theorem (b): by the
# midpoint rule over $\varepsilon$. In a basis at 60 degrees (a) still holds, and (b) does not.

# %%
X, basis = rng.standard_normal((7, 3)), random_rotation(3, rng)


def by_heights(activations, directions):
    """Sum 8 n^2 times the integral of epsilon^3 h, stair by stair."""
    sizes = np.sort(np.abs(unit(activations) @ unit(directions).T).ravel())
    stairs = (len(sizes) - np.arange(len(sizes))) / (2 * len(sizes))  # h up to each size
    return 8 * activations.shape[1]**2 * (stairs * np.diff(np.append(0, sizes)**4) / 4).sum()


def by_harmonics(p, q, n_steps):
    """64 times the integral of epsilon^3 Re c_4, mean over pairs (p, q)."""
    grid = -1 + (np.arange(n_steps) + 0.5) * 2 / n_steps
    r, phi = np.hypot(p, q)[:, None], np.arctan2(q, p)[:, None]
    arcs = np.sin(4 * np.arccos(np.clip(grid / r, -1, 1))) * np.cos(4 * phi) / (4 * np.pi)
    return 64 * (grid**3 * arcs).sum() * 2 / n_steps / len(p)


P = unit(X) @ basis.T
sum_of_planes = sum(by_harmonics(P[:, i], P[:, j], 4000) for i in range(3) for j in range(i + 1, 3))
print(f"(a) {by_heights(X, basis):.12f}  and  {kurtosis(X, basis):.12f}")
print(f"(b) {sum_of_planes:.6f}  and  {5 / 3 * kurtosis(X, basis) - 3:.6f}")
assert abs(by_heights(X, basis) - kurtosis(X, basis)) < 1e-12
assert abs(sum_of_planes - (5 / 3 * kurtosis(X, basis) - 3)) < 1e-4
oblique = np.array([[1, 0], [0.5, 0.75**0.5]])
flat = rng.standard_normal((50, 2))
in_frame = unit(flat)
assert abs(by_heights(flat, oblique) - kurtosis(flat, oblique)) < 1e-12
assert abs(by_harmonics(in_frame[:, 0], in_frame[:, 1], 4000) - (2 * kurtosis(flat, oblique) - 3)) > 0.05

# %% [markdown]
# The climb: $t^4$ above its tangent, one step written out, and no step down in fifty climbs. Where it ends, $G B^T$ is
# symmetric: no small turn helps.

# %%
s, t = rng.standard_normal((2, 1000))
assert np.allclose(t**4 - s**4 - 4 * s**3 * (t - s), (t - s)**2 * ((t + s)**2 + 2 * s**2))
rows, start = unit_rows(CLOUDS["half and half"]), random_rotation(DIMS, rng)
Q1, _, Q2 = np.linalg.svd(((rows @ start.T)**3).T @ rows / N)
assert kurtosis(rows, Q1 @ Q2) >= kurtosis(rows, start)
ends = [climb(unit_rows(rng.standard_normal((40, 5))), random_rotation(5, rng), sign) for sign in (1, -1) * 25]
assert all(np.all(sign * np.diff(end.kurtoses) > 0) for end, sign in zip(ends, (1, -1) * 25))
top = extreme_basis(rows, start, 1)
G = ((rows @ top.T)**3).T @ rows / N
print(f"one step: {kurtosis(rows, start):.3f} to {kurtosis(rows, Q1 @ Q2):.3f}; the end: {kurtosis(rows, top):.3f}, "
      f"G B^T off symmetric by {np.abs(G @ top.T - top @ G.T).max():.0e}")
assert np.abs(G @ top.T - top @ G.T).max() < 1e-3

# %% [markdown]
# **What a verdict may claim.** Kurtosis beside its rotations gives a size and a p-value. With them one may say:
#
# - these rows lie nearer to the directions (or farther from them) than to the same directions turned at random, by so
#   much, with this p;
# - whether scale or shape carries it, each with its own p; and which directions have more than chance gives to any;
# - where nothing is found, how small an effect would have been found, and whether single $\varepsilon$ leave chance;
# - of a found basis: its kurtosis **on rows that it was not found on**, and how far it is from a given one, beside how
#   far bases drawn at random are.
#
# One may **not** say:
#
# - that a direction means something, or that the network, its form or its training made the preference: one long axis
#   or an offset is enough;
# - that no other basis does as well. Found or given, a basis is **a** special one;
# - that the cloud is isotropic because nothing was found: five of the six clouds above are not;
# - that an effect is large because p is small: with enough rows p is small for everything;
# - anything of rows, documents or seeds that are not in the file.
#
# ## Exercises
#
# `srm-ref lesson 20 --check` copies the exercises to `answers/20.py` and checks them there.
#
# 1. Kurtosis from a staircase of heights.
# 2. The fourth harmonic of all planes, without a loop over planes.
# 3. Is a basis blind?
# 4. Scale and shape.
# 5. Find a hidden rotation.
# 6. Open: directions that kurtosis cannot see.
#
# ## Remember
#
# - (a) $\kappa$ is the mean multiple of chance over all cones, in any basis; (b) $\kappa - \kappa_0$ is the fourth
#   harmonic of all planes at all $\varepsilon$, in orthonormal ones. One $\varepsilon$ below 0.707 has both signs in
#   it.
# - Blind: every regular polygon but the square, the icosahedron, the 24-cell. Ask for the sensitivity first.
# - Kurtosis is a mean. Heights, scale and shape stand beside it, because six clouds can have one kurtosis.
# - $B \leftarrow \mathrm{polar}(\overline{P^3 u^T})$ never goes down. Found on one half, tested on the other.
#
# ## What this does not show
#
# - That the highest basis is the one in which the rows were made: it is where fourth moments are largest, and an offset
#   or a group of clusters can be that.
# - That the climb finds the highest of all: it ends where no small turn leads up, or at a saddle. Several starts help;
#   none proves it.
# - Bases with oblique directions, or with more directions than dimensions: no climb over orthonormal ones finds those.
# - That networks have such bases. `srm-ref reproduce found_bases` and `found_neurons` look.
#
# ## In the papers
#
# SRM varies the cone's width as its scale of resolution; (a) and (b), which add up all widths, are this package's. N.
# Elhage, R. Lasenby and C. Olah, "Privileged Bases in the Transformer Residual Stream" (2023), use a centred kurtosis
# to detect privileged bases. Blind bases: P. Delsarte, J.-M. Goethals and J. J. Seidel, Geometriae Dedicata 6 (1977)
# 363, on spherical designs. To maximise the sum of fourth powers over rotations is quartimax in factor analysis (J. O.
# Neuhaus and C. Wrigley, British Journal of Statistical Psychology 7 (1954) 81); the step by polar is that of Y. Zhai
# and others, Journal of Machine Learning Research 21 (2020) 165, for dictionary learning. Independent component
# analysis by kurtosis (A. Hyvärinen and E. Oja, Neural Computation 9 (1997) 1483) climbs after taking the mean away and
# whitening. The clouds, the halves and the cautions are this package's.
