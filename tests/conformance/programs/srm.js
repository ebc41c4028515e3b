// Everything about one plane, and measures, for srm-ref verify --command 'node srm.js'.
// Here the spotlight turns from a away from b, and W is stored feature by feature: both are declared.
const { function: name, inputs } = JSON.parse(require('fs').readFileSync(0, 'utf8'));

const dot = (x, y) => x.reduce((sum, v, k) => sum + v * y[k], 0);
const scaled = (x, c) => x.map((v) => v * c);
const unit = (x) => scaled(x, 1 / Math.sqrt(dot(x, x)));

function frame(basis, [i, j]) {
  const e1 = unit(basis[i]);
  const b = unit(basis[j]);
  const rest = b.map((v, k) => v - dot(b, e1) * e1[k]);
  if (dot(rest, rest) < 1e-18) throw new Error(`rows ${i} and ${j} span no plane`);
  return [e1, unit(rest)];
}

function curves({ activations, basis, epsilon, planes, thetas }, weight) {
  return planes.map((plane) => {
    const [e1, e2] = frame(basis, plane);
    return thetas.map((theta) => {
      const p = e1.map((v, k) => Math.cos(theta) * v - Math.sin(theta) * e2[k]);
      const lit = activations.filter((x) => dot(x, x) > 0);
      return lit.reduce((sum, x) => sum + weight(dot(unit(x), p), epsilon), 0) / activations.length;
    });
  });
}

const bright = (cosine, epsilon) => Number(cosine >= epsilon);
const functions = {
  CONVENTIONS: () => ({ rotation: 'away', W: 'features-hidden' }),
  spotlight: () => curves(inputs, bright),
  signed_spotlight: () => curves(inputs, (c, epsilon) => bright(c, epsilon) - bright(-c, epsilon)),
  project: () => inputs.planes.map((plane) => {
    const [e1, e2] = frame(inputs.basis, plane);
    return inputs.activations
      .map((x) => [dot(x, e1), dot(x, e2), Math.sqrt(dot(x, x))])
      .filter(([p, q, length]) => length > 0 && Math.hypot(p, q) >= inputs.epsilon * length)
      .map(([p, q]) => [p, q]);
  }),
  feature_dimensionality: () => inputs.W.map((u) => {
    const square = dot(u, u);
    return square > 0 ? square / inputs.W.reduce((sum, v) => sum + dot(unit(u), v) ** 2, 0) : 0;
  }),
};
const answer = functions[name] ? functions[name]() : null;
process.stdout.write(JSON.stringify(answer));
