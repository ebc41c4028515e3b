# %% [markdown]
# # 16. Neurons: when a basis is privileged, and how to compute in superposition
#
# **Objectives.** Prove that a linear hidden layer has no special directions and that a ReLU gives it some; tell
# monosemantic from polysemantic neurons; build by hand a circuit that computes three absolute values on four neurons
# where six seem to be needed, work out its loss, and see gradient descent find it.
#
# **Prerequisites.** Lessons 12 and 14; from lesson 13 the idea of an exact expected loss.
#
# **Minutes.** 65 to read, 75 for the exercises.
#
# ## Question
#
# People look at single neurons: "this one fires for dogs". In the models of lessons 11 to 15 that would be nonsense:
# any rotation of the hidden layer is the same model. What must a layer have so that its neurons can mean something? And
# once there are neurons, can they **compute** with more features than fit, not only store them?

# %%

import numpy as np

from srm_ref import plane_rotation, random_rotation
from srm_ref.course import show, source
from srm_ref.descent import Adam, AdamW
from srm_ref.experiments.shared.absolute_models import train_absolute
from srm_ref.experiments.shared.toy_spotlight import train_models
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.matrices import draw_matrix, superposition_colour_bar
from srm_ref.figures.stacks import draw_stacks
from srm_ref.superposition import (MODELS, feature_norms, features_per_neuron, geometric_importance, interference,
                                   rescaled_neurons, sample_features)
from srm_ref.superposition.models import Model
from srm_ref.verification import gradient_error

# %% [markdown]
# ## Picture
#
# A linear layer is a turntable with a record on it. What it stores is the record; how the turntable happens to stand
# does not matter, because the reader of the record turns with it. A ReLU nails the turntable down: it cuts every
# coordinate at zero, and coordinates are the neurons' own. Now it matters which direction lies along which neuron.
#
# ## Definition
#
# - **ReLU hidden model**: $y = \mathrm{relu}(W^T h + b)$ with $h = \mathrm{relu}(W x)$. The ReLU output model of
#   lesson 11 has $h = W x$.
# - **Absolute value model**: $y = \mathrm{relu}(W_2 \mathrm{relu}(W_1 x) + b)$ with the target $\lvert x \rvert$;
#   features are 0 with probability $S$, else uniform on $[-1, 1]$. Two matrices, nothing tied, no bias in the hidden
#   layer.
# - A basis is **privileged** if something in model or training treats it differently from its rotations.
# - A neuron is **monosemantic** if one feature has a large weight to it, **polysemantic** if several have. "Large"
#   needs a threshold: 0.3 in $W$ of the ReLU hidden model, sign aside. In the absolute value model a neuron's input
#   weights can be doubled and its output weights halved with no effect; so first scale each neuron until its largest
#   input weight is 1 in size; the threshold is then 0.2.
#
# ## Derivation
#
# **1. A linear hidden layer has no special directions.** Let $O$ be orthogonal, $O^T O = \mathrm{Id}$. Replace $W$ by
# $O W$:
#
# $$(O W)^T (O W) = W^T O^T O W = W^T W .$$
#
# The output is $\mathrm{relu}(W^T W x + b)$: it is the same for every $x$, so $L(O W) = L(W)$. This says that $O W$ is
# as good as $W$. That **training** does not prefer one of them takes two lines more. Let $W$ change by $dW$. Then $O W$
# changes by $O dW$, and both losses by the same amount. Write $\langle P, Q \rangle = \sum_{ri} P_{ri} Q_{ri}$; then
# $\langle P, O Q \rangle = \sum_{rsi} P_{ri} O_{rs} Q_{si} = \langle O^T P, Q \rangle$, and
#
# $$\langle \nabla L(W), dW \rangle = \langle \nabla L(O W), O dW \rangle = \langle O^T \nabla L(O W), dW \rangle \quad
# \text{for all } dW,$$
#
# so $\nabla L(W) = O^T \nabla L(O W)$, that is $\nabla L(O W) = O \nabla L(W)$: the gradient turns with the model. (The
# bias is not affected: outputs are the same, so its gradient is.) A step of gradient descent, learning rate $\eta$,
# from $O W$ is $O W - \eta O \nabla L(W) = O (W - \eta \nabla L(W))$, the turned step; and so for all steps on the same
# samples. The start is normal with equal variance in every entry; its density depends on $\sum W_{ri}^2$ only, which
# $O$ does not change. Hence the trained $W$ has **the same distribution** as $O W$, for every $O$: whatever is seen in
# the basis of the neurons is seen equally often in any other basis. (Adam divides every entry by its own gradient's
# size. That does not turn with the model; lesson 17 measures whether it matters.)
#
# **2. No torque**, nothing in the gradient that would turn the model. A small turn is $O = \mathrm{Id} + t K$ with
# $K^T = -K$, up to $t^2$. The loss does not change to first order:
# $0 = \langle \nabla L, K W \rangle = \langle \nabla L W^T, K \rangle$, and this holds for **every** antisymmetric $K$.
# Every matrix is the sum of a symmetric and an antisymmetric one; write $\nabla L W^T = Q + K_0$. Choose $K = K_0$. The
# product $\langle Q, K_0 \rangle$ is 0, for the entries $rs$ and $sr$ cancel; what is left is
# $0 = \langle K_0, K_0 \rangle$, the sum of the squares of its entries. So $K_0 = 0$: **the matrix** $\nabla L W^T$
# **is symmetric**. That is a test of any gradient that you write for such a model.

# %%
rng = np.random.default_rng(0)
x = sample_features(500, 6, 0.6, rng)
parameters = {"W": rng.standard_normal((3, 6)), "bias": 0.3 * rng.standard_normal(6)}
O = random_rotation(3, rng)
turned = {"W": O @ parameters["W"], "bias": parameters["bias"]}
weights = np.linspace(1, 0.5, 6)
for name in ("relu_output", "relu_hidden"):
    model = MODELS[name]
    (loss, gradient), (turned_loss, turned_gradient) = (model.loss_and_gradient(p, x, weights)
                                                        for p in (parameters, turned))
    product = gradient["W"] @ parameters["W"].T
    changes = abs(turned_loss - loss) > 1e-9, np.abs(turned_gradient["W"] - O @ gradient["W"]).max() > 1e-9
    torque = np.abs(product - product.T).max() > 1e-9
    print(f"{name}: loss changes {bool(changes[0])}, gradient does more than turn {bool(changes[1])}, torque "
          f"{bool(torque)}")
    assert changes == ((False, False) if name == "relu_output" else (True, True)) and torque == (name == "relu_hidden")

# %% [markdown]
# **3. What a ReLU leaves of the symmetry.** Which matrices $M$ can be pulled through it,
# $\mathrm{relu}(M a) = M \mathrm{relu}(a)$ for all $a$? Look at one row $m$:
# $\mathrm{relu}(\sum_k m_k a_k) = \sum_k m_k \mathrm{relu}(a_k)$ is wanted.
#
# - Put $a = e_k$: $\mathrm{relu}(m_k) = m_k$. No entry is negative.
# - Suppose two entries $m_1 \ge m_2 > 0$. Put $a = e_1 - e_2$: left $m_1 - m_2$, right $m_1$. Not equal. So at most one
#   entry is not 0.
# - Conversely, with one entry $m_1 > 0$: $\mathrm{relu}(m_1 a_1) = m_1 \mathrm{relu}(a_1)$. It works.
#
# If $M$ is orthogonal, every row has length 1, so its one entry is 1, and two rows at right angles have it in different
# columns: $M$ is a **permutation**. Of all rotations of a layer only the renaming of neurons is left. (In the absolute
# value model, where nothing is tied, positive scales remain too: hence the rescaling above.)
#
# One condition hides in the words "for all". If the vectors $a = W x$ that occur have no negative entry, the ReLU does
# nothing, and every rotation that keeps it so costs nothing. Neurons are privileged to the extent that their ReLUs are
# **used**. Keep this in mind for dense data.
#
# **4. The flat valley becomes a pit: two features, two neurons, exactly.** Take $W$ itself a rotation by $\theta$,
# $b = 0$, importances 1, features on $[0, 1]$. Write $c = \cos \theta$, $s = \sin \theta$, for $0 \le \theta \le 45$
# degrees, so that $0 \le s \le c$:
#
# $$a = W x = (c x_1 - s x_2, \quad s x_1 + c x_2) .$$
#
# A linear hidden layer gives $W^T a = x$: no loss at any $\theta$. With the ReLU only $a_1$ can be negative. What it
# cuts off is $r = \mathrm{relu}(s x_2 - c x_1)$: $h = a + r e_1$. Before the output's ReLU stands
# $W^T h = x + r (c, -s)$. Its first entry is not negative. Nor is the second: where $r > 0$ it is
# $x_2 - s (s x_2 - c x_1) = c^2 x_2 + s c x_1$. So the output's ReLU is idle, and the squared error is
# $r^2 (c^2 + s^2) = r^2$: exactly what the hidden ReLU threw away. Its mean, by active features:
#
# - only $x_1$, or none: $r = 0$. Only $x_2$, probability $p (1 - p)$: $r = s x_2$, mean square $s^2 / 3$.
# - both, probability $p^2$: $r > 0$ where $x_1 < (s / c) x_2$, which is at most 1, the end of $x_1$'s range. Inner
#   integral $\int_0^{s x_2 / c} (s x_2 - c x_1)^2 dx_1 = (s x_2)^3 / (3 c)$, outer
#   $\int_0^1 s^3 x_2^3 / (3 c) dx_2 = s^3 / (12 c)$.
#
# $$L(\theta) = p (1 - p) \frac{\sin^2 \theta}{3} + p^2 \frac{\sin^3 \theta}{12 \cos \theta}, \qquad 0 \le
# \theta \le 45^\circ .$$
#
# Zero at $\theta = 0$ only. Turning the other way exchanges the features' roles: $L(-\theta) = L(\theta)$. At $p = 0.3$
# and 45 degrees it is $0.035 + 0.00375 = 0.03875$.

# %%
def mean_over_actives(loss, n, p, low, n_points):
    """Average loss(x) exactly over who is active, and by midpoints over the values."""
    grid = low + (1 - low) * (np.arange(n_points) + 0.5) / n_points
    total = 0.0
    for active in np.ndindex(*(2,) * n):
        axes = [grid if on else np.zeros(1) for on in active]
        values = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
        total += p ** sum(active) * (1 - p) ** (n - sum(active)) * loss(values)
    return total


def turned_model_loss(name, theta, p):
    """Return the loss of W = rotation by theta, b = 0."""
    turned_by = {"W": plane_rotation([1, 0], [0, 1], theta), "bias": np.zeros(2)}
    return mean_over_actives(lambda values: MODELS[name].loss(turned_by, values, np.ones(2)), 2, p, 0.0, 100)


def exact_turned_loss(theta, p):
    """Return L(theta) as derived."""
    s, c = np.sin(abs(theta)), np.cos(theta)
    return p * (1 - p) * s**2 / 3 + p**2 * s**3 / (12 * c)


for degrees in (0, 15, 30, 45, -30):
    assert abs(turned_model_loss("relu_hidden", np.radians(degrees), 0.3) - exact_turned_loss(np.radians(degrees),
                                                                                              0.3)) < 2e-5
assert abs(exact_turned_loss(np.pi / 4, 0.3) - 0.03875) < 1e-12 and abs(0.035 + 0.00375 - 0.03875) < 1e-12

# %% [markdown]
# **What do you expect?** Two features on two neurons are turned away from them. What will the loss do without a ReLU
# in the hidden layer, and what with one? Predict `stays_at_zero`.

# %%
angles = np.radians(np.arange(-90, 91, 3))
figure, axes = new_figure(1, 1, width=6.4, height=3.4)
for k, (name, label) in enumerate((("relu_output", "linear hidden layer"), ("relu_hidden", "ReLU hidden layer"))):
    axes[0, 0].plot(np.degrees(angles), [turned_model_loss(name, theta, 0.3) for theta in angles],
                    color=style(k).colour,
                    linestyle=style(k).line, label=label)
close = np.radians(np.arange(-45, 46, 15))
axes[0, 0].plot(np.degrees(close), exact_turned_loss(close, 0.3), linestyle="none", marker="o", color="black",
                label="derived by hand")
axes[0, 0].set(xlabel="W turned by, degrees", ylabel="loss, $p$ = 0.3", xticks=np.arange(-90, 91, 30))
legend(axes[0, 0])
show(figure, "16_turned",
     "Loss against the angle by which two features are turned away from two neurons: flat at zero for the linear "
     "hidden layer, a valley with its only zero at 0 degrees for the ReLU hidden layer, the values by hand as dots on "
     "it.")

# %% [markdown]
# **5. Three features, two neurons: sharing has a price now.** With a linear hidden layer the columns $(1, 0)$,
# $(-1, 0)$, $(0, 1)$ lose nothing while one feature at a time is active. The hidden ReLU kills the second:
# $h = \mathrm{relu}(-x, 0) = 0$. So every column needs a positive entry. Dropping feature 3 loses its
# $\mathbb{E} x^2 = 1/3$ whenever it is active. Sharing neurons does better. Try the code
#
# $$W_1 = (u, u), \qquad W_2 = (v, -v), \qquad W_3 = (-v, v) .$$
#
# Feature 1 alone, $x_1 = t$: $h = (u t, u t)$, outputs before the ReLU $(2 u^2 t, 0, 0)$. Feature 2 alone:
# $h = (v t, 0)$, outputs $(u v t, v^2 t, -v^2 t)$; the ReLU removes the third, not the first. Feature 3 is its mirror
# image. With $U = u^2$, $V = v^2$ the squared errors, in units of $t^2$, add up to
#
# $$F = (1 - 2 U)^2 + 2 (1 - V)^2 + 2 U V .$$
#
# $\partial F / \partial U = -4 (1 - 2 U) + 2 V = 0$ says $4 U + V = 2$;
# $\partial F / \partial V = -4 (1 - V) + 2 U = 0$ says $U + 2 V = 2$. Twice the first minus the second: $7 U = 2$. So
# $U = 2/7$, $V = 6/7$. It is the minimum: the second derivatives are 8, 4 and, mixed, 2, with $8 \cdot 4 > 2^2$. There
# $F = 9/49 + 2/49 + 24/49 = 5/7$, less than 1 for dropping. The mean of $t^2$ is $1/3$: for small $p$ the loss is
# $\frac{5}{21} p$ against $\frac13 p$. Three features live in two neurons, **both neurons polysemantic**, and the
# linear layer would still do it for nothing. (It is the best of its form, at $b = 0$. A lopsided one, in the cell
# below, has $F = 0.67$.)

# %%
U, V = 2 / 7, 6 / 7
code = {"W": np.sqrt([[U, V, V], [U, V, V]]) * np.array([[1, 1, -1], [1, -1, 1]]), "bias": np.zeros(3)}
dropped = {"W": np.eye(2, 3), "bias": np.zeros(3)}
lopsided = {"W": np.array([[0.1, -6.0, 1.0], [0.8, 0.8, -0.1]]), "bias": np.zeros(3)}
lone = np.eye(3)  # each feature alone
F = {name: 3 * MODELS["relu_hidden"].loss(p, lone, np.ones(3))
     for name, p in (("code", code), ("dropped", dropped), ("lopsided", lopsided))}
print({name: round(value, 4) for name, value in F.items()})
assert abs(F["code"] - 5 / 7) < 1e-12 and abs(F["dropped"] - 1) < 1e-12 and round(F["lopsided"], 2) == 0.67
for direction in np.random.default_rng(1).standard_normal((200, 2)):  # no point of this form near it is better
    u, v = np.sqrt([U, V]) + 0.1 * direction
    near = {"W": np.array([[u, v, -v], [u, -v, v]]), "bias": np.zeros(3)}
    assert 3 * MODELS["relu_hidden"].loss(near, lone, np.ones(3)) >= 5 / 7 - 1e-12

# %% [markdown]
# **6. Computing: the absolute value.** $\lvert x \rvert = \mathrm{relu}(x) + \mathrm{relu}(-x)$: two neurons per
# feature, one for each sign, added up. No loss; $n$ features take $2 n$ neurons. With one neuron only, the half of the
# values with the wrong sign is lost: $p \cdot \frac12 \cdot \frac13 = p / 6$.
#
# **7. One neuron for two features, read and written unequally.** TMS found this motif: input weights
# $(\alpha, -1/\alpha)$, output weights $(1/\alpha, \alpha)$, with $\alpha = 2$. It reads $x_1 > 0$ and $x_2 < 0$:
#
# - $x_1 = t$ alone: $h = \alpha t$. Output 1 gets $t$, right; output 2 gets $\alpha^2 t$, which should be 0.
# - $x_2 = -t$ alone: $h = t / \alpha$. Output 2 gets $t$, right; output 1 gets $t / \alpha^2$, which should be 0.
#
# Each case has probability $p (1 - p) / 2$ and mean square $1/3$: together $p (1 - p) (\alpha^4 + \alpha^{-4}) / 6$.
# Since $u + 1/u \ge 2$ this is least at $\alpha = 1$, and even there, for small $p$, twice the $p / 6$ of leaving
# $x_2 < 0$ out: a bad bargain, and an unequal one is worse. But the two mistakes are not alike. The large one is made
# when $x_1 > 0$, and other neurons know about $x_1$. Let one that fires with $x_1$ write $-\alpha^2 x_1$ to output 2:
# the large mistake is gone. The small one is left: $p (1 - p) / (6 \alpha^4)$, that is $p (1 - p) / 96$ at
# $\alpha = 2$. **Read weakly, write strongly, and let the dominant feature's other neurons inhibit.**
#
# **8. The whole circuit: three features on four neurons.** Let feature 0 dominate, and give it **two** neurons for each
# sign. Features 1 and 2 are read with a small weight $a$ (that is $1/\alpha^2$, after scaling to a largest weight of
# 1):
#
# $$n_1 = \mathrm{relu}(x_0 + a x_1), \quad n_2 = \mathrm{relu}(x_0 - a x_2), \quad n_3 = \mathrm{relu}(-x_0 - a x_1),
# \quad
# n_4 = \mathrm{relu}(-x_0 + a x_2),$$
#
# $$y_0 = \mathrm{relu}\left(\frac{n_1 + n_2 + n_3 + n_4}{2}\right), \quad
# y_1 = \mathrm{relu}\left(\frac{n_1 - n_2 + n_3 - n_4}{a}\right), \quad
# y_2 = \mathrm{relu}\left(\frac{-n_1 + n_2 - n_3 + n_4}{a}\right) .$$
#
# One feature active: $x_0 = t > 0$ gives $n_1 = n_2 = t$, so $y_0 = t$, and in $y_1$, $y_2$ they cancel; $x_0 < 0$
# likewise. $x_1 = t > 0$ gives $n_1 = a t$, $x_1 = -t$ gives $n_3 = a t$: $y_1 = t$ both times, and
# $y_2 = \mathrm{relu}(-t) = 0$. $x_2$: $n_4$ or $n_2$, $y_2 = t$, $y_1 = 0$. The only error: $y_0 = a t / 2$ for lone
# $x_1$ or $x_2$. That costs $2 p (1 - p)^2 \frac13 (a / 2)^2 = p (1 - p)^2 a^2 / 6$, and vanishes with $a$. **Three
# absolute values on four neurons, exact as long as features come one at a time.** Now let $a \to 0$ and count what
# several active features cost. Then $y_0$ is right always.
#
# - **0 and 1.** For $x_0 > 0$: $n_1 - n_2 = a x_1$, so $y_1 = \mathrm{relu}(x_1)$, $y_2 = \mathrm{relu}(-x_1)$. Right
#   if $x_1 > 0$; else both are off by $\lvert x_1 \rvert$. Mean $\frac12 \cdot 2 \cdot \frac13 = \frac13$. For
#   $x_0 < 0$ the signs are exchanged; and **0 and 2** is the same with $x_2$: $\frac13$ each.
# - **1 and 2.** $n_1 + n_3 = a \lvert x_1 \rvert$, $n_2 + n_4 = a \lvert x_2 \rvert$, so
#   $y_1 = \mathrm{relu}(\lvert x_1 \rvert - \lvert x_2 \rvert)$ and $y_2$ the reverse: both are off by the smaller one.
#   Its mean square is $\int_0^1 t^2 \cdot 2 (1 - t) dt = \frac16$; two outputs: $\frac13$.
# - **All three.** For $x_0 > 0$, $y_1 = \mathrm{relu}(x_1 + x_2)$, $y_2 = \mathrm{relu}(-x_1 - x_2)$; both should be
#   the sizes, $s_1 = \lvert x_1 \rvert$ and $s_2 = \lvert x_2 \rvert$. (For $x_0 < 0$ exchange all signs.)
#
# | signs of $x_1$, $x_2$ | $y_1$ | off by | $y_2$ | off by | mean of both squares, added |
# |---|---|---|---|---|---|
# | $+$, $+$ | $s_1 + s_2$ | $s_2$ | $0$ | $s_2$ | $\frac13 + \frac13 = \frac23$ |
# | $-$, $-$ | $0$ | $s_1$ | $s_1 + s_2$ | $s_1$ | $\frac13 + \frac13 = \frac23$ |
# | $+$, $-$ | $\mathrm{relu}(s_1 - s_2)$ | the smaller | $\mathrm{relu}(s_2 - s_1)$ | the smaller | $\frac16 + \frac16 = \frac13$ |
# | $-$, $+$, where $s_1 \le s_2$ | $s_2 - s_1$ | $s_2 - 2 s_1$ | $0$ | $s_2$ | with the next line $\frac23$ |
# | $-$, $+$, where $s_1 > s_2$ | $0$ | $s_1$ | $s_1 - s_2$ | $s_1 - 2 s_2$ | the mirror image |
#
# The last two lines together:
# $2 \int_0^1 \int_0^{s_2} ((s_2 - 2 s_1)^2 + s_2^2) ds_1 ds_2 = 2 \int_0^1 (\frac13 + 1) s_2^3 ds_2 = \frac23$. All
# four pairs of signs are equally likely, so three active features cost
# $\frac14 (\frac23 + \frac23 + \frac13 + \frac23) = \frac{7}{12}$ on average.
#
# $$L = p^2 (1 - p) \left(\tfrac13 + \tfrac13 + \tfrac13\right) + \tfrac{7}{12} p^3 = p^2 - \tfrac{5}{12} p^3 .$$
#
# The alternative: features 0 and 1 exactly, on two neurons each, and for feature 2 its mean $p / 2$ as a bias: its
# variance $p/3 - p^2/4$ is lost. Equal where $p - \frac{5}{12} p^2 = \frac13 - \frac14 p$, that is
# $5 p^2 - 15 p + 4 = 0$:
#
# $$p_c = \frac{15 - \sqrt{145}}{10} = 0.296 .$$
#
# Sparser than that, **computing** in superposition wins, as storing did in lesson 13.

# %%
def circuit(a):
    """Build the four neurons for three absolute values."""
    W1 = np.array([[1, a, 0], [1, 0, -a], [-1, -a, 0], [-1, 0, a]])
    W2 = np.array([[0.5, 0.5, 0.5, 0.5], [1 / a, -1 / a, 1 / a, -1 / a], [-1 / a, 1 / a, -1 / a, 1 / a]])
    return {"W1": W1, "W2": W2, "bias": np.zeros(3)}


absolute = MODELS["absolute_value"]
rays = np.vstack([np.eye(3), -np.eye(3)])
error = absolute.forward(circuit(0.25), rays) - np.abs(rays)
print("errors on lone features 1, a = 1/4:", error[:3].round(3).tolist(), "and the same at -1")
assert np.allclose(error, [[0, 0, 0], [0.125, 0, 0], [0.125, 0, 0]] * 2)
for p in (0.05, 0.3, 0.8):
    measured = mean_over_actives(lambda values: absolute.loss(circuit(1e-4), values, np.ones(3)), 3, p, -1.0, 40)
    assert abs(measured - (p**2 - 5 / 12 * p**3)) < 3e-3 * p**2
    print(f"p = {p}: {measured:.4f} on a grid, {p**2 - 5 / 12 * p**3:.4f} by hand")
critical = (15 - np.sqrt(145)) / 10
assert round(critical, 3) == 0.296 and abs(critical**2 - 5 / 12 * critical**3 - critical / 3 + critical**2 / 4) < 1e-12
alpha = 2.0
motif = {"W1": np.array([[alpha, -1 / alpha]]), "W2": np.array([[1 / alpha], [alpha]]), "bias": np.zeros(2)}
assert absolute.forward(motif, [[1.0, 0.0], [0.0, -1.0]]).tolist() == [[1.0, 4.0], [0.25, 1.0]]  # 4 and 1/4 should be 0
assert 6 * alpha**4 == 96

# %% [markdown]
# **9. A price on activity.** TMS names a way out of superposition: add $\lambda \sum_r \lvert h_r \rvert$ to the loss.
# A feature stored alone as $w x$ and read as $w^2 x$ pays $\lambda w \mathbb{E} x = \lambda w p / 2$ and saves
# $I p / 3 - I p (1 - w^2)^2 / 3 = I p (2 w^2 - w^4) / 3$ (for small $p$, where the biases do nothing). It is worth
# storing if for some $w$ it saves more than it pays: $I \cdot \frac23 (2 w - w^3) > \lambda$. The left side is largest
# at $2 - 3 w^2 = 0$, $w = \sqrt{2/3}$, with the value $0.726 I$. So there is an **importance threshold**,
# $I > \lambda / 0.726$, below which features are dropped; with fewer features there is less need to share. And the
# price privileges the neurons without any ReLU: a column $W_i$ pays
# $\sum_r \lvert W_{ri} \rvert \ge \lvert W_i \rvert$, with equality only along one neuron.

# %%
alone = {"W": np.array([[np.sqrt(2 / 3)]]), "bias": np.zeros(1)}
nothing = {"W": np.zeros((1, 1)), "bias": np.zeros(1)}
values = (np.arange(1000)[:, None] + 0.5) / 1000  # the feature, active
bargain = 2 / 3 * np.sqrt(2 / 3) * (2 - 2 / 3)
assert round(bargain, 3) == 0.726
for price, stored in ((0.72, True), (0.73, False)):
    priced = [MODELS["relu_output"].loss(p, values, np.ones(1), l1=price) for p in (alone, nothing)]
    assert (priced[0] < priced[1]) == stored
print(f"a feature of importance 1 is worth storing up to a price of {bargain:.3f}")

# %% [markdown]
# **10. Every AND at once.** Forty features that are 0 or 1, two of them active at a time. There are 780 pairs: can 300
# neurons say of every pair whether both are active? Give each neuron a set of features, each feature with probability
# $1/4$ by lot, and let it answer $h_r = \mathrm{relu}(x_i + x_j + \dots - 1)$, the sum over its set. A neuron that has
# both active features answers 1, one that has a single one of them or none answers 0. To ask whether $i$ and $j$ are
# both active, take the mean over all neurons that have both in their sets. If they are, it is exactly 1. If others are,
# a neuron answers 1 only if it happens to have those in its set as well, and few of them do. A threshold tells the two
# apart.

# %%
rng = np.random.default_rng(0)
sets = rng.random((300, 40)) < 1 / 4  # (n_neurons, n_features)
first, later = np.triu_indices(40, 1)
active = np.eye(40)[first] + np.eye(40)[later]  # (780, 40): every pair, active alone
answers = np.maximum(active @ sets.T - 1, 0)  # (780, 300)
has_both = sets[:, first] & sets[:, later]  # (300, 780)
means = answers @ has_both / has_both.sum(axis=0)  # (780, 780): active pair, pair asked for
absent = means[~np.eye(780, dtype=bool)]
print(f"{len(first)} pairs, {len(sets)} neurons: asked for the active pair {np.diag(means).min():g}, "
      f"for any other at most {absent.max():.2f}")
assert len(first) == 780 and has_both.sum(axis=0).min() == 7
assert (np.diag(means) == 1).all() and 0.73 < absent.max() < 0.74 < 0.8

# %% [markdown]
# More functions than neurons, computed together, each without an error after a threshold of 0.8, say. It works because
# features are sparse: with many of them active, most neurons have two in their sets. That one layer can compute the AND
# of every pair is called **universal AND**, by Vaintrob, Mendel and Hänni, who ask how few neurons suffice as the
# number of features grows. We have tried one size and one lot.

# %% [markdown]
# ## In the package
#
# `srm_ref/superposition/models.py`; `geometries.py` for the counts; `srm_ref/figures/stacks.py` for the plots. All toy
# models share their code, and state two functions with their slopes: `hidden_map`, which is the identity in the ReLU
# output model and the ReLU here, and `output_map`. The models of this lesson differ in `tied`, whether the decoder is
# $W^T$ or a matrix of its own:

# %%
print(source(Model.run))
print(source(Model.loss_and_gradient))
print(source(rescaled_neurons))
relu_slope = MODELS["relu_hidden"].hidden_map.slope(np.array([-1.0, 0.0, 2.0]))
assert relu_slope.tolist() == [False, False, True]

# %% [markdown]
# The slope of the ReLU is $[a > 0]$, so `dA` is `dH` where a hidden neuron is on: where it is off, nothing flows back
# to its input weights; its weights as a decoder see $h = 0$. `dY` is the loss's derivative by the output, $2 / N$ times
# importance times error (`B` in the code is $N$); the first term of `dH` comes from a price on activity (step 9), and
# is 0 without one. `train` runs a faster form of these lines, made from the same statement of the model and held to
# them by the tests (lesson 12).
#
# ## Check
#
# The gradient against differences (lesson 12), with biases that are not 0:

# %%
hidden = MODELS["relu_hidden"]
worst = gradient_error(lambda p: hidden.loss(p, x, weights), hidden.loss_and_gradient(parameters, x, weights)[1],
                       parameters)
print(f"gradient of the ReLU hidden model: relative error below 1e-6: {bool(worst < 1e-6)}")
assert worst < 1e-6

# %% [markdown]
# Ten features of importances $0.75^i$, five neurons, three densities. 24 models each, by AdamW (Adam that also shrinks
# every weight a little at every step); the one of lowest loss is kept. A **neuron stack plot** has one column per
# neuron and one piece per feature: as high as the weight, hanging below the line if negative, light where other
# features lie along its direction too (the colour bar is that of lesson 11's lengths). Grey ground: polysemantic.
#
# **What do you expect?** At which of the densities has every neuron one feature, and at which has none?

# %%
DENSITIES, N_TRIES = (0.7, 0.15, 0.03), 24
rng, importance = np.random.default_rng(0), geometric_importance(10, 0.75)
trained = train_models("relu_hidden", 10, 5, 1 - np.repeat(DENSITIES, N_TRIES), importance, AdamW(1e-2), 1000, rng,
                       n_samples=128, std=0.5)
kept = []
for k, p in enumerate(DENSITIES):
    tries = {key: value[k * N_TRIES:(k + 1) * N_TRIES] for key, value in trained.items()}
    W = tries["W"][np.argmin(hidden.loss(tries, sample_features(20_000, 10, 1 - p, rng), importance))]
    kept.append(W[np.lexsort((np.abs(W).argmax(axis=1), features_per_neuron(W, 0.3) > 1))])
monosemantic = [int((features_per_neuron(W, 0.3) == 1).sum()) for W in kept]
represented = [int((feature_norms(W) > 0.5).sum()) for W in kept]
assert all(np.abs(row).argmax() < 3 for row, n in zip(kept[1], features_per_neuron(kept[1], 0.3)) if n == 1)
assert (monosemantic[0], represented[0], monosemantic[2]) == (5, 5, 0) and 0 <= monosemantic[1] <= 3
assert represented[2] >= 8
figure, axes = new_figure(1, 3, width=12, height=3.6, share_y=True)
for ax, W, p in zip(axes[0], kept, DENSITIES):
    draw_stacks(W, interference(W), polysemantic=features_per_neuron(W, 0.3) > 1, least=0.1, ax=ax)
    ax.set_title(f"$p$ = {p:g}", fontsize="medium")
    ax.set_xticks(range(5))
axes[0, 0].set_ylabel("weight, stacked")
superposition_colour_bar(figure, axes[0])
show(figure, "16_stacks",
     "Neuron stack plots of three ReLU hidden models. At density 0.7 five neurons with one feature each; at 0.15 few "
     "such neurons and the others shared; at 0.03 every neuron is a tall stack of many features, positive and "
     "negative.")

# %% [markdown]
# Dense features: five neurons, five features, one each; the others are given up. Sparse ones: no neuron of a single
# feature, at least eight features stored. In between most neurons are shared, and a feature that still has one of its
# own is one of the three most important. (How many there are, none to three, depends on the start.)
#
# Now three absolute values on four neurons: does gradient descent find the circuit? 16 models at each of three
# densities.

# %%
ABS_DENSITIES = np.array([0.05, 0.15, 0.4])
models, _ = train_absolute((3, 4), np.repeat(ABS_DENSITIES, 16), np.ones(3), Adam(0.02), 2500, 128,
                           np.random.default_rng(1))
losses = np.array([mean_over_actives(lambda values: absolute.loss({key: value[k] for key, value in models.items()},
                                                                  values, np.ones(3)),
                                     3, ABS_DENSITIES[k // 16], -1.0, 24) for k in range(48)])  # no sampling error
best = losses.reshape(3, 16).min(axis=1)
alternative, by_circuit = ABS_DENSITIES / 3 - ABS_DENSITIES**2 / 4, ABS_DENSITIES**2 - 5 / 12 * ABS_DENSITIES**3
for p, ratio, lower in zip(ABS_DENSITIES, best / np.minimum(alternative, by_circuit), by_circuit < alternative):
    print(f"p = {p:.2f}: best loss {ratio:.1f} times the lower of the two by hand, "
          f"{'the circuit' if lower else 'dropping'}")
found = int(np.argmin(losses[:16]))
W1, W2 = rescaled_neurons(models["W1"][found], models["W2"][found])
dominant = int(np.abs(W1).sum(axis=0).argmax())
order = np.lexsort((-np.abs(np.delete(W1, dominant, axis=1)).argmax(axis=1), -W1[:, dominant]))
names = np.argsort(np.arange(3) != dominant, kind="stable")  # features are equal: call the dominant one 0
W1, W2, bias = W1[order][:, names], W2[names][:, order], models["bias"][found][names]
read, written = np.abs(W1[:, 1:]).max(axis=1), W2[1:].max(axis=0)

# %% [markdown]
# **What do you expect?** Which weights would you choose for three absolute values on four neurons? Will training
# choose them too?

# %%
figure, axes = new_figure(1, 3, width=12, height=3.6)
draw_stacks(W1, interference(W1), least=0.05, ax=axes[0, 0])
axes[0, 0].set(ylabel="input weight, largest 1", title="read: trained, $p$ = 0.05", xticks=range(4))
draw_matrix(W2, reach=4, x_label="neuron", y_label="output", ax=axes[0, 1])
for (i, r), weight in np.ndenumerate(W2):
    axes[0, 1].text(r, i + 0.28, f"{weight:.1f}", ha="center", va="center", color="white" if weight < -1 else "black",
                    fontsize="small")
axes[0, 1].set(title="written (a dot: negative)", xticks=range(4), yticks=range(3))
p = np.linspace(0.001, 0.5, 100)
axes[0, 2].plot(p, p**2 - 5 / 12 * p**3, color=style(0).colour, linestyle=style(0).line, label="circuit, by hand")
axes[0, 2].plot(p, p / 3 - p**2 / 4, color=style(1).colour, linestyle=style(1).line, label="one feature dropped")
axes[0, 2].plot(ABS_DENSITIES, best, "k^", label="best of 16 trained")
axes[0, 2].axvline(critical, color="grey", linewidth=1, linestyle=":")
axes[0, 2].set(xlabel="density $p$", ylabel="loss", ylim=(0, 0.22))
legend(axes[0, 2])
show(figure, "16_three_on_four",
     "Left: all four trained neurons read one feature with weight 1, two for each sign, and another feature weakly. "
     "Middle: they write the weakly read features with weights of 3 to 4 in size, two neurons with plus and two with "
     "minus. Right: loss by hand of circuit and dropping cross at density 0.3; trained models lie on the lower one, "
     "or a little below it.")

# %%
assert np.abs(W1[:, 0]).min() > 0.99 and np.sign(W1[:, 0]).tolist() == [1, 1, -1, -1]
assert 0.2 < read.min() and read.max() < 0.4 and 3 < np.abs(W2[1:]).min() and np.abs(W2[1:]).max() < 4
assert ((W2[1:] > 0).sum(axis=0) == 1).all() and ((W2[1:] > 0).sum(axis=1) == 2).all()
small = np.sign(W1[np.arange(4), 1 + np.abs(W1[:, 1:]).argmax(axis=1)])  # the sign with which the weak feature is read
assert all(small[W2[i] > 0].sum() == 0 and W1[W2[i] > 0, 0].sum().round() == 0 for i in (1, 2))  # both signs of both
# of the dominant feature, elsewhere
reaching = absolute.forward({"W1": W1, "W2": W2, "bias": bias}, [[1.0, 0, 0], [-1, 0, 0]])[:, 1:]
assert reaching.max() < 0.35 and (np.maximum(W2[1:], 0).sum(axis=1) > 4).all()
assert best[0] / alternative[0] < 0.2 and np.abs(best / np.minimum(alternative, by_circuit) - [1, 0.9, 1]).max() < 0.05
assert bias[0] < -0.05 and models["bias"][16 + np.argmin(losses[16:32])].min() < -0.05
print("the circuit is there: one feature read with 1 by all four neurons, two for each sign; the others read weakly, "
      "written strongly")

# %% [markdown]
# At $p = 0.05$ it is the circuit of step 8. (Features are alike here; the dominant one is called 0. Replacing $x_1$ by
# $-x_1$ flips the sign with which it is read and leaves the task unchanged, so signs are comparable only up to that.)
# Each weak feature has two neurons, one for each of its signs, and they fire with opposite signs of the dominant one.
# What is read with about 0.3 is written with 3 to 4, and the strong writings of the dominant feature cancel. At
# $p = 0.15$ training does better than our limit $a \to 0$, $b = 0$: it can choose $a$ and the biases, and its lowest
# bias is negative. At $p = 0.4$ it is as good as dropping a feature, no better, as the formula says.
#
# ## Exercises
#
# `srm-ref lesson 16 --check` copies the exercises to `answers/16.py` and checks them there.
#
# 1. The gradient of the ReLU hidden model.
# 2. Which matrices can be pulled through a ReLU?
# 3. The exact loss of the turned model, up to 90 degrees.
# 4. Monosemantic and polysemantic neurons.
# 5. Three absolute values on four neurons, whichever dominates.
# 6. Open: three neurons that compute the larger of two numbers.
#
# ## Remember
#
# - Linear hidden layer: $L(O W) = L(W)$ and the gradient turns along, so neurons mean nothing. Test: $\nabla L W^T$ is
#   symmetric.
# - A ReLU leaves only permutations (and scales, where nothing is tied); neurons are privileged to the extent that their
#   ReLUs are used.
# - Dense features take neurons of their own, sparse features share them.
# - Computing in superposition: read weakly, write strongly, inhibit. Three absolute values fit on four neurons, better
#   than dropping one below $p = 0.296$.
# - Before you read weights, scale each neuron; before you count, say the threshold.
#
# ## What this does not show
#
# - That the circuit is the best there is: it beats one alternative by hand, and training betters it by a tenth at
#   $p = 0.15$.
# - That neurons of large networks look like these: the thresholds are ours, the features are independent, and they are
#   known to us.
# - That the ReLU hidden model gains anything from its ReLU: the linear layer is better at this task, and TMS says so.
# - That a price on activity is a cure: equally important features pass the threshold together, and antipodal pairs may
#   stay.
#
# ## In the papers
#
# TMS, "Superposition in a Privileged Basis" (ReLU hidden model, stack plots), "Computation in Superposition" (absolute
# value, the asymmetric motif), "The Strategic Picture of Superposition" (a price on activity). The circuit of step 8
# and its $p_c$ are this course's. Universal AND: K. Hänni, J. Mendel, D. Vaintrob and L. Chan, "Mathematical Models of
# Computation in Superposition", arXiv 2408.05451 (2024). At the papers' sizes: `srm-ref reproduce hidden_neurons`,
# `absolute_value`, `asymmetric_motif`, `l1_penalty`.
