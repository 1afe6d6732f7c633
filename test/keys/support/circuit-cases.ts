import type { CircuitSignals } from "snarkjs";

export interface CircuitCase {
  readonly name: string;
  readonly source: string;
  readonly input: CircuitSignals;
  readonly nPublic: number;
  /** What the key's domain must be: the least power of two >= nConstraints + nPublic + 1. */
  readonly domainSize: number;
}

/** n constraints: x, x^2, x^4, ... */
const squarings = (n: number): string => `
template Squarings(n) {
    signal input x;
    signal input unused;
    signal output y;
    signal power[n];
    power[0] <== x * x;
    for (var i = 1; i < n; i++) power[i] <== power[i - 1] * power[i - 1];
    y <== power[n - 1];
}
component main { public [x] } = Squarings(${n});`;

export const CIRCUIT_CASES: readonly CircuitCase[] = [
  {
    name: "a Poseidon preimage with two public inputs",
    source: `include "circomlib/circuits/poseidon.circom";
template Preimage() {
    signal input digest;
    signal input context;
    signal input left;
    signal input right;
    component hash = Poseidon(2);
    hash.inputs[0] <== left;
    hash.inputs[1] <== right;
    hash.out === digest;
}
component main { public [digest, context] } = Preimage();`,
    // Poseidon(1, 2), the vector of circomlib. The circuit does not use "context", which still must be bound.
    input: {
      digest: "7853200120776062878684798364095072458815029376092732009249414926327459813530",
      context: 42,
      left: 1,
      right: 2,
    },
    nPublic: 2,
    domainSize: 256,
  },
  {
    name: "one constraint over public signals only (section C is empty)",
    source: `template Product() {
    signal input a;
    signal input b;
    signal output c;
    c <== a * b;
}
component main { public [a, b] } = Product();`,
    input: { a: 6, b: 7 },
    nPublic: 3,
    domainSize: 8,
  },
  {
    name: "inner signals but no private input",
    source: `template Cube() {
    signal input x;
    signal output y;
    signal square;
    square <== x * x;
    y <== square * x + 5;
}
component main { public [x] } = Cube();`,
    input: { x: 3 },
    nPublic: 2,
    domainSize: 8,
  },
  {
    name: "nConstraints + nPublic + 1 = 8, exactly a power of two",
    source: squarings(5),
    input: { x: 3, unused: 9 },
    nPublic: 2,
    domainSize: 8,
  },
  {
    name: "nConstraints + nPublic + 1 = 9, one above a power of two",
    source: squarings(6),
    input: { x: 3, unused: 9 },
    nPublic: 2,
    domainSize: 16,
  },
];
