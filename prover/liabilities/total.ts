import { AbiCoder, keccak256 } from "ethers";
import { InputError } from "../domain/errors.ts";
import { FIELD_MODULUS, type FieldElement, signedFieldElement } from "../domain/field.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import type { WitnessInput } from "../margin/witness.ts";
import { type CellTable, tableHeader } from "../market/cells/table.ts";
import { QUANTITY_SHIFT } from "../market/piece.ts";
import { emptySubtree } from "../tree/tree.ts";
import { COUNT_SHIFT, type Subtree, subtreeCommitment } from "./subtree.ts";

/** Height of the account tree. */
const TREE_HEIGHT = 8;

/** What a venue publishes of an epoch. */
export interface AttestedTotals {
  readonly accountsRoot: FieldElement;
  /** Names venue and epoch. */
  readonly epoch: FieldElement;
  /** Digest of the table the accounts were valued with. */
  readonly table: FieldElement;
  /** Commitment of the subtree that holds all accounts. */
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

/**
 * Lays out the total of a subtree that holds every account.
 * @throws InputError when the subtree was valued with another table
 */
export async function prepareTotal(subtree: Subtree, table: CellTable): Promise<PreparedTotal> {
  const hash = await poseidon();
  if (subtree.table !== table.digest) {
    throw new InputError({
      field: "table",
      rule: "is not the one the accounts of the subtree were valued with",
    });
  }
  const totals: AttestedTotals = {
    accountsRoot: rootAbove(hash, subtree),
    epoch: subtree.epoch,
    table: table.digest,
    subtree: subtreeCommitment(hash, subtree),
    net: netOf(subtree, table),
  };
  const publicSignals = totalSignals(totals);
  const [accountsRoot, epoch, digest, commitment, point, value] = publicSignals;
  const { header, rates } = tableHeader(hash, table);
  const padded = Array<bigint>(table.size - table.cells.length).fill(0n);
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
    blind: subtree.blind,
    sum: subtree.sums,
    count: subtree.sums.map((sum) => sum >> COUNT_SHIFT),
    header,
    asOf: BigInt(table.market.asOf),
    rates,
    row: [...table.cells.map(({ row }) => BigInt(row)), ...padded],
    lower: [...table.cells.map(({ lower }) => lower), ...padded],
  };
  return { totals, publicSignals, input };
}

/** Net quantity of every row, from the sums of its cells. */
function netOf(subtree: Subtree, table: CellTable): readonly bigint[] {
  const net = new Map(table.market.rows.map(({ index }) => [index, 0n]));
  table.cells.forEach(({ row, lower }, c) => {
    if (row === 0) return;
    const sum = subtree.sums[c] ?? 0n;
    const count = sum >> COUNT_SHIFT;
    const held = sum - (count << COUNT_SHIFT) + count * (lower - QUANTITY_SHIFT);
    net.set(row, (net.get(row) ?? 0n) + held);
  });
  return [...net.values()];
}

/** The root of the account tree whose left end is the subtree and whose other places are empty. */
function rootAbove(hash: Poseidon, subtree: Subtree): FieldElement {
  let node = subtree.root;
  for (let height = subtree.height; height < TREE_HEIGHT; height++) {
    node = hash([node, ...Array<FieldElement>(7).fill(emptySubtree(hash, height))]);
  }
  return node;
}
