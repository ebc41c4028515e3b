# %% [markdown]
# # 8. Functional forms and symmetry
#
# **Objectives.** Prove which rotations an activation function does not notice; say what symmetry decides about
# privileged directions, and what it leaves open; predict from the shape of a form whether activations gather on its
# directions or between them.
#
# **Prerequisites.** Lesson 7; limits of functions of one number.
#
# **Minutes.** 30 to read, 35 for the exercises.
#
# ## Question
#
# Lesson 7 can say that the neurons are special for a cloud. It cannot say why. The suspect is the activation function:
# it is applied neuron by neuron, and so it knows which directions the neurons are. Which directions does it make
# special, and does it draw activations to them or away from them? Both can be asked before any network is trained.

# %%
import numpy as np

from srm_ref import plane_rotation, random_rotation
from srm_ref.course import show, source, still
from srm_ref.figures.canvas import GREY, new_figure, style
from srm_ref.geometry.bases import cross_polytope, polygon, standard
from srm_ref.networks import elementwise, isotropic, overcomplete
from srm_ref.networks.functional_forms import in_frame, isotropic_tanh

# %% [markdown]
# ## Picture
#
# Four ways to apply $\tanh$ to a plane. Each panel shows where four circles go. Applied to each coordinate, $\tanh$
# presses large vectors against the sides of a square. Its corners lie on the diagonals, **between** the neurons.
# Applied in a turned basis, it makes the same square, turned. Applied along three vectors, it makes a hexagon, and here
# the corners lie **on** the vectors and opposite them. Applied to the length alone, it leaves circles circles.

# %%
turn = plane_rotation(*np.eye(2), np.pi / 6).T  # rows: the basis, turned by 30 degrees
PLANE_FORMS = {
    "in the standard basis": elementwise("tanh", np.eye(2)),
    "in a basis turned by 30°": elementwise("tanh", turn),
    "along three vectors": overcomplete("tanh", polygon(3)),
    "of the length: isotropic": isotropic("tanh", 2),
}
around = np.linspace(0, 2 * np.pi, 361)
circle = np.stack([np.cos(around), np.sin(around)], axis=1)
figure, axes = new_figure(1, 4, width=12, height=3.4)
for ax, (name, form) in zip(axes[0], PLANE_FORMS.items()):
    for k, radius in enumerate((0.4, 1.0, 2.0, 6.0)):
        ax.plot(*form.apply(radius * circle).T, color=style(k).colour, linestyle=style(k).line,
                label=f"radius {radius:g}")
    for vector in () if form.basis is None else form.basis:
        ax.annotate("", 1.55 * vector, (0, 0), arrowprops={"arrowstyle": "->", "color": GREY})
    ax.set(title=f"tanh {name}", aspect="equal", xlim=(-1.75, 1.75), ylim=(-1.75, 1.75))
    ax.title.set_fontsize("medium")
figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
show(figure, "08_forms",
     "Images of four circles under four functional forms. In the standard basis they approach a square whose corners "
     "lie on the diagonals, in a turned basis the same square turned, along three vectors a hexagon whose corners lie "
     "on the vectors and opposite them; the isotropic form leaves circles.")

# %% [markdown]
# ## Definition
#
# A **functional form** is a map $f: \mathbb{R}^n \to \mathbb{R}^n$ that a layer applies to its **pre-activations** $z$,
# its weighted sums; $f(z)$ are its activations. Three families, with a function $\sigma$ of one number:
#
# - an **elementwise form**, in an orthonormal basis $Q$ with rows $b_i$:
#   $f(z) = \sum_i \sigma(b_i \cdot z) \thinspace b_i = Q^T \sigma(Q z)$; with the standard basis it is the usual
#   activation function;
# - along any $k$ unit vectors: $f(z) = \frac{n}{k} \sum_i \sigma(b_i \cdot z) \thinspace b_i$;
# - an **isotropic form**: $f(z) = \sigma(\lvert z \rvert) \thinspace z / \lvert z \rvert$.
#
# $f$ **commutes** with an orthogonal $R$ if $f(R z) = R f(z)$ for all $z$. The $R$ with which it commutes are its
# **symmetries**; they form a group. If they are not all orthogonal matrices, $f$ **privileges** some directions: it
# treats them differently from others. A form that commutes with all rotations privileges nothing.
#
# ## Derivation
#
# **1. The isotropic form notices no rotation.** $\lvert R z \rvert = \lvert z \rvert$, so
#
# $$f(R z) = \frac{\sigma(\lvert R z \rvert)}{\lvert R z \rvert} R z =
# R \frac{\sigma(\lvert z \rvert)}{\lvert z \rvert} z = R f(z) .$$
#
# **2. An elementwise saturating form notices all but the signed permutations.** Let $\sigma$ be odd with
# $\sigma(t) \to c > 0$ for $t \to \infty$, as $\tanh$ with $c = 1$, in the standard basis. Suppose $f(R z) = R f(z)$,
# and put in $z = t e_j$. Entry $i$ says:
#
# $$\sigma(t R_{ij}) = R_{ij} \thinspace \sigma(t), \qquad \text{and for } t \to \infty \qquad
# c \cdot \mathrm{sign}(R_{ij}) = R_{ij} \thinspace c .$$
#
# So every $R_{ij}$ is $-1$, $0$ or $1$, and as rows and columns have length 1, each has one entry that is not 0: $R$ is
# a **signed permutation**, and these do commute with every elementwise odd form. For ReLU the first equation, at
# $t = 1$ and $t = -1$, gives $\mathrm{relu}(R_{ij}) = R_{ij}$: all entries are at least 0, and $R$ is a
# **permutation**.
#
# **3. A form in another basis.** For every orthogonal $R$, since $b_i \cdot R^T z = (R b_i) \cdot z$,
#
# $$R f(R^T z) = R \sum_i \sigma(b_i \cdot R^T z) \thinspace b_i =
# \sum_i \sigma \left( (R b_i) \cdot z \right) R b_i .$$
#
# That is the same form along the $R b_i$. "The basis of the form" is a knob that can be turned while $\sigma$ stays as
# it is, and the symmetries turn with it.
#
# **4. Symmetry decides the group, not the directions.** Signed permutations map the axes $\pm e_i$ to each other. They
# map the corners $(\pm 1, \ldots, \pm 1)$ to each other just as well. In the plane $\tanh$ commutes with the turns by
# 0, 90, 180 and 270 degrees: the turns that keep the two axes, and the turns that keep the two diagonals. So "the form
# privileges the neurons" says more than symmetry does. What symmetry says is: **if** anything is special, it comes in
# sets that this group maps to themselves.
#
# **5. Elementwise need not mean privileged.** ReLU along the $2n$ vectors $\pm e_i$ is
#
# $$f(z) = \frac{n}{2n} \sum_i \left( \mathrm{relu}(z_i) \thinspace e_i - \mathrm{relu}(-z_i) \thinspace e_i \right) =
# \frac{z}{2} ,$$
#
# as $\mathrm{relu}(s) - \mathrm{relu}(-s) = s$. Every neuron has a kink, and the form commutes with every rotation.
#
# **6. On the vectors or between them: the sign law.** Take $k$ unit vectors in the plane, at the angles
# $0, \pi/k, 2\pi/k, \ldots$, and $\tanh$ along them. Far out, where $\tanh$ is a sign,
#
# $$f(z) \approx \frac{2}{k} \sum_i \mathrm{sign}(b_i \cdot z) \thinspace b_i .$$
#
# This changes only where $z$ crosses a line at right angles to some $b_i$. There are $k$ such lines, at the angles
# $j \pi / k + \pi / 2$; they cut the plane into $2k$ sectors, and all far vectors of a sector land on one corner, in
# the middle of the sector by symmetry.
#
# - $k$ **even**: $\pi/2$ is $k/2$ steps of $\pi/k$, so the borders are the lines of the $b_i$ themselves. Corners lie
#   **between** the vectors. The square of an elementwise form is $k = 2$.
# - $k$ **odd**: the borders lie half-way between the lines of the $b_i$. Corners lie **on** the $\pm b_i$. The hexagon
#   is $k = 3$.
#
# To measure it, take the mean of $\cos(2 k \varphi)$ over the activations, $\varphi$ the angle of an activation: $+1$
# if all lie on the $\pm b_i$, $-1$ if all lie half-way between, $0$ for a cloud without directions. (At an
# $\varepsilon$ above $\cos(\pi / 2k)$ the spotlight's Fourier coefficient $\mathrm{Re}(c_{2k}) / c_0$ has the same
# sign.)
#
# So the same $\sigma$ gives both signs. **Symmetry says which directions can be special; the shape of the form says
# whether activations gather on them or between them.**
#
# ## In the package
#
# `srm_ref/networks/functional_forms.py`: the two maps of which all forms are made.

# %%
for function in (in_frame, isotropic_tanh):
    print(source(function))

# %% [markdown]
# ## Check
#
# Step 2 by hand: turn $z = (2, 0)$ by 45 degrees. $f(R z) = \tanh(\sqrt 2) \cdot (1, 1)$ has length
# $\sqrt 2 \tanh \sqrt 2 = 1.256$, but $R f(z)$ has length $\tanh 2 = 0.964$. Then all turns of the plane in whole
# degrees, and the 5040 permutations of seven axes against as many random rotations.

# %%
z = np.array([2.0, 0.0])
eighth = plane_rotation(*np.eye(2), np.pi / 4)  # 45 degrees
usual, round_one = PLANE_FORMS["in the standard basis"], PLANE_FORMS["of the length: isotropic"]
lengths = [np.linalg.norm(vector) for vector in (usual.apply(eighth @ z), eighth @ usual.apply(z))]
print(f"tanh of the turned vector: length {lengths[0]:.3f}; turned tanh of the vector: {lengths[1]:.3f}")
assert (round(lengths[0], 3), round(lengths[1], 3)) == (1.256, 0.964)

rng = np.random.default_rng(0)
cloud = 2 * rng.standard_normal((200, 2))


def commutes(form, R, rows):
    """Return whether f(R z) = R f(z) for all rows z."""
    return bool(np.allclose(form.apply(rows @ R.T), form.apply(rows) @ R.T))


turns = {degrees: plane_rotation(*np.eye(2), np.radians(degrees)) for degrees in range(1, 360)}
diagonals = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2)
keeps_diagonals = [degrees for degrees, R in turns.items()
                   if np.allclose(np.sort(abs(diagonals @ R.T @ diagonals.T)), [0, 1])]
found = {name: [degrees for degrees, R in turns.items() if commutes(form, R, cloud)]
         for name, form in PLANE_FORMS.items()}
print("turns that tanh does not notice:", found["in the standard basis"], "; along three vectors:",
      found["along three vectors"])
assert found["in the standard basis"] == found["in a basis turned by 30°"] == keeps_diagonals == [90, 180, 270]
assert found["along three vectors"] == [60, 120, 180, 240, 300] and len(found["of the length: isotropic"]) == 359

rows = rng.standard_normal((50, 7))
seven, half = elementwise("tanh", standard(7)), overcomplete("relu", cross_polytope(7))
for _ in range(200):
    signed = np.eye(7)[rng.permutation(7)] * rng.choice([-1.0, 1.0], 7)
    R = random_rotation(7, rng)
    assert commutes(seven, signed, rows) and not commutes(seven, R, rows) and commutes(half, R, rows)
    assert commutes(elementwise("relu", standard(7)), abs(signed), rows)
assert np.allclose(half.apply(rows), rows / 2)

# %% [markdown]
# Step 6, measured: 20,000 normal pre-activations of spread 3, and $\tanh$ along two, three, four and five lines.
#
# **What do you expect?** Four signs. Predict `negative_for`.

# %%
z = 3 * np.random.default_rng(0).standard_normal((20_000, 2))
law = {}
for k in (2, 3, 4, 5):
    lines = np.pi * np.arange(k) / k
    activations = overcomplete("tanh", np.stack([np.cos(lines), np.sin(lines)], axis=1)).apply(z)
    law[k] = float(np.cos(2 * k * np.arctan2(activations[:, 1], activations[:, 0])).mean())
activations = round_one.apply(z)
flat = float(np.cos(4 * np.arctan2(activations[:, 1], activations[:, 0])).mean())
print(f"mean of cos(2 k phi): {', '.join(f'k = {k}: {value:+.2f}' for k, value in law.items())}; isotropic, k = 2: "
      f"{abs(flat):.2f}")
assert [np.sign(value) for value in law.values()] == [-1, 1, -1, 1] and abs(flat) < 0.01
assert (round(law[2], 2), round(law[3], 2)) == (-0.59, 0.38)
# corners of the hexagon
assert np.allclose(PLANE_FORMS["along three vectors"].apply(50 * polygon(3)), 4 / 3 * polygon(3))

# %% [markdown]
# The square $-0.59$, the hexagon $+0.38$, the circle $0$: one $\tanh$, three answers, and no network was trained.
#
# **To move.** `srm-ref lesson 8 --play` turns the directions along which a form acts, in four dimensions, and looks
# along axes that stay. Curve, kurtosis and verdict follow. Kurtosis, which lesson 10 defines, is one number for a cloud
# and a basis: above chance, rows lie nearer to the axes than to axes turned at random, and below it farther from them.
# Turned by 45 degrees, tanh leaves the axes without a preference: its directions are half-way.

# %%
show(still("turned_form", {"angle": 20}), "08_play",
     "Left: a cloud that tanh has squeezed along turned directions, two of them drawn as arrows. Middle: its "
     "resonance curve between two axes that stay. Right: kurtosis in these axes over the angle of the turn, with a "
     "dot at the present one and the verdict above.")

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 8 --check` copies the exercises to `answers/08.py` and checks them there.
#
# 1. A form in a basis of its own.
# 2. Which matrices a saturating form does not notice.
# 3. On the vectors or between them.
# 4. Open: a form that knows six directions.
#
# ## Remember
#
# - $f$ commutes with $R$ if $f(R z) = R f(z)$. The isotropic form commutes with all rotations, an odd
#   elementwise saturating one with signed permutations only, ReLU with permutations only.
# - Symmetry fixes the group, not the directions: the axes and the corners of the cube have the same one.
# - ReLU along $\pm e_i$ is $z/2$: an elementwise nonlinearity that privileges nothing.
# - The shape of the form decides the side: $\tanh$ along an even number of lines in the plane gathers activations
#   between them, along an odd number on them.
#
# ## What this does not show
#
# - What a **trained** network does. Its pre-activations are not normal and not isotropic: training may arrange them on
#   the form's directions, or keep them away, whatever the form does by itself. That is lesson 10.
# - The sign law for vectors at other angles, or in more than two dimensions. In $n$ dimensions the corners of an
#   elementwise form are those of a cube, between all neurons; for other frames they have to be computed.
#
# ## In the papers
#
# The abstract of the SRM paper says that activation functions lead to privileged bases, which need not be the standard
# one; the body of the paper could not be read for this course. The proof of step 2 and the sign law are this package's.
