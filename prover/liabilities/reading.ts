import { TABLE_STEP } from "../../circuits/liabilities/circuits.ts";
import type { FieldElement } from "../domain/field.ts";
import { hashVector } from "../hash/hash-vector.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import { reduce } from "../keys/scalar-field.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { DOMAIN_CELLS } from "../market/cells/domains.ts";
import { type CellTable, extendTableChain, TABLE_KIND_CODES } from "../market/cells/table.ts";
import type { CellSums, Sides } from "./cell-sums.ts";
import type { Challenges } from "./challenges.ts";
import { DOMAIN_READING, DOMAIN_SUMS } from "./domains.ts";

/** How far a table has been read, and what that makes of both equations: see the circuits' TableReading. Private, like a subtree. */
export interface TableReading extends Sides {
  /** Commitment of the subtree whose sums are compared. */
  readonly accounts: FieldElement;
  /** Digest of those they are made with. */
  readonly challenges: FieldElement;
  readonly cells: number;
  /** Of the last cell read, and the power of z that it has. */
  readonly row: FieldElement;
  readonly weight: FieldElement;
  /** Chains over the cells, and over the five sums of each. */
  readonly table: FieldElement;
  readonly sums: FieldElement;
  /** Sum over the rows of net * z^k. */
  readonly nets: FieldElement;
  /** Random. */
  readonly blind: FieldElement;
}

export function readingCommitment(hash: Poseidon, reading: TableReading): FieldElement {
  const { accounts, challenges, cells, row, weight, table, sums, quotients, claims, nets, blind } = reading;
  const inputs = [
    accounts,
    challenges,
    BigInt(cells),
    row,
    weight,
    table,
    sums,
    quotients,
    claims,
    nets,
    blind,
  ];
  return hash([DOMAIN_READING, ...inputs] as FieldElement[]);
}

export interface PreparedReading {
  readonly reading: TableReading;
  /** accounts, before, after */
  readonly publicSignals: readonly FieldElement[];
  readonly input: WitnessInput;
}

/** The chain over the sums of all cells, as it stands after each step of the table. */
export function sumsChain(hash: Poseidon, table: CellTable, sums: CellSums): readonly FieldElement[] {
  let chain = DOMAIN_SUMS as FieldElement;
  return table.steps.map((_, k) => {
    const { codes, scales, measures, offsets, counts } = sumColumns(sums, k);
    chain = hashVector(hash, chain, [...codes, ...scales, ...measures, ...offsets, ...counts]);
    return chain;
  });
}

/**
 * Reads a whole table against a subtree of accounts, a step at a time.
 * @param sums over all accounts
 * @param accounts commitment of the subtree that holds them
 * @param blindOf of the reading after each step
 */
export async function* prepareReadings(
  table: CellTable,
  sums: CellSums,
  drawn: Challenges,
  accounts: FieldElement,
  blindOf: (step: number) => FieldElement,
): AsyncGenerator<PreparedReading> {
  const hash = await poseidon();
  const chains = sumsChain(hash, table, sums);
  let last: TableReading = {
    accounts,
    challenges: drawn.digest,
    cells: 0,
    row: 0n as FieldElement,
    weight: 1n as FieldElement,
    table: DOMAIN_CELLS as FieldElement,
    sums: DOMAIN_SUMS as FieldElement,
    quotients: 0n as FieldElement,
    claims: 0n as FieldElement,
    nets: 0n as FieldElement,
    blind: 0n as FieldElement,
  };
  for (const [k, step] of table.steps.entries()) {
    const read = cellsOf(k);
    const sides = sums.sides(drawn, read);
    let { weight, nets }: { weight: bigint; nets: bigint } = last;
    let rowBefore: bigint = last.row;
    step.row.forEach((row, c) => {
      if (row !== rowBefore) weight = reduce(weight * drawn.z);
      rowBefore = row;
      nets += sums.net(k * TABLE_STEP + c) * weight;
    });
    const reading: TableReading = {
      accounts,
      challenges: drawn.digest,
      cells: (k + 1) * TABLE_STEP,
      row: rowBefore as FieldElement,
      weight: weight as FieldElement,
      table: extendTableChain(hash, last.table, step),
      sums: chains[k] ?? last.sums,
      quotients: reduce(last.quotients + sides.quotients) as FieldElement,
      claims: reduce(last.claims + sides.claims) as FieldElement,
      nets: reduce(nets) as FieldElement,
      blind: blindOf(k),
    };
    const before = k === 0 ? (0n as FieldElement) : readingCommitment(hash, last);
    const after = readingCommitment(hash, reading);
    const input = {
      accounts,
      before,
      after,
      kind: TABLE_KIND_CODES[table.kind],
      epoch: drawn.of.epoch,
      table: table.digest,
      drawn: drawn.drawn,
      begins: k === 0 ? 1n : 0n,
      cells: BigInt(last.cells),
      lastRow: last.row,
      lastWeight: last.weight,
      tableSoFar: last.table,
      sumsSoFar: last.sums,
      quotientsSoFar: last.quotients,
      claimsSoFar: last.claims,
      netsSoFar: last.nets,
      blindBefore: last.blind,
      blindAfter: reading.blind,
      ...step,
      ...sumColumns(sums, k),
    };
    yield { reading, publicSignals: [accounts, before, after], input };
    last = reading;
  }
}

const cellsOf = (step: number): readonly number[] =>
  Array.from({ length: TABLE_STEP }, (_, c) => step * TABLE_STEP + c);

function sumColumns(sums: CellSums, step: number) {
  const read = cellsOf(step).map((cell) => sums.of(cell));
  return {
    codes: read.map(({ codes }) => codes as FieldElement),
    scales: read.map(({ scales }) => scales as FieldElement),
    measures: read.map(({ measures }) => measures as FieldElement),
    offsets: read.map(({ offsets }) => offsets as FieldElement),
    counts: read.map(({ counts }) => counts as FieldElement),
  };
}
