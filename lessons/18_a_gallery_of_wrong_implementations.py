# %% [markdown]
# # 18. A gallery of wrong implementations
#
# **Objectives.** See what twelve common defects do to a figure, and which of them do nothing to it; find a defect by a
# law that it breaks; read what `srm-ref verify` says; verify your own implementation, which is what this course was
# for.
#
# **Prerequisites.** Lessons 5, 6 and 12.
#
# **Minutes.** 40 to read, 65 for the exercises.
#
# ## Question
#
# Your code runs, and it draws what the paper draws. Is it right? And if a figure looks odd: is that a finding, or a
# slip in line 12? Every defect below has been found in public code, some beside a published figure.

# %%
import inspect
import io
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import numpy as np

import srm_ref
from srm_ref import mean_spotlight_resonance, spotlight_curve
from srm_ref.course import lessons_folder, load_file, show, source
from srm_ref.descent import Adam
from srm_ref.figures.canvas import legend, new_figure
from srm_ref.figures.columns import draw_columns
from srm_ref.figures.curves import draw_resonance_curve
from srm_ref.spotlight.arcs import full_turn
from srm_ref.verification import (ModuleTarget, conformance_tests, diagnosis, gradient_error, load_cases,
                                  random_direction, taylor_slope, verify)

# the wrong code is in there: look at the figures first
GALLERY = load_file(lessons_folder() / "checkers" / "18.py", "gallery")

# %% [markdown]
# ## Picture
#
# **First room: six spotlights.** 300 activations in three dimensions, 60 of them zero. Panels A, B, C, D and F show the
# plane of two directions $a$ and $b$ that are 60 degrees apart; $a$ has length 1.25, $b$ length 1. Panel E shows the
# mean over all planes of the six directions $\pm$ neuron. The solid curve is right, the dashed one has one wrong step.
# The suspects, in alphabetical order:
#
# - *both ends*: $0$ and $2 \pi$ are both on the grid;
# - *dropped zeros*: activations of length zero are left out of $N$;
# - *long probe*: the probe is $R(\theta) a$, and $a$ is not made a unit vector;
# - *oblique*: the probe is $\cos \theta$ times $a$ plus $\sin \theta$ times $b$, both of length 1, but not at right
#   angles;
# - *wrong sense*: the spotlight turns away from $b$;
# - *zero planes*: a pair of opposite directions spans no plane, and its curve is taken to be zero in the mean.
#
# Which is which? Write your guess down before you read on. B and D lie above the right curve at every angle: what tells
# them apart?

# %%
rng = np.random.default_rng(16)
around_b = np.array([0.6, 0.7, 0.0]) + 0.35 * rng.standard_normal((140, 3))
X = np.vstack([around_b, rng.standard_normal((100, 3)) * [1.5, 0.7, 0.5], np.zeros((60, 3))])
a, b = np.array([1.25, 0.0, 0.0]), np.array([0.5, np.sqrt(0.75), 0.0])
GAMMA, EPSILON, N_ANGLES = np.pi / 3, 0.85, 36
thetas, plane, both_signs = full_turn(N_ANGLES), np.array([[0, 1]]), np.vstack([np.eye(3), -np.eye(3)])
right = spotlight_curve(X, a, b, EPSILON, thetas)
right_mean = mean_spotlight_resonance(X, both_signs, EPSILON, n_angles=thetas).mean
wrong = {letter: np.array(getattr(GALLERY, f"spotlight_{letter.lower()}")(X, np.array([a, b]), EPSILON, plane,
                                                                          thetas)[0])
         for letter in "ABCDF"}
wrong["E"] = GALLERY.mean_e(X, both_signs, EPSILON, "permutations", thetas)

figure, axes = new_figure(2, 3, width=11, height=5.6, share_x=True)
for ax, letter in zip(axes.flat, "ABCDEF"):
    draw_resonance_curve(thetas, right_mean if letter == "E" else right, label="right", ax=ax)
    draw_resonance_curve(thetas, wrong[letter], label=letter, index=1, ax=ax)
    ax.set_ylim(0, 0.1 if letter == "E" else 0.55)
    ax.set_title(f"{letter}, mean over all planes" if letter == "E" else letter)
    ax.set_xlabel("angle from a towards b (degrees)" if letter in "DEF" else "")
    ax.set_ylabel("resonance" if letter in "AD" else "")
    legend(ax)
show(figure, "18_six_spotlights",
     "Six panels, each with the right curve solid and a wrong one dashed. A: higher between 0 and 90 degrees, dark at "
     "135. B: the same shape, a quarter higher. C: sliding to the left. D: higher and wider. E: the same shape, a "
     "fifth lower. F: the mirror image.")

# %% [markdown]
# **Second room: six toy models.** Five features, two hidden dimensions, $S = 0.9$, all equally important; the ReLU
# output model, 2500 steps of Adam, the same start. One training is right. Of the others, each has one wrong step in the
# sampler of the features or in the gradient:
#
# - *density called sparsity*: $x_i = 0$ with probability $1 - S$;
# - *half gradient*: only the decoder's part of the gradient of $W$;
# - *mask over the batch*: which features are zero is drawn once for all samples of a batch;
# - *mask over the features*: it is drawn once for all features of a sample;
# - *no bias*: the bias is never added, and its gradient is zero;
# - *one number twice*: the number that decided whether $x_i$ is zero is used as its value.

# %%
def train(sample, gradient, n_steps=2500):
    """Return W, the bias and the losses on the way; sampler and gradient are the ones under suspicion."""
    rng = np.random.default_rng(2)
    parameters = {"W": 0.4 * rng.standard_normal((2, 5)), "bias": np.zeros(5)}
    optimiser, losses = Adam(5e-3), []
    state = optimiser.initial_state(parameters)
    for _ in range(n_steps):
        loss, dW, db = gradient(parameters["W"], parameters["bias"], sample(512, 5, 0.9, rng), np.ones(5))
        optimiser.update(parameters, {"W": dW, "bias": db}, state)
        losses.append(loss)
    return parameters["W"], parameters["bias"], np.array(losses)


sampler, gradient = GALLERY.sample_right, GALLERY.gradient_right
PAIRS = {"right": (sampler, gradient), "G": (GALLERY.sample_g, gradient), "H": (sampler, GALLERY.gradient_h),
         "I": (GALLERY.sample_i, gradient), "J": (sampler, GALLERY.gradient_j), "K": (GALLERY.sample_k, gradient),
         "L": (GALLERY.sample_l, gradient)}
trained = {letter: train(*pair) for letter, pair in PAIRS.items()}
fresh = sampler(100_000, 5, 0.9, np.random.default_rng(99))
rows = {}
print("        loss in training   +- from step to step   loss on fresh, right features   mean |W_i|^2")
for letter, (W, bias, losses) in trained.items():
    rows[letter] = losses[-500:].mean(), losses[-500:].std(), gradient(W, bias, fresh,
                                                                       np.ones(5))[0], (W**2).sum(axis=0).mean()
    print(f"{letter:5}   {rows[letter][0]:16.3f}   {rows[letter][1]:20.3f}   {rows[letter][2]:29.3f}   "
          f"{rows[letter][3]:12.1f}")

# %% [markdown]
# **What do you expect?** Which of the mistakes will still find the pentagon, and which will leave no order? Which
# will you see in the losses? Predict `lowest_loss`.

# %%
figure, axes = new_figure(2, 4, width=11, height=5.8)
for ax, (letter, (W, bias, losses)) in zip(axes.flat, trained.items()):
    draw_columns(W, ax=ax)
    ax.set_title(letter)
last = axes[1, 3]
for k, (_, _, losses) in enumerate(trained.values()):
    low, high = np.percentile(losses[-500:], [5, 95])
    last.plot([k, k], [low, high], color="black", linewidth=1.5)
    last.plot(k, losses[-500:].mean(), "o", color="black")
    assert 0 <= low < high
last.set(xticks=np.arange(7), xticklabels=list(rows), ylim=(0, None))
last.set_title("loss of a batch: mean, 5 to 95 %", fontsize="medium")
show(figure, "18_six_toy_models",
     "Seven panels of five features as rays in the plane: the right training, G, H, J and L are pentagons, those of J "
     "a little shorter; I and K are fans without order. Last panel: the losses of the last 500 batches, as their mean "
     "and a line from 5 to 95 per cent; the line of G is long and begins at 0, I and L lie far above, K lowest of all.")

# %% [markdown]
# Four of the six wrong trainings draw the pentagon. The one with the lowest training loss is wrong. And one, H, cannot
# be told from the right one by anything on this page so far: same figure, same loss.

# %%
def is_pentagon(W):
    """Say whether neighbouring columns are 72 degrees apart, give or take 3."""
    angles = np.sort(np.degrees(np.arctan2(W[1], W[0])))
    return bool(np.all(np.abs(np.diff(np.append(angles, angles[0] + 360)) - 72) < 3))


assert [letter for letter in rows if is_pentagon(trained[letter][0])] == ["right", "G", "H", "J", "L"]
assert min(rows, key=lambda letter: rows[letter][0]) == "K"
assert abs(rows["H"][0] - rows["right"][0]) < 1e-4 and rows["G"][1] > 15 * rows["right"][1]
assert rows["J"][3] < 0.9 < 1.1 < rows["right"][3]

# %% [markdown]
# ## Definition
#
# - A **golden case** is an input with an output known from outside the code: by hand, or in exact arithmetic.
# - A **law** is something that holds for every input, whatever the output is: no right answer is needed to try it. It
#   speaks for the inputs that were tried.
# - A **gradient check** is a law about two functions of the same code: the gradient is that of the loss (lesson 12).
# - A **convention** is a choice that a right implementation may make, if it says so. An undeclared one cannot be told
#   from a defect.
# - The **conformance kit**, the kit for short, is the package's collection of golden cases and laws for functions of
#   given names, and of known defects. An **adapter** is a module, or any object, that offers your code under these
#   names.
# - A **diagnosis** is a known defect that predicts **all** numbers that the code gives, the right ones included.
#
# ## Derivation
#
# What does each defect do, exactly? Each wrong curve turns out to be the right function, asked something else. That is
# why it looks plausible. Let $u$ be an activation of length 1, $f(\theta; \varepsilon)$ the right curve of the plane
# $(a, b)$, and $\gamma$ the angle between $a$ and $b$.
#
# **A is *oblique*.** With $u_a, u_b$ of length 1, the probe is
# $p = \cos \theta \thinspace u_a + \sin \theta \thinspace u_b$. Its length:
#
# $$\lvert p \rvert^2 = \cos^2 \theta + \sin^2 \theta + 2 \sin \theta \cos \theta \thinspace (u_a \cdot u_b) = 1 +
# \sin 2 \theta \cos \gamma .$$
#
# Its direction: with $u_b = \cos \gamma \thinspace e_1 + \sin \gamma \thinspace e_2$ it is
# $p = (\cos \theta + \sin \theta \cos \gamma) e_1 + \sin \theta \sin \gamma \thinspace e_2$, at the angle
# $\alpha(\theta)$ whose cosine and sine are in proportion to these. And $u \cdot p \ge \varepsilon$ says
# $\cos(u, p) \ge \varepsilon / \lvert p \rvert$. So
#
# $$f_A(\theta) = f\left( \alpha(\theta); \varepsilon / \lvert p(\theta) \rvert \right) .$$
#
# The cone breathes: widest at 45 degrees, narrowest at 135. There
# $\lvert p \rvert = \sqrt{1 - \cos 60^\circ} = 0.71 < 0.85$, so nothing can be lit, whatever the data. Law broken:
# **the plane from the other end**, $f_{ba}(\gamma - \theta) = f_{ab}(\theta)$ (lesson 4). At $\theta = 0$ the probes of
# the two sides are $\cos \gamma \thinspace u_b + \sin \gamma \thinspace u_a$ and $u_a$; they agree if
# $\gamma = 90^\circ$. On orthogonal rows the defect does not exist.
#
# **B is *dropped zeros*.** The counts are right and the divisor is $N - N_0$: $f_B = f \thinspace N / (N - N_0)$, here
# 5/4. Law broken: **parts add up**. With parts of $N_1$ and $N_2$ activations, $N f = N_1 f_1 + N_2 f_2$, because
# counts add. Put all zeros into the second part: on the right of B's version stands $n_1 + N_2 n_2 / (N_2 - N_0)$ with
# the counts $n_1, n_2$, on the left $(N_1 + N_2)(n_1 + n_2) / (N_1 + N_2 - N_0)$.
#
# **C is *both ends*.** With $n$ values, value $k$ belongs to $2 \pi k / (n - 1)$ and not to $2 \pi k / n$: too far by
# $2 \pi k / (n (n - 1))$, nothing at the start, and a whole step at the end, where the direction $a$ is counted a
# second time. Law broken: **angles as given**; ask for one angle alone.
#
# **D is *long probe*.** $\lvert R(\theta) a \rvert = \lvert a \rvert$, and $u \cdot R(\theta) a \ge \varepsilon$ says
# $\cos(u, p) \ge \varepsilon / \lvert a \rvert$, so $f_D(\theta) = f(\theta; \varepsilon / \lvert a \rvert)$: the right
# curve of another cone, 0.68 in place of 0.85. What tells it from B: there the ratio to the right curve is 5/4 at every
# angle, here it is anything from 1.26 to 4.33. But from D alone, with no right curve beside it, the two cannot be told
# apart. Law broken: **lengths of $a$ and $b$ do not matter**.
#
# **E is *zero planes*.** Of the $2n (2n - 1)$ ordered pairs of $2n$ directions $\pm$ neuron, $2n$ are opposite pairs.
# Their zeros add nothing to the sum, but count in the divisor: the mean shrinks by
#
# $$\frac{2n (2n - 1) - 2n}{2n (2n - 1)} = \frac{2n - 2}{2n - 1}, \qquad n = 3: \quad \frac{4}{5} .$$
#
# Law broken: **the mean is that of the curves there are**. B and E are both the right shape times a constant: one too
# high, one too low.
#
# **F is *wrong sense*.** $f_F(\theta) = f(-\theta)$. Law broken: the other end again. With
# $f_{ba}(\theta) = f_{ab}(\gamma - \theta)$, F has $f_{ba}(\theta - \gamma) = f_{ab}(2 \gamma - \theta)$ on one side
# and $f_{ab}(-\theta)$ on the other: the same only if the curve repeats after $2 \gamma$. At $\gamma = 90^\circ$ a
# cloud that is symmetric about the origin hides F: test with lopsided data.

# %%
def f(angle, epsilon):
    """The right curve, at one angle."""
    return spotlight_curve(X, a, b, epsilon, np.array([angle]))[0]


length = np.sqrt(1 + np.sin(2 * thetas) * np.cos(GAMMA))
alpha = np.arctan2(np.sin(thetas) * np.sin(GAMMA), np.cos(thetas) + np.sin(thetas) * np.cos(GAMMA))
predicted = {
    "A": [f(angle, EPSILON / size) if EPSILON <= size else 0.0 for angle, size in zip(alpha, length)],
    "B": right * 300 / 240,
    "C": [f(2 * np.pi * k / (N_ANGLES - 1), EPSILON) for k in range(N_ANGLES)],
    "D": [f(angle, EPSILON / 1.25) for angle in thetas],
    "E": right_mean * 4 / 5,
    "F": [f(-angle, EPSILON) for angle in thetas],
}
for letter, curve in predicted.items():
    assert np.allclose(curve, wrong[letter], rtol=0, atol=1e-12), letter
ratio = wrong["D"] / right
assert round(ratio.min(), 2) == 1.26 and round(ratio.max(), 2) == 4.33
assert round(length.min(), 2) == 0.71 and np.all(wrong["A"][(length < EPSILON)] == 0)
assert round(EPSILON / 1.25, 2) == 0.68
print("all six wrong curves predicted from the right function, to every count")

first, second = (GALLERY.spotlight_b(part, np.array([a, b]), EPSILON, plane, thetas)[0] for part in (X[:200], X[200:]))
assert not np.allclose(300 * wrong["B"], 200 * first + 100 * second)
assert np.allclose(300 * right, 200 * spotlight_curve(X[:200], a, b, EPSILON, thetas) + 100 * spotlight_curve(X[200:],
                                                                                                              a, b,
                                                                                                              EPSILON,
                                                                                                              thetas))

# %% [markdown]
# **The samplers.** One entry is zero or not: an indicator with mean $S$ and variance $S (1 - S)$. The mean of $m$
# independent ones has mean $S$ and variance $S (1 - S) / m$. A right sampler draws $m = B n$ of them for a batch of $B$
# samples with $n$ features.
#
# - **G is *mask over the batch***: only $n$ independent masks, copied $B$ times. Mean $S$, as it must be, and variance
#   $S (1 - S) / n$: $B$ times larger, and **no batch is large enough**. Each single sample is right, so the gradient is
#   right on average: the same pentagon in the end, with a loss that jumps from step to step.
# - **I is *density called sparsity***: zero share $1 - S = 0.1$. With all features active nearly always, there is no
#   room to share: no pentagon.
# - **K is *mask over the features***: zero share $S$, from $m = B$ independent masks. But two features are active
#   together with probability $1 - S = 0.1$ in place of $(1 - S)^2 = 0.01$. Interference is no longer rare, so it is
#   another problem, not the paper's. Nine samples in ten are all zero and cost next to nothing: a low loss.
# - **L is *one number twice***: a number that is at least $S$, used as the value, is uniform on $[S, 1]$: mean
#   $(1 + S) / 2 = 0.95$ in place of $0.5$.

# %%
B, S = 512, 0.9
for letter, sample in (("right", sampler), *((letter, PAIRS[letter][0]) for letter in "GIKL")):
    batches = [sample(B, 5, S, np.random.default_rng(k)) for k in range(200)]
    features = np.vstack(batches)
    active = features > 0
    share = np.array([(batch == 0).mean() for batch in batches])
    values = share.mean(), share.std() * np.sqrt(5 / (S * (1 - S))), (active[:, 0]
                                                                      & active[:, 1]).mean(), features[active].mean()
    wanted = {"right": (0.9, B**-0.5, 0.01, 0.5), "G": (0.9, 1, 0.01, 0.5), "I": (0.1, B**-0.5, 0.81, 0.5),
              "K": (0.9, (5 / B)**0.5, 0.1, 0.5), "L": (0.9, B**-0.5, 0.01, 0.95)}[letter]
    assert all(abs(value - want) < 0.02 + 0.15 * want for value, want in zip(values, wanted)), (letter, values)
    print(f"{letter:5}  zeros {wanted[0]:.1f}   spread of this between batches, over that of single samples "
          f"{wanted[1]:.2f}   "
          f"both of a pair active {wanted[2]:.2f}   active mean {wanted[3]:.2f}")

# %% [markdown]
# (The numbers printed are the formulas'; the run asserts that 200 batches of each sampler agree with them.)
#
# **The gradients.** H's gradient lacks a term $\delta$, so $g = \nabla L - \delta$. By Taylor's theorem, along a
# direction $d$, the loss is $L(w + t d) = L(w) + t \nabla L \cdot d$ and terms in $t^2$. Put $\nabla L = g + \delta$:
#
# $$L(w + t d) - L(w) - t g \cdot d = t \thinspace \delta \cdot d + \text{terms in } t^2 .$$
#
# With $\delta = 0$ the remainder falls with the square of $t$, slope 2 on logarithmic axes; with $\delta \cdot d \ne 0$
# it has slope 1. **H is *half gradient***: $W$ is used twice, in $h = W x$ and in $z = W^T h + b$, and the chain rule
# gives a term for each use. With the decoder's term alone the training still goes downhill here.
#
# **J is *no bias***: the remainder of **its** loss has slope 2. J is the right gradient of a wrong function, and **no
# gradient check can find it**. While the bias is zero, as at the start of every training, even the function is right. A
# golden case with $b \ne 0$ finds it at once: for $x = 0$ the output is $\mathrm{relu}(b)$, and J's is 0.

# %%
rng = np.random.default_rng(3)
at = {"W": rng.standard_normal((2, 5)), "bias": rng.standard_normal(5)}
batch, importance = sampler(40, 5, 0.5, rng), np.array([1.0, 0.8, 0.6, 0.4, 0.2])
for letter, which in (("right", gradient), ("H", GALLERY.gradient_h), ("J", GALLERY.gradient_j)):
    def loss(p):
        return which(p["W"], p["bias"], batch, importance)[0]

    _, dW, db = which(at["W"], at["bias"], batch, importance)
    gradients = {"W": dW, "bias": db}
    error = gradient_error(loss, gradients, at)
    slope = taylor_slope(loss, gradients, at, random_direction(at, np.random.default_rng(4)), (1e-3, 1e-4, 1e-5))
    at_zero = abs(which(at["W"], np.zeros(5), batch, importance)[0] - gradient(at["W"], np.zeros(5), batch,
                                                                               importance)[0])
    here = abs(loss(at) - gradient(at["W"], at["bias"], batch, importance)[0])
    print(f"{letter:5}  gradient check {'passes' if error < 1e-6 else 'fails '}   slope {slope:.1f}   loss right at b "
          f"= 0: {at_zero < 1e-12}, "
          f"at b != 0: {here < 1e-12}")
    assert (error < 1e-6, round(slope)) == {"right": (True, 2), "H": (False, 1), "J": (True, 2)}[letter]
    assert at_zero < 1e-12 and (here < 1e-12) == (letter != "J")

# %% [markdown]
# Now you may read the wrong code: A and H as it stands, the rest in `lessons/checkers/18.py`. Neither looks wrong.

# %%
print(source(GALLERY.spotlight_a), source(GALLERY.gradient_h), sep="\n\n\n")

# %% [markdown]
# ## In the package
#
# `srm_ref/verification/`: golden cases (`cases/*.json`, numbers that never come from this package), laws (`laws/`), and
# a catalogue of mistakes (`mistakes/`). In the catalogue each function is written as a few small **steps**, and a
# mistake replaces one of them. The diagnosis then does what we just did: which mistake predicts every number? The right
# answers count too; that is what makes it sharp. (`FAMILIES` holds the steps and the known mistakes of each function,
# `pairs_of` makes all pairs of them, `_added_up` adds further mistakes to those that meet most failures, and `_most`
# gives the one that meets most of them where none meets all; `_told` writes names and lines of mathematics, `agrees`
# compares an answer with the numbers of the steps.)

# %%
print(source(diagnosis._explain), source(diagnosis._explains), sep="\n\n\n")

# %% [markdown]
# Now the command itself. We put B into a file of its own, as if it were yours, and verify it from the command line. (In
# a process of its own, from the working directory.)

# %%
def run_verify(text):
    """Write my_spotlight.py into a directory of its own and run ``srm-ref verify my_spotlight`` there."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "my_spotlight.py").write_text(text, encoding="utf-8")
        path = os.pathsep.join(filter(None, (str(Path(srm_ref.__file__).parents[1]), os.environ.get("PYTHONPATH"))))
        done = subprocess.run([sys.executable, "-m", "srm_ref", "verify", "my_spotlight"], cwd=directory,
                              capture_output=True, text=True,
                              encoding="utf-8", env=os.environ | {"PYTHONPATH": path})
    return done.returncode, re.sub(r" in [0-9.]+ s", "", done.stdout)


parts = inspect.getsource(GALLERY._probes), inspect.getsource(GALLERY.spotlight_b)
my_code = "import numpy as np\n\n\n" + "\n\n".join(parts)
my_code = my_code.replace("spotlight_b", "spotlight")
status, report = run_verify(my_code)
print(report.partition("\npassed, with a remark")[0])  # which side ties fall to depends on the processor
print(report[report.index("coverage"):])
assert status == 1 and "zero activations excluded from N" in report

# %% [markdown]
# Read it from the top. **The table**: how much was tried, how much failed. **Each failure**: the first number that
# differs, the smallest question that your code still answers wrongly, to be redone on paper, and what the case was made
# to catch. **The diagnosis**: the line of mathematics to look at. **Coverage**: what was not there to be tried;
# "passed" never speaks for that. Start with cases of the level `harness`: when one of them fails, the adapter is not
# wired up, and nothing else means anything.
#
# Here you have a choice. Leaving zeros out of $N$ is a defect if you did not mean it. If you did, say so; then it is a
# convention:

# %%
status, report = run_verify(my_code + '\n\nCONVENTIONS = {"zero_activations": "excluded"}\n')
print("\n".join(report.splitlines()[3:5] + report.splitlines()[-1:]))
assert status == 0 and "PASSED" in report

# %% [markdown]
# ## Check
#
# All twelve, in this process: what fails, which laws break, and what the kit says. `ModuleTarget` takes any object with
# functions of the kit's names.

# %%
NAMES = {"A": "Gram-Schmidt step forgotten", "B": "zero activations excluded from N",
         "C": "own grid of angles, both ends",
         "D": "probe not normalised", "E": "mean over planes including degenerate ones", "F": "rotation sense flipped",
         "G": "mask shared over the batch", "H": "encoder term of the tied gradient missing",
         "I": "density called sparsity",
         "J": "bias forgotten, in the gradient too", "K": "mask shared between features",
         "L": "magnitude reuses the mask's uniform number"}
reports = {}
for letter, name in NAMES.items():
    if letter in "HJ":
        adapter, function = GALLERY.toy_adapter(PAIRS[letter][1]), "toy_loss_and_gradient"
    elif letter in "GIKL":
        adapter, function = SimpleNamespace(sample_features=PAIRS[letter][0]), "sample_features"
    elif letter == "E":
        adapter, function = SimpleNamespace(mean_spotlight=GALLERY.mean_e), "mean_spotlight"
    else:
        adapter, function = SimpleNamespace(spotlight=getattr(GALLERY, f"spotlight_{letter.lower()}")), "spotlight"
    found = reports[letter] = verify(ModuleTarget(adapter), (function,))
    broken = [check.id.rpartition("/")[2] for check in found.checks if check.bad and check.id.startswith("law/")]
    n_cases = sum(check.bad and not check.id.startswith("law/") and "ties" not in check.id for check in found.checks)
    told = found.diagnoses[-1].mistakes[0][0] if found.diagnoses[-1].mistakes else None
    assert not found.passed and told == name, (letter, told)
    print(f"{letter}  {told}\n   {n_cases} cases fail; laws broken: {', '.join(broken) or 'none'}")
    assert letter != "B" or not broken
    assert letter != "J" or broken == ["central-differences-relu-output"]

# %% [markdown]
# What to learn from this table:
#
# - **Samplers are judged by statistics**, with tolerances that a right sampler exceeds in one of $10^9$ runs. No single
#   draw is wrong.
# - **B breaks no law of the kit.** Its laws draw activations that are never zero. A law speaks for the inputs that were
#   tried; a case with a zero activation found it. You need both.
# - **J breaks a law by luck only.** The law's inputs keep away from the kinks of the right function's ReLU. J has its
#   kinks elsewhere, and one of the law's steps happens to cross one. Our own gradient check above, at a point of its
#   own, passed.
# - **A name is a list of what others did before.** J's mistake is on it, forgotten in the loss alone and forgotten
#   twice, consistently. Yours may not be: then the report says that no known mistake explains the numbers, and what is
#   left is the smallest question. J's would do:

# %%
one = next(check for check in reports["J"].checks if check.bad and check.id == "toy-gradient/zero-batch")
print(one.id, "-", one.about)
print("by hand:", one.by_hand)
assert one.by_hand and reports["J"].diagnoses[-1].kind != "unknown"
assert load_cases("sample_features")[0].expected["false_alarm"] == 1e-9

# %% [markdown]
# On features that are all zero the loss is nothing but the bias, and J's is 0. That identifies J's mistake as surely as
# a diagnosis would.
#
# **Verify your own.** Write an adapter ([adapters.md](../../srm_ref/verification/adapters.md), in the installed package
# `srm_ref/verification/adapters.md`, has them for plain loops, torch, JAX and programs in other languages), declare
# what you do differently on purpose, run `srm-ref verify my_adapter`, and correct what it finds. Three lines then make
# the kit part of your own tests, for pytest and unittest alike, so that the mistake cannot come back unseen.

# %%
def mean_of_planes(activations, basis, epsilon, ensemble, thetas):
    return mean_spotlight_resonance(activations, basis, epsilon, ensemble, thetas).mean


for name, function in (("right", mean_of_planes), ("E", GALLERY.mean_e)):
    case = conformance_tests(SimpleNamespace(mean_spotlight=function))
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    outcome = unittest.TextTestRunner(stream=io.StringIO()).run(tests)
    print(f"{name}: {outcome.testsRun} tests, {len(outcome.failures)} failed")
    assert outcome.testsRun > 10 and bool(outcome.failures) == (name == "E") and not outcome.errors

# %% [markdown]
# ## Exercises
#
# `srm-ref lesson 18 --check` copies the exercises to `answers/18.py` and checks them there, with the kit's cases, laws
# and diagnosis.
#
# 1. Repair a spotlight with three mistakes and a missing refusal.
# 2. Repair a gradient with three mistakes, two of which hide where the bias is zero and the importances equal.
# 3. Repair a sampler.
# 4. Write an adapter for another library.
# 5. Write a law that tells right from wrong without knowing the right answer.
# 6. Open: one input that catches five wrong spotlights.
#
# ## Remember
#
# - A wrong implementation is usually the right function of something else. It looks plausible because it is.
# - Test where defects cannot hide: rows that are oblique and of unequal lengths, zeros among the activations, data
#   without symmetry, a bias that is not zero, importances that are not equal, more than one batch.
# - A gradient check compares a code with itself. It cannot find the right gradient of a wrong function.
# - The best loss and the prettiest figure prove nothing. Cases, laws and gradient checks find different things; use all
#   three.
#
# ## What this does not show
#
# - That code which passes is right: it is right on these cases and laws, and coverage says what was not tried. Training
#   loops, optimisers, figures and data pipelines are not in the kit.
# - That these are all defects, or how common each is. Weight decay by default, an optimiser state that is reset, a
#   stale cache: none of them shows in any function the kit asks for.
# - How the trainings of the second room end from another start: one seed was run. From other starts right trainings may
#   look worse, and H may be found out.
#
# ## In the papers
#
# SRM: the plane, the probe, the resonance. TMS, "Demonstrating Superposition": features, sparsity, model
# and loss. Neither paper lists its implementation's choices; the conventions here are those of the package, and
# `srm_ref/verification/conventions.py` says what may differ.
