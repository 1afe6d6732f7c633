import type { BatchSize } from "../../circuits/liabilities/circuits.ts";
import type { Account } from "../accounts/account.ts";
import { accountLeaf } from "../accounts/leaf.ts";
import { InputError, NotProvableError } from "../domain/errors.ts";
import { type FieldElement, randomFieldElement } from "../domain/field.ts";
import { formatUsd } from "../domain/usd.ts";
import { poseidon } from "../hash/poseidon.ts";
import type { WitnessInput } from "../margin/witness.ts";
import type { CellTable } from "../market/cells/table.ts";
import { EMPTY_LEAF, Tree } from "../tree/tree.ts";
import { batchInput } from "./batch-input.ts";
import { accountWorth } from "./model.ts";
import { type PlacedHolding, placeHoldings } from "./place.ts";
import { COUNT_SHIFT, type Subtree, subtreeCommitment } from "./subtree.ts";

/** An account as it stands in an epoch's tree. */
export interface BatchAccount {
  readonly account: Account;
  /** Of the account's leaf, fresh for every epoch. */
  readonly salt: FieldElement;
}

export interface BatchRequest {
  readonly size: BatchSize;
  readonly table: CellTable;
  /** Names venue and epoch. */
  readonly epoch: FieldElement;
  /** One to 8^height accounts, by tag. */
  readonly accounts: readonly BatchAccount[];
  /** Of the commitment; drawn at random where it is not given. */
  readonly blind?: FieldElement;
}

export interface PreparedBatch {
  readonly subtree: Subtree;
  readonly commitment: FieldElement;
  /** Holds salts and quantities: neither log nor keep it. */
  readonly input: WitnessInput;
}

/**
 * Checks the accounts of a batch against the reference model and lays out the circuit's inputs. Everything that would make
 * the circuit refuse is refused here first, in words.
 *
 * @throws InputError for tags out of order, an account that does not fit the size class or the market, or a table of another kind
 * @throws NotProvableError naming the first account that is worth less than 0, with the shortfall
 */
export async function prepareBatch(request: BatchRequest): Promise<PreparedBatch> {
  const { size, table, accounts } = request;
  assertFits(size, table, accounts.length);
  let before = 0n;
  for (const { account } of accounts) {
    assertTag(account.tag, before);
    assertMode(account, size);
    before = account.tag;
  }
  const placed = accounts.map(({ account }) => {
    const holdings = placeHoldings(table, account, size.holdings);
    assertWorth(table, account);
    return holdings;
  });
  return layOut(request, placed);
}

/** The same without the checks. Split off so that tests can commit to what no honest venue would. */
export async function layOut(
  request: BatchRequest,
  placed: readonly (readonly PlacedHolding[])[],
): Promise<PreparedBatch> {
  const { size, table, epoch, accounts, blind = randomFieldElement() } = request;
  const hash = await poseidon();
  const places = 8 ** size.height;
  const leaves = accounts.map(({ account, salt }) => accountLeaf(hash, account, salt, size.holdings));
  const empty = Array<FieldElement>(places - leaves.length).fill(EMPTY_LEAF);
  const arities = Array<number>(size.height).fill(8);
  const unused = Array<PlacedHolding>(size.holdings).fill(unusedPlace(table));
  const all = [...placed, ...empty.map(() => unused)];

  const sums = Array<bigint>(table.size).fill(0n);
  for (const { cell, offset } of all.flat()) sums[cell] = (sums[cell] ?? 0n) + offset + (1n << COUNT_SHIFT);
  const subtree: Subtree = {
    height: size.height,
    epoch,
    table: table.digest,
    firstTag: accounts[0]?.account.tag ?? 0n,
    lastTag: accounts.at(-1)?.account.tag ?? 0n,
    root: Tree.build(hash, arities, [...leaves, ...empty]).root,
    blind,
    sums,
  };
  const commitment = subtreeCommitment(hash, subtree);
  return { subtree, commitment, input: batchInput(request, subtree, commitment, all) };
}

/** Row 0, quantity 0, on the first cell of any table. */
export const unusedPlace = (table: CellTable): PlacedHolding => ({
  cell: 0,
  ordinal: 0,
  quantity: 0n,
  offset: table.kind === "flat" ? 2n ** 64n : 0n,
  room: 0n,
});

function assertFits(size: BatchSize, table: CellTable, count: number): void {
  if (table.kind !== size.kind || table.size !== size.cells) {
    throw new InputError({
      field: "table",
      value: `${table.kind}, ${table.size} cells`,
      rule: `the batch reads a table of kind ${size.kind} with ${size.cells} cells`,
    });
  }
  const places = 8 ** size.height;
  if (count < 1 || count > places) {
    throw new InputError({ field: "accounts", value: String(count), rule: `a batch holds 1 to ${places}` });
  }
}

function assertTag(tag: bigint, before: bigint): void {
  if (tag >= 1n && tag < 2n ** 64n && tag > before) return;
  const rule = `tags must be from 1 to 2^64 - 1 and strictly increase; the one before is ${before}`;
  throw new InputError({ field: `account ${tag}: tag`, value: String(tag), rule });
}

/** A portfolio account's requirement is the worst of its scenarios, which no sum over holdings tells. */
function assertMode({ tag, mode }: Account, { kind }: BatchSize): void {
  if (mode !== "portfolio" || kind !== "margin") return;
  const rule = "portfolio accounts are attested by equity; their margin is not shown in batches";
  throw new InputError({ field: `account ${tag}: mode`, value: `"${mode}"`, rule });
}

function assertWorth(table: CellTable, account: Account): void {
  const worth = accountWorth(table.market, table.kind, account);
  if (worth >= 0n) return;
  const what = table.kind === "margin" ? "does not meet maintenance margin" : "has negative equity";
  throw new NotProvableError(`account ${account.tag} ${what}: its batch cannot be proven`, -worth, [
    `shortfall   ${formatUsd(-worth as typeof worth)} USD`,
  ]);
}
