import { beforeAll, describe, expect, it } from "vitest";
import type { TableKind } from "../../../circuits/liabilities/circuits.ts";
import { accountWorth } from "../../../prover/liabilities/model.ts";
import type { CellTable } from "../../../prover/market/cells/table.ts";
import {
  balanced,
  batchAccount,
  batchSystem,
  committedBatch,
  inputOf,
  randomAccounts,
  SMALL,
  smallTable,
} from "../../support/batch-case.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";

const UNDER_WATER = "BatchCore: worthBit[a] <== Num2Bits(worthBits)(worth[a]);";

describe.each(["flat", "equity", "margin"] as const)("a batch by a table of kind %s", (kind: TableKind) => {
  let circuit: ConstraintSystem;
  let table: CellTable;
  beforeAll(async () => {
    circuit = await batchSystem(SMALL[kind]);
    table = await smallTable(kind);
  }, COMPILING);

  it.each([1, 2, 3, 4])(
    "is what the model says, on random ledgers whose accounts are worth 0 (seed %i)",
    async (seed) => {
      const accounts = randomAccounts(table, { seed, count: 8, most: 8 });
      for (const { account } of accounts) expect(accountWorth(table.market, kind, account)).toBe(0n);
      const batch = await committedBatch(SMALL[kind], table, accounts);
      expect(await refusedLine(circuit, inputOf(batch))).toBeNull();
    },
  );

  it("refuses a single account that is worth 1e-25 USD less than nothing (T-13)", async () => {
    const accounts = randomAccounts(table, { seed: 5, count: 8, most: 8 });
    for (const a of [0, 3, 7]) {
      const under = accounts.map((each, i) =>
        i === a
          ? batchAccount(each.account.tag, balanced(table, each.account.holdings.slice(0, 1), -1n))
          : each,
      );
      expect(accountWorth(table.market, kind, under[a]?.account ?? { holdings: [] })).toBe(-1n);
      expect(await refusedLine(circuit, inputOf(await committedBatch(SMALL[kind], table, under)))).toBe(
        UNDER_WATER,
      );
    }
  });
});
