import { beforeAll, describe, expect, it } from "vitest";
import { InputError, NotProvableError } from "../../prover/domain/errors.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { prepareBatch } from "../../prover/liabilities/batch.ts";
import { prepareFold } from "../../prover/liabilities/fold.ts";
import { accountWorth, netHoldings } from "../../prover/liabilities/model.ts";
import { type BatchAccount, openBatch } from "../../prover/liabilities/open-batch.ts";
import { paddedNet } from "../../prover/liabilities/total.ts";
import type { CellTable } from "../../prover/market/cells/table.ts";
import { BLIND, balanced, batchAccount, holding, SMALL, smallTable } from "../support/batch-case.ts";
import { committed, layOutEpoch } from "../support/batch-epoch.ts";

const UNIT = 10n ** 8n;
let table: CellTable;
beforeAll(async () => {
  table = await smallTable("margin");
});

const open = (accounts: readonly BatchAccount[], more = {}) =>
  openBatch({ size: SMALL.margin, table, accounts, ...more });

/** The accounts alone in their epoch. */
const prepare = async (accounts: readonly BatchAccount[], more = {}) => {
  const opened = await open(accounts, more);
  return prepareBatch(opened, (await committed(table, [opened])).drawn);
};

const rich = (tag: bigint) => batchAccount(tag, [holding(1, 10n * UNIT)]);

describe("openBatch and prepareBatch", () => {
  it("commits to accounts that are in order and not under water, the same each time for one blind", async () => {
    const [one, two] = [
      await prepare([rich(1n), rich(5n)], { blind: BLIND }),
      await prepare([rich(1n), rich(5n)], { blind: BLIND }),
    ];
    expect(one.commitment).toBe(two.commitment);
    expect(one.subtree).toMatchObject({
      height: 1,
      firstTag: 1n,
      lastTag: 5n,
      start: 1n,
    });
  });

  it("draws a fresh blind, so that equal batches do not look equal (T-29)", async () => {
    const commitments = [await prepare([rich(1n)]), await prepare([rich(1n)])].map(
      ({ commitment }) => commitment,
    );
    expect(new Set(commitments).size).toBe(2);
  });

  it("names the account that is under water, and by how much: one unit is enough (T-13)", async () => {
    const at = (worth: bigint) => batchAccount(7n, balanced(table, [holding(100, 2n * UNIT)], worth));
    await expect(prepare([at(0n)])).resolves.toBeDefined();
    const refused = prepare([rich(1n), at(-1n)]);
    await expect(refused).rejects.toThrow("account 7 does not meet maintenance margin");
    await expect(refused).rejects.toBeInstanceOf(NotProvableError);
    await expect(refused).rejects.toHaveProperty("shortfall", 1n);
  });

  it.each([
    {
      name: "a tag twice",
      accounts: [rich(3n), rich(3n)],
      rule: /account 3: tag is 3: .*the one before is 3/,
    },
    { name: "tags out of order", accounts: [rich(3n), rich(2n)], rule: /the one before is 3/ },
    { name: "tag 0", accounts: [rich(0n)], rule: /from 1 to 2\^64 - 1/ },
    { name: "a tag of 2^64", accounts: [rich(2n ** 64n)], rule: /from 1 to 2\^64 - 1/ },
    { name: "no account", accounts: [], rule: /a batch holds 1 to 8/ },
    {
      name: "nine accounts",
      accounts: Array.from({ length: 9 }, (_, i) => rich(BigInt(i + 1))),
      rule: /1 to 8/,
    },
    {
      name: "a row twice",
      accounts: [batchAccount(1n, [holding(1, 1n), holding(1, 2n)])],
      rule: /strictly increase/,
    },
    {
      name: "an unknown row",
      accounts: [batchAccount(1n, [holding(55, 1n)])],
      rule: /does not publish the row/,
    },
    {
      name: "a quantity without bracket",
      accounts: [batchAccount(1n, [holding(4, -1n)])],
      rule: /no bracket admits/,
    },
    {
      name: "nine holdings",
      accounts: [
        batchAccount(
          1n,
          [1, 2, 4, 7, 8, 9, 100, 101, 200].map((row) => holding(row, 1n)),
        ),
      ],
      rule: /the batch has room for 8/,
    },
    {
      name: "a portfolio account",
      accounts: [batchAccount(1n, [holding(1, 1n)], { mode: "portfolio" })],
      rule: /account 1: mode is "portfolio": portfolio accounts are attested by equity/,
    },
  ])("refuses $name (T-14, T-43)", async ({ accounts, rule }) => {
    await expect(prepare(accounts)).rejects.toThrow(rule);
    await expect(prepare(accounts)).rejects.toBeInstanceOf(InputError);
  });

  it("refuses a table of another kind (T-12)", async () => {
    await expect(open([rich(1n)], { table: await smallTable("equity") })).rejects.toThrow(
      /table is "?equity"?: the batch reads a table of kind margin/,
    );
  });

  it("refuses an account that is worth more than its bits, by one unit", async () => {
    const worth = (units: bigint) => [batchAccount(1n, balanced(table, [], units))];
    await expect(open(worth(2n ** 128n - 1n))).resolves.toBeDefined();
    await expect(open(worth(2n ** 128n))).rejects.toThrow(/account 1: worth .*below 34 trillion USD/);
  });
});

describe("folds and totals of prepared batches", () => {
  it("give the model's sums, whatever the batches are cut into", async () => {
    const accounts = Array.from({ length: 19 }, (_, i) =>
      batchAccount(BigInt(3 * i + 1), balanced(table, [holding(100, BigInt((i % 5) - 2) * UNIT)], BigInt(i))),
    );
    const cut = async (sizes: readonly number[]) => {
      let first = 0;
      const batches = [];
      for (const size of sizes) {
        batches.push(await open(accounts.slice(first, first + size)));
        first += size;
      }
      return (await layOutEpoch(table, batches)).total.totals;
    };
    const [full, padded] = [await cut([8, 8, 3]), await cut([5, 4, 3, 7])];
    const net = netHoldings(
      table.market,
      accounts.map(({ account }) => account),
    );
    expect(full.net).toEqual(net);
    expect(padded.net).toEqual(net);
    expect(padded.accountsRoot).not.toBe(full.accountsRoot);
  });

  it("refuse neighbours that are none, and more rows than a total publishes (T-28)", async () => {
    const [a, b] = [(await prepare([rich(1n)])).subtree, (await prepare([rich(2n)])).subtree];
    await expect(prepareFold([])).rejects.toThrow("a fold joins 1 to 8");
    await expect(prepareFold(Array(9).fill(a))).rejects.toThrow("a fold joins 1 to 8");
    await expect(prepareFold([a, b])).rejects.toThrow("children[1].challenges");
    const same = { ...b, challenges: a.challenges };
    await expect(prepareFold([a, a])).rejects.toThrow("must be above 1, the last tag of the child before");
    await expect(prepareFold([same, a])).rejects.toThrow("must be above 2");
    await expect(prepareFold([a, { ...same, start: 7n as FieldElement }])).rejects.toThrow(
      "children[1].start",
    );
    await expect(prepareFold([a, { ...same, start: a.end }])).resolves.toBeDefined();
    expect(paddedNet([1n, -1n], 2)).toHaveLength(2);
    expect(() => paddedNet([1n, -1n, 0n], 2)).toThrow("a total of this size class publishes 2");
  });
});

describe("accountWorth and netHoldings", () => {
  it("refuse a row the market does not publish", () => {
    const account = { holdings: [holding(55, 1n)] };
    for (const kind of ["flat", "equity", "margin"] as const) {
      expect(() => accountWorth(table.market, kind, account)).toThrow("does not publish");
    }
    expect(() => netHoldings(table.market, [account])).toThrow("does not publish");
  });
});
