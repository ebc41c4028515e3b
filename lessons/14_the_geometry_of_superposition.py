# %% [markdown]
# # 14. The geometry of superposition
#
# **Objectives.** Say how much of a dimension a feature has; compute it by hand for polygons, simplices and the square
# antiprism; prove that these shares add up to the number of dimensions at most, and when they reach it; know what fixes
# the geometry, and read it off a trained model.
#
# **Prerequisites.** Lessons 11 and 13; eigenvectors of a symmetric matrix; the Cauchy-Schwarz inequality.
#
# **Minutes.** 55 to read, 65 for the exercises.
#
# ## Question
#
# A model has 20 hidden dimensions. Of 100 equally important features it stores 40, twice as many, and over a range of
# densities this number hardly moves. Why twice? What does it mean that a feature has "half a dimension", and which
# other shares are there?

# %%
from fractions import Fraction

import numpy as np

from srm_ref import cap_fraction
from srm_ref.course import show, source, still
from srm_ref.descent import Adam, AdamW, cosine
from srm_ref.experiments.shared.restarts import minimise_exactly
from srm_ref.figures.canvas import legend, new_figure, style
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.dimensionality import draw_dimensions_per_feature, draw_feature_dimensionality, sparsity_axis
from srm_ref.figures.graphs import draw_feature_graph
from srm_ref.figures.solids import draw_columns_in_space
from srm_ref.geometry.bases import thomson
from srm_ref.superposition import (MODELS, POLYTOPES, active_set_probability, dimensions_per_feature, feature_batches,
                                   feature_dimensionality, feature_groups, feature_norms, feature_variance,
                                   is_represented, leverage_scores, peak_count, population_hessian,
                                   population_loss_and_gradient, relu_interference, sort_into_geometries, train)
from srm_ref.superposition.bounds import dimensions_for_recovery
from srm_ref.superposition.polytopes import polygon, simplex, square_antiprism, tegum_product

# %% [markdown]
# ## Picture
#
# Features of equal importance settle down like charges on a sphere: each keeps the others away. Two share a line, back
# to back: half a dimension each. Three share a plane: two dimensions for three. Five share a plane: two fifths each. In
# space, four make a tetrahedron, eight a twisted cube, the square antiprism. Nothing in the model says so: these are
# the shapes in which little is lost.

# %%
figure, axes = new_figure(2, 4, width=11, height=5.9)
FLAT = ("triangle", "square", "pentagon", "hexagon")
SOLID = {"tetrahedron": [1, 0, 0, 0], "triangular bipyramid": [0, 0, 0, 1, 1], "octahedron": [0, 1, 3, 0, 1, 3],
         "square antiprism": [0, 0, 0, 0, 1, 1, 1, 1]}
for ax, name in zip(axes.flat, (*FLAT, *SOLID)):
    W = POLYTOPES[name].W
    draw_columns(W, ax=ax) if name in FLAT else draw_columns_in_space(W, SOLID[name], ax=ax)
    shares = sorted({str(Fraction(value).limit_denominator(20)) for value in POLYTOPES[name].dimensionality},
                    reverse=True)
    ax.set_title(f"{name}, D = {' and '.join(shares)}", fontsize="medium")
show(figure, "14_polytopes",
     "Eight arrangements of unit features: triangle, square, pentagon and hexagon as rays in the plane, tetrahedron, "
     "triangular bipyramid, octahedron and square antiprism in space, each with its dimensionality, from 3/4 to 1/3.")

# %% [markdown]
# ## Definition
#
# $W$ has $m$ rows (hidden dimensions) and $n$ columns; feature $i$ is the column $W_i$, and
# $\hat W_i = W_i / \lvert W_i \rvert$. Two matrices hold the geometry: the Gram matrix $G = W^T W$ with
# $G_{ij} = W_i \cdot W_j$, and the **frame operator** $F = W W^T = \sum_j W_j W_j^T$.
#
# - **Feature dimensionality**: $D_i = \lvert W_i \rvert^2 / \sum_j (\hat W_i \cdot W_j)^2$, with $j = i$ in the sum; 0
#   if $W_i = 0$. How much of what goes on along the direction of feature $i$ is feature $i$ itself?
# - **Dimensions per feature**, one number for the model: $D^\ast = m / \sum_i \lvert W_i \rvert^2$. Learned features
#   have lengths near 1, so the sum counts them.
# - **Tight frame**: $F = c \thinspace \mathrm{Id}$. The features together reach equally far in all directions.
# - **Tegum product**: features in groups, the groups in subspaces at right angles to each other. $W$ is then
#   block-diagonal in a suitable basis.
# - **Leverage**: $\tau_i = W_i^T F^{+} W_i$, with $F^{+}$ the inverse of $F$ on the span of the features.
#
# ## Derivation
#
# **1. Three faces of one number.** Since $\hat W_i \cdot W_j = G_{ij} / \lvert W_i \rvert$ and
# $\lvert W_i \rvert^2 = G_{ii}$, the sum is $\sum_j G_{ij}^2 / G_{ii}$. Its term $j = i$ is $G_{ii}$; the rest is the
# interference $s_i$ of lesson 11. And
# $\sum_j (\hat W_i \cdot W_j)^2 = \sum_j \hat W_i^T W_j W_j^T \hat W_i = \hat W_i^T F \hat W_i$. So
#
# $$D_i = \frac{G_{ii}^2}{\sum_j G_{ij}^2} = \frac{G_{ii}}{G_{ii} + s_i} = \frac{\lvert W_i \rvert^4}{W_i^T F W_i} .$$
#
# From the second form: $0 < D_i \le 1$ for a stored feature, and $D_i = 1$ if and only if $s_i = 0$, if feature $i$ is
# at right angles to all others. A digon, $W = (1, -1)$: $D = 1 / (1 + 1) = 1/2$. Squares do not see signs: two copies,
# $W = (1, 1)$, have $1/2$ each as well.
#
# **2. Polygons.** Feature $j$ of the regular $k$-gon stands at $\varphi_j = 2 \pi j / k$. The entries of $F$ are
# $\sum \cos^2 \varphi_j = \frac{k}{2} + \frac12 \sum \cos 2 \varphi_j$,
# $\sum \sin^2 \varphi_j = \frac{k}{2} - \frac12 \sum \cos 2 \varphi_j$ and
# $\sum \cos \varphi_j \sin \varphi_j = \frac12 \sum \sin 2 \varphi_j$. Both sums are, with the imaginary unit
# $\mathrm{i}$, real and imaginary part of $\sum_j e^{2 \mathrm{i} \varphi_j} = \sum_j q^j$,
# $q = e^{4 \pi \mathrm{i} / k}$. As $q^k = 1$, the geometric series is $(1 - q^k) / (1 - q) = 0$, unless $q = 1$, that
# is $k = 1$ or 2. So for $k \ge 3$ a polygon is a tight frame, $F = \frac{k}{2} \mathrm{Id}$, and by the third form
# $D = 1 / (k/2) = 2/k$: triangle $2/3$, square $1/2$, pentagon $2/5$, hexagon $1/3$.
#
# **3. Simplices.** $m + 1$ unit vectors whose sum is zero and whose dot products are all equal, $g$:
# $0 = \lvert \sum_i W_i \rvert^2 = (m + 1) + (m + 1) m g$, so $g = -1/m$. Then
# $D = 1 / (1 + m \cdot 1/m^2) = m / (m + 1)$: digon $1/2$, triangle $2/3$, tetrahedron $3/4$.
#
# **4. The square antiprism.** Two squares at heights $z$ and $-z$, radius $r$ with $r^2 = 1 - z^2$, one turned by 45
# degrees. Dot products of one corner: with itself 1; in its own square $z^2$ twice, for the neighbours, and $z^2 - r^2$
# for the corner across; in the other square $\pm r^2 / \sqrt 2 - z^2$, two of each sign. Their squares add up to
#
# $$1 + 2 z^4 + (z^2 - r^2)^2 + 2 \left( \frac{r^2}{\sqrt 2} - z^2 \right)^2 + 2 \left( \frac{r^2}{\sqrt 2} +
# z^2 \right)^2 .$$
#
# The last two terms make $2 r^4 + 4 z^4$, the third is $z^4 - 2 z^2 r^2 + r^4$, and
# $1 = (r^2 + z^2)^2 = r^4 + 2 r^2 z^2 + z^4$. In all $4 r^4 + 8 z^4$, so $D(z) = 1 / (4 (1 - z^2)^2 + 8 z^4)$. The
# derivative of the denominator by $z^2$, $-8 (1 - z^2) + 16 z^2$, is 0 at $z^2 = 1/3$: at best
# $D = 1 / (16/9 + 8/9) = 3/8$.

# %%
z = 3**-0.5
assert np.allclose(feature_dimensionality([[1, -1, 0], [0, 0, 3]]), [1 / 2, 1 / 2, 1])
assert np.allclose(feature_dimensionality([[1, 1]]), 1 / 2)
for k in range(3, 12):
    assert np.allclose(polygon(k) @ polygon(k).T, k / 2 * np.eye(2))
    assert np.allclose(feature_dimensionality(polygon(k)), 2 / k)
for m in range(1, 8):
    assert np.allclose(feature_dimensionality(simplex(m)), m / (m + 1))
for height in (0.2, z, 0.9):
    assert np.allclose(feature_dimensionality(square_antiprism(height)), 1 / (4 * (1 - height**2) ** 2 + 8 * height**4))
assert np.isclose(feature_dimensionality(square_antiprism(z))[0], 3 / 8)
print("polygons 2/k, simplices m/(m + 1), antiprism at most 3/8: all as derived")

# %% [markdown]
# **5. The shares add up to $m$ at most.** On the span of the features, of dimension $r = \mathrm{rank}(W) \le m$, $F$
# is symmetric and positive: $v^T F v = \sum_j (W_j \cdot v)^2$ is 0 only if $v$ is at right angles to every feature. So
# it has a root $F^{1/2}$ and an inverse there. Cauchy and Schwarz say
#
# $$\lvert W_i \rvert^4 = \left( (F^{1/2} W_i) \cdot (F^{-1/2} W_i) \right)^2 \le (W_i^T F W_i) (W_i^T F^{-1} W_i) .$$
#
# Divide by $W_i^T F W_i$: by the third form, $D_i \le \tau_i$. And the leverages add up exactly, since a number is its
# own trace and $\mathrm{tr}(A B) = \mathrm{tr}(B A)$:
#
# $$\sum_i \tau_i = \sum_i \mathrm{tr}(F^{-1} W_i W_i^T) = \mathrm{tr} ( F^{-1} \sum_i W_i W_i^T ) =
# \mathrm{tr}(F^{-1} F) = r .$$
#
# So $\sum_i D_i \le r \le m$. **When is it equal?** Cauchy-Schwarz is an equality if and only if the two vectors are
# parallel: $F^{1/2} W_i = \lambda_i F^{-1/2} W_i$, that is $F W_i = \lambda_i W_i$. Every feature is an eigenvector of
# $F$. Eigenvectors with different eigenvalues are at right angles, so the features fall into orthogonal groups, one for
# each eigenvalue. In the eigenspace of $\lambda$, the features of other groups contribute nothing to $F$, so that group
# alone makes $F = \lambda \thinspace \mathrm{Id}$ there: a tight frame in its subspace. Conversely, in a tegum product
# of tight frames every $F W_i$ is a multiple of $W_i$. **The sum is $r$ if and only if the features are a tegum product
# of tight frames**, and then
# $D_i = \lvert W_i \rvert^4 / (\lambda \lvert W_i \rvert^2) = \lvert W_i \rvert^2 / \lambda$. In a group of $k$ equally
# long features in $d$ dimensions these are equal and add up to $d$: $D = d/k$, whatever else the model stores.
#
# **6. Tight frames interfere least, in sum.** Let all $n$ features have length 1. Then
# $\mathrm{tr} F = \sum_i \lvert W_i \rvert^2 = n$, and $\sum_{ij} G_{ij}^2 = \mathrm{tr}(F^2)$ is the sum of the
# squared eigenvalues of $F$. Of $m$ numbers with the sum $n$, the squares have the least sum when all are $n/m$, since
# $\sum (\lambda - n/m)^2 \ge 0$: $\sum_{ij} G_{ij}^2 \ge n^2/m$, with equality for $F = \frac{n}{m} \mathrm{Id}$ only.
# All tight frames are alike in this sum; it has no reason to prefer a polytope.
#
# **7. What the ReLU counts.** Let lengths be 1, biases 0, and feature $j$ alone be present with strength $x$. Output
# $j$ is right. Output $i$ is $\mathrm{relu}(G_{ij} x)$ and ought to be 0. An active $x$ has $\mathbb{E} x^2 = 1/3$, and
# feature $j$ is alone with probability $p S^{n - 1}$. So single features cost $p S^{n - 1} E / 3$ with
#
# $$E = \sum_{i \ne j} \mathrm{relu}(W_i \cdot W_j)^2 .$$
#
# Only **positive** dot products cost. TMS calls its minimum the generalised Thomson problem, after the problem of
# charges on a sphere. How many features are free of charge, $E = 0$? **At most $2m$.** In one dimension there are two
# directions. In $m$ dimensions, take one of the unit vectors, $v$, and project the others on the space at right angles
# to it: $u' = u - (u \cdot v) v$. Then $u' \cdot w' = u \cdot w - (u \cdot v)(w \cdot v) \le 0$: the first term is not
# positive, and the product of two such numbers is not negative. At most one projection vanishes, that of $-v$ (two
# features there would have the dot product 1). The other $n - 2$ or more, brought to length 1 again, are free in
# $m - 1$ dimensions. So if $2 (m - 1)$ is the limit there, $n - 2 \le 2 (m - 1)$, and $n \le 2m$ here. Twice as many
# features as dimensions is the last arrangement that costs single features nothing: a reason to expect that models
# linger at 40 features in 20 dimensions.
#
# **8. What fixes the geometry?** With $E = 0$ there is a choice left, and two active features disturb each other at
# negative dot products as well (lesson 13). Take six equally important features, two dimensions, and all regular
# polygons: $k$ features of length $a$ with bias $b$ form the $k$-gon, the others are dropped at the price of their
# variance, $p/3 - p^2/4$ each (lesson 11). Only $a$ and $b$ are free. We descend the exact loss and see which polygon
# is the cheapest.
#
# **What do you expect?** Which of triangle, square, pentagon and hexagon comes first, as features become sparser, and
# which last? Predict `order_of_polygons`.

# %%
DENSITY = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.05, 0.03, 0.02])
dropped = feature_variance(1 - DENSITY)


def best_polygon(k, n_steps=200):
    """Return the lowest loss at each density of k features in a regular polygon, all of length a, bias b; and both."""
    U, x = polygon(k), {"a": np.ones(len(DENSITY)), "b": np.zeros(len(DENSITY))}
    optimiser = Adam(0.03)
    state = optimiser.initial_state(x)
    for step in range(n_steps):
        parameters = {"W": x["a"][:, None, None] * U, "bias": x["b"][:, None] * np.ones(k)}
        loss, gradient = population_loss_and_gradient(parameters, np.ones(k), 1 - DENSITY[:, None])
        slopes = {"a": (gradient["W"] * U).sum(axis=(1, 2)), "b": gradient["bias"].sum(axis=1)}  # chain rule: dW = U da
        optimiser.update(x, slopes, state, cosine(step, n_steps))
    return loss, x


# 2: a dimension each, exact at a = 1, b = 0
best = {k: best_polygon(k) for k in (3, 4, 5, 6)}
losses = {2: 4 * dropped} | {k: best[k][0] + (6 - k) * dropped for k in best}
winner = [min(losses, key=lambda k: losses[k][i]) for i in range(len(DENSITY))]
figure, axes = new_figure(1, 1, width=7.5, height=4)
for index, (k, name) in enumerate(((2, "2, orthogonal"), (3, "3, triangle"), (4, "4, square"), (5, "5, pentagon"),
                                   (6, "6, hexagon"))):
    axes[0, 0].plot(1 / DENSITY, losses[k] / losses[2], color=style(index).colour, linestyle=style(index).line,
                    marker=style(index).marker,
                    markersize=5, label=name)
sparsity_axis(axes[0, 0], 1.05, 55)
axes[0, 0].set_ylabel("loss / loss of two dedicated features")
legend(axes[0, 0])
for p in (0.8, 0.5, 0.3, 0.15, 0.02):
    k = winner[list(DENSITY).index(p)]
    print(f"p = {p:4}: {k} features stored, D = {Fraction(2, k)}")
show(figure, "14_which_polygon",
     "Loss of five arrangements over sparsity, relative to two dedicated features. Triangle, square, pentagon and "
     "hexagon are lowest in turn as features become sparser.")

# %% [markdown]
# As features become sparser, the best regular polygon has 3, 4, 5, 6 corners, in this order, and each is best over a
# range: the triangle at densities from 0.9 to 0.7, the square, $D = 1/2$, from 0.6 to 0.25. Dimensionality moves in
# steps because shapes do.

# %%
assert winner == [3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6]
assert np.all(np.min([losses[k] for k in (3, 4, 5, 6)], axis=0) < losses[2])
margin = [sorted(losses[k][i] for k in losses)[1] / min(losses[k][i] for k in losses) for i in range(len(DENSITY))]
assert min(margin) > 1.001 and (DENSITY[0], DENSITY[2], DENSITY[3], DENSITY[7]) == (0.9, 0.7, 0.6, 0.25)

# %% [markdown]
# **9. Minimum or saddle?** The best regular polygon is the lowest among regular ones. Let every length, angle and bias
# go its own way: does the loss fall somewhere? The slope is 0 there, by symmetry and because what is dropped feels
# none: with $W_i = 0$ and the bias $p/2$, output $i$ errs by $x_i - p/2$, which is 0 in the mean whatever the others
# do. So the second derivatives decide. Their matrix is the **Hessian**, 18 by 18 here. Along an eigenvector the loss
# rises if the eigenvalue is above 0 and falls if it is below. A **saddle** is a point with slope 0 from which the loss
# falls in some direction, so that descent leaves it. One eigenvalue is 0 for certain: the plane may be turned.
#
# **The Hessian by hand.** As a function of its $z_i$ alone, the error $(x_i - \mathrm{relu}(z_i))^2$ has the slope
# $-2 [z_i > 0] (x_i - z_i)$. This slope has itself the slope 2 where $z_i > 0$, and at $z_i = 0$ it jumps from 0 to
# $-2 x_i$. A small change of $z_i$ carries a share of the data across that jump, in proportion to the density of the
# data at $z_i = 0$. Under the mean, write $\delta(z_i)$ (Dirac's delta) for this density. All importances are 1 here,
# and $z_i = \sum_j G_{ij} x_j + b_i$, so that
#
# $$\frac{\partial^2 L}{\partial G_{ij} \partial G_{il}} = 2 \thinspace \mathbb{E} \left( [z_i > 0] -
# x_i \delta(z_i) \right) x_j x_l ,$$
#
# without $x_l$ if the second derivative is by $b_i$, and without $x_j$ and $x_l$ if both are. The step's part is
# not negative in any direction: as a function of $G$ and $b$, the loss bends downwards through the kink of the ReLU
# alone. $W$ enters through $G = W^T W$. Along a change $\mathrm{d} W$, $\mathrm{d} b$ the product rule gives
# $\mathrm{d} G = \mathrm{d} W^T W + W^T \mathrm{d} W$ and
# $\mathrm{d}^2 G = 2 \thinspace \mathrm{d} W^T \mathrm{d} W$, and the chain rule two terms of second order: the
# derivatives above, with one of $\mathrm{d} G$, $\mathrm{d} b$ on either side, and the slopes by $G$ times
# $\mathrm{d}^2 G$. `population_hessian` computes their sum exactly.
#
# Before we ask it, a few of Newton's steps follow the descent, in length and bias alone: the slopes divided by the
# second derivatives. Then the slope is 0 to all digits, and so is the eigenvalue that should be.

# %%
def stationary(k, p, n_steps=5):
    """Return six features at densities p (..., 1), k of them in the best regular polygon, the others dropped."""
    a, b = (np.interp(p, DENSITY[::-1], best[k][1][name][::-1]) for name in "ab")  # near it, between two of DENSITY
    along = np.stack([np.append(polygon(k), np.zeros(k)), np.append(np.zeros(2 * k), np.ones(k))])  # (2, 3 k): by a, b
    for _ in range(n_steps):
        polygons = {"W": a[..., None] * polygon(k), "bias": b * np.ones(k)}
        _, gradient = population_loss_and_gradient(polygons, np.ones(k), 1 - p)
        slopes = np.hstack([gradient["W"].reshape(-1, 2 * k), gradient["bias"]]) @ along.T
        bends = along @ population_hessian(polygons, np.ones(k), 1 - p) @ along.T
        step = np.linalg.solve(bends, slopes[..., None])  # (..., 2, 1)
        a, b = a - step[:, 0], b - step[:, 1]
    W = np.pad(a[..., None] * polygon(k), ((0, 0), (0, 0), (0, 6 - k)))
    return {"W": W, "bias": np.where(np.arange(6) < k, b, p / 2)}


def curvatures(k, p):
    """Return the eigenvalues there, for each density in a list."""
    p = np.array(p)[:, None]
    return np.linalg.eigvalsh(population_hessian(stationary(k, p), np.ones(6), 1 - p))


eigenvalues = {k: curvatures(k, DENSITY) for k in best}
falling = {k: (eigenvalues[k] < -1e-9).sum(axis=1) for k in best}
first = {k: DENSITY[max(i for i, n in enumerate([1, *counts]) if n)] for k, counts in falling.items()}
print("falling directions of the k-gon at p =", *DENSITY)
for k, counts in falling.items():
    print(f"{k}: ", *counts)
for k in best:
    _, gradient = population_loss_and_gradient(stationary(k, DENSITY[:, None]), np.ones(6), 1 - DENSITY[:, None])
    assert max(np.abs(gradient["W"]).max(), np.abs(gradient["bias"]).max()) < 1e-12
    assert np.all((np.abs(eigenvalues[k]) < 1e-9).sum(axis=1) == 1)  # turning the plane, and nothing else
    assert all(falling[k][i] == 0 for i in range(len(DENSITY)) if winner[i] == k)  # the cheapest is a minimum
assert first == {3: 0.9, 4: 0.6, 5: 0.3, 6: 0.1} and not any(falling[3])
assert min(falling[4][:3]) > 0 and min(falling[6][:10]) > 0 and all(falling[5][i] > 0 for i in (0, 1, 2, 4, 5))
assert falling[5][3] == 0 and DENSITY[3] == 0.6
assert np.array_equal(eigenvalues[6][9].round(4)[:3], [-0.0004, -0.0004, 0]) and DENSITY[9] == 0.15
assert np.array_equal(curvatures(4, [0.65, 0.66])[:, 0] < -1e-9, [False, True])
assert np.array_equal(curvatures(5, [0.3, 0.31, 0.57, 0.58, 0.69, 0.7])[:, 0] < -1e-9, [0, 1, 1, 0, 0, 1])
assert np.array_equal(curvatures(6, [0.14, 0.15])[:, 0] < -1e-9, [False, True])
assert DENSITY[12] == 0.05 and winner[12] == 6 and losses[3][-1] > 2 * losses[6][-1]

# %% [markdown]
# From some density on each polygon is a minimum: the square from 0.6, the pentagon from 0.3, the hexagon from 0.1, the
# triangle at all of these. Denser, the other three are saddles, but for a gap of the pentagon at 0.6. At 0.15 the
# hexagon is nearly flat in two directions and falls in both, with the eigenvalue -0.0004. (In steps of 0.01,
# which `tests/superposition/test_exact_hessian.py` takes from 0.02 to 0.9, the square is a minimum up to 0.65, the
# pentagon up to 0.3 and from 0.58 to 0.69, the hexagon up to 0.14.) Wherever one of the four is the cheapest, it is a
# minimum. **And a minimum stays one when it is no longer the lowest**: at 0.05 all four are, though
# the hexagon loses least, and at 0.02 the triangle loses more than twice as much as the hexagon and still no small step
# leads out of it. The three features that it has dropped are not asked for. So training ends in different shapes from
# different starts, and the best of several runs is kept.

# %% [markdown]
# ## In the package
#
# `srm_ref/superposition/measures.py`, `polytopes.py` (the numbers in its table are closed forms, written down, not
# computed) and `geometries.py`, which names the shapes in a trained model.

# %%
print(source(feature_dimensionality))
print(source(leverage_scores))
print(f"{'':21}n m  D               sum D      E  tight")
for name, shape in POLYTOPES.items():
    W, D = shape.W, feature_dimensionality(shape.W)
    assert np.allclose(D, shape.dimensionality) and np.allclose(relu_interference(W), shape.energy)
    assert shape.is_tight == np.allclose(W @ W.T, np.trace(W @ W.T) / len(W) * np.eye(len(W)))
    assert np.isclose(D.sum(), len(W))
    shares = ", ".join(sorted({str(Fraction(value).limit_denominator(20)) for value in D.round(12)}, reverse=True))
    print(f"{name:20} {W.shape[1]:2} {len(W)}  {shares:15} {D.sum():5.2f}  {shape.energy.sum():5.2f}  "
          f"{'yes' if shape.is_tight else 'no'}")

# %% [markdown]
# Neither bipyramid is a tight frame, and still its shares add up to 3: both are tegum products of tight factors.
# $E = 0$ is found at $n \le 2m$ only, as step 7 demands. Compare the tetrahedron ($3/4$) with the octahedron ($1/2$),
# both free: the second stores more.
#
# **Thomson's problem.** Charges repel by $1 / \text{distance}$, features by $\mathrm{relu}(\text{dot product})^2$. Do
# they agree on the shape?

# %%
for k in (4, 5, 6, 7, 8, 12):
    W = thomson(k, 3, np.random.default_rng(0)).T
    print(f"{k:2} charges: D =", ", ".join(f"{value:.4f}"
                                           for value in sorted(set(feature_dimensionality(W).round(4)), reverse=True)),
          f"  sum {feature_dimensionality(W).sum():.3f}   E = {relu_interference(W).sum():.3f}")
eight = thomson(8, 3, np.random.default_rng(0)).T
assert np.allclose(feature_dimensionality(eight), 0.3744, atol=5e-5)
assert relu_interference(eight).sum() < POLYTOPES["square antiprism"].energy.sum()

# %% [markdown]
# Tetrahedron, triangular bipyramid, octahedron, pentagonal bipyramid, antiprism, icosahedron: these of TMS's shapes are
# Thomson's. For 8 charges the antiprism is a little flatter than the tight one: 0.3744 instead of 3/8, and its $E$ is
# lower as well. So "3/8" is the name of a line, on which features that seek the least energy need not lie exactly.
# Energy and tightness pull in nearly the same direction, not in the same.
#
# **A trained model.** 100 equally important features, 20 dimensions, eleven densities, with nothing arranged.
# (AdamW is the Adam of lesson 12, which here also shrinks every weight a little at each step, as the notebook released
# with TMS does.)

# %% [markdown]
# **What do you expect?** Will the dimensions per feature fall evenly as features become sparser, or rest at some
# number? At which?

# %%
INVERSE = np.array([1, 1.3, 1.6, 2, 2.5, 3, 3.5, 4, 5, 6, 8])  # 1 / (1 - S)
N, M = 100, 20
rng = np.random.default_rng(0)
model = MODELS["relu_output"]
start = model.initial_parameters(N, M, rng, n_instances=len(INVERSE), dtype=np.float32)
run = train(model, start, feature_batches(64, N, 1 - 1 / INVERSE[:, None], n_instances=len(INVERSE)), np.ones(N),
            n_steps=3000,
            optimiser=AdamW(5e-3), rng=rng, schedule="cosine")
W = run.parameters["W"].astype(np.float64)
D, each = feature_dimensionality(W), dimensions_per_feature(W)
at = {x: k for k, x in enumerate(INVERSE)}
figure, axes = new_figure(2, 2, width=11.5, height=7.8)
draw_dimensions_per_feature(INVERSE, each, ax=axes[0, 0])
legend(axes[0, 0])
draw_feature_dimensionality(INVERSE, D, ax=axes[0, 1])
for ax, x in zip(axes[1], (3, 4)):
    draw_feature_graph(W[at[x]], [np.array(group) for group in feature_groups(W[at[x]])], ax=ax)
    ax.set_title(f"1/(1 - S) = {x}: who shares with whom", fontsize="medium")
for x in (1, 3, 6):
    print(f"1/(1 - S) = {x}: dimensions per feature {each[at[x]]:.1f}, sum of D_i / m = {D[at[x]].sum() / M:.2f}")
shapes = sort_into_geometries(W[at[3]])
n_digons = sum(shape.name == "digon" for shape in shapes)
print(f"at 3: {n_digons} digons, {is_represented(W[at[3]]).sum()} features stored")
print("line at 1/2:", peak_count(D[at[3]], 1 / 2).is_peak, "   features at 3/4:", peak_count(D, 3 / 4).at)
show(figure, "14_uniform",
     "Top: dimensions per feature fall with sparsity from 1 to a plateau at 1/2, then on; each feature's "
     "dimensionality as a point, with the polytopes' lines, dense on the line 1/2. Bottom: feature graphs, twenty "
     "separate pairs at 3, groups of several sizes at 4.")

# %%
assert abs(each[at[1]] - 1) < 0.03 and D[at[1]].max() < 0.6  # D* is 1, and yet no feature has a dimension
assert all(abs(each[at[x]] - 0.5) < 0.03 for x in (2.5, 3)) and np.all(np.diff(each[at[3.5]:]) < 0)
assert each[at[4]] < 0.49
assert len(shapes) == 20 and all(shape.name == "digon" for shape in shapes)
assert [shape.name for shape in sort_into_geometries(W[at[6]])] == ["other"]  # one group, without a name
assert is_represented(W[at[3]]).sum() == 40 and abs(is_represented(W[at[2.5]]).sum() - 40) <= 2
eigenvalues = np.linalg.eigvalsh(W[at[1]] @ W[at[1]].T)
assert 0.7 < eigenvalues.min() and eigenvalues.max() < 1.1
assert np.abs(D.sum(axis=1) / M - 1).max() < 0.01 and peak_count(D[at[3]], 1 / 2).is_peak
assert peak_count(D, 3 / 4).at == 0

# %% [markdown]
# Read it from left to right. (In the upper right panel the points of one density are spread sideways, only so that
# equal ones can be told apart.)
#
# - **Dense**, $1/(1 - S) = 1$: $D^\ast = 1$, twenty dimensions' worth of features, and yet no feature has a dimension
#   of its own: the largest $D_i$ is below 0.6. The eigenvalues of $F$ are all between 0.7 and 1.1: the model projects
#   on 20 dimensions, turned any way, as a linear one would. $D^\ast$ and $D_i$ answer different questions.
# - **At 2.5 and 3**: the plateau at $1/2$. The graph at 3 falls into twenty pairs: twenty digons, the 40 features of
#   the question.
# - **Sparser**: groups of several sizes at 4 (one colour and marker for each size; solid edges are negative dot
#   products, dashed ones positive); at 6 one group without a name, in which any two features are linked, directly or
#   through others.
# - $\sum_i D_i = m$ within one per cent **everywhere**: by step 5, trained features are very nearly eigenvectors of
#   $F$, whether or not their shape has a name.
#
# **How much fits?** Four answers to four questions.
#
# - Without any positive dot product: $2m$ features, by step 7, and no more.
# - With positive ones, but small: exponentially many, in the end. Lesson 2 counts caps: if $k (k - 1) A_m(\varepsilon)$
#   is below 1, then $k$ directions with cosines below $\varepsilon$ in size exist. In 20 dimensions at
#   $\varepsilon = 0.5$ that promises 10, fewer than $2m$; in 100 dimensions 4434, against 200; in 512 dimensions still
#   710996 at $\varepsilon = 0.3$. The bias cuts such shadows off (lesson 11), at a price, and the price is paid again
#   for every two features that come together.
# - For sparse inputs that are to be recovered exactly by compressed sensing: at most of the order of
#   $m / (p \log (1/p))$ features, by a theorem that TMS quotes. It has an unknown constant, and its premise, that all
#   sparse inputs keep their lengths nearly, is not there in a trained model with digons.
# - What did this model keep? At $1/(1 - S) = 8$ more per dimension than at 3, as the rate says; but as long as the
#   constant is unknown, no single model can break the rate or reach it.

# %%
for m, epsilon, wanted in ((20, 0.5, 10), (100, 0.5, 4434), (512, 0.3, 710996)):
    share = float(cap_fraction(m, epsilon))
    k = int(np.floor(0.5 + np.sqrt(0.25 + 1 / share)))  # the largest with k (k - 1) A below 1
    assert k == wanted and k * (k - 1) * share < 1 < (k + 1) * k * share
    print(f"m = {m}, epsilon = {epsilon}: {k} directions by counting caps, 2 m = {2 * m} without positive products")
kept = [1 / each[at[x]] for x in (3, 8)]
rate = [1 / float(dimensions_for_recovery(1, 1 / x)) for x in (3, 8)]
assert kept[0] < kept[1] < 8 and rate[0] < rate[1]
print("kept per dimension:", *(f"{value:.2f}" for value in kept), "  rate:", *(f"{value:.2f}" for value in rate))

# %% [markdown]
# **One feature rarer than the rest.** Five features, $p = 0.05$, feature 0 rarer by the factor $\rho$. Two geometries,
# followed down the exact loss:

# %%
RHO = np.array([0.2, 0.25, 0.3, 0.4])
sparsity = np.full((4, 5), 0.95)
sparsity[:, 0] = 1 - 0.05 * RHO
square = np.array([[0.0, 1, 0, -1, 0], [0, 0, 1, 0, -1]])  # two digons, feature 0 dropped
start = {"W": np.repeat([1.13 * polygon(5), square], 4, axis=0), "bias": np.repeat([[-0.24] * 5, [0.0] * 5], 4, axis=0)}
ends, loss = minimise_exactly(start, np.ones(5), np.tile(active_set_probability(sparsity), (2, 1)), n_steps=200,
                              learning_rate=0.02)
of_pentagon, of_square = loss.reshape(2, 4)
for rho, five, four in zip(RHO, of_pentagon, of_square):
    print(f"rho = {rho:4}: pentagon {five:.5f}, two digons {four:.5f}: {'pentagon' if five < four else 'two digons'}")
assert np.array_equal(of_pentagon < of_square, [False, False, True, True])
assert (round(1 / RHO[2], 1), 1 / RHO[1]) == (3.3, 4)
assert np.all(feature_norms(ends["W"])[:4].min(axis=1) > 1) and feature_norms(ends["W"])[4:, 0].max() < 1e-3

# %% [markdown]
# At $\rho = 0.25$ and $0.3$ both geometries are there, and their losses have changed places: the best model jumps from
# a pentagon to two digons, and feature 0 from a length above 1 to 0. A first-order transition, as in lesson 13. (TMS
# says about 2.5 times sparser; the exact losses cross between 3.3 and 4.)

# %% [markdown]
# **To move.** `srm-ref lesson 14 --play` holds a pentagon of five features against two antipodal pairs: move the
# density, and see which costs less; move length and bias, and try to reach the best pentagon.

# %%
show(still("pentagon_or_pairs"), "14_play",
     "Left: a pentagon of five features and, dashed, two antipodal pairs. Middle: exact losses of the best pentagon "
     "and of the best pairs over density, as shares of the loss of no features at all, with a line at the present "
     "density. Right: the losses there as bars, that of the pentagon drawn among them.")

# %% [markdown]
# ## Check
#
# Step 5 on random matrices: the sum falls short of the rank, no $D_i$ exceeds its leverage. Rotations, a
# common factor and signs change nothing; a tegum product keeps the shares of its factors, however long their features
# are.

# %%
rng = np.random.default_rng(0)
random = rng.standard_normal((20, 200))
print(f"200 random features in 20 dimensions: sum of D_i = {feature_dimensionality(random).sum():.1f}, "
      f"of leverages {leverage_scores(random).sum():.1f}")
assert round(feature_dimensionality(random).sum(), 1) == 18.2 and np.isclose(leverage_scores(random).sum(), 20)
assert np.all(feature_dimensionality(random) <= leverage_scores(random) + 1e-12)
turn, signs = np.linalg.qr(rng.standard_normal((20, 20)))[0], rng.choice([-1.0, 1.0], 200)
assert np.allclose(feature_dimensionality(3 * turn @ random * signs), feature_dimensionality(random))
product = tegum_product(5 * polygon(5), simplex(3), [[1, -1]])
assert np.allclose(feature_dimensionality(product), [2 / 5] * 5 + [3 / 4] * 4 + [1 / 2] * 2)
assert np.isclose(feature_dimensionality(product).sum(), 6)
assert np.isclose(np.sum((polygon(5).T @ polygon(5)) ** 2), 25 / 2)  # step 6: n^2 / m

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 14 --check` copies the exercises to `answers/14.py` and checks them there.
#
# 1. Feature dimensionality. Your answer is put to the package's golden cases, small $W$ with known $D$ (more of them in
#    lesson 18).
# 2. Leverage, also where features do not span the space.
# 3. Two layers of a prism.
# 4. The energy that single features feel.
# 5. The groups of a tegum product.
# 6. Open: a group that fills three dimensions as one.
#
# ## Remember
#
# - $D_i$: the share of feature $i$ in what goes on along its direction. It does not see signs: a digon and two copies
#   look alike.
# - $\sum_i D_i \le \mathrm{rank}(W)$, equal exactly for tegum products of tight frames; $k$ features tight in $d$
#   dimensions have $d/k$ each.
# - Up to $2m$ features need not disturb each other's outputs one at a time: the plateau at $1/2$. Density decides which
#   shape is cheapest, and shapes change by jumps.
#
# ## What this does not show
#
# - All of TMS's lines: in this short run none of the features is at 3/4, and the lines 2/3, 2/5 and 3/8 were not
#   tested. `srm_ref.experiments.superposition.uniform_geometry` judges each, and finds some wanting at its quick size.
# - That the best regular polygon is the best arrangement: step 8 compares regular ones, one length and one bias for
#   all, in two dimensions.
# - That step 7 explains the plateau: it shows that something changes at $2m$; it is no theory of where the plateau
#   ends.
# - Geometry in real networks: there importances and densities differ and features are correlated (lesson 15). TMS
#   itself is least sure of this part.
#
# ## In the papers
#
# TMS, "The Geometry of Superposition": uniform superposition, feature dimensionality, why these structures, polytopes
# and low-rank matrices, perturbing a single feature. That leverage explains the sum: F. Zhang's comment there. Least
# frame potential: Benedetto and Fickus, Advances in Computational Mathematics 18 (2003) 357.
