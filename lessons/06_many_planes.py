# %% [markdown]
# # 6. Many planes: atomistic and holistic, and what it costs
#
# **Objectives.** Sweep all planes of a basis; read single planes and their mean, and know what the mean hides; derive
# why one matrix product serves every plane, and why most of them need no work at all.
#
# **Prerequisites.** Lesson 5.
#
# **Minutes.** 25 to read, 50 for the exercises.
#
# ## Question
#
# A layer of 16 neurons has 240 ordered pairs of neurons, a layer of 1536 has 2,357,760. Each pair has a plane, each
# plane a curve. Who is to look at them all, and what does it cost to compute them?

# %%
import numpy as np

from srm_ref import bases, mean_spotlight_resonance, spotlight_resonance
from srm_ref.course import show, source
from srm_ref.figures.canvas import new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.figures.planes import draw_plane_map
from srm_ref.geometry.sphere import uniform_directions
from srm_ref.geometry.vectors import unit
from srm_ref.spotlight.arcs import full_turn
from srm_ref.spotlight.counting.planes import e2_cosine
from srm_ref.spotlight.definition import resonance_by_definition

assert 16 * 15 == 240 and 1536 * 1535 == 2_357_760

# %% [markdown]
# ## Picture
#
# Two ways to read a newspaper: article by article, or the one number "how many articles about rain today". The curves
# of single planes are the **atomistic** view: everything is there, and too much of it. The mean over all planes is the
# **holistic** view: one curve, in which what happens in one plane out of thousands is lost. A method needs both, and
# the way from one to the other.
#
# ## Definition
#
# The **privileged basis** is a set of directions $b_1, \dots, b_m$, the rows of an array; of any lengths, not
# necessarily orthogonal, and there may be more of them than dimensions. **Plane** $(i, j)$ turns from $b_i$ towards
# $b_j$. An **ensemble** is a list of planes: **combinations** are all $i < j$, $m (m-1) / 2$ of them; **permutations**
# all $i \ne j$, twice as many. Mean and standard deviation over the ensemble, at every angle:
#
# $$\bar f(\theta) = \frac{1}{K} \sum_{(i, j)} f_{ij}(\theta), \qquad
# \sigma(\theta) = \sqrt{\frac{1}{K} \sum_{(i, j)} \left( f_{ij}(\theta) - \bar f(\theta) \right)^2} .$$
#
# Pairs that are parallel or antiparallel span no plane: they are left out, and listed in the result.
#
# ## Derivation
#
# **1. One product serves every plane.** Let $u$ be a unit activation, $b_i, b_j$ unit directions, $g = b_i \cdot b_j$
# and $P_i = u \cdot b_i$. In plane $(i, j)$, $e_1 = b_i$, and $b_j - g b_i$ has the squared length
# $1 - 2 g^2 + g^2 = 1 - g^2$. So
#
# $$p = u \cdot e_1 = P_i, \qquad q = u \cdot e_2 = \frac{P_j - g P_i}{\sqrt{1 - g^2}} .$$
#
# All $P_i$ of all activations are **one matrix product**, $P = U \hat B^T$, with rows $u_s$ and $b_i$: $N$ by $m$
# numbers. All $g$ are another, $\hat B \hat B^T$. No plane needs a rotation matrix, nor to see the activations again.
#
# **2. The radius.** Put both into $r^2 = p^2 + q^2$:
#
# $$r^2 = P_i^2 + \frac{P_j^2 - 2 g P_i P_j + g^2 P_i^2}{1 - g^2} = \frac{P_i^2 + P_j^2 - 2 g P_i P_j}{1 - g^2} .$$
#
# (On the common denominator $P_i^2$ becomes $P_i^2 - g^2 P_i^2$, and the two $g^2 P_i^2$ cancel.)
#
# **3. Most planes are dark.** By lesson 5 an activation is lit in plane $(i, j)$ only if $r \ge \varepsilon$. Let
# $\varepsilon > 0$ and let $M$ be the larger one of $\lvert P_i \rvert$ and $\lvert P_j \rvert$. Each of the three
# terms above is at most $M^2$, $M^2$ and $2 \lvert g \rvert M^2$:
#
# $$\varepsilon^2 \le r^2 \le \frac{2 M^2 (1 + \lvert g \rvert)}{(1 - \lvert g \rvert)(1 + \lvert g \rvert)} =
# \frac{2 M^2}{1 - \lvert g \rvert} .$$
#
# For an orthonormal basis ($g = 0$): at least one of the two directions is a **candidate**,
# $\lvert P_i \rvert \ge \varepsilon / \sqrt 2$. And the squares of the coordinates of a unit vector add up to at most
# 1, so **at most** $2 / \varepsilon^2$ directions are candidates, in a layer of any width. Only planes with a candidate
# need to be looked at: about $N m \cdot 2 / \varepsilon^2$ tests instead of $N m^2 / 2$.
#
# **4. Permutations cost what combinations cost**, since $f_{ji}(\theta) = f_{ij}(\gamma - \theta)$ (lesson 4): every
# arc with centre $\varphi$ in plane $(i, j)$ is an arc with centre $\gamma - \varphi$ in plane $(j, i)$. A warning
# follows. For an orthogonal basis $\gamma = \pi/2$, and the mean over permutations is symmetric about 45 degrees **by
# construction**: $\bar f(\theta) = \bar f(\pi/2 - \theta)$. A symmetric picture is no finding.
#
# **5. The mean needs one row.** Counts of all planes may be added into the same array of differences: memory for one
# curve, not for two million.
#
# ## In the package
#
# `srm_ref/spotlight/resonance.py` is the entry. The derivation's first step is one line:

# %%
print(source(e2_cosine))
print(source(spotlight_resonance))

# %% [markdown]
# Step 3 is `srm_ref/spotlight/counting/pairs.py`. Now a cloud with two secrets: 12 neurons, 3000 activations in no
# preferred direction, 150 more about neuron 2, and 150 half-way between neurons 4 and 7.
#
# **What do you expect?** In how many of the 66 planes does the cloud about neuron 2 show, in how many the half-way
# cloud? Predict `planes_of_the_neuron` and `planes_half_way`.

# %%
rng = np.random.default_rng(0)
axes_of_layer = np.eye(12)
X = np.vstack([uniform_directions(3000, 12, rng),
               axes_of_layer[2] + 0.1 * rng.standard_normal((150, 12)),
               unit(axes_of_layer[4] + axes_of_layer[7]) + 0.1 * rng.standard_normal((150, 12))])
result = spotlight_resonance(X, axes_of_layer, epsilon=0.8, planes="combinations", n_angles=360)
figure, axes = new_figure(1, 2, width=11, height=4.5)
draw_plane_map(result.thetas, result.values, planes=result.planes, ax=axes[0, 0])
axes[0, 0].set_title("atomistic: 66 planes", fontsize="medium")
spoken_of = [[0, 2], [1, 2], [2, 3], [2, 11], [4, 7], [10, 11]]
axes[0, 0].set_yticks([result.planes.tolist().index(row) for row in spoken_of], [f"({i}, {j})" for i, j in spoken_of])
axes[0, 0].set(xticks=range(0, 361, 45), xlim=(-0.5, 360))
for words, row, angle in (("(4, 7)", [4, 7], 100), ("planes (2, j)", [2, 7], 60), ("(0, 2)", [0, 2], 150),
                          ("(1, 2)", [1, 2], 150)):
    axes[0, 0].text(angle, result.planes.tolist().index(row), words, color="white", fontsize="small",
                    verticalalignment="center")
everything = spotlight_resonance(X, axes_of_layer, epsilon=0.8, planes="permutations", n_angles=360)
draw_resonance_curve(everything.thetas, everything.mean, everything.std, label="mean and spread, all 132",
                     ax=axes[0, 1])
axes[0, 1].set_title("holistic: one curve", fontsize="medium")
axes[0, 1].set_ylabel("resonance, mean over planes")
show(figure, "06_many_planes",
     "Left: a map with one row per plane. All planes with neuron 2 are bright at its angle, the nine (2, j) at 0, (0, "
     "2) and (1, 2) at 90 degrees; one row, marked (4, 7), has a bright spot at 45 degrees. Right: the mean over "
     "planes is high about 0 and about 90 degrees, with a dip at 45.")

# %% [markdown]
# Neuron 2 is in 11 of 66 planes, and shows in every one of them: at 0 in the nine where it is the first, at 90 degrees
# in the two where it is the second. The mean sees it well. (The shaded spread is the mean plus and minus one standard
# deviation, cut off at 0, for a share is never negative.) The half-way cloud has in-plane radius near 1 in plane (4, 7)
# and near $1/\sqrt 2 = 0.71 < 0.8$ in every other plane with 4 or 7: as a cloud it is lit in **one** plane out of 66.
# (Its noise carries one in nine of its activations into some other plane too, but nowhere more than 4 % of them.) There
# it lights more than 4 % of all activations; to the mean over the 66 planes it adds 0.0007.

# %%
at_zero, at_45, at_90 = result.values[:, 0], result.values[:, 45], result.values[:, 90]
with_2 = (result.planes == 2).any(axis=1)
assert (result.planes[:, 0] == 2).sum() == 9 and with_2.sum() == 11 and len(result.planes) == 66
assert len(everything.planes) == 132
seen = np.where(result.planes[:, 0] == 2, at_zero, at_90)
assert seen[with_2].min() > 0.04 and at_45[with_2].max() < 0.01
best = result.planes[np.argmax(at_45)]
print("brightest at 45 degrees: plane", tuple(best.tolist()), f"with {at_45.max():.3f}, mean over planes "
                                                              f"{everything.mean[45]:.4f}")
print(f"mean at 0: {everything.mean[0]:.4f}")
assert best.tolist() == [4, 7] and at_45.max() > 0.04
assert round(at_45.max() / 66, 4) == 0.0007
half_way = unit(X[-150:]) ** 2
in_reach = np.array([half_way[:, i] + half_way[:, j] >= 0.8**2 for i, j in result.planes])  # r >= epsilon, (66, 150)
elsewhere = in_reach[(result.planes != [4, 7]).any(axis=1)]
assert in_reach.all(axis=1).sum() == 1 and elsewhere.mean(axis=1).max() <= 0.04
assert round(1 / elsewhere.any(axis=0).mean()) == 9

# %% [markdown]
# ## Check
#
# The package's integers against the definition with a rotation matrix for every angle and plane; for a basis of oblique
# directions too; and the mean without a curve for each plane is the same to the last bit.

# %%
oblique = rng.standard_normal((9, 6))
Y, thetas = rng.standard_normal((60, 6)), full_turn(24) + 0.01
few = spotlight_resonance(Y, oblique, epsilon=0.6, n_angles=thetas)
assert np.array_equal(few.values, resonance_by_definition(Y, oblique, 0.6, few.planes, thetas))
assert np.array_equal(mean_spotlight_resonance(X, axes_of_layer, epsilon=0.8).mean, everything.mean)
P, gram = unit(Y) @ unit(oblique).T, unit(oblique) @ unit(oblique).T
i, j = 3, 5
r_squared = (P[:, i]**2 + P[:, j]**2 - 2 * gram[i, j] * P[:, i] * P[:, j]) / (1 - gram[i, j]**2)
q = (P[:, j] - gram[i, j] * P[:, i]) / np.sqrt(1 - gram[i, j]**2)
assert np.allclose(r_squared, P[:, i]**2 + q**2)
assert (r_squared <= 2 * np.maximum(P[:, i]**2, P[:, j]**2) / (1 - abs(gram[i, j])) + 1e-12).all()
print("72 oblique planes: counts equal those of the definition")
assert len(few.planes) == 72

# %% [markdown]
# The symmetry by construction, and the candidates. In 1536 dimensions a random activation has **no** candidate at
# $\varepsilon = 0.8$, and can never have more than three. A plane needs a candidate, so of the layer's 1,178,880 planes
# $i < j$ at most $3 \cdot 1533 + 3 = 4602$ need a look, three with every other direction and three among themselves:

# %%
mirrored = everything.counts.sum(axis=0)[(90 - np.arange(360)) % 360]
assert np.array_equal(mirrored, everything.counts.sum(axis=0))
wide = uniform_directions(200, 1536, rng)
for name, cloud in (("12 neurons", unit(X)), ("1536 neurons", wide)):
    candidates = (np.abs(cloud) >= 0.8 / np.sqrt(2)).sum(axis=1)
    print(f"{name}: candidates per sample {candidates.mean():.2f} on average, at most {candidates.max()}")
    assert candidates.max() <= int(2 / 0.8**2) == 3
assert candidates.max() == 0 and 1536 * 1535 // 2 == 1_178_880 and 1_178_880 - 1533 * 1532 // 2 == 3 * 1533 + 3 == 4602

# %% [markdown]
# What the loop would cost. Rotation matrices for every plane and angle, multiplied with a vector, then with all
# activations; against one product and the tests of step 3 (multiplications, as powers of ten):

# %%
for N, m, n_angles in ((2000, 16, 100), (23_210, 1536, 360)):
    loop = m * (m - 1) * n_angles * (m * m + N * m)
    product, tests = N * m * m, N * m * 2 / 0.8**2
    print(f"N = {N:6}, {m:4} neurons: loop 10^{np.log10(loop):.1f}, product 10^{np.log10(product):.1f}, "
          f"tests at most 10^{np.log10(tests):.1f}")
assert 5.5 < np.log10(loop / product) < 6

# %% [markdown]
# Nearly six powers of ten lie between the loop and the product, for the wide layer. Last, a basis with antiparallel
# directions: the cross-polytope has every axis both ways. Its pairs $(b, -b)$ span no plane; they are left out and
# named.

# %%
axes_both_ways = spotlight_resonance(X[:, :3], bases.cross_polytope(3), epsilon=0.8, planes="combinations")
print("skipped", axes_both_ways.skipped_planes.tolist(), "kept", len(axes_both_ways.planes), "of 15")
assert axes_both_ways.skipped_planes.tolist() == [[0, 3], [1, 4], [2, 5]] and len(axes_both_ways.planes) == 12

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 6 --check` copies the exercises to `answers/06.py` and checks them there.
#
# 1. List the planes of an ensemble.
# 2. Count the planes of a basis that has (anti)parallel directions.
# 3. $p$ and $q$ in an oblique plane, from the product alone.
# 4. Which directions are candidates?
# 5. The mean over permutations from the arcs of the combinations.
# 6. Open: activations that three planes see.
#
# ## Remember
#
# - $P = U \hat B^T$ once; then $p = P_i$, $q = (P_j - g P_i) / \sqrt{1 - g^2}$ in every plane.
# - At most $2 / \varepsilon^2$ candidates per sample in an orthonormal basis: most planes are dark.
# - The mean shows what many planes share. Keep the labels of the planes: what one plane shows is found there only.
#
# ## What this does not show
#
# - What an activation does that is spread over three or more directions: planes see pairs. Half-way among three
#   neurons, $r$ is $\sqrt{2/3} = 0.82$ in three planes; among ten it is 0.45, dark at $\varepsilon = 0.8$.
# - Whether a spread over planes is more than chance: the planes share directions and samples (lesson 7).
# - Bases that are not given: the method asks about a basis, it does not find one.
#
# ## In the papers
#
# SRM: permutations and combinations, the view of single planes and that of the mean. The single product and the
# candidates are this package's.

# %%
assert round(np.sqrt(2 / 3), 2) == 0.82 and round(np.sqrt(2 / 10), 2) == 0.45 and round(np.sqrt(1 / 2), 2) == 0.71
