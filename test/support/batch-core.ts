import { type BatchAccount, unusedPlace } from "../../prover/liabilities/batch.ts";
import { type PlacedHolding, placedWorth, placeHoldings } from "../../prover/liabilities/place.ts";
import { placeBits } from "../../prover/liabilities/transcript.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { BLIND, EPOCH } from "./batch-case.ts";
import type { ConstraintSystem, Input } from "./constraint-system.ts";
import { testMarket } from "./market.ts";
import { compileTemplate } from "./template.ts";

/**
 * BatchCore by itself, everything it is told free to be forged: an attacker who puts any words, cells, spans and worths into a batch, and
 * adapts all sums and challenges to them.
 */
export const CORE_SIZE = { kind: "margin", height: 1, holdings: 3, cells: 19 } as const;

const CELL_BITS = 5;

const INPUTS = [
  "firstTag",
  "live",
  "tagGap",
  "salt",
  "mode",
  "owner",
  "word",
  "bits",
  "cell",
  "measure",
  "scale",
  "span",
  "worth",
  "table",
  "key",
  "spanOf",
  "base",
  "rate",
  "epoch",
  "blind",
];

/** @param margin 1 for a batch that refuses portfolio accounts */
export const coreSystem = (margin: 0 | 1 = 1): Promise<ConstraintSystem> =>
  compileTemplate({
    main: `BatchCore(1, 3, 19, ${3 * (CELL_BITS + 136)}, 0, ${margin})`,
    files: ["liabilities/BatchCore.circom"],
    inputs: INPUTS,
  });

/** Settlement in USDT and dollars and two perpetuals of eight pieces each: 19 cells. */
export function coreTable(): Promise<CellTable> {
  const market = testMarket();
  const rows = market.rows.filter(({ index }) => [7, 9, 100, 101].includes(index));
  return CellTable.build({ ...market, rows }, CORE_SIZE.kind, CORE_SIZE.cells);
}

/** What BatchCore is told of accounts: honest, or with other places or worths than theirs. */
export function coreInput(
  table: CellTable,
  accounts: readonly BatchAccount[],
  forged: {
    readonly placed?: ReadonlyMap<number, readonly PlacedHolding[]>;
    readonly worth?: ReadonlyMap<number, bigint>;
  } = {},
): Input {
  const unused = Array<PlacedHolding>(3).fill(unusedPlace(table));
  const own = Array.from({ length: 8 }, (_, a) => {
    const account = accounts[a]?.account;
    return account === undefined ? unused : placeHoldings(table, account, 3);
  });
  const placed = own.map((each, a) => forged.placed?.get(a) ?? each);
  const code = ({ cell, offset }: PlacedHolding): bigint => (table.columns.key[cell] ?? 0n) + offset;
  const tag = (a: number): bigint => accounts[a]?.account.tag ?? 0n;
  const each = <T>(value: (account: BatchAccount | undefined, a: number) => T): T[] =>
    own.map((_, a) => value(accounts[a], a));
  return {
    firstTag: tag(0),
    live: each((account) => (account === undefined ? 0n : 1n)),
    tagGap: each((account, a) => (account === undefined || a === 0 ? 0n : tag(a) - tag(a - 1) - 1n)).slice(1),
    salt: each((account) => account?.salt ?? 0n),
    mode: each((account) =>
      account?.account.mode === "portfolio" ? 2n : account?.account.mode === "isolated" ? 1n : 0n,
    ),
    owner: each((account) => account?.account.owner ?? 0n),
    // The leaf is the account's own, whatever its places are said to be.
    word: own.map((places) => [
      places.reduce((word, place, i) => word + (code(place) << (84n * BigInt(i))), 0n),
    ]),
    bits: placed.map((places) => placeBits(CORE_SIZE, places).map(BigInt)),
    cell: placed.map((places) => places.map(({ cell }) => BigInt(cell))),
    measure: placed.map((places) => places.map(({ offset }) => offset)),
    scale: placed.map((places) => places.map(() => 1n)),
    span: placed.map((places) =>
      places.map(({ offset, room, ordinal }) => offset + room + 1n + (BigInt(ordinal) << 66n)),
    ),
    worth: placed.map((places, a) => forged.worth?.get(a) ?? placedWorth(table, places)),
    table: table.digest,
    key: table.columns.key,
    spanOf: table.columns.span,
    base: table.columns.base,
    rate: table.columns.rate,
    epoch: EPOCH,
    blind: BLIND,
  };
}
