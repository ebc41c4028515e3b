# %% [markdown]
# # 15. Correlation, dynamics, attacks
#
# **Objectives.** Draw features that come together, partly together, or never together; work out by hand which
# arrangement each of them prefers; say when correlated features collapse into one; say why training begins with
# principal components, and read a run by its levels; derive the strongest small attack on an output and say why
# superposition makes it stronger.
#
# **Prerequisites.** Lesson 14; eigenvectors of a covariance matrix.
#
# **Minutes.** 50 to read, 50 for the exercises.
#
# ## Question
#
# In lesson 14 features were independent, and training was over when we looked. But cats come with whiskers, and Monday
# never comes with Tuesday. Does a model make use of what comes together and what never does? By what route does it get
# there? And what must an attacker do to fool it?

# %%
import numpy as np

from srm_ref.course import animate, show, source
from srm_ref.descent import AdamW
from srm_ref.experiments.shared.planar import cosines
from srm_ref.experiments.shared.restarts import best_restarts, minimise_exactly, repeat_per_restart, train_restarts
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.dimensionality import sparsity_axis
from srm_ref.figures.matrices import draw_gram, signed_colour_bar
from srm_ref.figures.solids import draw_columns_in_space
from srm_ref.figures.traces import draw_against, draw_loss, draw_traces
from srm_ref.superposition import (MODELS, SET_LAYOUTS, active_set_loss_and_gradient, anticorrelated_set_probability,
                                   attack_directions, attack_shift, attacked_losses, canonical_plane,
                                   correlated_set_probability, dimensions_per_feature, active_set_loss,
                                   feature_batches, feature_dimensionality, feature_norms, feature_variance,
                                   gram_matrix, joint_probability, pair_relation, partly_correlated_set_probability,
                                   sample_anticorrelated_sets, sample_correlated_sets, sample_features,
                                   sample_partly_correlated_sets, set_layout_losses, train, vulnerability)
from srm_ref.superposition.polytopes import polygon

model = MODELS["relu_output"]

# %% [markdown]
# ## Picture
#
# Four features in a plane, in two pairs. An antipode is a bad neighbour at one moment only: when both are present, each
# takes something from the other's output (lesson 13). Features that never occur together should therefore stand
# opposite each other. Features that always occur together should stand at right angles, where they do not disturb each
# other, and have their antipodes elsewhere. And if they are present nearly all the time, it may be better to keep only
# their sum. Three layouts:

# %%
figure, axes = new_figure(1, 3, width=10, height=3.6)
for ax, (name, layout) in zip(axes.flat, SET_LAYOUTS.items()):
    draw_columns(np.array(layout), groups=[0, 0, 1, 1], ax=ax)
    ax.set_title(name, fontsize="medium")
show(figure, "15_three_layouts",
     "Three layouts of two pairs in a plane. Left: members of a pair at right angles, opposite to members of the "
     "other pair. Middle: both members of a pair on one arrow of length 0.7. Right: members of a pair opposite each "
     "other.")

# %% [markdown]
# ## Definition
#
# A **set** is a group of features that depend on each other; different sets are independent. $A_i$ says whether feature
# $i$ is active (0 or 1), $V_i$, uniform on $[0, 1]$ and independent of everything, how strongly, and $x_i = A_i V_i$.
# $P_{11}$ is the probability that two given members are both active.
#
# - **Correlated set**: one draw for all, $A_i = A$, $P(A = 1) = p$. So $P_{11} = p$. The strengths $V_i$ stay
#   independent.
# - **Partly correlated set**: with probability $\rho$ as above, else every member draws for itself.
#   $P_{11} = \rho p + (1 - \rho) p^2$.
# - **Anti-correlated set** of $g$: with probability $p$ exactly one member is active, each as often as any other. Here
#   $p$ belongs to the **set**, a member has $p/g$, and $P_{11} = 0$. (Not "active when the other is not": that would
#   leave no moment without one.)
# - **Attack** on output $i$: a change $\delta$ of the input, of length $\lambda$, that raises $z_i = G_i \cdot x + b_i$
#   as far as possible. $G_i$ is row $i$ of $G = W^T W$.
# - **Vulnerability**: for each output there are two attacks, $\delta$ and $-\delta$, each the same for all inputs. Take
#   the one, of all outputs, that raises the mean loss most; divide that rise by the rise that a model without
#   superposition suffers, for the same $\lambda$. The target remains the clean $x$: we ask what the model answers about
#   the true input.
#
# ## Derivation
#
# **1. Moments.** For a set with parameter $\rho$, $\mathbb{E} x_i = p/2$, $\mathrm{Var} x_i = p/3 - p^2/4 = v$ as ever,
# and $\mathbb{E} x_i x_j = P_{11} \mathbb{E} V_i \mathbb{E} V_j = P_{11} / 4$. Hence the covariance is
# $c = (P_{11} - p^2) / 4 = \rho p (1 - p) / 4$, and the activities, whose variance is $p (1 - p)$, have the correlation
# $(P_{11} - p^2) / (p (1 - p)) = \rho$. The **values** correlate less, by the factor
# $\frac{p (1 - p)}{4 v} = \frac{3 (1 - p)}{4 - 3p}$, at most $3/4$: their strengths are independent.
#
# **2. Two pairs in a plane, no biases.** When two antipodes of length 1 are both active, both outputs err by the
# smaller value, whose square is $1/6$ in expectation (lesson 11, step 4).
#
# - *Same set orthogonal.* The antipodes are of different sets, both active with probability $p^2$. Four outputs:
#   $L = 4 \cdot p^2 / 6 = 2 p^2 / 3$, for any $\rho$.
# - *Same set antipodal.* Both active with probability $P_{11}$: $L = 2 P_{11} / 3$.
# - *Collapsed.* $a$ and $b$ on one arrow of length $1/\sqrt 2$: both outputs are $(a + b)/2$, off by $(a - b)/2$. The
#   two squared errors of a set add up to $(a - b)^2 / 2$, and $\mathbb{E} (a - b)^2 = 2 \cdot p/3 - 2 \cdot P_{11}/4$.
#   Two sets: $L = 2p/3 - P_{11} / 2$.
#
# Compare. Orthogonal beats antipodal as soon as $P_{11} > p^2$, that is $\rho > 0$: **the slightest correlation
# decides**. With $P_{11} = 0$, anti-correlated pairs, antipodal costs **nothing at all**, at any density. Orthogonal
# beats collapsed where $2 p^2 / 3 < 2p/3 - \rho p/2 - (1 - \rho) p^2 / 2$; divide by $p / 6$:
# $4 p < 4 - 3 \rho - 3 (1 - \rho) p$, so
#
# $$p < p_c = \frac{4 - 3 \rho}{7 - 3 \rho} .$$
#
# For $\rho = 0$ this is $4/7$, the triple point of lesson 13. For $\rho = 1$ it is $1/4$: the more often
# features come together, the lower the density at which collapsing them pays.

# %%
def by_hand(p, rho):
    """Return the losses of the three layouts, in the order of SET_LAYOUTS."""
    both = rho * p + (1 - rho) * p**2
    return np.array([2 * p**2 / 3, 2 * p / 3 - both / 2, 2 * both / 3])


def exactly(W, probability):
    """Return the exact loss of W without biases for two independent sets of two."""
    return active_set_loss({"W": W, "bias": np.zeros(4)}, np.ones(4), joint_probability(probability, probability))


for p in (0.05, 0.25, 0.6, 1.0):
    for rho in (0.0, 0.3, 1.0):
        pair = partly_correlated_set_probability(2, 1 - p, rho)
        assert np.allclose([exactly(np.array(W), pair) for W in SET_LAYOUTS.values()], by_hand(p, rho), atol=1e-12)
    assert np.allclose(list(set_layout_losses(p).values()), by_hand(p, 1.0))
    assert abs(exactly(np.array(SET_LAYOUTS["same set antipodal"]), anticorrelated_set_probability(2, 1 - p))) < 1e-12
for rho in (0.0, 0.5, 1.0):
    p_c = (4 - 3 * rho) / (7 - 3 * rho)
    assert np.isclose(by_hand(p_c, rho)[0], by_hand(p_c, rho)[1])
    print(f"rho = {rho}: collapse above p = {p_c:.3f};  at p = 0.1 the layouts lose", by_hand(0.1, rho).round(4))

# %% [markdown]
# **3. Local bases.** Now many features in a set: two correlated sets of $m$ features each, in $m$ dimensions. A set
# alone fits without any interference, as an orthonormal basis: the two diagonal blocks of $G$ are then the identity.
# Both sets want that, and have only one space: two bases of it, $W = (Q_1, Q_2)$ with orthogonal $Q_1, Q_2$. The cross
# block $Q_1^T Q_2$ is an orthogonal matrix; the squares of each of its rows add up to 1, so the root mean square of its
# entries is $1 / \sqrt m$. They cost something only when both sets are active, with probability $p^2$. An orthogonal
# basis is what PCA gives to features that vary together; here each set gets one of its own, a local basis.
#
# **4. Near $W = 0$ and $b = \mathbb{E} x$ the model is linear.** Let $W$ be tiny and $b = \mathbb{E} x = \mu$.
# (Training starts with $b = 0$; how it comes to $\mu$ is the next step.) Then every $z_i$ is near $\mu_i > 0$: **all
# ReLUs are open**. With $\xi = x - \mu$, covariance $C = \mathbb{E} \xi \xi^T$, the error is
# $x - (G x + b) = (\mathrm{Id} - G) \xi - G \mu$, and since $\mathbb{E} \xi = 0$,
# $L = \mathrm{tr} C - 2 \thinspace \mathrm{tr}(G C) + \dots$ up to terms in $G^2$. With $dG = dW^T W + W^T dW$, the
# change of $L$ is $- 2 \thinspace \mathrm{tr}(dW^T W C) - 2 \thinspace \mathrm{tr}(W^T dW C)$. A trace does not change
# when a product is transposed or its factors are permuted cyclically, and $C$ is symmetric: both terms are
# $-2 \thinspace \mathrm{tr}(C W^T dW)$. The gradient is what stands before $dW$, transposed:
#
# $$\nabla_W L = -4 W C + \dots ,$$
# up to terms in $W^3$.
#
# **5. How the bias gets there.** At the start $b = 0$, and $z = G x$ is tiny and of either sign: the outputs are at the
# kink of their ReLUs, some open and some closed, and step 4 does not hold. Look at the slope in the bias. An output
# that is open answers $y_i = z_i$, which is $b_i$ up to terms in $W^2$; a closed one does not change with $b_i$. So
#
# $$\frac{\partial L}{\partial b_i} = 2 \thinspace \mathbb{E} \left( [z_i > 0] (b_i - x_i) \right) + \dots$$
#
# At $b_i = 0$ this is $-2 \thinspace \mathbb{E} ([z_i > 0] x_i)$, below 0: where $x_i$ is near 1 and all other features
# are small, $z_i$ is near $G_{ii} > 0$ and the output is open. So $b_i$ rises. As soon as it is larger than every
# $\lvert (G x)_i \rvert$, output $i$ is open for all inputs, and what is left **does not contain** $W$ **any more**:
#
# $$\frac{\partial L}{\partial b_i} = 2 (b_i - \mu_i) + \dots$$
#
# Under **gradient flow**, gradient descent in infinitely small steps, $db/dt = - \nabla_b L$, so
# $b(t) = \mu (1 - e^{-2 t})$: it is within one per cent of the mean at $t = \ln(100) / 2 = 2.3$, however small $W$ is.
# The part of $W$ along an eigenvector of $C$ with eigenvalue $\kappa$ grows as $e^{4 \kappa t}$ once step 4 holds,
# since $dW/dt = - \nabla_W L$. If $4 \kappa < 2$ for the largest $\kappa$, the bias is faster than every part of $W$,
# and if $W$ starts small enough it is **still tiny when the bias has come to the mean**. (Adam moves every number by
# about its learning rate $\eta$ per step, so there the bias needs some $\mu / \eta$ steps, in which $W$ moves as far.)
# That is the hypothesis of step 4, and the cell below follows both from $b = 0$.
#
# So the first **principal components**, the eigenvectors with the largest $\kappa$, win. For a correlated set of $g$,
# $C$ has $v$ on the diagonal and $c = p (1 - p) / 4$ off it. The sum direction $(1, \dots, 1)$ has the eigenvalue
# $v + (g - 1) c$, all directions at right angles to it have $v - c = p/3 - p/4 = p/12$. For $g = 2$ the sum has
# $7p/12 - p^2/2$, that is $7 - 6p$ times as much; for $g = 3$ it has $5p/6 - 3p^2/4$, $10 - 9p$ times as much. So each
# set first enters as **one bundle**, its mean, and its members part later. Independent equal features have
# $C = v \thinspace \mathrm{Id}$: no direction is preferred.

# %%
for g in (2, 3):
    p = 0.2
    covariance = np.full((g, g), p * (1 - p) / 4) + (feature_variance(1 - p) - p * (1 - p) / 4) * np.eye(g)
    eigenvalues = np.linalg.eigvalsh(covariance)
    assert np.allclose(eigenvalues[:-1], p / 12)
    assert np.isclose(eigenvalues[-1], (7 - 6 * p, 10 - 9 * p)[g - 2] * p / 12)
tiny = 1e-4 * np.random.default_rng(0).standard_normal((3, 6))
two_sets = joint_probability(*[correlated_set_probability(3, 0.8)] * 2)
linear, mean = -4 * tiny @ np.kron(np.eye(2), covariance), 0.2 / 2
for bias in (mean, 0.0):
    slopes = active_set_loss_and_gradient({"W": tiny, "bias": np.full(6, bias)}, np.ones(6), two_sets)[1]["W"]
    size = np.linalg.norm(slopes) / np.linalg.norm(linear)
    print(f"tiny W, bias {bias}: the gradient has {size:.2f} times the length of -4 W C")
    assert np.allclose(slopes, linear, rtol=1e-4, atol=1e-9) == (bias == mean)
    assert round(size, 2) == {mean: 1.0, 0.0: 1.29}[bias]
followed, step = {"W": tiny.copy(), "bias": np.zeros(6)}, 0.01
for k in range(230):  # gradient descent in small steps, to t = 2.3
    slopes = active_set_loss_and_gradient(followed, np.ones(6), two_sets)[1]
    followed = {name: value - step * slopes[name] for name, value in followed.items()}
    assert np.abs(followed["bias"] - mean * (1 - np.exp(-2 * step * (k + 1)))).max() < 0.01 * mean
grown = np.linalg.norm(followed["W"]) / np.linalg.norm(tiny)
print(f"from b = 0, at t = 2.3: bias / mean {followed['bias'].mean() / mean:.2f}, W {grown:.0f} times as large as at "
      f"the start")
assert 4 * eigenvalues[-1] < 2 and grown < 3.1 and np.abs(gram_matrix(followed["W"])).max() < 1e-5
assert round(np.log(100) / 2, 1) == 2.3

# %% [markdown]
# **6. Levels.** What the loss should be where training rests:
#
# - *Linear model, $n$ equal independent features.* $G$ a projector of rank $m$:
#   $L = \mathrm{tr}((\mathrm{Id} - G) C (\mathrm{Id} - G)) = v \thinspace \mathrm{tr}(\mathrm{Id} - G) = v (n - m)$.
# - *Two correlated sets of three, in three dimensions, bundled*, the bundles at right angles: each output is its set's
#   mean. When a set is active, $\sum_i (V_i - \bar V)^2$ is two times the variance $1/12$ in expectation, $1/6$. Two
#   sets: $L = p/3$.
# - *The same as an octahedron*, members of a set at right angles, three antipodal pairs across the sets, by step 2:
#   $L = 3 \cdot 2 \cdot p^2 / 6 = p^2$.
#
# **7. The strongest small attack.** $\delta$ changes $z_i$ by
# $G_i \cdot \delta \le \lvert G_i \rvert \lvert \delta \rvert$ (Cauchy and Schwarz), with equality for
# $\delta = \lambda G_i / \lvert G_i \rvert$ only. In lesson 14 we had $\sum_j G_{ij}^2 = G_{ii}^2 / D_i$. So the
# strongest push is
#
# $$\lambda \lvert G_i \rvert = \lambda \frac{\lvert W_i \rvert^2}{\sqrt{D_i}} .$$
#
# Without superposition $G_i$ is a unit vector $e_i$ and $b_i = 0$; the push is $\lambda$, and pushed upwards the loss
# rises by $\lambda^2$ exactly. With lengths 1, the push squared is $\lambda^2 / D_i$: **the less of a dimension a
# feature has, the farther it can be pushed**, and $1 / D_i$ is the number of features in its dimension. By hand, a
# digon, $W = (1, -1)$, nothing active, $\lambda = 0.1$: $G_1 = (1, -1)$, $\delta = 0.1 (1, -1) / \sqrt 2$,
# $z_1 = 0.1 \sqrt 2$, $z_2 = -0.1 \sqrt 2$. The loss rises from 0 to $0.02$, without superposition to $0.01$: two
# times, as $D = 1/2$ says. The attacker adds a little of one feature and takes away a little of the other.

# %%
digon = {"W": np.array([[1.0, -1.0]]), "bias": np.zeros(2)}
assert np.allclose(0.1 * attack_directions(digon["W"])[0], 0.1 * np.array([1, -1]) / np.sqrt(2))
assert np.isclose(attacked_losses(digon, np.zeros((1, 2)), np.ones(2), 0.1)[0, 0], 0.02)
W = 1.3 * polygon(5)
assert np.allclose(attack_shift(W), feature_norms(W) ** 2 / np.sqrt(feature_dimensionality(W)))

# %% [markdown]
# ## In the package
#
# `srm_ref/superposition/correlated_features.py` draws the features and has their probabilities for exact losses,
# `attacks.py` has the attacks.

# %%
print(source(sample_partly_correlated_sets))
print(source(attack_directions))

# %% [markdown]
# **Do models find the layouts?** Two pairs, twelve random starts each, biases and lengths free, down the exact loss:

# %%
def best_of_starts(pair, n_starts=12):
    """Return W and loss of the best of random starts, for two independent pairs with these probabilities of active
    sets."""
    start = model.initial_parameters(4, 2, np.random.default_rng(0), n_instances=n_starts, std=0.5)
    reached, losses = minimise_exactly(start, np.ones(4), joint_probability(pair, pair), n_steps=400,
                                       learning_rate=0.03)
    return reached["W"][np.argmin(losses)], losses.min()


TASKS = {"together, p = 0.05": correlated_set_probability(2, 0.95),
         "together, p = 0.5": correlated_set_probability(2, 0.5),
         "half together, p = 0.05": partly_correlated_set_probability(2, 0.95, 0.5),
         "never together, p = 0.5": anticorrelated_set_probability(2, 0.5)}
for name, pair in TASKS.items():
    W, loss = best_of_starts(pair)
    relations = pair_relation(W[:, 0], W[:, 1]), pair_relation(W[:, 2], W[:, 3])
    wanted = {"together, p = 0.5": "collapsed", "never together, p = 0.5": "antipodal"}.get(name, "orthogonal")
    assert relations == (wanted, wanted)
    print(f"{name:24} loss {abs(loss):.4f}; the members of each pair are {wanted}")

# %% [markdown]
# **Collapse**, three correlated pairs in the plane. Twelve models per density are trained on samples, the lowest exact
# loss is followed to its minimum.
#
# **What do you expect?** How many of the three pairs are one arrow at each density? Predict `n_collapsed`.

# %%
DENSITY = np.array([0.4, 0.2, 0.12, 0.03])
three_pairs = np.array([joint_probability(*[correlated_set_probability(2, 1 - p)] * 3) for p in DENSITY])
tried = train_restarts(lambda rng: sample_correlated_sets(128, [2] * 3, (1 - DENSITY)[:, None], rng, n_instances=4,
                                                          dtype=np.float32),
                       np.ones((4, 6)), 2, 12, n_steps=1000, rng=np.random.default_rng(0))
best = best_restarts(tried, active_set_loss(tried, np.ones(6), repeat_per_restart(three_pairs, 12)), 12)
best, loss = minimise_exactly(best, np.ones(6), three_pairs, n_steps=100, learning_rate=2e-3)
apart = np.linalg.norm(best["W"][:, :, ::2] - best["W"][:, :, 1::2], axis=1)  # (4, 3): distance within each pair
collapsed = (apart < 0.1).sum(axis=1)
figure, axes = new_figure(1, 4, width=12, height=3.4)
for ax, W, p, count in zip(axes.flat, best["W"], DENSITY, collapsed):
    draw_columns(canonical_plane(W), groups=[0, 0, 1, 1, 2, 2], ax=ax)
    ax.set_title(f"p = {p}: {count} of 3 collapsed", fontsize="medium")
print("collapsed pairs", collapsed.tolist(), " exact loss", loss.round(4).tolist())
show(figure, "15_collapse",
     "Columns of W for three correlated pairs at four densities. At 0.4 each pair is one arrow; at 0.2 two pairs are, "
     "at 0.12 one, and at 0.03 six arrows form a near hexagon with the members of each pair side by side.")

# %%
assert collapsed.tolist() == [3, 2, 1, 0]
hexagon = best["W"][3]
assert np.allclose(feature_norms(best["W"])[np.repeat(apart < 0.1, 2, axis=1)], 2**-0.5, atol=0.05)
assert np.all((cosines(hexagon)[[0, 2, 4], [1, 3, 5]] > 0.3) & (cosines(hexagon)[[0, 2, 4], [1, 3, 5]] < 0.7))

# %% [markdown]
# A collapsed pair has the length $1/\sqrt 2$: the model keeps $(a + b)/\sqrt 2$, the pair's principal component, and
# cannot tell $a$ from $b$. As the world becomes sparser, pairs come apart one after the other; in the end members stand
# side by side, for here there is no room for right angles.
#
# **Local bases**, step 3, two sets of ten in ten dimensions, $p = 0.03$:

# %% [markdown]
# **What do you expect?** Which dot products will be zero: those inside a set, or those across? Predict
# `zero_products`.

# %%
rng = np.random.default_rng(1)
start = model.initial_parameters(20, 10, rng, n_instances=1, dtype=np.float32)
run = train(model, start, lambda rng: sample_correlated_sets(128, [10, 10], 0.97, rng, dtype=np.float32), np.ones(20),
            n_steps=2000,
            optimiser=AdamW(1e-2), rng=rng, schedule="cosine")
G = gram_matrix(run.parameters["W"][0].astype(np.float64))
off = ~np.eye(10, dtype=bool)
within = np.sqrt((np.concatenate([G[:10, :10][off], G[10:, 10:][off]]) ** 2).mean())
across, singular = np.sqrt((G[:10, 10:] ** 2).mean()), np.linalg.svd(G[:10, 10:], compute_uv=False)
print(f"root mean square of dot products: across the sets {across:.2f}, within a set below 0.05: {within < 0.05}")
assert within < 0.05 and np.abs(np.diag(G) - 1).max() < 0.1 and np.abs(singular - 1).max() < 0.2
assert round(across, 2) == round(10**-0.5, 2) == 0.32
figure, axes = new_figure(1, 1, width=5.4, height=4.2)
draw_gram(G, ax=axes[0, 0])
axes[0, 0].set(xlabel="feature", ylabel="feature")
axes[0, 0].set_title("$W^TW$, two sets of ten", fontsize="medium")
signed_colour_bar(figure, axes, "dot product (a dot: negative)")
show(figure, "15_local_bases",
     "Heat map of the Gram matrix of twenty features: the two diagonal blocks of ten are the identity, all other dot "
     "products, positive and negative, are in the two cross blocks.")

# %% [markdown]
# The singular values of the cross block are all near 1: it is an orthogonal matrix, as derived. Each set has a basis of
# its own.
#
# **Levels**, steps 4 to 6. Sixty equal independent features, six dimensions, $p = 0.35$, $W$ nearly zero at the start:

# %% [markdown]
# **What do you expect?** Will the dimensionalities reach their levels together, or one after the other? And will the
# loss fall in jumps?

# %%
N, M, P, N_STEPS = 60, 6, 0.35, 2400
rng = np.random.default_rng(0)
steps = np.linspace(0, N_STEPS, 121).astype(int)
start = model.initial_parameters(N, M, rng, n_instances=1, std=0.005, dtype=np.float32)
run = train(model, start, feature_batches(256, N, 1 - P), np.ones(N), n_steps=N_STEPS, optimiser=AdamW(3e-3), rng=rng,
            snapshots=steps.tolist())
fixed = sample_features(4000, N, 1 - P, rng, dtype=np.float32)  # the same for all snapshots, so that small falls show
losses = np.array([model.loss({name: value[k] for name, value in run.snapshots.items()}, fixed, np.ones(N))[0]
                   for k in range(len(steps))])
W = run.snapshots["W"][:, 0]
D, plateau = feature_dimensionality(W), feature_variance(1 - P) * (N - M)
full = int(np.argmax((W**2).sum(axis=(1, 2)) >= M))  # the first snapshot with |W|^2 = m
pairs = np.abs(D[-1] - 0.5) < 0.05
figure, axes = new_figure(2, 1, width=8, height=5.8, share_x=True)
moved, fall = np.abs(np.diff(D[full:], axis=0)).sum(axis=1), -np.diff(losses[full:])
most = np.argsort(moved)[::-1][:len(moved) // 4]
for ax in axes.flat:
    for k in full + most:
        ax.axvspan(steps[k], steps[k + 1], color="#e4e4e4", linewidth=0, zorder=0)
draw_traces(steps, D, groups=np.where(pairs, 0, 1), levels=(0.5,), ax=axes[0, 0])
for index, label in ((0, "within 0.05 of 1/2 at the end"), (1, "the others")):
    axes[0, 0].plot([], [], color=style(index).colour, label=label)
axes[0, 0].set(ylabel="$D_i$, one line per feature", ylim=(-0.02, 0.75))
legend(axes[0, 0])
draw_loss(steps, losses, levels=[(float(plateau), "linear model: $v (n-m)$")], ax=axes[1, 0])
axes[1, 0].set(xlabel="training steps", ylabel="loss", ylim=(0.945 * plateau, 1.06 * plateau))
print(f"on the plateau: loss / v(n - m) = {losses[full] / plateau:.1f}, no D_i above 0.5: {D[full].max() < 0.5}")
print(f"at the end: {(feature_norms(W[-1]) > 0.5).sum()} features stored, {pairs.sum()} with D_i within 0.05 of 1/2")
print("the quarter of the intervals in which D moves most has more than half of the fall:",
      fall[most].sum() > 0.5 * fall.sum())
show(figure, "15_energy_levels",
     "Top: feature dimensionalities over training, spread out at first, then ten features rise to 1/2, a few at a "
     "time, and the others fall. Bottom: the loss rests at the linear model's level, then falls smoothly. Grey bands "
     "in both: the intervals in which dimensionalities move most.")

# %%
assert abs(losses[full] / plateau - 1) < 0.02 and D[full].max() < 0.5 and fall[most].sum() > 0.5 * fall.sum()
assert (feature_norms(W[-1]) > 0.5).sum() == pairs.sum() == 10
assert cosines(W[-1:])[0][np.ix_(pairs, pairs)].min(axis=1).max() < -0.9
assert abs(D[-1].sum() - M) < 0.1 and losses[-1] < 0.97 * plateau

# %% [markdown]
# First the loss rests at $v (n - m)$, and no feature stands out: a projector, turned any way. Then features leave, a
# few at a time, for the digons' level $1/2$. Grey: the quarter of the intervals in which the $D_i$ move most; more than
# half of the loss's fall is in them. Five digons in six dimensions; the sixth is still spread over the fifty others
# ($\sum D_i = 6$). TMS speaks of discrete energy levels and jumps. The levels of $D_i$ can be seen here; **jumps of the
# loss cannot**: it falls smoothly, for several features move at the same time.
#
# **The way to the octahedron.** Two correlated sets of three, $p = 0.05$, three dimensions:

# %% [markdown]
# **What do you expect?** What will the six arrows look like at first, and what at the end? Which of them will stand
# opposite each other?

# %%
rng = np.random.default_rng(2)
steps = np.unique(np.geomspace(10, 4010, 60).astype(int) - 10)
start = model.initial_parameters(6, 3, rng, n_instances=1, std=0.02, dtype=np.float32)
run = train(model, start, lambda rng: sample_correlated_sets(256, [3, 3], 0.95, rng, dtype=np.float32), np.ones(6),
            n_steps=4000,
            optimiser=AdamW(1e-2), rng=rng, schedule="cosine", snapshots=steps.tolist())
snapshots = {name: value[:, 0].astype(np.float64) for name, value in run.snapshots.items()}
one = correlated_set_probability(3, 0.95)
losses = active_set_loss(snapshots, np.ones(6), np.tile(joint_probability(one, one), (len(steps), 1)))
left, _, right = np.linalg.svd(snapshots["W"][-1][:, :3])
W = (left @ right).T @ snapshots["W"]  # turned so that the first set ends along the axes
figure, axes = new_figure(1, 2, width=9.6, height=4.6)
space, below = axes[0]
levels = ((0.05 / 3, "bundles: $p/3$"), (0.05**2, "octahedron: $p^2$"))
draw_loss(steps + 10, losses, levels=levels, names_at="left", ax=below)
below.set(xscale="log", yscale="log", xlim=(9, 5000), xlabel="training step + 10", ylabel="exact loss")
here, = below.plot([10], [losses[0]], marker="o", markersize=9, color=style(1).colour)


def draw_frame(frame):
    """Draw a snapshot in space, and mark it on the curve of losses; the last one stays for two seconds."""
    k = min(frame, len(steps) - 1)
    space.clear()
    draw_columns_in_space(W[k], [0, 0, 0, 1, 1, 1], ax=space)
    space.set_title(f"step {steps[k]}", fontsize="medium")
    here.set_data([steps[k] + 10], [losses[k]])


animate(figure, draw_frame, len(steps) + 16, "15_octahedron",
        "Six arrows in space grow from nothing as two bundles of three, one per set; then each bundle opens into a "
        "triangle, until the six stand at right angles or opposite each other, an octahedron. Beside it the loss "
        "rests near p/3 and falls to p squared.", frames_per_second=8)

# %%
angles = cosines(W)
within = angles[:, [0, 0, 1, 3, 3, 4], [1, 2, 2, 4, 5, 5]].mean(axis=1)  # mean cosine within the sets, one a snapshot
print(f"mean cosine within the sets: at most {within.max():.1f}, at the end {abs(within[-1]):.1f}")
print(f"loss where the bundles are tightest: {losses[within.argmax()] / (0.05 / 3):.1f} p/3; at the end: "
      f"{losses[-1] / 0.05**2:.1f} p^2")
assert within.max() > 0.97 and abs(within[-1]) < 0.05 and np.allclose(feature_dimensionality(W[-1]), 0.5, atol=0.02)
assert angles[-1][:3, 3:].min(axis=1).max() < -0.95 and abs(losses[-1] / 0.05**2 - 1) < 0.02

# %% [markdown]
# Bundles first, as steps 4 and 5 have it, near the loss $p/3$; then they open, and the end is an octahedron whose
# antipodes are of different sets, with the loss $p^2$ to two per cent.
#
# **Attacks.** 100 equal features, ten dimensions, twelve densities; $\lambda$ is a tenth of the inputs' mean length:

# %% [markdown]
# **What do you expect?** As features become sparser, will vulnerability grow as fast as features per dimension,
# faster, or more slowly?

# %%
INVERSE = np.array([1, 1.3, 1.7, 2.3, 3, 4, 5, 7, 9, 12, 16, 20])
rng = np.random.default_rng(0)
start = model.initial_parameters(100, 10, rng, n_instances=12, dtype=np.float32)
run = train(model, start, feature_batches(64, 100, 1 - 1 / INVERSE[:, None], n_instances=12), np.ones(100),
            n_steps=2000,
            optimiser=AdamW(1e-2), rng=rng, schedule="cosine")
parameters = {name: value.astype(np.float64) for name, value in run.parameters.items()}
found = vulnerability(parameters, sample_features(500, 100, 1 - 1 / INVERSE[:, None], rng, n_instances=12),
                      np.ones(100)).ratio
per_dimension = 1 / dimensions_per_feature(parameters["W"])
figure, axes = new_figure(1, 2, width=10, height=4)
draw_against(INVERSE, found, label="vulnerability", ax=axes[0, 0])
draw_against(INVERSE, per_dimension, label="features per dimension", index=1, ax=axes[0, 0])
sparsity_axis(axes[0, 0], 0.95, 21)
legend(axes[0, 0])
draw_against(per_dimension, found, joined=False, ax=axes[0, 1])
axes[0, 1].plot([1, 7], [1, 7], color="black", linewidth=0.8, linestyle=":")
axes[0, 1].set(xlabel="features per dimension", ylabel="vulnerability", ylim=(0, 7))
ranks = np.corrcoef(np.argsort(np.argsort(per_dimension)), np.argsort(np.argsort(found)))[0, 1]
for k in (0, 4, 10):
    print(f"1/(1 - S) = {INVERSE[k]:3g}: features per dimension {per_dimension[k]:.0f}, vulnerability {found[k]:.0f}")
print(f"rank correlation above 0.9: {ranks > 0.9}")
show(figure, "15_attack",
     "Left: vulnerability and features per dimension both rise with sparsity from 1, vulnerability to about 4, "
     "features per dimension to 6 and more. Right: one against the other, near the dotted line of equality up to two, "
     "below it beyond.")

# %%
assert abs(found[0] - 1) < 0.1 and abs(per_dimension[0] - 1) < 0.1 and abs(found[4] - 2) < 0.4
assert abs(per_dimension[4] - 2) < 0.2
assert found[9:].min() > 2.9 and found[11] < 0.8 * per_dimension[11] and ranks > 0.9
assert parameters["bias"][11].mean() < -0.1

# %% [markdown]
# Dense, no superposition: 1. Digons: about 2, the digon by hand. Then vulnerability goes on to rise, but less than
# features per dimension. One reason to expect it: step 7 moves $z_i$, and where biases are negative, as they are in the
# sparsest model, a part of the push is spent on getting a silent output to speak at all. (How much that explains was
# not measured.)
#
# ## Check
#
# The samplers have the moments of step 1, and no direction on the sphere beats $G_i / \lvert G_i \rvert$.

# %%
rng, p, rho = np.random.default_rng(0), 0.4, 0.6
x = sample_partly_correlated_sets(200_000, [3], 1 - p, rho, rng)
assert np.allclose((x > 0).mean(axis=0), p, atol=0.005) and np.allclose(np.corrcoef((x > 0).T)[0, 1:], rho, atol=0.01)
assert np.allclose(np.corrcoef(x.T)[0, 1:], rho * 3 * (1 - p) / (4 - 3 * p), atol=0.01)
never = sample_anticorrelated_sets(200_000, [4], 1 - p, rng)
assert (never > 0).sum(axis=1).max() == 1 and np.allclose((never > 0).mean(axis=0), p / 4, atol=0.005)
G = gram_matrix(parameters["W"][11])
others = rng.standard_normal((2000, 100))
pushes = others / np.linalg.norm(others, axis=1, keepdims=True) @ G[0]
assert pushes.max() < G[0] @ attack_directions(parameters["W"][11])[0]
print("moments and the attack's optimality hold")

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 15 --check` copies the exercises to `answers/15.py` and checks them there.
#
# 1. Draw a partly correlated set.
# 2. The losses of the three layouts.
# 3. How fast the sum of a set grows, and its differences.
# 4. The strongest attack on an output.
# 5. What an attack costs.
# 6. Open: pairs that exclude each other, without a loss.
#
# ## Remember
#
# - Opposite: what never meets. At right angles: what always meets. One arrow: what is nearly always there, when room is
#   short.
# - Near $W = 0$ and $b = \mathbb{E} x$ the model is linear, and its gradient is $-4 W C$: principal components come
#   first, a correlated set with its mean. From $b = 0$ the bias goes to the mean as $1 - e^{-2t}$, which takes the same
#   time however small $W$ is.
# - The strongest push on output $i$ is $\lambda \lvert W_i \rvert^2 / \sqrt{D_i}$: superposition buys features at the
#   price of vulnerability.
#
# ## What this does not show
#
# - That a network's correlated features lie at right angles: with more sets, importances and depth, nothing was run
#   here.
# - That training always goes by these stages: steps 4 and 5 are about gradient flow from a tiny $W$; the runs used
#   AdamW and a start that is small but not tiny, and each is one seed.
# - That adversarial examples in the wild come from superposition: here vulnerability and features per dimension rise
#   together, and there is a reason. Elsewhere other reasons exist.
# - That the attack is the worst one: it is the strongest push on one output, chosen once for all inputs, not the worst
#   for each input.
#
# ## In the papers
#
# TMS, "Correlated and anticorrelated features" (local almost-orthogonal bases, collapsing), "Superposition and Learning
# Dynamics" (discrete energy level jumps, geometric transformations), "Relationship to Adversarial Robustness". Partial
# correlation is this package's. TMS states no sparsities, sizes or baselines for most of these: ours stand in the code
# above.
