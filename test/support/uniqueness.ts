import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import type { R1cs, SparseMatrix } from "../../prover/keys/r1cs.ts";
import { inverse as invert, reduce } from "../../prover/keys/scalar-field.ts";
import { at } from "./at.ts";

/**
 * Uniqueness of the witness (T-01): which wires a prover has no choice in, once the inputs are chosen.
 *
 * Works on the compiled constraints alone, so it trusts neither the circuit's source nor the compiler's
 * simplification. Three rules, applied until nothing more follows:
 *
 *   substitution  the constraints' right sides are linear in the wires: they are solved for wires, as far as they go
 *   product       a wire that stands alone on a right side is known when both factors are
 *   bits          unknown wires that are each 0 or 1 are known when a known value is their sum with weights of
 *                 which each exceeds all smaller ones together, below the field modulus in total
 *
 * It is a proof where it succeeds, and silent where it does not: an undetermined wire may still be unique.
 */
export interface Determination {
  /** Wires no rule determines. */
  readonly undetermined: readonly number[];
  /** Constraints that give no wire: all they can do is refuse. */
  readonly checks: readonly number[];
  /**
   * The witness that follows from the given wires, whether or not the checks accept it: the best an attacker can
   * do with these inputs.
   */
  witness(given: (wire: number) => bigint): bigint[];
}

/** Sum of coefficient * wire. */
interface Sum {
  readonly wires: readonly number[];
  readonly coefficients: readonly bigint[];
}

/** One constraint, a * b = c. `b` is the very object `a` where both sides are the same. */
interface Constraint {
  a: Sum;
  b: Sum;
  c: Sum;
}

interface Bit {
  readonly wire: number;
  /** Weight of the bit, at least 1 and above all smaller ones together. */
  readonly weight: bigint;
  readonly negative: boolean;
}

interface ProductStep {
  readonly rule: "product";
  readonly row: number;
  readonly wire: number;
}

interface BitsStep {
  readonly rule: "bits";
  /** target - known, times scale, is the number whose digits the bits are. */
  readonly target: bigint;
  readonly known: Sum;
  readonly scale: bigint;
  readonly bits: readonly Bit[];
}

type Step = ProductStep | BitsStep;

const NOTHING: Sum = { wires: [], coefficients: [] };

/**
 * @param given wires that are the prover's to choose: the inputs. Wire 0, the constant 1, is always given.
 * @param options.without a constraint to leave out, to see whether it is missed
 */
export function determine(
  r1cs: R1cs,
  given: Iterable<number>,
  options: { readonly without?: number } = {},
): Determination {
  const isGiven = new Uint8Array(r1cs.nVars);
  isGiven[0] = 1;
  for (const wire of given) isGiven[wire] = 1;

  const constraints = Array.from({ length: r1cs.nConstraints }, (_, row) =>
    row === options.without ? { a: NOTHING, b: NOTHING, c: NOTHING } : constraintOf(r1cs, row),
  );
  const { pivotOf, substitutes } = solveRightSides(constraints, isGiven);
  for (const constraint of constraints) {
    const same = constraint.a === constraint.b;
    constraint.a = substitute(constraint.a, substitutes);
    constraint.b = same ? constraint.a : substitute(constraint.b, substitutes);
  }
  const { steps, known } = propagate(constraints, pivotOf, isGiven);

  const giving = new Set(steps.flatMap((step) => (step.rule === "product" ? [step.row] : [])));
  const digits = new Set(
    steps.flatMap((step) => (step.rule === "bits" ? step.bits.map(({ wire }) => wire) : [])),
  );
  const checks = [...constraints.keys()].filter((row) => {
    const bit = bitOf(at(constraints, row));
    return row !== options.without && !giving.has(row) && (bit === undefined || !digits.has(bit));
  });
  return {
    undetermined: [...known.keys()].filter((wire) => known[wire] === 0),
    checks,
    witness: (value) => execute(r1cs.nVars, isGiven, constraints, substitutes, steps, value),
  };
}

function constraintOf(r1cs: R1cs, row: number): Constraint {
  const side = ({ rowStarts, signals, values }: SparseMatrix): Sum => {
    const from = rowStarts[row] ?? 0;
    const to = rowStarts[row + 1] ?? 0;
    return {
      wires: [...signals.subarray(from, to)],
      coefficients: [...values.subarray(from, to)].map((value) => at(r1cs.coefficients, value)),
    };
  };
  const a = side(r1cs.a);
  const b = side(r1cs.b);
  const c = side(r1cs.c);
  // A linear constraint in disguise: k * b = c becomes 0 * 0 = c - k * b.
  if (isConstant(a))
    return {
      a: NOTHING,
      b: NOTHING,
      c: combine([
        [1n, c],
        [-constantOf(a), b],
      ]),
    };
  if (isConstant(b))
    return {
      a: NOTHING,
      b: NOTHING,
      c: combine([
        [1n, c],
        [-constantOf(b), a],
      ]),
    };
  const same =
    a.wires.length === b.wires.length &&
    a.wires.every((wire, i) => wire === b.wires[i] && a.coefficients[i] === b.coefficients[i]);
  return { a, b: same ? a : b, c };
}

/**
 * Right sides as linear equations in the wires that are not given. A wire alone on a right side is left as it is. Any
 * other right side is solved for one wire, whose column from here on stands for the value of the right side itself;
 * `substitutes` says what that wire is in the new columns.
 */
function solveRightSides(constraints: readonly Constraint[], isGiven: Uint8Array) {
  const rowOf = new Map<number, number>();
  const shared: number[] = [];
  constraints.forEach(({ c }, row) => {
    const unknown = c.wires.filter((wire) => isGiven[wire] === 0);
    const [only] = unknown;
    if (unknown.length === 1 && only !== undefined && !rowOf.has(only)) rowOf.set(only, row);
    else if (unknown.length > 1) shared.push(row);
  });
  const alone = new Set(rowOf.keys());
  const substitutes = new Map<number, Sum>();
  for (const row of shared) {
    // The right side in new columns, wires without an equation left over.
    const side = substitute(at(constraints, row).c, substitutes);
    const pivot = side.wires.find(
      (wire) => isGiven[wire] === 0 && !alone.has(wire) && !substitutes.has(wire),
    );
    if (pivot === undefined) continue; // it gives no new wire: a check
    const scale = inverse(coefficientOf(side, pivot));
    // pivot = (right side - the rest) / coefficient; the column `pivot` becomes the right side.
    const solved = combine([
      [-scale, without(side, pivot)],
      [scale, { wires: [pivot], coefficients: [1n] }],
    ]);
    for (const [wire, sum] of substitutes) {
      if (sum.wires.includes(pivot)) substitutes.set(wire, substituteOne(sum, pivot, solved));
    }
    substitutes.set(pivot, solved);
    rowOf.set(pivot, row);
  }
  const pivotOf = new Map([...rowOf].map(([wire, row]) => [row, wire]));
  return { pivotOf, substitutes };
}

function propagate(
  constraints: readonly Constraint[],
  pivotOf: ReadonlyMap<number, number>,
  isGiven: Uint8Array,
) {
  const known = Uint8Array.from(isGiven);
  const isBit = new Uint8Array(isGiven.length);
  const users: number[][] = Array.from({ length: isGiven.length }, () => []);
  const missing = constraints.map(({ a, b, c }, row) => {
    const wires = new Set([...a.wires, ...b.wires].filter((wire) => isGiven[wire] === 0));
    for (const wire of wires) at(users, wire).push(row);
    const bit = bitOf({ a, b, c });
    if (bit !== undefined) isBit[bit] = 1;
    return wires.size;
  });
  const steps: Step[] = [];
  const learn = (wire: number): void => {
    if (known[wire] === 1) return;
    known[wire] = 1;
    for (const row of at(users, wire)) {
      missing[row] = at(missing, row) - 1;
      if (missing[row] === 0) ready.push(row);
    }
  };
  const ready = [...missing.keys()].filter((row) => missing[row] === 0);
  const waiting = constraints.flatMap((constraint, row) =>
    twoValues(constraint) !== undefined && bitOf(constraint) === undefined ? [row] : [],
  );
  for (;;) {
    for (let row = ready.pop(); row !== undefined; row = ready.pop()) {
      const wire = pivotOf.get(row);
      if (wire === undefined || known[wire] === 1) continue;
      steps.push({ rule: "product", row, wire });
      learn(wire);
    }
    const found = waiting
      .map((row) => bitsOf(at(constraints, row), known, isBit))
      .find((step) => step !== undefined);
    if (found === undefined) return { steps, known };
    steps.push(found);
    for (const { wire } of found.bits) if (wire >= 0) learn(wire);
  }
}

/**
 * A constraint (m - r) * (m - s) = 0 says that m is r or s: m = r + (s - r) * u for a bit u. If the unknown wires of m are
 * bits, they and u are the digits of a known number.
 */
function bitsOf(constraint: Constraint, known: Uint8Array, isBit: Uint8Array): BitsStep | undefined {
  const roots = twoValues(constraint);
  const unknown = constraint.a.wires.filter((wire) => known[wire] === 0);
  if (roots === undefined || unknown.length === 0 || unknown.some((wire) => isBit[wire] === 0))
    return undefined;
  // sum of unknown - (s - r) * u = r - rest
  const weights = [...unknown.map((wire) => coefficientOf(roots.m, wire)), reduce(roots.r - roots.s)];
  for (const candidate of weights) {
    const scale = inverse(candidate);
    const digits = weights.map((weight, i) => {
      const scaled = reduce(weight * scale);
      const negative = scaled > reduce(-scaled);
      return { wire: unknown[i] ?? -1, weight: negative ? reduce(-scaled) : scaled, negative };
    });
    digits.sort((x, y) => (x.weight < y.weight ? -1 : 1));
    let total = 0n;
    const exceed = digits.every(({ weight }) => {
      const above = weight > total;
      total += weight;
      return above;
    });
    if (!exceed || total >= FIELD_MODULUS) continue;
    const rest = unknown.reduce((sum, wire) => without(sum, wire), roots.m);
    return { rule: "bits", known: rest, target: roots.r, scale, bits: digits };
  }
  return undefined;
}

function execute(
  nVars: number,
  isGiven: Uint8Array,
  constraints: readonly Constraint[],
  substitutes: ReadonlyMap<number, Sum>,
  steps: readonly Step[],
  value: (wire: number) => bigint,
): bigint[] {
  const column = Array<bigint>(nVars).fill(0n);
  for (let wire = 1; wire < nVars; wire++) if (isGiven[wire] === 1) column[wire] = reduce(value(wire));
  column[0] = 1n;
  for (const step of steps) {
    if (step.rule === "product") {
      const { a, b, c } = at(constraints, step.row);
      const left = evaluate(a, column);
      const product = reduce(left * (a === b ? left : evaluate(b, column)));
      const single = !substitutes.has(step.wire);
      column[step.wire] = single ? alone(c, step.wire, product, column) : product;
      continue;
    }
    // Digits from the greatest down. A number out of range leaves a remainder, which its check refuses.
    let rest = (step.target - evaluate(step.known, column)) * step.scale;
    for (const { weight, negative } of step.bits) if (negative) rest += weight;
    rest = reduce(rest);
    for (const { wire, weight, negative } of step.bits.toReversed()) {
      const digit = rest >= weight ? 1n : 0n;
      rest -= digit * weight;
      if (wire >= 0) column[wire] = negative ? 1n - digit : digit;
    }
  }
  const witness = [...column];
  for (const [wire, sum] of substitutes) witness[wire] = evaluate(sum, column);
  return witness;
}

/** The wire of c = product, where all others are known. */
function alone(c: Sum, wire: number, product: bigint, column: readonly bigint[]): bigint {
  if (c.wires.length === 1 && c.coefficients[0] === 1n) return product;
  return reduce((product - evaluate(without(c, wire), column)) * inverse(coefficientOf(c, wire)));
}

const inverses = new Map<bigint, bigint>([[1n, 1n]]);

/** Circuits repeat a few coefficients millions of times. */
function inverse(value: bigint): bigint {
  const known = inverses.get(value) ?? invert(value);
  inverses.set(value, known);
  return known;
}

const isConstant = (sum: Sum): boolean => sum.wires.every((wire) => wire === 0);
const constantOf = (sum: Sum): bigint => coefficientOf(sum, 0);
const coefficientOf = (sum: Sum, wire: number): bigint => sum.coefficients[sum.wires.indexOf(wire)] ?? 0n;

function evaluate({ wires, coefficients }: Sum, column: readonly bigint[]): bigint {
  let sum = 0n;
  for (let i = 0; i < wires.length; i++) sum += (coefficients[i] ?? 0n) * (column[wires[i] ?? 0] ?? 0n);
  return reduce(sum);
}

function without(sum: Sum, wire: number): Sum {
  const keep = (_: unknown, i: number): boolean => sum.wires[i] !== wire;
  return { wires: sum.wires.filter(keep), coefficients: sum.coefficients.filter(keep) };
}

/** Sums in the making, by wire: an array is several times faster than a map where rows are long and wires few. */
const scratch: (bigint | undefined)[] = [];

function combine(parts: readonly (readonly [factor: bigint, sum: Sum])[]): Sum {
  const touched: number[] = [];
  for (const [factor, sum] of parts) accumulate(touched, factor, sum);
  return collect(touched);
}

function accumulate(touched: number[], factor: bigint, { wires, coefficients }: Sum): void {
  for (let i = 0; i < wires.length; i++) add(touched, wires[i] ?? 0, factor * (coefficients[i] ?? 0n));
}

function add(touched: number[], wire: number, value: bigint): void {
  const before = scratch[wire];
  if (before === undefined) touched.push(wire);
  scratch[wire] = before === undefined ? value : before + value;
}

function collect(touched: readonly number[]): Sum {
  const wires: number[] = [];
  const coefficients: bigint[] = [];
  for (const wire of touched) {
    const value = reduce(scratch[wire] ?? 0n);
    scratch[wire] = undefined;
    if (value === 0n) continue;
    wires.push(wire);
    coefficients.push(value);
  }
  return { wires, coefficients };
}

function substituteOne(sum: Sum, wire: number, by: Sum): Sum {
  return combine([
    [1n, without(sum, wire)],
    [coefficientOf(sum, wire), by],
  ]);
}

function substitute(sum: Sum, substitutes: ReadonlyMap<number, Sum>): Sum {
  if (!sum.wires.some((wire) => substitutes.has(wire))) return sum;
  const touched: number[] = [];
  sum.wires.forEach((wire, i) => {
    const coefficient = at(sum.coefficients, i);
    const by = substitutes.get(wire);
    if (by === undefined) add(touched, wire, coefficient);
    else accumulate(touched, coefficient, by);
  });
  return collect(touched);
}

/** For a * b = 0 with b = k * a + constant: the two values that m may have, m being a without its constant. */
function twoValues({ a, b, c }: Constraint): { m: Sum; r: bigint; s: bigint } | undefined {
  const m = without(a, 0);
  const n = without(b, 0);
  const [first] = m.wires;
  if (c.wires.length > 0 || first === undefined || m.wires.length !== n.wires.length) return undefined;
  const k = reduce(coefficientOf(n, first) * inverse(coefficientOf(m, first)));
  if (k === 0n || m.wires.some((wire, i) => coefficientOf(n, wire) !== reduce(k * at(m.coefficients, i)))) {
    return undefined;
  }
  const r = reduce(-constantOf(a));
  const s = reduce(-constantOf(b) * inverse(k));
  return r === s ? undefined : { m, r, s };
}

/** The wire that a constraint makes 0 or 1, where that is all it says. */
function bitOf(constraint: Constraint): number | undefined {
  const values = twoValues(constraint);
  const [wire] = values?.m.wires ?? [];
  if (values === undefined || wire === undefined || values.m.wires.length !== 1) return undefined;
  const unit = inverse(coefficientOf(values.m, wire));
  const set = [reduce(values.r * unit), reduce(values.s * unit)];
  return set.includes(0n) && set.includes(1n) ? wire : undefined;
}
