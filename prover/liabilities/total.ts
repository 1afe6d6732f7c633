import { AbiCoder, keccak256 } from "ethers";
import { InputError } from "../domain/errors.ts";
import { FIELD_MODULUS, type FieldElement, signedFieldElement } from "../domain/field.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { type CellTable, TABLE_KIND_CODES } from "../market/cells/table.ts";
import { emptySubtree } from "../tree/tree.ts";
import type { CellSums } from "./cell-sums.ts";
import type { Challenges } from "./challenges.ts";
import { readingCommitment, type TableReading } from "./reading.ts";
import type { Subtree } from "./subtree.ts";

/** Height of the account tree. */
const TREE_HEIGHT = 8;

/** What a venue publishes of an epoch. */
export interface AttestedTotals {
  readonly accountsRoot: FieldElement;
  /** Names venue and epoch. */
  readonly epoch: FieldElement;
  /** Digest of the table the accounts were valued with. */
  readonly table: FieldElement;
  /** Commitment of the whole table, read against the subtree that holds all accounts. */
  readonly subtree: FieldElement;
  /** Net quantity of every row of the table, in its order, in 1e-8 units. |net| < 2^93. */
  readonly net: readonly bigint[];
}

export interface PreparedTotal {
  readonly totals: AttestedTotals;
  /** The circuit's public signals, in their order. */
  readonly publicSignals: readonly FieldElement[];
  readonly input: WitnessInput;
}

/**
 * The point at which published sums are compared with the true ones: a hash of everything that is published. Solidity computes the
 * same: uint256(keccak256(abi.encode(accountsRoot, epoch, table, subtree, net))) % p.
 */
export function evaluationPoint({ accountsRoot, epoch, table, subtree, net }: AttestedTotals): FieldElement {
  const types = ["uint256", "uint256", "uint256", "uint256", "int256[]"];
  const text = AbiCoder.defaultAbiCoder().encode(types, [accountsRoot, epoch, table, subtree, net]);
  return (BigInt(keccak256(text)) % FIELD_MODULUS) as FieldElement;
}

/** Sum over rows k = 1, 2, ... of net[k] * point^k: by Horner's rule, modulo the field. */
export function evaluateTotals(net: readonly bigint[], point: FieldElement): FieldElement {
  let value = 0n;
  for (const each of net.toReversed()) value = ((value + each) * point) % FIELD_MODULUS;
  return signedFieldElement(value);
}

/** The public signals that a verifier of published totals expects. */
export function totalSignals(totals: AttestedTotals): readonly FieldElement[] {
  const point = evaluationPoint(totals);
  const { accountsRoot, epoch, table, subtree, net } = totals;
  return [accountsRoot, epoch, table, subtree, point, evaluateTotals(net, point)];
}

/** What a total is laid out from: all accounts, the whole table read against them, and what is published. */
export interface TotalRequest {
  /** Holds every account. */
  readonly subtree: Subtree;
  /** Of the whole table. */
  readonly reading: TableReading;
  readonly table: CellTable;
  readonly drawn: Challenges;
  /** Net quantity of every row of the market, in its order. */
  readonly net: readonly bigint[];
  /** Of the sums, as the second challenges were drawn with. */
  readonly sumsBlind: FieldElement;
  /** Rows of the circuit's size class. */
  readonly rows: number;
}

/** Lays out the total of a subtree that holds every account. */
export async function prepareTotal(request: TotalRequest): Promise<PreparedTotal> {
  const { subtree, reading, table, drawn, net, sumsBlind, rows } = request;
  const hash = await poseidon();
  const totals: AttestedTotals = {
    accountsRoot: rootAbove(hash, subtree),
    epoch: drawn.of.epoch,
    table: table.digest,
    subtree: readingCommitment(hash, reading),
    net,
  };
  const publicSignals = totalSignals(totals);
  const [accountsRoot, epoch, digest, commitment, point, value] = publicSignals;
  const input = {
    accountsRoot,
    epoch,
    table: digest,
    subtree: commitment,
    point,
    totals: value,
    height: BigInt(subtree.height),
    firstTag: subtree.firstTag,
    lastTag: subtree.lastTag,
    root: subtree.root,
    opening: subtree.opening,
    end: subtree.end,
    cells: BigInt(reading.cells),
    lastRow: reading.row,
    lastWeight: reading.weight,
    tableChain: reading.table,
    sumsChain: reading.sums,
    quotients: reading.quotients,
    claims: reading.claims,
    blind: reading.blind,
    kind: TABLE_KIND_CODES[table.kind],
    asOf: BigInt(table.market.asOf),
    sumsBlind,
    net: paddedNet(net, rows),
  };
  return { totals, publicSignals, input };
}

/** Net quantity of every row of the market, from the sums of its cells. */
export function netOf(sums: CellSums, table: CellTable): readonly bigint[] {
  const net = new Map(table.market.rows.map(({ index }) => [index, 0n]));
  table.cells.forEach(({ row }, c) => {
    if (row !== 0) net.set(row, (net.get(row) ?? 0n) + sums.net(c));
  });
  return [...net.values()];
}

/**
 * Net sums as a total's circuit takes them, zeros where there is no row.
 * @throws InputError for a market of more rows than the size class
 */
export function paddedNet(net: readonly bigint[], rows: number): readonly FieldElement[] {
  if (net.length > rows) {
    throw new InputError({
      field: "rows",
      value: String(net.length),
      rule: `a total of this size class publishes ${rows}`,
    });
  }
  return [...net.map(signedFieldElement), ...Array<FieldElement>(rows - net.length).fill(0n as FieldElement)];
}

/** The root of the account tree whose left end is the subtree and whose other places are empty. */
function rootAbove(hash: Poseidon, subtree: Pick<Subtree, "height" | "root">): FieldElement {
  let node = subtree.root;
  for (let height = subtree.height; height < TREE_HEIGHT; height++) {
    node = hash([node, ...Array<FieldElement>(7).fill(emptySubtree(hash, height))]);
  }
  return node;
}
