import { RuleError } from "../../prover/domain/errors.ts";
import type { WitnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import type { R1cs, SparseMatrix } from "../../prover/keys/r1cs.ts";
import { inverse, reduce } from "../../prover/keys/scalar-field.ts";
import { at } from "./at.ts";
import type { Symbols } from "./symbols.ts";
import { type Determination, determine } from "./uniqueness.ts";

/** Values by signal name; arrays as the circuit declares them. Negative numbers are taken modulo the field. */
export type Input = Readonly<Record<string, InputValue>>;
export type InputValue = bigint | readonly InputValue[];

/** Another value that one wire alone could have without breaking a constraint. */
export interface LooseWire {
  readonly wire: number;
  readonly name: string;
  /** An input may well have another value; what the circuit computes may not. */
  readonly input: boolean;
  /** "any" where no constraint minds. */
  readonly other: bigint | "any";
}

/**
 * A compiled circuit under attack. The constraints decide what is accepted, for they are all a verifier enforces; the
 * calculator that circom wrote is held to agree with them.
 */
export class ConstraintSystem {
  readonly r1cs: R1cs;
  readonly symbols: Symbols;
  readonly #calculator: WitnessCalculator;
  readonly #inputWires: ReadonlyMap<string, number>;
  #determination: Determination | undefined;
  #names: ReadonlyMap<number, string> | undefined;

  /** @param inputs names of the input signals */
  constructor(r1cs: R1cs, symbols: Symbols, calculator: WitnessCalculator, inputs: readonly string[]) {
    this.r1cs = r1cs;
    this.symbols = symbols;
    this.#calculator = calculator;
    const names = new Set(inputs);
    this.#inputWires = new Map([...symbols].filter(([name]) => names.has(name.replace(/[[.].*$/, ""))));
  }

  get inputWires(): readonly number[] {
    return [...this.#inputWires.values()];
  }

  /** Inner wires and what gives them, from the constraints alone. */
  get determination(): Determination {
    this.#determination ??= determine(this.r1cs, this.inputWires);
    return this.#determination;
  }

  /** Constraints with a product of two wires: what a template costs inside a larger circuit. */
  get products(): number {
    const { a, b, nConstraints } = this.r1cs;
    const varies = (matrix: SparseMatrix, row: number): boolean =>
      entries(this.r1cs, matrix, row).some(([wire]) => wire !== 0);
    return Array.from({ length: nConstraints }, (_, row) => varies(a, row) && varies(b, row)).filter(Boolean)
      .length;
  }

  wire(name: string): number {
    const wire = this.symbols.get(name);
    if (wire === undefined) throw new RangeError(`no wire is called ${name}`);
    return wire;
  }

  /**
   * The witness that follows from the inputs, accepted or not: the best an attacker can do with them, as far as
   * `determination` shows witnesses to be unique.
   */
  witness(input: Input): bigint[] {
    const values = new Map<number, bigint>();
    const set = (name: string, value: InputValue): void => {
      if (typeof value === "bigint") {
        values.set(this.wire(name), value);
        return;
      }
      // A bus is given as an array too: its signals in their order.
      const members = [...this.#inputWires].filter(([each]) => each.startsWith(`${name}.`));
      members.sort(([, a], [, b]) => a - b);
      value.forEach((each, i) => {
        set(members[i]?.[0] ?? `${name}[${i}]`, each);
      });
    };
    for (const [name, value] of Object.entries(input)) set(name, value);
    if (values.size !== this.#inputWires.size) {
      throw new RangeError(`${values.size} values for ${this.#inputWires.size} inputs`);
    }
    return this.determination.witness((wire) => values.get(wire) ?? 0n);
  }

  /** The constraints a witness breaks. */
  violated(witness: readonly bigint[]): readonly number[] {
    const { a, b, c, nConstraints } = this.r1cs;
    const broken: number[] = [];
    for (let row = 0; row < nConstraints; row++) {
      const product = sum(this.r1cs, a, row, witness) * sum(this.r1cs, b, row, witness);
      if (reduce(product - sum(this.r1cs, c, row, witness)) !== 0n) broken.push(row);
    }
    return broken;
  }

  /**
   * The constraints that refuse these inputs; none where they are accepted. The calculator's verdict is taken too.
   * @throws where constraints and calculator disagree
   */
  async refusedBy(input: Input): Promise<readonly number[]> {
    const witness = this.witness(input);
    const broken = this.violated(witness);
    const wires = await this.calculated(input);
    if ((wires === null) !== broken.length > 0) throw new Error("calculator and constraints disagree");
    if (wires?.some((value, wire) => value !== witness[wire]))
      throw new Error("calculator and constraints differ");
    return broken;
  }

  async accepts(input: Input): Promise<boolean> {
    return (await this.refusedBy(input)).length === 0;
  }

  /** The calculator's witness, or null where it refuses the inputs. */
  async calculated(input: Input): Promise<bigint[] | null> {
    try {
      return await this.#calculator.wires(input);
    } catch (error) {
      if (error instanceof RuleError && error.message.includes("a constraint does not hold")) return null;
      throw error;
    }
  }

  /** Where the calculator refuses inputs, in its own words; null where it accepts them. */
  async refusal(input: Input): Promise<string | null> {
    try {
      await this.#calculator.wires(input);
      return null;
    } catch (error) {
      if (error instanceof RuleError && error.message.includes("a constraint does not hold"))
        return error.message;
      throw error;
    }
  }

  /** Names of the wires in a constraint, inputs and inner signals. */
  namesIn(row: number): readonly string[] {
    this.#names ??= new Map([...this.symbols].map(([name, wire]) => [wire, name]));
    const wires = [this.r1cs.a, this.r1cs.b, this.r1cs.c].flatMap((matrix) =>
      entries(this.r1cs, matrix, row),
    );
    return [...new Set(wires.map(([wire]) => this.#names?.get(wire) ?? "1"))];
  }

  /** A copy of a witness with some wires changed. */
  edited(witness: readonly bigint[], changes: Readonly<Record<string, bigint>>): bigint[] {
    const copy = [...witness];
    for (const [name, value] of Object.entries(changes)) copy[this.wire(name)] = reduce(value);
    return copy;
  }

  /**
   * Every wire that could have another value, all others unchanged. Decided exactly for all field elements: a wire w appears
   * in a constraint as (A + a d)(B + b d) = C + c d when it changes by d, so each constraint leaves at most one d.
   */
  looseWires(witness: readonly bigint[]): readonly LooseWire[] {
    const { r1cs } = this;
    const coefficients = Array.from(
      { length: r1cs.nVars },
      () => new Map<number, [bigint, bigint, bigint]>(),
    );
    for (let row = 0; row < r1cs.nConstraints; row++) {
      [r1cs.a, r1cs.b, r1cs.c].forEach((matrix, side) => {
        for (const [wire, coefficient] of entries(r1cs, matrix, row)) {
          const of = at(coefficients, wire).get(row) ?? [0n, 0n, 0n];
          of[side] = coefficient;
          at(coefficients, wire).set(row, of);
        }
      });
    }
    const left = Array.from({ length: r1cs.nConstraints }, (_, row) => sum(r1cs, r1cs.a, row, witness));
    const right = Array.from({ length: r1cs.nConstraints }, (_, row) => sum(r1cs, r1cs.b, row, witness));
    const names = new Map([...this.symbols].map(([name, wire]) => [wire, name]));
    const inputs = new Set(this.inputWires);

    const loose: LooseWire[] = [];
    for (let wire = 1; wire < r1cs.nVars; wire++) {
      // The changes d that no constraint seen so far objects to: any, one, or none (undefined).
      let change: bigint | "any" | undefined = "any";
      for (const [row, [a, b, c]] of at(coefficients, wire)) {
        // d * (linear + square * d) = 0
        const linear = reduce(a * at(right, row) + b * at(left, row) - c);
        const square = reduce(a * b);
        change = narrowed(change, linear, square);
        if (change === undefined) break;
      }
      if (change === undefined) continue;
      const other = change === "any" ? change : reduce(at(witness, wire) + change);
      loose.push({ wire, name: names.get(wire) ?? `wire ${wire}`, input: inputs.has(wire), other });
    }
    return loose;
  }
}

/** Which of the changes d so far, d not 0, also solve linear + square * d = 0. */
function narrowed(change: bigint | "any", linear: bigint, square: bigint): bigint | "any" | undefined {
  if (square === 0n) return linear === 0n ? change : undefined;
  if (linear === 0n) return undefined;
  if (change === "any") return reduce(-linear * inverse(square));
  return reduce(linear + square * change) === 0n ? change : undefined;
}

function entries(
  r1cs: R1cs,
  matrix: SparseMatrix,
  row: number,
): (readonly [wire: number, coefficient: bigint])[] {
  const from = at(matrix.rowStarts, row);
  return Array.from({ length: at(matrix.rowStarts, row + 1) - from }, (_, i) => [
    at(matrix.signals, from + i),
    at(r1cs.coefficients, at(matrix.values, from + i)),
  ]);
}

function sum(r1cs: R1cs, matrix: SparseMatrix, row: number, witness: readonly bigint[]): bigint {
  let total = 0n;
  const end = at(matrix.rowStarts, row + 1);
  for (let i = at(matrix.rowStarts, row); i < end; i++) {
    total += at(r1cs.coefficients, at(matrix.values, i)) * at(witness, at(matrix.signals, i));
  }
  return reduce(total);
}
