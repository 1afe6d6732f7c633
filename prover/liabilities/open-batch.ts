import type { BatchSize } from "../../circuits/liabilities/circuits.ts";
import type { Account } from "../accounts/account.ts";
import { leafInputs } from "../accounts/leaf.ts";
import { InputError, NotProvableError } from "../domain/errors.ts";
import { type FieldElement, randomFieldElement } from "../domain/field.ts";
import { formatUsd, type Usd } from "../domain/usd.ts";
import { poseidon } from "../hash/poseidon.ts";
import type { CellTable } from "../market/cells/table.ts";
import { EMPTY_LEAF, Tree } from "../tree/tree.ts";
import { accountWorth } from "./model.ts";
import { batchOpening, WORTH_BITS } from "./opening.ts";
import { type PlacedHolding, placedWorth, placeHoldings, unusedPlace } from "./place.ts";
import type { OpenedSubtree } from "./subtree.ts";

/** An account as it stands in an epoch's tree. */
export interface BatchAccount {
  readonly account: Account;
  /** Of the account's leaf, fresh for every epoch. */
  readonly salt: FieldElement;
}

export interface BatchRequest {
  readonly size: BatchSize;
  readonly table: CellTable;
  /** One to 8^height accounts, by tag. */
  readonly accounts: readonly BatchAccount[];
  /** Of the opening; drawn at random where it is not given. */
  readonly blind?: FieldElement;
}

/** A batch before any challenge is drawn. Holds salts and quantities: neither log nor keep it. */
export interface OpenedBatch {
  readonly size: BatchSize;
  readonly table: CellTable;
  readonly accounts: readonly BatchAccount[];
  readonly blind: FieldElement;
  readonly subtree: OpenedSubtree;
  /** Of every place, those without account too: holdings, packed holdings, worth. */
  readonly placed: readonly (readonly PlacedHolding[])[];
  readonly words: readonly (readonly FieldElement[])[];
  readonly worth: readonly bigint[];
}

/**
 * Checks the accounts of a batch against the reference model, and binds them. Everything that would make the circuit refuse is refused
 * here first, in words.
 *
 * @throws InputError for tags out of order, an account that does not fit the size class or the market, or a table of another kind
 * @throws NotProvableError naming the first account that is worth less than 0, with the shortfall
 */
export async function openBatch(request: BatchRequest): Promise<OpenedBatch> {
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
  return layOpen(request, placed);
}

/** The same without the checks. Split off so that tests can bind what no honest venue would. */
export async function layOpen(
  request: BatchRequest,
  placed: readonly (readonly PlacedHolding[])[],
): Promise<OpenedBatch> {
  const { size, table, accounts, blind = randomFieldElement() } = request;
  const hash = await poseidon();
  const inputs = accounts.map(({ account, salt }) => leafInputs(account, salt, size.holdings));
  const places = 8 ** size.height;
  const vacant = Array.from({ length: places - accounts.length }, () => EMPTY_LEAF);
  const unused = Array<PlacedHolding>(size.holdings).fill(unusedPlace(table));
  const leaves = [...inputs.map((each) => hash(each)), ...vacant];
  const all = [...placed, ...vacant.map(() => unused)];
  const worth = all.map((holdings) => placedWorth(table, holdings));
  const { root } = Tree.build(hash, Array<number>(size.height).fill(8), leaves);
  return {
    size,
    table,
    accounts,
    blind,
    subtree: {
      height: size.height,
      firstTag: accounts[0]?.account.tag ?? 0n,
      lastTag: accounts.at(-1)?.account.tag ?? 0n,
      root,
      opening: batchOpening(hash, { size, root, blind, placed: all, worth }),
    },
    placed: all,
    words: [...inputs.map((each) => each.slice(4)), ...vacant.map(() => unusedWords(size.holdings))],
    worth,
  };
}

/** The packed holdings of an account without any. */
const unusedWords = (capacity: number): FieldElement[] =>
  leafInputs(
    { tag: 1n, mode: "cross", owner: 0n as FieldElement, holdings: [] },
    0n as FieldElement,
    capacity,
  ).slice(4);

function assertFits(size: BatchSize, table: CellTable, count: number): void {
  if (table.kind !== size.kind) {
    throw new InputError({
      field: "table",
      value: table.kind,
      rule: `the batch reads a table of kind ${size.kind}`,
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
  if (worth >= 1n << BigInt(WORTH_BITS)) throw tooMuch(account, worth);
  if (worth >= 0n) return;
  const what = table.kind === "margin" ? "does not meet maintenance margin" : "has negative equity";
  throw new NotProvableError(`account ${account.tag} ${what}: its batch cannot be proven`, -worth, [
    `shortfall   ${formatUsd(-worth as typeof worth)} USD`,
  ]);
}

/** A batch shows that worth is not negative by bits, of which there are so many. */
export const tooMuch = ({ tag }: Pick<Account, "tag">, worth: Usd): InputError =>
  new InputError({
    field: `account ${tag}: worth`,
    value: `${formatUsd(worth)} USD`,
    rule: "must be below 34 trillion USD (2^128 units of 1e-25)",
  });
