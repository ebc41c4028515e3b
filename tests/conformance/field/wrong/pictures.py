"""Wrong implementations of `project`."""
from tests.conformance.field.entries import Table

TABLE = Table("projection", "project/plain")
add = TABLE.add

PICTURE = '''
def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    p, q = coordinates(unit_rows(x), e1, e2)
    keep = near(p, q, epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(coordinates(x, e1, e2))[keep]
'''


def altered(old, new):
    if PICTURE.count(old) != 1:
        raise ValueError(f"{old!r} occurs {PICTURE.count(old)} times")
    return PICTURE.replace(old, new)


add("normalised", "The points are the coordinates of the unit activations, which lose their lengths.",
    altered("coordinates(x, e1, e2))", "coordinates(unit_rows(x), e1, e2))"))
add("kept-by-length", "The in-plane length of the raw activation is compared with epsilon.",
    altered("coordinates(unit_rows(x), e1, e2)", "coordinates(x, e1, e2)"))
add("all-points", "Nothing is left out.", altered("near(p, q, epsilon) & ", ""))
add("first-axis-only", "A sample is kept where its cosine with a, not with the plane, reaches epsilon.",
    altered("near(p, q, epsilon)", "(np.abs(p) >= epsilon)"))
add("either-axis", "A sample is kept where its cosine with one of the two axes reaches epsilon.",
    altered("near(p, q, epsilon)", "((np.abs(p) >= epsilon) | (np.abs(q) >= epsilon))"), "project/narrow")
add("square-compared", "p^2 + q^2, without the root, is compared with epsilon.",
    altered("near(p, q, epsilon)", "(p ** 2 + q ** 2 >= epsilon)"))
add("square-both-sides", "p^2 + q^2 >= epsilon^2, which loses the sign of epsilon.",
    altered("near(p, q, epsilon)", "(p ** 2 + q ** 2 >= epsilon ** 2)"), "project/very_negative")
add("open", "The rule is open: > for >=.", '''
def near(p, q, epsilon):
    return np.hypot(p, q) > epsilon
''', "project_ties")
add("complement", "The samples far from the plane are kept.", '''
def near(p, q, epsilon):
    return np.hypot(p, q) <= epsilon
''')
add("angle-in-radians", "epsilon is read as the largest angle to the plane in radians.", '''
def near(p, q, epsilon):
    return np.arccos(np.clip(np.hypot(p, q), 0, 1)) <= epsilon
''')
add("sine-for-cosine", "epsilon is compared with the sine of the angle to the plane.", '''
def near(p, q, epsilon):
    return np.sqrt(np.maximum(1 - p * p - q * q, 0)) >= epsilon
''')
add("signed-sum", "p + q is compared, as if the cosine with the plane were the sum.", '''
def near(p, q, epsilon):
    return p + q >= epsilon
''')
add("zeros-kept", "At epsilon <= 0 zero activations are kept, as points at the origin.",
    altered(" & np.any(x != 0, axis=1)", ""), "project_zero_rows")
add("small-dropped", "Activations shorter than 1e-6 are left out as zero.",
    altered("np.any(x != 0, axis=1)", "(np.linalg.norm(x, axis=1) > 1e-6)"), "project/tiny")
add("axes-swapped", "The columns are (x . e2, x . e1).", altered(
    "np.column_stack(coordinates(x, e1, e2))", "np.column_stack(coordinates(x, e2, e1))"))
add("transposed", "A picture is (2, k).", altered("[keep]", "[keep].T"))
add("second-axis-negated", "e2 points away from b.", '''
_frame = frame


def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    keep = near(*coordinates(unit_rows(x), e1, e2), epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(coordinates(x, e1, -e2))[keep]
''')
add("oblique-coordinates", "The points are dot products with a and b themselves, unit but oblique.", '''
def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    keep = near(*coordinates(unit_rows(x), e1, e2), epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(coordinates(x, *unit_rows(rows([a, b]))))[keep]
''')
add("kept-by-oblique", "The plane is left by hypot(x.a, x.b) with oblique a and b; the points are right.", '''
def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    keep = near(*coordinates(unit_rows(x), *unit_rows(rows([a, b]))), epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(coordinates(x, e1, e2))[keep]
''')
add("lengths-of-basis", "Coordinates are along directions that keep the lengths of the basis.", '''
def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    keep = near(*coordinates(unit_rows(x), e1, e2), epsilon) & np.any(x != 0, axis=1)
    return np.column_stack(coordinates(x, e1 * np.linalg.norm(a), e2 * np.linalg.norm(b)))[keep]
''')
add("least-squares", "Coefficients of a and b by least squares stand for coordinates.", '''
def picture(activations, a, b, epsilon):
    x = rows(activations)
    keep = near(*coordinates(unit_rows(x), *frame(a, b)), epsilon) & np.any(x != 0, axis=1)
    return np.linalg.lstsq(np.column_stack([a, b]), x.T, rcond=None)[0].T[keep]
''')
add("stretched-to-length", "Each point is moved out to the activation's full length.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    x = rows(activations)
    e1, e2 = frame(a, b)
    p, q = coordinates(unit_rows(x), e1, e2)
    keep = near(p, q, epsilon) & np.any(x != 0, axis=1)
    r = np.hypot(p, q)
    return np.column_stack([p, q])[keep] / r[keep, None] * np.linalg.norm(x, axis=1)[keep, None]
''')
add("polar", "Points are (radius, angle).", '''
_picture = picture


def picture(activations, a, b, epsilon):
    points = _picture(activations, a, b, epsilon)
    return np.column_stack([np.hypot(*points.T), np.arctan2(points[:, 1], points[:, 0])])
''')
add("absolute-points", "Points are folded into the first quadrant.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    return np.abs(_picture(activations, a, b, epsilon))
''')
add("unique-points", "np.unique removes points that coincide.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    return np.unique(_picture(activations, a, b, epsilon), axis=0)
''', "project/duplicates")
add("rounded-points", "Points are rounded to two decimals.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    return np.round(_picture(activations, a, b, epsilon), 2)
''')
add("one-pile", "The pictures of all planes are given in one array.", '''
_project = project


def project(activations, basis, epsilon, planes):
    return [np.vstack(_project(activations, basis, epsilon, planes))]
''')
add("claimed-once", "A sample is shown in the first plane that it is near to, and in no later one.", '''
def project(activations, basis, epsilon, planes):
    x, out = rows(activations), []
    left = np.ones(len(x), dtype=bool)
    for i, j in planes:
        keep = near(*coordinates(unit_rows(x), *frame(basis[i], basis[j])), epsilon) & np.any(x != 0, axis=1) & left
        left &= ~keep
        out.append(np.column_stack(coordinates(x, *frame(basis[i], basis[j])))[keep])
    return out
''')
add("empty-planes-left-out", "A plane without points gets no picture, so later pictures move up.", '''
_project = project


def project(activations, basis, epsilon, planes):
    return [points for points in _project(activations, basis, epsilon, planes) if len(points)]
''', "project_dark_plane")
add("empty-as-origin", "A plane without points gets one point at the origin, so that a plot does not fail.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    points = _picture(activations, a, b, epsilon)
    return points if len(points) else np.zeros((1, 2))
''', "project_dark_plane")
add("at-most-hundred", "At most a hundred points a picture.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    return _picture(activations, a, b, epsilon)[:100]
''', "project/three_hundred")
add("samples-not-lit-cut",
    "Only samples on the side of a (p > 0) are shown.", altered("near(p, q, epsilon)", "near(p, q, epsilon) & (p > 0)"))
add("cone-at-best-angle",
    "A sample is kept where some angle of a coarse grid of 36 lights it, not where r >= epsilon.", '''
def near(p, q, epsilon):
    return cosines(p, q, 2 * np.pi * np.arange(36) / 36).max(axis=1) >= epsilon
''', "project/thousands")
add("negative-epsilon-empty", "At epsilon < 0 nothing is kept.", '''
def near(p, q, epsilon):
    return (np.hypot(p, q) >= epsilon) & (epsilon >= 0)
''', "project/negative")
add("absolute-epsilon", "|epsilon| is used.", '''
def near(p, q, epsilon):
    return np.hypot(p, q) >= abs(epsilon)
''', "project/negative")
add("centred", "The picture is centred on its mean.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    points = _picture(activations, a, b, epsilon)
    return points - points.mean(axis=0) if len(points) else points
''')
add("parallel-accepted", "Parallel directions give an empty picture.", '''
_picture = picture


def picture(activations, a, b, epsilon):
    return _picture(activations, a, b, epsilon) if spans(a, b) else np.zeros((0, 2))
''', "parallel/project")
add("in-place",
    "Activations are normalised in place for the rule, and then the caller's array is no longer the data.", '''
def project(activations, basis, epsilon, planes):
    out = [picture(activations, basis[i], basis[j], epsilon) for i, j in planes]
    activations /= np.maximum(np.linalg.norm(activations, axis=1, keepdims=True), 1e-300)
    return out
''', "inputs_after/project")
add("grows", "A list in the function's default argument keeps the pictures of earlier calls.", '''
def project(activations, basis, epsilon, planes, out=[]):
    out.extend(picture(activations, basis[i], basis[j], epsilon) for i, j in planes)
    return list(out)
''', "several_calls/project")
