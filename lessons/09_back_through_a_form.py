# %% [markdown]
# # 9. Back through a form, by hand
#
# **Objectives.** Carry a gradient back through any functional form, and through a whole autoencoder, by hand.
#
# **Prerequisites.** Lesson 8; the chain rule for several variables. If you only want to use the method, go on to lesson
# 10: nothing there needs more of this lesson than that the gradients are right.
#
# **Minutes.** 25 to read, 55 for the exercises.
#
# ## Question
#
# Frameworks know the derivative of $\tanh$ of one number. A form along five vectors in three dimensions, or of the
# length alone, is a map of vectors. To train a network with such a form, its gradient has to come back through that
# map. How?
#
# ## Picture
#
# A small change $d z$ of the pre-activations makes a small change $J \thinspace d z$ of the activations: $J$ stretches
# some directions and compresses others. A gradient $u$ from above goes the other way, through $J^T$. Where $\tanh$ is
# flat, what comes back is nearly nothing; an isotropic form is flat **along** $z$ only, so what lies across $z$ comes
# back almost whole.
#
# ## Definition
#
# $J_{mj} = \partial f_m / \partial z_j$ is the **Jacobian** of the form, $u = \partial L / \partial f$ the gradient
# from above, and $J^T u = \partial L / \partial z$ what is carried back. In names, `vjp`, vector-Jacobian product,
# means $J^T u$, and `upstream` is $u$.

# %% [markdown]
# **What do you expect?** A place on the axis: which of the two forms will let more of a gradient through that lies
# across? And on the diagonal? Predict `on_the_axis` and `on_the_diagonal`.

# %%
import numpy as np

from srm_ref.course import show, source
from srm_ref.figures.canvas import GREY, new_figure, style
from srm_ref.geometry.bases import rotated, standard
from srm_ref.networks import elementwise, initial_parameters, isotropic, loss_and_gradient, overcomplete
from srm_ref.networks.autoencoder import backpropagate
from srm_ref.networks.functional_forms import in_frame_vjp, isotropic_tanh_vjp
from srm_ref.verification.gradcheck import gradient_error

around = np.linspace(0, 2 * np.pi, 361)
circle = np.stack([np.cos(around), np.sin(around)], axis=1)
figure, axes = new_figure(1, 2, width=8, height=3.8)
for ax, (name, form) in zip(axes[0], {"elementwise": elementwise("tanh", np.eye(2)),
                                      "isotropic": isotropic("tanh", 2)}.items()):
    for k, z in enumerate(([0.0, 0.0], [1.2, 0.0], [1.2, 1.2])):
        back = form.vjp(np.broadcast_to(z, circle.shape), circle)  # J^T u for all u of length 1
        ax.plot(*(0.45 * back + z).T, color=style(k).colour, linestyle=style(k).line, label=f"z = ({z[0]:g}, {z[1]:g})")
        ax.plot(*z, ".", color=GREY)
    ax.set(title=name, aspect="equal", xlim=(-0.7, 2), ylim=(-0.7, 2), xlabel="$z_1$", ylabel="$z_2$")
figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
show(figure, "09_back",
     "What comes back of gradients of length one, at three places of the plane, for two forms. At the origin a whole "
     "circle. On the axis an ellipse, narrow along z, wider across for the elementwise form than for the isotropic "
     "one. On the diagonal the elementwise form leaves a small circle, the isotropic form an ellipse that lies across "
     "z.")

# %% [markdown]
# ## Derivation
#
# **1. Along vectors.** With $t_i = b_i \cdot z$, so that $\partial t_i / \partial z_j = b_{ij}$:
#
# $$f_m = \frac{n}{k} \sum_i \sigma(t_i) \thinspace b_{im}, \qquad
# J_{mj} = \frac{n}{k} \sum_i \sigma'(t_i) \thinspace b_{im} b_{ij},$$
#
# $$(J^T u)_j = \sum_m J_{mj} u_m = \frac{n}{k} \sum_i \sigma'(t_i) \Big( \sum_m b_{im} u_m \Big) b_{ij} .$$
#
# The bracket is $b_i \cdot u$. In words: read $u$ along each $b_i$, multiply by the slope there, put it together again.
# The slope is that at $t_i$, before $\sigma$.
#
# **2. The isotropic form.** Let $\ell = \lvert z \rvert$, $\hat z = z / \ell$ and $\kappa(\ell) = \tanh(\ell) / \ell$,
# so that $f_i = \kappa z_i$. From $\ell^2 = \sum_j z_j^2$ comes
# $2 \ell \thinspace \partial \ell / \partial z_j = 2 z_j$, so $\partial \ell / \partial z_j = \hat z_j$. Product rule,
# then $z_i = \ell \hat z_i$, then the quotient rule $\kappa' = \tanh' / \ell - \tanh / \ell^2$, that is
# $\ell \kappa' = \tanh' - \kappa$:
#
# $$J_{ij} = \kappa \delta_{ij} + \kappa' z_i \hat z_j = \kappa \delta_{ij} + \ell \kappa' \hat z_i \hat z_j
# = \kappa \delta_{ij} + (\tanh'(\ell) - \kappa) \hat z_i \hat z_j .$$
#
# $J$ is symmetric, and $J^T u = \kappa u + (\tanh'(\ell) - \kappa) (\hat z \cdot u) \hat z$: what lies across $z$
# shrinks by $\tanh(\ell)/\ell$, what lies along $z$ by $\tanh'(\ell) = 1 - \tanh^2 \ell$. As $\ell \to 0$ both tend
# to 1.
#
# **3. The network.** An **autoencoder** is trained to return its input $x$ through a narrow middle layer:
# $z_l = W_l h_{l-1} + \mathrm{bias}_l$, $h_l = f_l(z_l)$, a linear last layer, $h_0 = x$. There are $N$ images of $n$
# pixels; the loss is the mean square over all of them, $y$ the output. Write $\delta_l = \partial L / \partial z_l$,
# one row per image, $s$ counting images. The chain rule, line by line of the forward pass, from the end:
#
# $$L = \frac{1}{N n} \sum_{s,j} (y_{sj} - x_{sj})^2 \quad \Rightarrow \quad
# \delta_{L, sj} = \frac{2}{N n} (y_{sj} - x_{sj})$$
#
# $$z_{sk} = \sum_m W_{km} h_{sm} + \mathrm{bias}_k \quad \Rightarrow \quad
# \frac{\partial L}{\partial W_{km}} = \sum_s \delta_{sk} h_{sm}, \quad
# \frac{\partial L}{\partial \mathrm{bias}_k} = \sum_s \delta_{sk}, \quad \frac{\partial L}{\partial h_{sm}} =
# \sum_k \delta_{sk} W_{km}$$
#
# $$h = f(z) \quad \Rightarrow \quad \delta_{l-1} = J^T \frac{\partial L}{\partial h_{l-1}} \quad
# \text{row by row, with } J \text{ at } z_{l-1} .$$
#
# As matrices of rows, the three results of the second line are $\delta^T h$, the column sums of $\delta$, and
# $\delta W$. These three lines are all there is to backpropagation: the first once, the others layer by layer.
#
# ## In the package
#
# `srm_ref/networks/functional_forms.py` and `autoencoder.py`. `_layers` is the forward pass, which keeps all $z$ and
# $h$, and `pullback` is the form's vjp without a check of shapes. The price is that of lesson 10; here it is 0.

# %%
for function in (in_frame_vjp, isotropic_tanh_vjp, backpropagate):
    print(source(function))

# %% [markdown]
# ## Check
#
# By hand. One image $x = (3, 1)$; ReLU in the basis turned by 45 degrees, $b_1 = (1, 1)/\sqrt 2$,
# $b_2 = (-1, 1)/\sqrt 2$; $W_1$ the identity, $W_2 = \mathrm{diag}(1, 2)$, no biases. Forward: $t = (4, -2)/\sqrt 2$,
# ReLU keeps the first, $h = (4/\sqrt 2) b_1 = (2, 2)$, $y = (2, 4)$, error $(-1, 3)$, $L = (1 + 9)/2 = 5$. Back:
# $\delta_2 = \frac{2}{2} (-1, 3)$; $\partial L / \partial W_2 = \delta_2 h^T$ has rows $(-2, -2)$ and $(6, 6)$;
# $u = W_2^T \delta_2 = (-1, 6)$; along $b_1$ it is $5/\sqrt 2$, along $b_2$ the slope is 0; so
# $\delta_1 = (5/\sqrt 2) b_1 = (2.5, 2.5)$ and $\partial L / \partial W_1 = \delta_1 x^T$ has two rows $(7.5, 2.5)$.

# %%
diagonal = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
network = {"W1": np.eye(2), "bias1": np.zeros(2), "W2": np.diag([1.0, 2.0]), "bias2": np.zeros(2)}
loss, gradient = loss_and_gradient(network, [elementwise("relu", diagonal)], [[3.0, 1.0]])
assert np.isclose(loss, 5) and np.allclose(gradient["W2"], [[-2, -2], [6, 6]])
assert np.allclose(gradient["bias2"], [-1, 3])
assert np.allclose(gradient["W1"], [[7.5, 2.5], [7.5, 2.5]]) and np.allclose(gradient["bias1"], [2.5, 2.5])
print(f"loss {loss:.0f}")

# %% [markdown]
# Then every entry against central differences, with biases that are not 0 (a bias of 0 hides mistakes; lesson 12), for
# three forms.

# %%
rng = np.random.default_rng(4)
for form in (elementwise("tanh", rotated(standard(3), rng)), overcomplete("leaky_relu", rng.standard_normal((5, 3))),
             isotropic("tanh", 3)):
    small = {name: value + 0.3 * rng.standard_normal(value.shape)
             for name, value in initial_parameters((5, 3, 5), rng).items()}
    batch = rng.random((7, 5))
    error = gradient_error(lambda p: loss_and_gradient(p, [form], batch)[0], loss_and_gradient(small, [form], batch)[1],
                           small)
    print(f"{form.name:28} gradient right to six digits: {error < 1e-6}")
    assert error < 1e-6

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 9 --check` copies the exercises to `answers/09.py` and checks them there.
#
# 1. Back through a form along any vectors.
# 2. Back through the isotropic form.
# 3. The gradient of a whole autoencoder.
# 4. Open: two places where two forms differ, each the other way.
#
# ## Remember
#
# - $J^T u$ along vectors: read $u$ along each $b_i$, times the slope at $b_i \cdot z$, put together again.
# - Isotropic: $\tanh(\ell)/\ell$ across $z$, $1 - \tanh^2(\ell)$ along $z$.
# - Backpropagation is three lines, one for each line of the forward pass.
#
# ## What this does not show
#
# - What a network makes of such gradients. That needs an experiment: lesson 10.
# - Slopes at kinks. ReLU has none at 0; the package takes 0 there.
#
# ## In the papers
#
# Neither paper writes these gradients down, as far as they could be read; frameworks compute them.
