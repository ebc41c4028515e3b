# %% [markdown]
# # 4. The spotlight by hand, on ten points
#
# **Objectives.** Compute a resonance curve with pencil and paper; know what every decision in the definition is for:
# the cone's edge, activations of length zero, the sense of turning, the sign; read the definition in the package and
# see it agree.
#
# **Prerequisites.** Lessons 2 and 3.
#
# **Minutes.** 25 to read, 45 for the exercises.
#
# ## Question
#
# Ten activations of a layer with three neurons. Do they gather about neuron 0, about neuron 1, or in between? We want
# an answer that is a curve, and we want to be able to check every one of its values by hand.

# %%
import numpy as np

from srm_ref import signed_spotlight_curve, spotlight_curve, spotlight_curve_by_definition
from srm_ref.course import animate, show, source, still
from srm_ref.figures.canvas import legend, new_figure
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.geometry.vectors import plane_frame
from srm_ref.spotlight import definition
from srm_ref.spotlight.arcs import full_turn

ACTIVATIONS = np.array([
    [2, 0, 0],  # 0 along neuron 0
    [0, 3, 0],  # 1 along neuron 1
    [1, 1, 0],  # 2 half-way
    [4, 3, 0],  # 3 a little nearer to neuron 0
    [2, 2, 1],  # 4 half-way, and a little out of the plane
    [1, 0, 1],  # 5 half out of the plane
    [0, -3, 4],  # 6 mostly out of the plane, on the negative side of neuron 1
    [-1, 0, 0],  # 7 against neuron 0
    [0, 0, 5],  # 8 at right angles to the plane
    [0, 0, 0],  # 9 nothing at all
], dtype=float)
EPSILON = 0.8
neuron_0, neuron_1 = np.eye(3)[:2]

# %% [markdown]
# ## Picture
#
# A lamp at the origin throws a cone of light with half angle 36.87 degrees. It points along neuron 0 first, then turns
# within the plane of neurons 0 and 1 towards neuron 1, and on, once around. At every angle we count how many
# activations are lit, out of ten. Only the direction of an activation matters: a long one is lit just as a short one.
#
# ## Definition
#
# For a plane with the frame $e_1, e_2$ (lesson 3) and a cone of half angle $\arccos \varepsilon$:
#
# $$p(\theta) = R(\theta) e_1, \qquad f(\theta) = \frac{1}{N} \sum_{s=1}^{N} \left[ \cos(x_s,
# p(\theta)) \ge \varepsilon \right] .$$
#
# The bracket is 1 if what it says is true, else 0. Four decisions hide in that line, and public codes differ in them:
#
# - **The cone is closed**: a cosine equal to $\varepsilon$ is inside.
# - **Zero has no direction**: an activation of length zero is inside no cone, at any $\varepsilon$. It counts in $N$.
# - **The sense**: $\theta$ is 0 at $a$ and grows towards $b$.
# - **The grid**: a full turn in $n_\theta$ steps is $\theta_k = 2 \pi k / n_\theta$ for $k = 0, \dots, n_\theta - 1$.
#   With $2 \pi$ itself on the grid as well, the direction $a$ would be counted twice in every mean.
#
# The **signed** resonance subtracts the opposite cone:
#
# $$g(\theta) = \frac{1}{N} \sum_s \left( \left[ \cos(x_s, p(\theta)) \ge \varepsilon \right] - \left[ \cos(x_s,
# p(\theta)) \le -\varepsilon \right] \right) .$$
#
# ## Derivation
#
# **1. Two numbers per activation.** From lesson 3,
# $p(\theta) = \cos \theta \thinspace e_1 + \sin \theta \thinspace e_2$. Let $u_s = x_s / \lvert x_s \rvert$, and
# $p_s = u_s \cdot e_1$, $q_s = u_s \cdot e_2$. Then
#
# $$\cos(x_s, p(\theta)) = u_s \cdot p(\theta) = p_s \cos \theta + q_s \sin \theta .$$
#
# Whatever the layer's width, an activation enters a plane's curve through two numbers. Here $e_1$ and $e_2$ are neurons
# 0 and 1, so they are the first two coordinates of the activation divided by its length. By hand: activation 3 is
# $(4, 3, 0)$, length 5, so $p = 0.8$, $q = 0.6$. Activation 4 is $(2, 2, 1)$, length 3, so $p = q = 2/3$.

# %%
lengths = np.linalg.norm(ACTIVATIONS, axis=1)
e1, e2 = plane_frame(neuron_0, neuron_1)
P, Q = np.full(10, np.nan), np.full(10, np.nan)
for s in range(10):
    if lengths[s] > 0:
        P[s], Q[s] = ACTIVATIONS[s] @ e1 / lengths[s], ACTIVATIONS[s] @ e2 / lengths[s]
        print(f"{s}: length {lengths[s]:.3f}   p = {P[s] + 0:6.3f}   q = {Q[s] + 0:6.3f}")
    else:
        print(f"{s}: length 0.000   no direction")
assert round(np.degrees(np.arccos(EPSILON)), 2) == 36.87
assert (P[3], Q[3]) == (0.8, 0.6) and np.allclose((P[4], Q[4]), 2 / 3)

# %% [markdown]
# **2. Turn.** Eight angles, 45 degrees apart. At $\theta = 0$ the cosine is $p$ itself: activation 0 has 1, activation
# 3 has 0.8. The cone is closed, so both are lit, and $f(0) = 2/10$. At 45 degrees it is $(p + q) / \sqrt 2$: activation
# 2 has 1, activation 3 has $1.4 / \sqrt 2 = 0.990$, activation 4 has $(4/3) / \sqrt 2 = 0.943$: three lit. Activation 4
# is dimmer than activation 2, because it leans out of the plane. At 90 degrees it is $q$: activation 1 alone. And so
# on, as a loop:

# %%
def by_hand(theta):
    """List the activations that are lit at theta."""
    return [s for s in range(10) if lengths[s] > 0 and P[s] * np.cos(theta) + Q[s] * np.sin(theta) >= EPSILON]


thetas = full_turn(8)
lit = [by_hand(theta) for theta in thetas]
for theta, which in zip(thetas, lit):
    print(f"{np.degrees(theta):5.0f} degrees: {len(which)}/10 lit, activations {which}")
assert lit == [[0, 3], [2, 3, 4], [1], [], [7], [], [], []]
assert np.allclose([1.4 / np.sqrt(2), 4 / 3 / np.sqrt(2)], [0.990, 0.943], atol=5e-4)


# %% [markdown]
# **3. Who is never lit, and why.** Write the point $(p_s, q_s)$ in polar form, $p_s = r_s \cos \varphi_s$ and
# $q_s = r_s \sin \varphi_s$, so that $r_s = \sqrt{p_s^2 + q_s^2}$. Then
# $p_s \cos \theta + q_s \sin \theta = r_s \cos(\theta - \varphi_s)$: the largest cosine that the activation reaches
# while the lamp turns is $r_s$, at $\theta = \varphi_s$. Activation 5 has $r = 0.707$ and activation 6 has $r = 0.6$,
# both below 0.8: too far out of the plane. Activation 8 has $r = 0$. Activation 9 is zero. So of ten activations this
# plane can show six.
#
# **4. The sign.** The opposite cone at $\theta$ is the cone at $\theta + \pi$, because $-p(\theta) = p(\theta + \pi)$
# and $\cos(x, p) \le -\varepsilon$ says $\cos(x, -p) \ge \varepsilon$. So $g(\theta) = f(\theta) - f(\theta + \pi)$. By
# hand: $g(0) = 2/10 - 1/10$.
#
# **5. The other order.** In the plane $(b, a)$ the lamp starts at $b$ and turns towards $a$: it runs through the same
# directions backwards. With $\gamma$ the angle between $a$ and $b$, the direction at $\theta$ in the plane $(b, a)$
# is the one at $\gamma - \theta$ in the plane $(a, b)$. So $f_{ba}(\theta) = f_{ab}(\gamma - \theta)$: nothing new,
# only read from the other end.
#
# ## In the package
#
# The definition, literally (`srm_ref/spotlight/definition.py`): it forms the rotation matrix at every angle.

# %%
radii = np.hypot(P, Q)  # step 3
assert np.allclose(radii[[5, 6, 8]], [0.707, 0.6, 0], atol=5e-4) and (radii >= EPSILON).sum() == 6
print(source(spotlight_curve_by_definition))
print(source(definition._cosines_with_probe))

# %% [markdown]
# Zero activations get the cosine `nan`, and no comparison with `nan` is true: they are inside no cone by the rules of
# arithmetic.
#
# **What do you expect?** The eight values by hand reach 3 of 10. Is the curve higher anywhere, if every degree is
# asked? Predict `highest`.

# %%
fine = full_turn(360)
figure, axes = new_figure(1, 2, width=10, height=4)
plane, curve_axes = axes[0]
shown = np.arange(9)  # all but the zero one
plane.scatter(P[shown], Q[shown], color="black", s=18, zorder=3)
for s in shown:
    plane.annotate(str(s), (P[s], Q[s]), textcoords="offset points", xytext=(-12, -6) if s == 4 else (6, 4))
plane.plot(np.cos(fine), np.sin(fine), color="grey", linewidth=0.8)
half = np.arccos(EPSILON)
for edge in (-half, half):
    plane.plot([0, np.cos(np.pi / 4 + edge)], [0, np.sin(np.pi / 4 + edge)], color="grey", linestyle="--", linewidth=1)
plane.set_aspect("equal")
plane.set_xlabel("p, towards neuron 0")
plane.set_ylabel("q, towards neuron 1")
draw_resonance_curve(fine, spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON, fine), label="every degree",
                     ax=curve_axes)
curve_axes.plot(np.degrees(thetas), [len(which) / 10 for which in lit], "ko", label="by hand")
legend(curve_axes)
show(figure, "04_ten_points",
     "Left: the activations in the plane of neurons 0 and 1, with the cone at 45 degrees drawn dashed. Right: the "
     "resonance curve with its highest part between 0 and 90 degrees, and the eight values found by hand as dots on "
     "it.")

# %% [markdown]
# Once around, slowly. In the plane of $p$ and $q$ the lit ones are those beyond the straight line
# $p \cos \theta + q \sin \theta = \varepsilon$: a line at distance $\varepsilon$ from the centre that turns with the
# lamp. It cuts the circle where the two edges of the cone do. Activations 5, 6 and 8 lie nearer to the centre than
# $\varepsilon$ (the dotted circle), and the line never passes them.

# %% [markdown]
# **What do you expect?** How many points will be beyond the line at the same time, at most, and where?

# %%
sweep = full_turn(72)
moving, axes = new_figure(1, 2, width=9, height=3.8)
plane, curve_axes = axes[0]
plane.plot(np.cos(fine), np.sin(fine), color="grey", linewidth=0.8)
plane.plot(EPSILON * np.cos(fine), EPSILON * np.sin(fine), color="grey", linewidth=0.8, linestyle=":")
for s in shown:
    plane.annotate(str(s), (P[s], Q[s]), textcoords="offset points", xytext=(-12, -6) if s == 4 else (6, 4))
plane.set_aspect("equal")
plane.set_xlabel("p, towards neuron 0")
plane.set_ylabel("q, towards neuron 1")
beyond = plane.fill([0], [0], color="#f0e442", alpha=0.8, zorder=1)[0]
lamp, = plane.plot([], [], color="black", linewidth=1)
dark = plane.scatter([], [], facecolors="white", edgecolors="black", s=30, zorder=3, label="dark")
bright = plane.scatter([], [], color="black", s=60, zorder=3, label="lit")
so_far = spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON, fine)
curve_axes.set_xlim(0, 360)
curve_axes.set_ylim(0, 0.45)
curve_axes.set_xticks(range(0, 361, 45))
curve_axes.set_xlabel("in-plane angle from neuron 0 towards neuron 1 (degrees)")
curve_axes.set_ylabel("resonance (share of activations lit)")
drawn, = curve_axes.plot([], [], linewidth=2)
now, = curve_axes.plot([], [], "ko")


def frame(k):
    """Draw the lamp at angle number k of the sweep."""
    segment = sweep[k] + np.linspace(-half, half, 40)
    beyond.set_xy(np.stack([np.cos(segment), np.sin(segment)], axis=1))
    lamp.set_data([0, np.cos(sweep[k])], [0, np.sin(sweep[k])])
    lit_now = by_hand(sweep[k])
    bright.set_offsets(np.stack([P[lit_now], Q[lit_now]], axis=1))
    dark_now = [s for s in shown if s not in lit_now]
    dark.set_offsets(np.stack([P[dark_now], Q[dark_now]], axis=1))
    drawn.set_data(np.degrees(fine[:5 * k + 1]), so_far[:5 * k + 1])
    now.set_data([np.degrees(sweep[k])], [so_far[5 * k]])


assert all(so_far[5 * k] == len(by_hand(sweep[k])) / 10 for k in range(72))
animate(moving, frame, 72, "04_sweep",
        "The lamp turns once around the plane of neurons 0 and 1. Whatever lies beyond a straight line at distance "
        "0.8 from the centre is lit and drawn as a full dot; beside it the share that is lit grows into the resonance "
        "curve.")

# %% [markdown]
# **To move.** `srm-ref lesson 4 --play` opens the same ten points with sliders for $\theta$ and $\varepsilon$; in a
# notebook, `from srm_ref.course import play` and `play("ten_points")`. Outside the circle stands the arc of angles from
# which each point is lit: lesson 5 computes its ends.

# %%
show(still("ten_points", {"theta": 30, "epsilon": 0.6}), "04_play",
     "Left: ten points in the plane of two neurons, the cone at one angle with the lit points full, and around the "
     "circle an arc of angles for each point from which it is lit. Right: the resonance curve with a dot at that "
     "angle.")

# %% [markdown]
# ## Check
#
# The hand, the loop with rotation matrices, and the fast function of the package: equal counts, at eight angles and
# at 360.

# %%
hand = np.array([len(which) for which in lit]) / 10
assert np.array_equal(hand, [0.2, 0.3, 0.1, 0.0, 0.1, 0.0, 0.0, 0.0])
assert np.array_equal(spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON, thetas), hand)
off_ties = full_turn(360) + 0.001  # the edge of activation 3 is at 0 exactly: there rounding would decide
slow = spotlight_curve_by_definition(ACTIVATIONS, neuron_0, neuron_1, EPSILON, off_ties)
assert np.array_equal(spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON, off_ties), slow)
signed = signed_spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, EPSILON, thetas + 0.001)
print("signed", signed.round(3) + 0)
assert np.allclose(signed, hand - np.roll(hand, -4)) and signed[0] == 0.1
backwards = spotlight_curve(ACTIVATIONS, neuron_1, neuron_0, EPSILON, np.pi / 2 - off_ties)
assert np.array_equal(backwards, slow)
assert f"{np.sin(np.pi):.1e}" == "1.2e-16"

# %% [markdown]
# Why the 0.001? Activation 3 has its edge at $\theta = 0$ exactly, and so at $\pi$ for the opposite cone. There the
# computer has $\sin \pi = 1.2 \cdot 10^{-16}$, not 0, and rounding decides. Never compare two ways of counting at a
# tie; step aside.
#
# Lengths do not matter, not those of the activations and not those of $a$ and $b$; and $b$ need not be at right
# angles to $a$. The plane of $(1, 0, 0)$ and $(1, 1, 0)$ is the same plane with the same frame; only the angle at
# which $b$ lies is now 45 degrees.

# %%
scaled = ACTIVATIONS * np.array([1, 7, 0.1, 30, 2, 5, 9, 4, 1, 1])[:, None]
assert np.array_equal(spotlight_curve(scaled, 9 * neuron_0, neuron_1, EPSILON, off_ties), slow)
assert np.array_equal(spotlight_curve(ACTIVATIONS, neuron_0, neuron_0 + neuron_1, EPSILON, off_ties), slow)
print("rescaled, and with an oblique b: the same curve")

# %% [markdown]
# The decisions at their edges. At $\varepsilon = 0$ the cone is half of all directions, its edge included: activation
# 8, at right angles to the plane, has cosine 0 with every probe and is lit at all angles. Activation 9 is not, even at
# $\varepsilon = -1$, where everything that has a direction is inside. And a missing number is an error, not a dark
# activation.

# %%
assert spotlight_curve(ACTIVATIONS[8:], neuron_0, neuron_1, 0.0, off_ties).tolist() == [0.5] * 360
assert spotlight_curve(ACTIVATIONS, neuron_0, neuron_1, -1.0, off_ties).tolist() == [0.9] * 360
damaged = ACTIVATIONS.copy()
damaged[4, 1] = np.nan
try:
    spotlight_curve(damaged, neuron_0, neuron_1, EPSILON, thetas)
except ValueError as error:
    print(error)
else:
    raise AssertionError("a missing number was taken for an activation")

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 4 --check` copies the exercises to `answers/04.py` and checks them there.
#
# 1. The angles of a full turn.
# 2. The two numbers $p$ and $q$.
# 3. The curve.
# 4. The signed curve.
# 5. The other order of a plane, without computing anything again.
# 6. Open: activations whose curve is flat.
#
# ## Remember
#
# - An activation enters through $p$ and $q$ only; its cosine with the probe is $p \cos \theta + q \sin \theta$.
# - Closed cone; zeros inside none but counted in $N$; $\theta$ from $a$ towards $b$; $2 \pi$ is not on the grid.
# - $g(\theta) = f(\theta) - f(\theta + \pi)$ and $f_{ba}(\theta) = f_{ab}(\gamma - \theta)$.
#
# ## What this does not show
#
# - Whether three lit out of ten is much: ten points say nothing yet (lesson 7).
# - Where exactly the curve jumps: a grid of angles, fine or coarse, sees only that it has jumped in between (lesson 5).
# - The rest of the layer: neuron 2 has planes of its own (lesson 6).
#
# ## In the papers
#
# SRM: probe, resonance, signed resonance. The author's public code (`SpotlightResonanceMethod.py`)
# differs in three of the four decisions: it turns the other way, has both 0 and $2 \pi$ on its grid, and counts zero
# activations as inside when $\varepsilon \le 0$. Its cone is closed, too.
