# %% [markdown]
# # 3. Planes, bivectors and rotations, three ways
#
# **Objectives.** Turn a vector from one direction towards another in any number of dimensions; derive the rotation from
# its generator in three ways that agree; avoid the shortcut that is no rotation.
#
# **Prerequisites.** Lesson 2; matrix products, eigenvectors, the power series of the exponential function.
#
# **Minutes.** 40 to read, 55 for the exercises.
#
# ## Question
#
# The spotlight must turn from neuron 3 towards neuron 7, in 16 dimensions. In three dimensions one would turn "about an
# axis". In 16 there is no such axis: 14 directions stand still. What is it that turns, and how do we write it down?

# %%
import numpy as np

from srm_ref import plane_rotation, random_rotation
from srm_ref.course import show, source
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.traces import draw_against
from srm_ref.geometry.rotations import rotation_by_eigen, rotation_by_series, unit_bivector, wedge
from srm_ref.geometry.vectors import plane_frame, unit

# %% [markdown]
# ## Picture
#
# Lay a record on the table: it turns **in** a plane. That it also turns "about" a vertical axis is an accident of three
# dimensions, where one direction is left over. In $n$ dimensions $n - 2$ are. So we describe a rotation by the plane in
# which it happens, and by its sense: which of the plane's two directions moves towards the other. Plane, sense and
# amount together are a **bivector**, as direction and amount together are a vector.
#
# ## Definition
#
# Let $a$ and $b$ be two vectors that are not parallel. The **frame** of their plane is
#
# $$e_1 = \frac{a}{\lvert a \rvert}, \qquad e_2 = \frac{b - (b \cdot e_1) e_1}{\lvert b - (b \cdot e_1) e_1 \rvert} .$$
#
# The **wedge product** and the **unit bivector**, both kept as antisymmetric $n \times n$ matrices, are
#
# $$a \wedge b = b a^T - a b^T, \qquad B = e_2 e_1^T - e_1 e_2^T .$$
#
# Some texts, and the SRM author's public code, define $a \wedge b$ with the other sign, $a b^T - b a^T$; with this one
# $B$ turns $e_1$ towards $e_2$.
#
# The **rotation** by $\theta$ in the plane, from $a$ towards $b$, is $R(\theta) = e^{\theta B}$. Angles are in radians.
#
# ## Derivation
#
# **1. Wedge and bivector are one thing.** Let $\gamma$ be the angle between $a$ and $b$, so that
# $a = \lvert a \rvert e_1$ and $b = \lvert b \rvert (\cos \gamma \thinspace e_1 + \sin \gamma \thinspace e_2)$. Put
# both into the wedge product:
#
# $$b a^T - a b^T = \lvert a \rvert \lvert b \rvert \left( \cos \gamma \thinspace e_1 e_1^T +
# \sin \gamma \thinspace e_2 e_1^T -
# \cos \gamma \thinspace e_1 e_1^T - \sin \gamma \thinspace e_1 e_2^T \right) =
# \lvert a \rvert \lvert b \rvert \sin \gamma \thinspace B .$$
#
# The cosine cancels: only the part of $b$ at right angles to $a$ matters. The factor is the area of the parallelogram.
# For parallel vectors it is 0, and there is no plane.
#
# **2. What $B$ does.** Because $e_1^T e_1 = 1$ and $e_1^T e_2 = 0$:
#
# $$B e_1 = e_2, \qquad B e_2 = - e_1, \qquad B v = 0 \text{ for } v \text{ at right angles to both.}$$
#
# It is a quarter turn inside the plane and forgets everything else. Twice: $B^2 e_1 = -e_1$, $B^2 e_2 = -e_2$, so
# $B^2 = -(e_1 e_1^T + e_2 e_2^T)$, minus the projection on the plane. Three times: $B^3 = -B$.
#
# **3. Why the exponential.** Turning at unit speed means: every point moves with velocity $B$ times where it is,
# $\frac{d}{d\theta} R(\theta) = B R(\theta)$, from $R(0) = \mathrm{Id}$, the identity matrix. The solution is the power
# series, and this is the **first way**:
#
# $$R(\theta) = e^{\theta B} = \sum_{k=0}^{\infty} \frac{(\theta B)^k}{k!} .$$
#
# (Take the derivative term by term: $\theta^k B^k / k!$ becomes $B$ times $\theta^{k-1} B^{k-1} / (k-1)!$, the term
# before it. The sum is $B R(\theta)$.)
#
# It is a rotation: $B^T = -B$ gives $R(\theta)^T = e^{-\theta B} = R(\theta)^{-1}$, so lengths and angles are kept; and
# the determinant is 1 at $\theta = 0$, never anything but $\pm 1$ (because $R^T R = \mathrm{Id}$), and cannot jump.
#
# **4. The paper's way: eigenvectors.** $B (e_1 - i e_2) = e_2 + i e_1 = i (e_1 - i e_2)$, and with the other sign
# $B (e_1 + i e_2) = -i (e_1 + i e_2)$. So $B$ has the eigenvalues $i$, $-i$ and $n - 2$ times 0. Since
# $(iB)^H = -i B^T = iB$, the matrix $iB$ is Hermitian: it has real eigenvalues and an **orthonormal** set of
# eigenvectors, $iB = V \Lambda V^H$, with the eigenvectors in the columns of $V$ and the eigenvalues on the diagonal of
# $\Lambda$. Then $B = -i V \Lambda V^H$. In a power of $B$ the inner $V^H V = \mathrm{Id}$ drop out, so that
# $B^k = V (-i \Lambda)^k V^H$, and the series becomes one of numbers, on the diagonal. The **second way**:
#
# $$R(\theta) = V e^{-i \theta \Lambda} V^H .$$
#
# Ask a Hermitian solver (`eigh`) for $V$. A general solver (`eig`) applied to $B$ may return any set of vectors for the
# eigenvalue 0, not orthogonal ones, and then $V^H$ is not the inverse of $V$: the "rotation" is no rotation off the
# plane.
#
# **5. The closed form.** By step 2 the powers repeat: $B^{2k+1} = (-1)^k B$, and $B^{2k} = (-1)^{k-1} B^2$ for
# $k \ge 1$. Sort the series:
#
# $$R(\theta) = \mathrm{Id} + \left( \theta - \frac{\theta^3}{3!} + \dots \right) B + \left( \frac{\theta^2}{2!} -
# \frac{\theta^4}{4!} + \dots \right) B^2 .$$
#
# (The last bracket holds $\theta^{2k} / (2k)!$ with the sign $(-1)^{k-1}$.) The brackets are $\sin \theta$ and
# $1 - \cos \theta$. The **third way**, and the one to use:
#
# $$R(\theta) = \mathrm{Id} + \sin \theta \thinspace B + (1 - \cos \theta) B^2 .$$
#
# **6. The probe needs no matrix at all.** Apply it to $e_1$: $B e_1 = e_2$ and $B^2 e_1 = -e_1$ leave
#
# $$p(\theta) = R(\theta) e_1 = \cos \theta \thinspace e_1 + \sin \theta \thinspace e_2 .$$
#
# The shortcut $\cos \theta \thinspace \hat a + \sin \theta \thinspace \hat b$ (hats: divided by the length) looks alike
# and is wrong unless $a$ and $b$ are at right angles. Its squared length is
# $\cos^2 \theta + \sin^2 \theta + 2 \sin \theta \cos \theta \cos \gamma = 1 + \sin 2 \theta \cos \gamma$: an ellipse,
# run through at the wrong speed.
#
# ## In the package
#
# `srm_ref/geometry/rotations.py`; the bodies, without their docstrings:

# %%
for function in (wedge, unit_bivector, rotation_by_series, rotation_by_eigen, plane_rotation):
    print(source(function))

# %% [markdown]
# The closed form never forms $B^2$ as a product, and the series is summed at the angle's remainder in $[-\pi, \pi]$:
# both are explained in the docstrings.
#
# **What do you expect?** How many terms does the series need at the worst angle, $\theta = \pi$? And what does the
# shortcut draw, for two directions 60 degrees apart? Predict `n_terms` and `shortcut_draws`.

# %%
a, b = np.array([1.0, 0.0]), np.array([0.5, np.sqrt(0.75)])
B, theta = unit_bivector(a, b), np.pi
term, total, errors = np.eye(2), np.zeros((2, 2)), []
for k in range(30):
    total = total + term
    errors.append(np.abs(total - plane_rotation(a, b, theta)).max())
    term = term @ B * theta / (k + 1)
figure, axes = new_figure(1, 2, width=10, height=4)
turn = np.linspace(0, 2 * np.pi, 181)
e1, e2 = plane_frame(a, b)
right = np.cos(turn)[:, None] * e1 + np.sin(turn)[:, None] * e2
shortcut = np.cos(turn)[:, None] * unit(a) + np.sin(turn)[:, None] * unit(b)
for k, (points, label) in enumerate(((right, "cos e1 + sin e2"), (shortcut, "cos a + sin b, no rotation"))):
    axes[0, 0].plot(*points.T, color=style(k).colour, linestyle=style(k).line, label=label)

for k, points in enumerate((right, shortcut)):
    axes[0, 0].plot(*points[::10].T, color=style(k).colour, marker=style(k).marker, markersize=4, linestyle="none")
for vector, name in ((a, "a"), (b, "b")):
    axes[0, 0].annotate("", unit(vector), (0, 0), arrowprops={"arrowstyle": "->", "color": "black"})
    axes[0, 0].annotate(name, 0.55 * unit(vector), textcoords="offset points", xytext=(4, -10))
axes[0, 0].set(aspect="equal", xlabel="e1", ylabel="e2")
axes[0, 0].legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), fontsize="small", frameon=False)
draw_against(np.arange(1, 23), np.log10(errors[:22]), ax=axes[0, 1])
axes[0, 1].set_xlabel("terms of the series, at theta = pi")
axes[0, 1].set_ylabel("log10 of the largest error")
show(figure, "03_ways_to_turn",
     "Left: the probe of the frame runs on a circle, in equal steps of 20 degrees; the shortcut with two oblique "
     "vectors runs on an ellipse, in steps of different lengths. Right: the error of the power series first rises to "
     "about 3 and falls below a ten-millionth from 19 terms on.")

# %%
lengths = np.linalg.norm(shortcut, axis=1)
print(f"shortcut: lengths from {lengths.min():.3f} to {lengths.max():.3f}")
print(f"series: largest error {errors[4]:.1f} after 5 terms, below 1e-7 from "
      f"{1 + next(k for k in range(30) if errors[k] < 1e-7)} terms on")
assert np.allclose(lengths**2, 1 + np.sin(2 * turn) * 0.5)
assert errors[17] > 1e-7 > errors[18] and 3 < max(errors) < 3.3

# %% [markdown]
# ## Check
#
# Three ways, one matrix: 16 dimensions, an oblique pair, several angles. And every property that the derivation
# promised.

# %%
rng = np.random.default_rng(0)
a, b = rng.standard_normal((2, 16))
B, (e1, e2) = unit_bivector(a, b), plane_frame(a, b)
thetas = np.array([-2.0, 0.0, 0.3, np.pi / 2, np.pi, 5.0])
closed, series, eigen = plane_rotation(a, b, thetas), rotation_by_series(B, thetas), rotation_by_eigen(B, thetas)
assert np.abs(closed - series).max() < 1e-12 and np.abs(closed - eigen).max() < 1e-12
assert np.allclose(closed @ closed.transpose(0, 2, 1), np.eye(16)) and np.allclose(np.linalg.det(closed), 1)
assert np.allclose(B @ e1, e2) and np.allclose(B @ e2, -e1) and np.allclose(B @ B @ B, -B)
gamma = np.arccos(unit(a) @ unit(b))
area = np.linalg.norm(a) * np.linalg.norm(b) * np.sin(gamma)
assert np.allclose(wedge(a, b), area * B)
assert np.allclose(plane_rotation(a, b, gamma) @ unit(a), unit(b))
off = rng.standard_normal(16)
off = off - (off @ e1) * e1 - (off @ e2) * e2
assert np.allclose(closed @ off, off) and np.linalg.matrix_rank(B) == 2  # all but two directions stand still
print("series = eigenvectors = closed form; the angle between a and b takes a to b;", "14 directions stand still")

# %% [markdown]
# Two warnings. The order of two rotations matters, unless their planes are the same or wholly at right angles to each
# other. (Half turns know further exceptions, such as the plane of $e_1$, $e_2$ and that of $e_2$, $e_3$.) And turning
# in two planes at once is a rotation, but not that of any plane: its generator does not obey $B^3 = -B$, and the
# package refuses it.

# %%
x, y, z = np.eye(3)
first = plane_rotation(x, y, np.pi / 2) @ plane_rotation(y, z, np.pi / 2)
second = plane_rotation(y, z, np.pi / 2) @ plane_rotation(x, y, np.pi / 2)
print("x goes to", (first @ x).round(6) + 0, "in one order, to", (second @ x).round(6) + 0, "in the other")
assert np.allclose(first @ x, y) and np.allclose(second @ x, z)
first, second, third, fourth = np.eye(4)


def order_matters(plane, other, angle):
    """Return the largest entry of R S - S R, for the rotations R and S by `angle` in two planes."""
    R, S = plane_rotation(*plane, angle), plane_rotation(*other, angle)
    return np.abs(R @ S - S @ R).max()


plane = first, second
assert order_matters(plane, (third, fourth), 1.0) < 1e-12
assert order_matters(plane, (first + second, first - 2 * second), 1.0) < 1e-12
assert order_matters(plane, (first + third, second + 2 * fourth), 1.0) > 0.1  # oblique: they share no direction
assert order_matters(plane, (second, third), np.pi) < 1e-12 < 0.1 < order_matters(plane, (second, third), 1.0)
two_planes = unit_bivector([1, 0, 0, 0], [0, 1, 0, 0]) + 0.5 * unit_bivector([0, 0, 1, 0], [0, 0, 0, 1])
try:
    rotation_by_series(two_planes, 1.0)
except ValueError as error:
    print(error)
else:
    raise AssertionError("two planes at once were taken for one")

# %% [markdown]
# Rotations can also be drawn at random: `random_rotation` draws one from the uniform (Haar) distribution. It takes
# every direction to a uniform direction, of variance $1/n$ in each coordinate (lesson 2). Lesson 7 needs it.

# %%
rng = np.random.default_rng(1)
images = np.array([random_rotation(8, rng)[:, 0] for _ in range(4000)])
print("variance of the coordinates times 8:", f"{8 * images.var(axis=0).mean():.2f}")
assert np.abs(8 * images.var(axis=0) - 1).max() < 0.15 and np.abs(images.mean(axis=0)).max() < 0.03

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 3 --check` copies the exercises to `answers/03.py` and checks them there.
#
# 1. The frame of a plane.
# 2. The power series, term by term.
# 3. Turn a vector without forming a matrix.
# 4. The angle of an activation within a plane.
# 5. From a rotation back to its angle and plane.
# 6. Open: a rotation that leaves no vector where it is.
#
# ## Remember
#
# - Rotations happen in planes. $B e_1 = e_2$ says plane and sense; $B^3 = -B$ closes the series.
# - $R(\theta) = \mathrm{Id} + \sin \theta \thinspace B + (1 - \cos \theta) B^2$, in any number of dimensions; the probe
#   is $\cos \theta \thinspace e_1 + \sin \theta \thinspace e_2$.
# - $e_2$ is not $b$. Make $b$ orthogonal to $a$ first.
#
# ## What this does not show
#
# - Rotations of several planes at once: in 4 and more dimensions most rotations are such.
# - What happens when $a$ and $b$ are nearly parallel: the plane is then decided by rounding. `plane_frame` refuses such
#   pairs.
# - That the SRM author's public code turns this way: it turns from $a$ away from $b$. Its $\theta$ is our $-\theta$.
#
# ## In the papers
#
# SRM: the rotation by the exponential of a bivector; the author's public code takes its eigenvectors. Haar: Mezzadri,
# Notices of the AMS 54 (2007) 592.
