# %% [markdown]
# # 8. Functional forms, and the bases they privilege
#
# **Objectives.** Say which basis an activation function privileges, and prove it; carry a gradient back through any functional form and
# through an autoencoder by hand; run an experiment in which only the cause changes; tell what a form does to any cloud from what training
# has arranged; look for grandmother neurons without being fooled.
#
# **Prerequisites.** Lesson 7 (rotation test); the chain rule for several variables; gradient descent in small batches of samples.
#
# **Minutes.** 60 to read, 55 for the exercises.
#
# ## Question
#
# Lesson 7 can say that the neurons are special for a cloud. It cannot say why. The suspect is the activation function: it is applied
# neuron by neuron, and so it knows which directions the neurons are. To convict a cause, change the cause and nothing else.
#
# We do it in an **autoencoder**: a network that is trained to return its input, through a middle layer, the **bottleneck**, that is
# narrower than the input. The activations of the bottleneck are our cloud.

# %%
import numpy as np

from srm_ref import (basis_rotation_test, cap_fraction, mean_spotlight_resonance, plane_rotation, random_rotation,
                     resolvable_epsilon)
from srm_ref.course import animate, show, source
from srm_ref.descent import SGD, Adam
from srm_ref.experiments.shared.fourfold import fourfold_part
from srm_ref.figures.canvas import GREY, new_figure, style
from srm_ref.figures.contact_sheet import draw_contact_sheet
from srm_ref.figures.projections import draw_density_bar, draw_density_ratio
from srm_ref.geometry.bases import polygon, rotated, standard
from srm_ref.geometry.vectors import unit
from srm_ref.networks import (LAYER_SIZES, cone_selectivity, elementwise, initial_parameters, isotropic, load_digits,
                              loss_and_gradient, overcomplete, top_samples, train)
from srm_ref.networks.autoencoder import backpropagate
from srm_ref.networks.functional_forms import in_frame_vjp, isotropic_tanh_vjp
from srm_ref.spotlight.density import projected_density
from srm_ref.verification.gradcheck import gradient_error

# %% [markdown]
# ## Picture
#
# Four ways to apply $\tanh$ to a plane. Each panel shows where four circles go. Applied to each coordinate, $\tanh$ presses large vectors
# against the sides of a square. Its corners lie on the diagonals, **between** the neurons. Applied in a turned basis, it makes the same
# square, turned. Applied along three vectors, it makes a hexagon, and here the corners lie **on** the vectors and opposite them. Applied
# to the length alone, it leaves circles circles.

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
        ax.plot(*form.apply(radius * circle).T, color=style(k).colour, linestyle=style(k).line, label=f"radius {radius:g}")
    for vector in () if form.basis is None else form.basis:
        ax.annotate("", 1.55 * vector, (0, 0), arrowprops={"arrowstyle": "->", "color": GREY})
    ax.set(title=f"tanh {name}", aspect="equal", xlim=(-1.75, 1.75), ylim=(-1.75, 1.75))
    ax.title.set_fontsize("medium")
figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
assert np.allclose(PLANE_FORMS["along three vectors"].apply(50 * polygon(3)), 4 / 3 * polygon(3))  # corners of the hexagon
show(figure, "08_forms", "Images of four circles under four functional forms. In the standard basis they approach a square whose corners "
     "lie on the diagonals, in a turned basis the same square turned, along three vectors a hexagon; the isotropic form leaves circles.")

# %% [markdown]
# ## Definition
#
# A **functional form** is a map $f: \mathbb{R}^n \to \mathbb{R}^n$ that a layer applies to its **pre-activations** $z$, its weighted
# sums; $f(z)$ are its activations. Three families, with a function $\sigma$ of one number:
#
# - elementwise in an orthonormal basis $Q$ with rows $b_i$: $f(z) = \sum_i \sigma(b_i \cdot z) \thinspace b_i = Q^T \sigma(Q z)$; with
#   $Q = I$ it is the usual activation function;
# - along any $k$ unit vectors: $f(z) = \frac{n}{k} \sum_i \sigma(b_i \cdot z) \thinspace b_i$;
# - isotropic: $f(z) = \sigma(\lvert z \rvert) \thinspace z / \lvert z \rvert$.
#
# $f$ **commutes** with a rotation $R$ if $f(R z) = R f(z)$ for all $z$. It **privileges** the directions $b_i$ if it commutes only with
# those rotations that map the set of the $b_i$ (for odd $\sigma$: of the $\pm b_i$) to itself. A form that commutes with all rotations
# privileges nothing.
#
# ## Derivation
#
# **1. Who notices a rotation.** The isotropic form does not. $\lvert R z \rvert = \lvert z \rvert$, so
#
# $$f(R z) = \frac{\sigma(\lvert R z \rvert)}{\lvert R z \rvert} R z = R \frac{\sigma(\lvert z \rvert)}{\lvert z \rvert} z = R f(z) .$$
#
# The elementwise form does. Turn $z = (2, 0)$ by 45 degrees: $f(R z) = \tanh(\sqrt 2) \cdot (1, 1)$ has length
# $\sqrt 2 \tanh \sqrt 2 = 1.256$, but $R f(z)$ has length $\tanh 2 = 0.964$. A rotation by 90 degrees it does not notice, for
# $\tanh(-s) = -\tanh(s)$. What remains is a form in another basis: for every orthogonal $R$, since $b_i \cdot R^T z = (R b_i) \cdot z$,
#
# $$R f(R^T z) = R \sum_i \sigma(b_i \cdot R^T z) \thinspace b_i = \sum_i \sigma \left( (R b_i) \cdot z \right) R b_i .$$
#
# That is the same form along the $R b_i$. "The basis of the form" is a knob that can be turned while $\sigma$ stays as it is.
#
# **2. A network seen from elsewhere.** The autoencoder has layers $z_l = W_l h_{l-1} + \mathrm{bias}_l$, $h_l = f_l(z_l)$, a linear last
# layer, and $h_0 = x$. Choose an orthogonal $R_l$ for every hidden layer, and $R_0 = R_L = I$ for the pixels. Turn everything:
#
# $$\tilde W_l = R_l W_l R_{l-1}^T, \qquad \tilde{\mathrm{bias}}_l = R_l \mathrm{bias}_l, \qquad \tilde f_l(z) = R_l f_l(R_l^T z) .$$
#
# If $\tilde h_{l-1} = R_{l-1} h_{l-1}$, which is so for $h_0$, then
# $\tilde z_l = R_l W_l R_{l-1}^T R_{l-1} h_{l-1} + R_l \mathrm{bias}_l = R_l z_l$, and $\tilde h_l = R_l f_l(R_l^T R_l z_l) = R_l h_l$. So
# it goes on, layer by layer: all activations are turned, the output is the same, the loss is the same.
#
# Training keeps it so. Let $G$ be the gradient at $W_l$. A small change $d \tilde W$ of the turned matrix is the change
# $R_l^T d \tilde W R_{l-1}$ of the other. Write $\langle U, V \rangle = \mathrm{tr}(U^T V)$ for the sum of products of entries. The factors
# under a trace may be moved round in a circle, so
#
# $$dL = \langle G, R_l^T d \tilde W R_{l-1} \rangle = \mathrm{tr}(R_{l-1} G^T R_l^T d \tilde W)
# = \langle R_l G R_{l-1}^T, d \tilde W \rangle, \quad \text{hence} \quad \tilde G = R_l G R_{l-1}^T :$$
#
# the gradient is turned as the matrix is, and that of a bias likewise, by $R_l$ alone. A step of plain gradient descent (SGD),
# $W - \eta G$, therefore leads to the turned matrix again. Adam, the optimiser of lesson 1 (by hand in lesson 10), divides every **entry**
# of $G$ by its own recent size. Entries are not turned with the rest: Adam knows which numbers are stored where.
#
# Now start from normal weights, whose distribution no rotation changes, and biases 0. Two things follow, over many starts and for SGD:
#
# - **isotropic form**: $\tilde f = f$. The activations $R h$ are as likely as $h$, for every $R$. No basis can be special.
# - **elementwise form**: in the basis of the $R e_i$ the activations are $R h$, where $h$ are those of a network with the usual form.
#   Whatever $h$ has to do with the neurons $e_i$, $R h$ has to do with the $R e_i$. The structure must follow the form.
#
# The proof does not say **whether** there is structure, nor of which kind, nor what Adam adds. That is for the experiment.
#
# **3. Back through a form along vectors.** Training needs $J^T u$, with $u = \partial L / \partial f$ from above and
# $J_{mj} = \partial f_m / \partial z_j$. With $s_i = b_i \cdot z$, so that $\partial s_i / \partial z_j = b_{ij}$:
#
# $$f_m = \frac{n}{k} \sum_i \sigma(s_i) \thinspace b_{im}, \qquad J_{mj} = \frac{n}{k} \sum_i \sigma'(s_i) \thinspace b_{im} b_{ij}, \qquad
# (J^T u)_j = \sum_m J_{mj} u_m = \frac{n}{k} \sum_i \sigma'(s_i) \Big( \sum_m b_{im} u_m \Big) b_{ij} .$$
#
# The bracket is $b_i \cdot u$. In words: read $u$ along each $b_i$, multiply by the slope there, put it together again. The slope is that
# at $s_i$, before $\sigma$.
#
# **4. Back through the isotropic form.** Let $r = \lvert z \rvert$, $\hat z = z / r$ and $g(r) = \tanh(r) / r$, so that $f_i = g z_i$. From
# $r^2 = \sum_j z_j^2$ comes $2 r \thinspace \partial r / \partial z_j = 2 z_j$, so $\partial r / \partial z_j = \hat z_j$. Product rule,
# then $z_i = r \hat z_i$, then the quotient rule $g' = \tanh' / r - \tanh / r^2$, that is $r g' = \tanh' - g$:
#
# $$J_{ij} = g \delta_{ij} + g' z_i \hat z_j = g \delta_{ij} + r g' \hat z_i \hat z_j = g \delta_{ij} + (\tanh'(r) - g) \hat z_i \hat z_j .$$
#
# $J$ is symmetric, and $J^T u = g u + (\tanh'(r) - g) (\hat z \cdot u) \hat z$: what lies across $z$ shrinks by $\tanh(r)/r$, what lies
# along $z$ by $\tanh'(r) = 1 - \tanh^2 r$. At $r = 0$ both are 1.
#
# **5. Back through the network.** $N$ images of $n$ pixels; the loss is the mean square over all of them, $y$ the output. Write
# $\delta_l = \partial L / \partial z_l$, one row an image, $s$ counting images. The chain rule, line by line of the forward pass, from the
# end:
#
# $$L = \frac{1}{N n} \sum_{s,j} (y_{sj} - x_{sj})^2 \quad \Rightarrow \quad \delta_{L, sj} = \frac{2}{N n} (y_{sj} - x_{sj})$$
#
# $$z_{sk} = \sum_m W_{km} h_{sm} + \mathrm{bias}_k \quad \Rightarrow \quad
# \frac{\partial L}{\partial W_{km}} = \sum_s \delta_{sk} h_{sm}, \quad
# \frac{\partial L}{\partial \mathrm{bias}_k} = \sum_s \delta_{sk}, \quad \frac{\partial L}{\partial h_{sm}} = \sum_k \delta_{sk} W_{km}$$
#
# $$h = f(z) \quad \Rightarrow \quad \delta_{l-1} = J^T \frac{\partial L}{\partial h_{l-1}} \quad
# \text{row by row, with } J \text{ at } z_{l-1} .$$
#
# As matrices of rows, the three results of the second line are $\delta^T h$, the column sums of $\delta$, and $\delta W$. These three lines
# are all there is to backpropagation: the first once, the others layer by layer.
#
# ## In the package
#
# `srm_ref/networks/functional_forms.py` and `dense.py`. In names, `vjp`, vector-Jacobian product, means $J^T u$, and `upstream` is $u$; `_layers`
# is the forward pass, which keeps all $z$ and $h$, and `pullback` is the form's vjp without a check of shapes.

# %%
for function in (in_frame_vjp, isotropic_tanh_vjp, backpropagate):
    print(source(function))

# %% [markdown]
# By hand. One image $x = (3, 1)$; ReLU in the basis turned by 45 degrees, $b_1 = (1, 1)/\sqrt 2$, $b_2 = (-1, 1)/\sqrt 2$; $W_1 = I$,
# $W_2 = \mathrm{diag}(1, 2)$, no biases. Forward: $s = (4, -2)/\sqrt 2$, ReLU keeps the first, $h = (4/\sqrt 2) b_1 = (2, 2)$,
# $y = (2, 4)$, error $(-1, 3)$, $L = (1 + 9)/2 = 5$. Back: $\delta_2 = \frac{2}{2} (-1, 3)$; $\partial L / \partial W_2 = \delta_2 h^T$ has
# rows $(-2, -2)$ and $(6, 6)$; $u = W_2^T \delta_2 = (-1, 6)$; along $b_1$ it is $5/\sqrt 2$, along $b_2$ the slope is 0; so
# $\delta_1 = (5/\sqrt 2) b_1 = (2.5, 2.5)$ and $\partial L / \partial W_1 = \delta_1 x^T$ has two rows $(7.5, 2.5)$.

# %%
diagonal = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
network = {"W1": np.eye(2), "bias1": np.zeros(2), "W2": np.diag([1.0, 2.0]), "bias2": np.zeros(2)}
loss, gradient = loss_and_gradient(network, [elementwise("relu", diagonal)], [[3.0, 1.0]])
assert np.isclose(loss, 5) and np.allclose(gradient["W2"], [[-2, -2], [6, 6]]) and np.allclose(gradient["bias2"], [-1, 3])
assert np.allclose(gradient["W1"], [[7.5, 2.5], [7.5, 2.5]]) and np.allclose(gradient["bias1"], [2.5, 2.5])
z = np.array([2.0, 0.0])
eighth = plane_rotation(*np.eye(2), np.pi / 4)  # 45 degrees
usual, round_one = PLANE_FORMS["in the standard basis"], PLANE_FORMS["of the length: isotropic"]
lengths = [np.linalg.norm(vector) for vector in (usual.apply(eighth @ z), eighth @ usual.apply(z))]
print(f"tanh of the turned vector: length {lengths[0]:.3f}; turned tanh of the vector: {lengths[1]:.3f}; loss {loss:.0f}")
assert (round(lengths[0], 3), round(lengths[1], 3)) == (1.256, 0.964)
assert np.allclose(round_one.apply(eighth @ z), eighth @ round_one.apply(z))

# %% [markdown]
# ### The experiment
#
# Three autoencoders of 1797 images of digits, 8 by 8 pixels; widths 64-48-16-48-64. **The same images, the same starting weights, the
# same batches.** One has $\tanh$ in the standard basis, one $\tanh$ in a basis turned at random (a rotation of its own in each hidden
# layer), one isotropic $\tanh$. Twenty epochs (passes through all images) of Adam, and all of it for two starts. Then the activations of
# the 16 bottleneck neurons are tested as in lesson 7: against the standard basis, the second network's basis, and a random one that no
# network knows. $\varepsilon = 0.6$ is as much as 16 dimensions and 1797 samples allow. Mass is printed as a multiple of what isotropic
# activations have.
#
# That $\varepsilon$ is below 0.707, so here the sign of the harmonic does not tell axes from diagonals, and alignment against 1 does not
# either (lesson 7, step 3). The p-values stay honest: they say whether a basis is special. **On which side** of chance the activations
# stand is told by a number without a cone. Let $u$ be the direction of an activation and $P_i = u \cdot b_i$; the squares of the $P_i$ add
# up to 1. Take the mean of $P_i^4$ over all activations and directions, times $n^2$:
#
# $$n^2 \overline{P^4} = n \quad \text{on the axes,} \qquad \frac{n}{2} \quad \text{half-way between two axes,} \qquad
# 1 \quad \text{where all } \lvert P_i \rvert \text{ are equal,} \qquad \frac{3 n}{n + 2} \quad \text{by chance.}$$
#
# The last is the mean over random rotations of the basis, for any cloud: the fourth power of one coordinate of a random direction is
# $3 / (n (n + 2))$ on average. With $n = 16$ it is $2.67$. Above it, coordinates are on average more unequal than chance makes them:
# activations near one axis, or between few. Below it they are more equal: farther from the axes than chance, between many.

# %%
def fourth_power(activations, basis):
    """Return n^2 times the mean fourth power of the cosines of activations and directions."""
    return basis.shape[1] ** 2 * ((unit(activations) @ basis.T) ** 4).mean()


CHANCE = 3 * 16 / (16 + 2)
pairs = np.eye(16)[:8] + np.eye(16)[8:]  # two equal coordinates
assert round(CHANCE, 2) == 2.67 and np.isclose(fourth_power(np.eye(16), np.eye(16)), 16) and np.isclose(fourth_power(pairs, np.eye(16)), 8)
assert np.isclose(fourth_power(np.sign(np.random.default_rng(0).standard_normal((50, 16))), np.eye(16)), 1)
by_rotation = [fourth_power(pairs, rotated(standard(16), np.random.default_rng(k))) for k in range(1000)]
assert abs(np.mean(by_rotation) - CHANCE) < 0.05

# %%
EPSILON, HIDDEN, N_EPOCHS, SEEDS = 0.6, LAYER_SIZES[1:-1], 20, (0, 1)
digits = load_digits()
runs, tests, powers = {}, {}, {}
print("start  tanh       in basis   harmonic           mass             fourth power (99 random rotations)")
for seed in SEEDS:
    rng = np.random.default_rng(seed)
    start = initial_parameters(LAYER_SIZES, rng)
    turns = [rotated(standard(width), rng) for width in HIDDEN]
    BASES = {"standard": standard(16), "rotated": turns[1], "random": rotated(standard(16), rng)}
    FORMS = {"standard": [elementwise("tanh", standard(width)) for width in HIDDEN],
             "rotated": [elementwise("tanh", basis) for basis in turns],
             "isotropic": [isotropic("tanh", width) for width in HIDDEN]}
    for name, forms in FORMS.items():
        training = train(digits.images, forms, start, N_EPOCHS, np.random.default_rng(seed),
                         snapshot_epochs=range(N_EPOCHS + 1))
        runs[seed, name] = training, forms, BASES
        for basis in BASES:
            test = basis_rotation_test(training.activations[-1], BASES[basis], EPSILON, 99, np.random.default_rng(7), arcs=True)
            tests[seed, name, basis] = test
            value, rng = fourth_power(training.activations[-1], BASES[basis]), np.random.default_rng(7)
            by_chance = [fourth_power(training.activations[-1], rotated(BASES[basis], rng)) for _ in range(99)]
            powers[seed, name, basis] = value, min(by_chance), max(by_chance)
            print(f"{seed:5}  {name:9}  {basis:8}   {test.harmonic:+.2f} (p = {test.harmonic_p_value:.2f})   "
                  f"{test.mass / cap_fraction(16, EPSILON):.1f} (p = {test.mass_p_value:.2f})   "
                  f"{value:.2f} ({min(by_chance):.2f} to {max(by_chance):.2f})" + "  <- its own" * (basis == name))

# %% [markdown]
# - In its **own** basis every $\tanh$ network has a harmonic between $-0.53$ and $-0.40$, a mass of about a fifth of chance, and no random
#   rotation of the basis comes near: $p = 0.01$, the smallest possible, four times out of four. The fourth power is between $2.00$ and
#   $2.04$, below chance and below all 99 random rotations.
# - In all other bases nothing: of 14 tests of the harmonic the smallest $p$ is 0.07, of the mass 0.12, and the fourth power lies among those
#   of the random rotations every time. To the turned network the standard basis is a basis like any other.
# - The isotropic network has no basis at all. All six reconstruct equally well, 91 to 92 % of the variance.
#
# So the basis of the form **causes** the structure: it moved when the form was turned, and vanished when the form lost its basis. And it is
# on the side below chance, as the fourth power says: the bottlenecks are **anti-aligned**. The activations avoid the neurons, and gather
# between many of them.
#
# What do others say? The abstract of the SRM paper says that representations "tend to be axis-aligned with the privileged basis". It names
# no activation function, no layer and no network, and the body of the paper could not be read for this course. The author's public notebook
# (`Example.ipynb`) says that the trivial anisotropies of $\tanh$, those that the form makes of isotropic data, "tend to appear
# anti-aligned". What is measured here agrees with the notebook. Whether the abstract speaks of the same thing is not known here.

# %%
own_tests = [tests[seed, name, name] for seed in SEEDS for name in ("standard", "rotated")]
others = [test for (seed, name, basis), test in tests.items() if name != basis]
own_powers = [powers[seed, name, name] for seed in SEEDS for name in ("standard", "rotated")]
explained = [1 - training.losses[-1] / digits.images.var() for training, _, _ in runs.values()]
assert all(-0.535 < t.harmonic < -0.395 and t.harmonic_p_value == t.mass_p_value == 0.01 for t in own_tests)
assert all(0.15 < t.mass / cap_fraction(16, EPSILON) < 0.25 for t in own_tests)
assert len(others) == 14 and round(min(t.harmonic_p_value for t in others), 2) == 0.07
assert round(min(t.mass_p_value for t in others), 2) == 0.12 and EPSILON < 1 / np.sqrt(2)
assert all(1.995 < value < 2.045 and value < lowest < CHANCE for value, lowest, _ in own_powers)
assert all(lowest < value < highest for (_, name, basis), (value, lowest, highest) in powers.items() if name != basis)
assert 0.91 < min(explained) and max(explained) < 0.92 and abs(resolvable_epsilon(16, 1797) - EPSILON) < 0.005

# %% [markdown]
# ### The form's share, and training's share
#
# Was it training? Look at epoch 0. And here is a way to take the two apart. The pre-activations $z$ have not been through the bottleneck's
# form yet: what **they** have to do with its basis, the weights have learned. And if we turn $z$ at random **before** the form, $f(R z)$,
# what training has arranged is lost, and what the form does to any such cloud remains. The fourth power says on which side of $2.67$ each
# stands; in brackets, that of $z$ in 99 random rotations of the basis.

# %%
def pre_activations(training, forms, epoch):
    """Return z_2, what arrives at the bottleneck's form."""
    p = training.parameters[epoch]
    return forms[0].apply(digits.images @ p["W1"].T + p["bias1"]) @ p["W2"].T + p["bias2"]


shares = {}
print("start  tanh      epoch  fourth power of z       of f(turned z)  of f(z)")
for (seed, name), (training, forms, BASES) in runs.items():
    if name == "isotropic":
        continue
    for epoch in (0, N_EPOCHS):
        z, rng = pre_activations(training, forms, epoch), np.random.default_rng(3)
        before, by_chance = fourth_power(z, BASES[name]), [fourth_power(z, rotated(BASES[name], rng)) for _ in range(99)]
        turned = [fourth_power(forms[1].apply(z @ random_rotation(16, rng).T), BASES[name]) for _ in range(20)]
        after = fourth_power(forms[1].apply(z), BASES[name])
        shares[seed, name, epoch] = before, by_chance, turned, after
        print(f"{seed:5}  {name:8}  {epoch:5}  {before:.2f} ({min(by_chance):.2f} to {max(by_chance):.2f})   "
              f"{min(turned):.2f} to {max(turned):.2f}    {after:.2f}")

# %% [markdown]
# **Before** training the activations are already anti-aligned: $f(z)$ is between $1.82$ and $2.09$, below $2.67$. The form does that to any
# cloud that is wide enough: it is the square of the first figure. Turning $z$ makes no difference that could be told: all $f(R z)$ are below
# $2.67$, and $f(z)$ lies among the 20 values every time. The pre-activations $z$ lie among what random bases show, as it should be, for
# $W_2$ was drawn without knowledge of the basis.
#
# **After** training $z$ itself is anti-aligned, between $2.27$ and $2.35$, four times below all 99 random rotations; and $f(z)$, at most
# $2.04$, lies below $f(R z)$ for all 20 rotations, in all four networks. So both are at work: the form by itself, and training, which has
# turned the representation to the form's basis.

# %%
first = [values for key, values in shares.items() if key[2] == 0]
last = [values for key, values in shares.items() if key[2] == N_EPOCHS]
assert all(1.815 < after < 2.095 and min(turned) < after < max(turned) < CHANCE for _, _, turned, after in first)
assert all(min(by_chance) < z < max(by_chance) for z, by_chance, _, _ in first)
assert all(2.265 < z < 2.35 and z < min(by_chance) for z, by_chance, _, _ in last)
assert all(after < 2.045 and after < min(turned) for _, _, turned, after in last)

# %% [markdown]
# The turning in motion: the pre-activations of the second network of start 0, epoch by epoch. Left, the mean curve over all planes (its
# part that repeats every quarter turn, divided by its mean) in the network's own basis and in the standard one; grey, what 20 random bases
# show. Right, the fourth power so far, with $2.67$ dotted. After the first epoch the cloud is a narrow beam (the mean of its unit vectors is
# 0.9 long), and all curves swing: those of random bases too, and that of the standard basis most. As the beam widens (to 0.5), the curves of
# random bases and of the standard one flatten. That of the own basis does not. At $\varepsilon = 0.6$, below 0.707, its dips at the axes
# show that this basis is special, not on which side; the right panel shows the side. From epoch 2 on the own basis is below all of the
# random ones.

# %%
training, forms, BASES = runs[0, "rotated"]
rng = np.random.default_rng(11)
searched = [BASES["rotated"], BASES["standard"], *(rotated(standard(16), rng) for _ in range(20))]
curves = np.array([[mean_spotlight_resonance(pre_activations(training, forms, epoch), basis, EPSILON).mean for basis in searched]
                   for epoch in range(N_EPOCHS + 1)])  # (n_epochs + 1, 22, 360)
powers_so_far = np.array([[fourth_power(pre_activations(training, forms, epoch), basis) for basis in searched]
                          for epoch in range(N_EPOCHS + 1)])  # (n_epochs + 1, 22)
thetas = 2 * np.pi * np.arange(360) / 360
curves = fourfold_part(curves) / np.maximum(curves.mean(axis=2, keepdims=True), 1e-12)
harmonics = (curves * np.cos(4 * thetas)).mean(axis=2)  # Re(c_4) / c_0 of every curve
assert harmonics[-1, 0] < harmonics[-1, 2:].min() and harmonics[0, 2:].min() < harmonics[0, 0] < harmonics[0, 2:].max()
assert harmonics[-1, 2:].min() < harmonics[-1, 1] < harmonics[-1, 2:].max()
assert (powers_so_far[2:, 0] < powers_so_far[2:, 2:].min(axis=1)).all() and powers_so_far[2:, 0].max() < CHANCE

directions = [unit(pre_activations(training, forms, epoch)) for epoch in (1, N_EPOCHS)]
assert [round(float(np.linalg.norm(rows.mean(axis=0))), 1) for rows in directions] == [0.9, 0.5]
assert harmonics[1, 1] < harmonics[1].min(initial=0, where=np.arange(22) != 1) and np.abs(harmonics[-1, 1:]).max() < 0.15

moving, axes = new_figure(1, 2, width=9, height=3.6)
left, right = axes[0]


def frame(k):
    """Draw epoch k; the last one stays for a while."""
    epoch = min(k, N_EPOCHS)
    for ax, x, rows in ((left, np.degrees(thetas), curves[epoch].T), (right, np.arange(epoch + 1), powers_so_far[:epoch + 1])):
        ax.clear()
        ax.fill_between(x, rows[:, 2:].min(axis=1), rows[:, 2:].max(axis=1), color=GREY, alpha=0.3, linewidth=0, label="20 random bases")
        for row, name in ((1, "standard basis"), (0, "own basis")):
            ax.plot(x, rows[:, row], color=style(row).colour, linestyle=style(row).line, linewidth=2, label=name)
    left.set(title=f"epoch {epoch}", xlim=(0, 360), ylim=(0, 3), xticks=range(0, 361, 90), ylabel="resonance / its mean",
             xlabel="in-plane angle (degrees); directions at the ticks")
    right.axhline(CHANCE, color="black", linewidth=1, linestyle=":", label="by chance")
    right.set(xlim=(-0.5, N_EPOCHS + 0.5), ylim=(1, 5), xticks=range(0, 21, 5), xlabel="epoch", ylabel="$n^2$ mean $P^4$ of z")
    right.legend(loc="upper right", fontsize="small")


animate(moving, frame, N_EPOCHS + 9, "08_turning", "Curves of the pre-activations by epoch. At epoch 0 the curves in the own and the "
        "standard basis are nearly flat, within the grey of random bases; then all swing. As training goes on, the grey narrows, and only "
        "the own basis stays outside. Beside them the mean fourth power by epoch: that of the own basis runs below the grey and below the "
        "dotted line of chance.", frames_per_second=3)

# %% [markdown]
# ### Where do they stand? Projection
#
# Drop all activations that lie within $\arccos \varepsilon$ of a plane onto it, all planes of a basis in one picture, and divide the
# density by what isotropic activations of the same lengths would give (lesson 6's planes, as a map). Where these would be fewer than two,
# nothing is drawn. One network, one cloud, two bases:

# %%
def near(picture):
    """Return points over expectation in the cells on the axes, and in those on the diagonals."""
    i, j = np.abs(np.indices((15, 15)) - 7)  # cells from the middle
    return [float(picture.counts[part].sum() / picture.expected[part].sum()) for part in (i * j == 0, i == j)]


figure, axes = new_figure(1, 2, width=10.5, height=4)
pictures = {}
for ax, name, whose in zip(axes[0], ("rotated", "standard"), ("its own basis", "the standard basis")):
    picture = projected_density(training.activations[-1], BASES[name], EPSILON, "combinations", 15)
    pictures[name] = near(picture)
    draw_density_ratio(picture.ratio(2.0), picture.edges, gamma=np.pi / 2, widest=8, bar=False, ax=ax)
    ax.set_title(f"seen in {whose}", fontsize="medium")
    print(f"in {whose:18}: on the axes {pictures[name][0]:.2f} of what isotropic activations give, on the diagonals {pictures[name][1]:.2f}")
draw_density_bar(axes)
assert np.allclose([pictures["rotated"], pictures["standard"]], [[0.02, 0.75], [1.30, 0.95]], atol=0.005)
show(figure, "08_projection", "Density of the bottleneck of the rotated tanh network on privileged planes. In its own basis it is lowest "
     "along the axes and far out, and near what is expected only in four patches on the diagonals; in the standard basis the same cloud "
     "shows no such fourfold pattern.")

# %% [markdown]
# In its own basis the axes are all but empty, and even the diagonals hold less than isotropic activations would. The activations keep
# away from these planes altogether: they stand between many neurons at once, not between two. That is what "mass a fifth of chance" says.
#
# ### Grandmother neurons
#
# Does a neuron stand for one digit, as a "grandmother neuron" is said to stand for one grandmother? Take the cone about every $\pm b_i$
# (now $\varepsilon = 0.5$), and ask how **pure** it is: the share of the commonest digit among its samples. Small cones are pure by
# chance, so compare with the same cones after the labels have been shuffled: significant is what is purer than shuffled labels at 5 %,
# shared among the 32 cones. And compare with a random basis.

# %%
training, forms, BASES = runs[0, "standard"]
cones = {}
for name in ("standard", "random"):
    cone = cone_selectivity(training.activations[-1], digits.labels, BASES[name], 0.5, 999, np.random.default_rng(5))
    large = cone.counts >= 10
    significant = int((large & (cone.p_values * 32 <= 0.05)).sum())
    print(f"{name:8} basis: {cone.counts.sum():4} samples in its 32 cones; {large.sum()} cones hold ten or more, purity "
          f"{cone.purity[large].mean():.1f} (shuffled {cone.null_mean[large].mean():.1f}), {significant} of them significant")
    cones[name] = cone
    assert (cone.counts.sum(), large.sum(), significant) == {"standard": (334, 14, 12), "random": (1159, 14, 13)}[name]

figure, axes = new_figure(1, 2, width=11, height=4)
for ax, name in zip(axes[0], cones):
    cone, nearest = cones[name], top_samples(training.activations[-1], BASES[name], 8)
    fullest = np.argsort(-cone.counts, kind="stable")[:5]
    names = [f"{'+' if k < 16 else '−'}b{k % 16}: {cone.counts[k]} samples, {cone.purity[k]:.0%} digit {cone.majority[k]}"
             for k in fullest]
    draw_contact_sheet(digits.images[nearest[fullest]].reshape(5, 8, 8, 8), digits.labels[nearest[fullest]], names, ax=ax)
    ax.set_title("the network's own basis" if name == "standard" else "a random basis", fontsize="medium")
show(figure, "08_grandmothers", "The eight digits nearest to each of the five directions with the fullest cones, in the network's own "
     "basis and in a random one. In both, rows show mainly one or two kinds of digit; cones of the random basis hold many more samples.")

# %% [markdown]
# It looks like a discovery: a direction for the 3, one for the 1, and 12 of 14 cones significantly pure. Now the random basis: 13 of 14
# cones are significant, and they hold more than three times as many samples. The own basis has the higher purity, 0.7 against 0.5; but its
# cones are smaller, and the fewer neighbours one takes, the more alike they are. A fair comparison takes equally many everywhere. The 20
# samples nearest to each direction, in all four $\tanh$ networks, and in 49 random bases each:

# %%
def purity_of_nearest(activations, basis, n=20):
    """Return the share of the commonest digit among the n samples nearest to each direction, averaged over directions."""
    return np.mean([np.bincount(row).max() / n for row in digits.labels[top_samples(activations, basis, n)]])


assert all(purity_of_nearest(training.activations[-1], BASES[name], 10) > purity_of_nearest(training.activations[-1], BASES[name], 40) + 0.1
           for name in cones)  # fewer are more alike
ranks = []
for seed in SEEDS:
    for name in ("standard", "rotated"):
        training, _, BASES = runs[seed, name]
        rng = np.random.default_rng(5)
        by_chance = [purity_of_nearest(training.activations[-1], rotated(standard(16), rng)) for _ in range(49)]
        own_purity = purity_of_nearest(training.activations[-1], BASES[name])
        ranks.append(int(np.sum(np.array(by_chance) < own_purity)))
        print(f"start {seed}, tanh {name:8}: own basis {own_purity:.2f}, random bases {min(by_chance):.2f} to {max(by_chance):.2f}; "
              f"{ranks[-1]} of 49 below the own")
assert sum(rank < 49 / 3 for rank in ranks) == 3 and max(ranks) < 47

# %% [markdown]
# None of the four is purer than random bases are; three are less pure than most of them. Digits lie in clusters, and any direction through
# a cluster is selective. A neuron that answers to one digit is no evidence that neurons are special: the random basis belongs beside every
# sheet of best examples.
#
# ## Check
#
# The gradient, against central differences, with biases that are not 0 (a bias of 0 hides mistakes; lesson 10): every entry, three forms.

# %%
rng = np.random.default_rng(4)
for form in (elementwise("tanh", rotated(standard(3), rng)), overcomplete("leaky_relu", rng.standard_normal((5, 3))), isotropic("tanh", 3)):
    small = {name: value + 0.3 * rng.standard_normal(value.shape) for name, value in initial_parameters((5, 3, 5), rng).items()}
    batch = rng.random((7, 5))
    error = gradient_error(lambda p: loss_and_gradient(p, [form], batch)[0], loss_and_gradient(small, [form], batch)[1], small)
    print(f"{form.name:28} gradient right to six digits: {error < 1e-6}")
    assert error < 1e-6

# %% [markdown]
# The theorem of step 2, run: start the turned network from the turned weights and train both by SGD. The activations must stay turned
# copies of each other to rounding. With Adam they need not.

# %%
rng = np.random.default_rng(0)
start = initial_parameters(LAYER_SIZES, rng)
turns = [rotated(standard(width), rng) for width in HIDDEN]
R = [np.eye(64), *(basis.T for basis in turns), np.eye(64)]  # R e_i is row i of the basis
turned_start = {}
for layer in range(1, 5):
    turned_start[f"W{layer}"] = R[layer] @ start[f"W{layer}"] @ R[layer - 1].T
    turned_start[f"bias{layer}"] = R[layer] @ start[f"bias{layer}"]
for optimiser in (SGD(0.5), Adam()):
    usual, turned = (train(digits.images, [elementwise("tanh", basis) for basis in bases], parameters, 3, np.random.default_rng(1),
                           optimiser=optimiser).activations[-1]
                     for bases, parameters in (([standard(width) for width in HIDDEN], start), (turns, turned_start)))
    apart = np.abs(turned - usual @ R[2].T).max()
    print(f"{type(optimiser).__name__}: turned copies of each other to 1e-9: {apart < 1e-9}")
    assert (apart < 1e-9) == isinstance(optimiser, SGD) and (apart < 1e-9 or apart > 0.01)

# %% [markdown]
# Adam could prefer the standard basis by itself. If it does, it is too weak to be seen here: the isotropic networks were trained by Adam
# too, and the standard basis was nothing to them.
#
# ## Exercises
#
# `srm-ref lesson 8 --check` copies the exercises to `answers/08.py` and checks them there.
#
# 1. A form in a basis of its own.
# 2. Back through a form along any vectors.
# 3. Back through the isotropic form.
# 4. The gradient of a whole autoencoder.
# 5. The form's share.
#
# ## Remember
#
# - An elementwise form in the basis $Q$ privileges the rows of $Q$; an isotropic one privileges nothing. That can be proved before any
#   training.
# - $J^T u$: along each $b_i$, the slope at $b_i \cdot z$; isotropic: $\tanh(r)/r$ across $z$, $\tanh'(r)$ along $z$.
# - The causal experiment changes the form's basis and nothing else; the structure followed it, and was **anti**-aligned: coordinates more
#   equal than chance makes them, $n^2 \overline{P^4}$ below $3 n / (n + 2)$.
# - At $\varepsilon < 0.707$ the rotation test says whether a basis is special, and the sign does not say on which side; the fourth power does.
# - Part of it is there before training. Look at the pre-activations, and at turned ones, to see what training did.
# - Selective cones are found in any basis.
#
# ## What this does not show
#
# - That networks in general are anti-aligned. One architecture, $\tanh$, 1797 small digits, 20 epochs, two starts. ReLU bottlenecks lie in
#   one orthant, where random bases vary so much that the test sees little; `srm-ref reproduce functional_forms` runs those too.
# - **Why** training moved the pre-activations away from the axes. A cube has more room in its corners; whether that is the reason was not
#   tested.
# - More than a mean: the fourth power is one number for all activations and directions. A few on the axes and many between them can
#   cancel.
# - That there are no grandmother neurons elsewhere; only that a pure cone is not yet one.
#
# ## In the papers
#
# SRM, the autoencoder experiments, functional forms, grandmother neurons; the projection is from the same author's privileged plane
# projective method. Rotation tests, shares and shuffled labels are this package's.
