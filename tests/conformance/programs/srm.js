// Eight functions and one more for srm-ref verify --command 'node srm.js', with --lines or without, or as a filter.
// Here the spotlight turns from a away from b, and W is stored feature by feature: both are declared.
const dot = (x, y) => x.reduce((sum, v, k) => sum + v * y[k], 0);
const scaled = (x, c) => x.map((v) => v * c);
const unit = (x) => scaled(x, 1 / Math.sqrt(dot(x, x)));
const transposed = (A) => A[0].map((_, k) => A.map((row) => row[k]));
const relu = (v) => Math.max(v, 0);

function frame(basis, [i, j]) {
  const e1 = unit(basis[i]);
  const b = unit(basis[j]);
  const rest = b.map((v, k) => v - dot(b, e1) * e1[k]);
  if (dot(rest, rest) < 1e-18) throw new Error(`rows ${i} and ${j} span no plane`);
  return [e1, unit(rest)];
}

function curves({ activations, basis, epsilon, planes, thetas }, weight) {
  const lit = activations.filter((x) => dot(x, x) > 0).map(unit);
  return planes.map((plane) => {
    const [e1, e2] = frame(basis, plane);
    const flat = lit.map((x) => [dot(x, e1), dot(x, e2)]);
    return thetas.map((theta) => {
      const [c, s] = [Math.cos(theta), Math.sin(theta)];
      return flat.reduce((sum, [p, q]) => sum + weight(c * p - s * q, epsilon), 0) / activations.length;
    });
  });
}

function meanCurve(inputs) {
  const n = inputs.basis.length;
  const pairs = [...Array(n * n).keys()].map((k) => [Math.floor(k / n), k % n]);
  const wanted = pairs.filter(([i, j]) => (inputs.ensemble === 'permutations' ? i !== j : i < j));
  const planes = wanted.filter((plane) => {
    try { return frame(inputs.basis, plane); } catch (error) { return false; }
  });
  if (!planes.length) throw new Error('no two rows span a plane');
  const all = curves({ ...inputs, planes }, bright);
  return inputs.thetas.map((_, t) => all.reduce((sum, curve) => sum + curve[t], 0) / all.length);
}

function project({ activations, basis, epsilon, planes }) {
  return planes.map((plane) => {
    const [e1, e2] = frame(basis, plane);
    return activations
      .map((x) => [dot(x, e1), dot(x, e2), Math.sqrt(dot(x, x))])
      .filter(([p, q, length]) => length > 0 && Math.hypot(p, q) >= epsilon * length)
      .map(([p, q]) => [p, q]);
  });
}

const half = (n) => {                                           // log Beta(n, 1/2) for 2n = 1, 2, 3, ...: a recurrence
  let value = n % 1 ? Math.log(Math.PI) : Math.log(2);
  for (let k = n % 1 ? 0.5 : 1; k < n; k++) value += Math.log(k / (k + 0.5));
  return value;
};

function capFraction({ n_dims: n, epsilon: e }) {
  if (e === 0 || Math.abs(e) === 1) return (1 - e) / 2;
  if (e < 0) return 1 - capFraction({ n_dims: n, epsilon: -e });
  const [a, x] = [(n - 1) / 2, 1 - e * e];
  let [term, sum] = [1, 1];
  for (let k = 0; term > 1e-17 * sum; k++) sum += term *= (a + 0.5 + k) / (a + 1 + k) * x;
  return 0.5 * Math.exp(a * Math.log(x) + Math.log(e) - half(a)) * sum / a;
}

function run(model, p, x) {                                     // decoder by rows of features; encoder by hidden units
  const decoder = model === 'absolute_value' ? transposed(p.W2) : p.W;
  const encoder = transposed(model === 'absolute_value' ? p.W1 : p.W);
  const before = encoder.map((row) => dot(row, x));
  const hidden = model === 'relu_hidden' || model === 'absolute_value' ? before.map(relu) : before;
  const z = decoder.map((row, i) => dot(row, hidden) + p.bias[i]);
  return { decoder, before, hidden, z, y: model === 'linear' ? z : z.map(relu) };
}

function gradients({ model, parameters, features, importance }) {
  const [n, m] = [importance.length, run(model, parameters, features[0]).before.length];
  const zeros = () => [...Array(n)].map(() => Array(m).fill(0));
  const [dDecoder, dEncoder, bias] = [zeros(), zeros(), Array(n).fill(0)];
  let loss = 0;
  for (const x of features) {
    const { decoder, before, hidden, z, y } = run(model, parameters, x);
    for (let i = 0; i < n; i++) {
      const error = y[i] - (model === 'absolute_value' ? Math.abs(x[i]) : x[i]);
      loss += importance[i] * error * error / features.length;
      const slope = model === 'linear' || z[i] > 0 ? 2 * importance[i] * error / features.length : 0;
      bias[i] += slope;
      for (let r = 0; r < m; r++) {
        dDecoder[i][r] += slope * hidden[r];
        const open = model === 'linear' || model === 'relu_output' || before[r] > 0;
        for (let j = 0; open && j < n; j++) dEncoder[j][r] += slope * decoder[i][r] * x[j];
      }
    }
  }
  if (model === 'absolute_value') return { loss, gradients: { W1: dEncoder, W2: transposed(dDecoder), bias } };
  return { loss, gradients: { W: dDecoder.map((row, i) => row.map((v, r) => v + dEncoder[i][r])), bias } };
}

function overlaps(W) {                                          // (W_i/|W_i| . W_j)^2; null where W_i = 0
  return W.map((u) => (dot(u, u) > 0 ? W.map((v) => dot(unit(u), v) ** 2) : null));
}

const total = (x) => x.reduce((sum, v) => sum + v, 0);
const bright = (cosine, epsilon) => Number(cosine >= epsilon);
const functions = {
  CONVENTIONS: () => ({ rotation: 'away', W: 'features-hidden' }),
  spotlight: (inputs) => curves(inputs, bright),
  signed_spotlight: (inputs) => curves(inputs, (c, epsilon) => bright(c, epsilon) - bright(-c, epsilon)),
  mean_spotlight: meanCurve,
  project,
  cap_fraction: capFraction,
  toy_forward: ({ model, parameters, features }) => features.map((x) => run(model, parameters, x).y),
  toy_loss_and_gradient: gradients,
  feature_dimensionality: ({ W }) => overlaps(W).map((row, i) => (row ? dot(W[i], W[i]) / total(row) : 0)),
  interference: ({ W }) => overlaps(W).map((row, i) => (row ? total(row.filter((_, j) => j !== i)) : 0)),
};

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { function: name, inputs } = JSON.parse(line);
  let answer = null;
  try {
    if (functions[name]) answer = functions[name](inputs);
  } catch (error) {
    answer = { error: String(error) };
  }
  console.log(JSON.stringify(answer));
});
