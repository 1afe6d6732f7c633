import { beforeAll, describe, expect, it } from "vitest";
import { accountLeaf } from "../../../prover/accounts/leaf.ts";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import type { BatchAccount } from "../../../prover/liabilities/batch.ts";
import { layOutFold } from "../../../prover/liabilities/fold.ts";
import { netHoldings } from "../../../prover/liabilities/model.ts";
import { type Subtree, subtreeCommitment } from "../../../prover/liabilities/subtree.ts";
import { evaluateTotals, prepareTotal, totalSignals } from "../../../prover/liabilities/total.ts";
import type { CellTable } from "../../../prover/market/cells/table.ts";
import { Tree } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import {
  BLIND,
  committedBatch,
  edited,
  randomAccounts,
  SMALL,
  smallTable,
} from "../../support/batch-case.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";
import { compileTemplate } from "../../support/template.ts";
import { determine } from "../../support/uniqueness.ts";

const TOTALS = "SolvencyTotal: published === totals;";
const SUBTREE = "SolvencyTotal: opened === subtree;";

const totalSystem = (cells: number): Promise<ConstraintSystem> =>
  compileTemplate({
    main: `SolvencyTotal(${cells})`,
    files: ["liabilities/SolvencyTotal.circom"],
    inputs: [
      "accountsRoot",
      "epoch",
      "table",
      "subtree",
      "point",
      "totals",
      "height",
      "firstTag",
      "lastTag",
      "root",
      "blind",
      "sum",
      "count",
      "header",
      "asOf",
      "rates",
      "row",
      "lower",
    ],
  });

let hash: Poseidon;
let circuit: ConstraintSystem;
let table: CellTable;
let accounts: readonly BatchAccount[];
let subtree: Subtree;
let honest: Input;

/** Three batches of eight places, joined: a small epoch. */
beforeAll(async () => {
  hash = await poseidon();
  table = await smallTable("equity");
  circuit = await totalSystem(SMALL.equity.cells);
  accounts = randomAccounts(table, { seed: 3, count: 20, most: 8, worth: 12n });
  const batches = await Promise.all(
    [0, 8, 16].map((first) => committedBatch(SMALL.equity, table, accounts.slice(first, first + 8))),
  );
  const subtrees = batches.map((batch) => batch.subtree);
  subtree = layOutFold(hash, subtrees, at(subtrees, 0), BLIND).subtree;
  honest = (await prepareTotal(subtree, table)).input as Input;
}, COMPILING);

describe("SolvencyTotal", () => {
  it("publishes the root of the accounts' tree and the model's net sums of every row", async () => {
    expect(await refusedLine(circuit, honest)).toBeNull();
    const { totals } = await prepareTotal(subtree, table);
    const leaves = accounts.map(({ account, salt }) => accountLeaf(hash, account, salt, 8));
    expect(totals.accountsRoot).toBe(Tree.build(hash, Array(8).fill(8), leaves).root);
    expect(totals.net).toEqual(
      netHoldings(
        table.market,
        accounts.map(({ account }) => account),
      ),
    );
    expect(totals.net.filter((net) => net < 0n).length).toBeGreaterThan(0);
  });

  it("does so for a flat table with room to spare, too", async () => {
    const flat = await smallTable("flat");
    const held = randomAccounts(flat, { seed: 4, count: 8, most: 8 });
    const batch = await committedBatch(SMALL.flat, flat, held);
    const { totals, input } = await prepareTotal(batch.subtree, flat);
    expect(totals.net).toEqual(
      netHoldings(
        flat.market,
        held.map(({ account }) => account),
      ),
    );
    expect(flat.cells.length).toBeLessThan(flat.size);
    expect(await refusedLine(await totalSystem(SMALL.flat.cells), input as Input)).toBeNull();
  });

  it("stands on any height of the tree: the places right of the subtree are empty", async () => {
    for (const height of [1, 3, 7, 8]) {
      const { input } = await prepareTotal({ ...subtree, height }, table);
      expect(await refusedLine(circuit, input as Input), `${height}`).toBeNull();
    }
    const beyond = await prepareTotal({ ...subtree, height: 9 }, table);
    expect(await refusedLine(circuit, beyond.input as Input)).toMatch(/^IsHeight: /);
  });

  it("leaves the witness no choice (T-01)", async () => {
    // Unique as a whole, which no single rule sees: the flags of a height, and whether two rows are the same.
    const whole = [...circuit.symbols]
      .filter(([name]) => /(^|\.)(is\[|inv$)/.test(name))
      .map(([, wire]) => wire);
    // The root is not given but follows, or the rules would begin at the wrong end of the way to it.
    const given = circuit.inputWires.filter((wire) => wire !== circuit.wire("accountsRoot"));
    expect(determine(circuit.r1cs, [...given, ...whole]).undetermined).toEqual([]);
    const witness = (await circuit.calculated(honest)) ?? [];
    const loose = circuit.looseWires(witness).filter(({ input }) => !input);
    // Where two rows are the same, the inverse of their difference may be anything: nothing depends on it.
    expect(loose.every(({ name }) => name.endsWith("inv"))).toBe(true);
  });
});

describe("SolvencyTotal refuses", () => {
  it("a sum that is published one unit too low or too high, in any row (T-13)", async () => {
    const { totals } = await prepareTotal(subtree, table);
    for (const row of totals.net.keys()) {
      for (const by of [1n, -1n]) {
        const net = totals.net.with(row, at(totals.net, row) + by);
        const [, , , , point, value] = totalSignals({ ...totals, net });
        const published = { ...honest, point: point ?? 0n, totals: value ?? 0n };
        expect(await refusedLine(circuit, published)).toBe(TOTALS);
      }
    }
  });

  it("a contract whose longs and shorts do not net to what is published, 0 by default (T-13)", async () => {
    const { totals } = await prepareTotal(subtree, table);
    const perpetual = table.market.rows.findIndex(({ index }) => index === 100);
    expect(at(totals.net, perpetual)).not.toBe(0n);
    const [, , , , point, value] = totalSignals({
      ...totals,
      net: totals.net.with(perpetual, 0n),
    });
    expect(await refusedLine(circuit, { ...honest, point: point ?? 0n, totals: value ?? 0n })).toBe(TOTALS);
  });

  it("another subtree than the one proven, in any of its parts (T-28)", async () => {
    for (const name of ["lastTag", "blind", "epoch", "subtree"]) {
      expect(
        await refusedLine(
          circuit,
          edited(honest, name, [], (value) => value + 1n),
        ),
        name,
      ).toBe(SUBTREE);
    }
    expect(
      await refusedLine(
        circuit,
        edited(honest, "sum", [1], (value) => value + 1n),
      ),
    ).toBe(SUBTREE);
    const moved = edited(honest, "height", [], (value) => value + 1n);
    expect(await refusedLine(circuit, moved)).toBe(SUBTREE);
  });

  it("a part of the tree for all of it: a batch left out changes the root and the sums (T-28)", async () => {
    const part = await committedBatch(SMALL.equity, table, accounts.slice(0, 8));
    const { input } = await prepareTotal(part.subtree, table);
    expect(
      await refusedLine(circuit, { ...(input as Input), accountsRoot: honest.accountsRoot as bigint }),
    ).toBe("SolvencyTotal: node[7] === accountsRoot;");
  });

  it("an epoch that starts with tag 0, or one that wraps (T-14)", async () => {
    for (const [firstTag, passes] of [
      [0n, false],
      [1n, true],
      [2n ** 64n, true],
      [2n ** 64n + 1n, false],
      [FIELD_MODULUS - 1n, false],
    ] as const) {
      const { input } = await prepareTotal({ ...subtree, firstTag }, table);
      const line = await refusedLine(circuit, input as Input);
      expect(line).toBe(passes ? null : "SolvencyTotal: _ <== AssertBits(64)(firstTag - 1);");
    }
  });

  it("counts and offsets read otherwise than they were added, and sums beyond their bounds (T-03, T-13)", async () => {
    const read = edited(honest, "count", [1], (count) => count - 1n);
    expect(await refusedLine(circuit, read)).toMatch(/AssertBits\((30|100)\)/);
    for (const [sum, passes] of [
      [2n ** 130n - 1n, true],
      [2n ** 130n, false],
      [FIELD_MODULUS - 1n, false],
    ] as const) {
      const sums = subtree.sums.with(2, sum);
      const { input } = await prepareTotal({ ...subtree, sums }, table);
      const line = await refusedLine(circuit, input as Input);
      if (passes) expect(line).toBeNull();
      else expect(line).toMatch(/^SolvencyTotal: _ <== AssertBits\((30|100)\)/);
    }
  });

  it("rows and bounds that are not the table's, and another table (T-12, T-44)", async () => {
    const digest = "SolvencyTotal: digest === table;";
    for (const name of ["row", "lower"]) {
      expect(
        await refusedLine(
          circuit,
          edited(honest, name, [3], (value) => value + 1n),
        ),
        name,
      ).toBe(digest);
    }
    for (const name of ["asOf", "rates", "header"]) {
      expect(
        await refusedLine(
          circuit,
          edited(honest, name, [], (value) => value + 1n),
        ),
        name,
      ).toBe(digest);
    }
    const carried = edited(honest, "row", [3], (row) => row - 1n);
    const wide = edited(carried, "lower", [3], (lower) => lower + 2n ** 65n);
    expect(await refusedLine(circuit, wide)).toBe("SolvencyTotal: _ <== AssertBits(65)(lower[c]);");
    expect(
      await refusedLine(
        circuit,
        edited(honest, "table", [], (value) => value + 1n),
      ),
    ).toBe(SUBTREE);
  });

  it("a point that is not the one the sums were compared at", async () => {
    expect(
      await refusedLine(
        circuit,
        edited(honest, "point", [], (value) => value + 1n),
      ),
    ).toBe(TOTALS);
    expect(
      await refusedLine(
        circuit,
        edited(honest, "totals", [], (value) => value + 1n),
      ),
    ).toBe(TOTALS);
  });
});

describe("What is published", () => {
  it("is one polynomial: every row has its own power of the point", () => {
    const point = 1_000_003n as FieldElement;
    expect(evaluateTotals([5n, -7n, 0n, 11n], point)).toBe(
      (5n * point - 7n * point ** 2n + 11n * point ** 4n) % FIELD_MODULUS,
    );
    expect(evaluateTotals([-1n], point)).toBe(FIELD_MODULUS - point);
    expect(subtreeCommitment(hash, subtree)).toBe(honest.subtree);
  });
});
