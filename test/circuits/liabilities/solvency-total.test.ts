import { beforeAll, describe, expect, it } from "vitest";
import { accountLeaf } from "../../../prover/accounts/leaf.ts";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import { poseidon } from "../../../prover/hash/poseidon.ts";
import { netHoldings } from "../../../prover/liabilities/model.ts";
import type { BatchAccount } from "../../../prover/liabilities/open-batch.ts";
import type { TableReading } from "../../../prover/liabilities/reading.ts";
import { type Subtree, subtreeCommitment } from "../../../prover/liabilities/subtree.ts";
import { evaluateTotals, prepareTotal, totalSignals } from "../../../prover/liabilities/total.ts";
import type { CellTable } from "../../../prover/market/cells/table.ts";
import { Tree } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import { edited, openedBatch, randomAccounts, SMALL, smallTable } from "../../support/batch-case.ts";
import { type LaidOutEpoch, layOutEpoch, SUMS_BLIND } from "../../support/batch-epoch.ts";
import type { ConstraintSystem, Input } from "../../support/constraint-system.ts";
import { totalSystem } from "../../support/liability-systems.ts";
import { COMPILING } from "../../support/patience.ts";
import { refusedLine } from "../../support/refused-line.ts";
import { determine } from "../../support/uniqueness.ts";

const ROWS = 16;
const TOTALS = "SolvencyTotal: atPoint[0] === totals;";
const READING = "SolvencyTotal: read === subtree;";
const DIGEST = "SolvencyTotal: digest === table;";

let circuit: ConstraintSystem;
let table: CellTable;
let accounts: readonly BatchAccount[];
let epoch: LaidOutEpoch;
let honest: Input;

const epochOf = async (held: readonly BatchAccount[]): Promise<LaidOutEpoch> => {
  const batches = [];
  for (let first = 0; first < held.length; first += 8) {
    batches.push(await openedBatch(SMALL[table.kind], table, held.slice(first, first + 8)));
  }
  return layOutEpoch(table, batches, { rows: ROWS });
};

/** Three batches of eight places, joined: a small epoch. */
beforeAll(async () => {
  table = await smallTable("equity");
  circuit = await totalSystem(ROWS);
  accounts = randomAccounts(table, { seed: 3, count: 20, most: 8, worth: 12n });
  epoch = await epochOf(accounts);
  honest = epoch.total.input as Input;
}, COMPILING);

type Request = Parameters<typeof prepareTotal>[0];

const lastReading = (): TableReading => at(epoch.readings, epoch.readings.length - 1).reading;

/** The total of the same accounts, with some of what it is made from told otherwise. */
const told = async (change: Partial<Request>): Promise<string | null> => {
  const { all, drawn, net } = epoch;
  const request = {
    subtree: all,
    reading: lastReading(),
    table,
    drawn,
    net,
    sumsBlind: SUMS_BLIND,
    rows: ROWS,
  };
  return refusedLine(circuit, (await prepareTotal({ ...request, ...change })).input as Input);
};

/** Another subtree, against which the table was read. */
const readAgainst = async (change: Partial<Subtree>): Promise<string | null> => {
  const subtree = { ...epoch.all, ...change };
  const accounts = subtreeCommitment(await poseidon(), subtree);
  return told({ subtree, reading: { ...lastReading(), accounts } });
};

describe("SolvencyTotal", () => {
  it("publishes the root of the accounts' tree and the model's net sums of every row", async () => {
    expect(await refusedLine(circuit, honest)).toBeNull();
    const hash = await poseidon();
    const { totals } = epoch.total;
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

  it("leaves the witness no choice (T-01)", async () => {
    // Unique as a whole, which no single rule sees: the flags of a height.
    const whole = [...circuit.symbols].filter(([name]) => /(^|\.)is\[/.test(name)).map(([, wire]) => wire);
    // The root and the digest are not given but follow, or the rules would begin at the wrong end of the way to them.
    const follow = new Set(["accountsRoot", "subtree", "totals"].map((name) => circuit.wire(name)));
    const given = circuit.inputWires.filter((wire) => !follow.has(wire));
    expect(determine(circuit.r1cs, [...given, ...whole]).undetermined).toEqual([]);
    const witness = (await circuit.calculated(honest)) ?? [];
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });
});

describe("SolvencyTotal refuses", () => {
  it("a sum that is published one unit too low or too high, in any row (T-13)", async () => {
    const { totals } = epoch.total;
    for (const row of totals.net.keys()) {
      for (const by of [1n, -1n]) {
        const net = totals.net.with(row, at(totals.net, row) + by);
        const [, , , , point, value] = totalSignals({ ...totals, net });
        const published = { ...honest, point: point ?? 0n, totals: value ?? 0n };
        expect(await refusedLine(circuit, published)).toBe(TOTALS);
        // Opened like that they are not the ones the challenges were drawn after, nor those of the cells.
        expect(await told({ net })).toBe(READING);
      }
    }
  });

  it("a contract whose longs and shorts do not net to what is published, 0 by default (T-13)", async () => {
    const perpetual = table.market.rows.findIndex(({ index }) => index === 100);
    expect(at(epoch.net, perpetual)).not.toBe(0n);
    expect(await told({ net: epoch.net.with(perpetual, 0n) })).toBe(READING);
  });

  it("a row more than the market has, and net sums that change places", async () => {
    expect(await told({ net: [...epoch.net, 1n] })).toBe(READING);
    const [first = 0n, second = 0n, ...rest] = epoch.net;
    expect(first).not.toBe(second);
    expect(await told({ net: [second, first, ...rest] })).toBe(READING);
  });

  it("other challenges than those that come from what was bound (T-15)", async () => {
    expect(await told({ sumsBlind: (SUMS_BLIND + 1n) as FieldElement })).toBe(READING);
    const sums = (lastReading().sums + 1n) as FieldElement;
    expect(await told({ reading: { ...lastReading(), sums } })).toBe(READING);
    expect(await readAgainst({ opening: (epoch.all.opening + 1n) as FieldElement })).toBe(READING);
    const challenges = (epoch.drawn.digest + 1n) as FieldElement;
    expect(await readAgainst({ challenges })).toBe(READING);
    expect(await told({ reading: { ...lastReading(), challenges } })).toBe(READING);
  });

  it("either side of an equation that is not the other's (T-13)", async () => {
    for (const name of ["quotients", "claims"] as const) {
      const more = { [name]: ((epoch.all[name] + 1n) % FIELD_MODULUS) as FieldElement };
      expect(await readAgainst(more)).toBe(READING);
      expect(await told({ reading: { ...lastReading(), ...more } })).toBe(READING);
    }
  });

  it("net sums at z that are not those of the rows (T-13)", async () => {
    const nets = (lastReading().nets + 1n) as FieldElement;
    expect(await told({ reading: { ...lastReading(), nets } })).toBe(READING);
  });

  it("powers of lambda that do not start with 1", async () => {
    expect(await readAgainst({ start: 2n as FieldElement })).toBe(READING);
    expect(await readAgainst({ end: 5n as FieldElement })).toBeNull(); // nothing comes after
  });

  it("a subtree or a reading that is not the one committed to, in any part (T-28)", async () => {
    for (const name of [
      "lastTag",
      "root",
      "opening",
      "end",
      "lastRow",
      "lastWeight",
      "sumsChain",
      "quotients",
      "claims",
      "blind",
      "subtree",
    ]) {
      const line = await refusedLine(
        circuit,
        edited(honest, name, [], (value) => value + 1n),
      );
      expect(line, name).toBe(READING);
    }
  });

  it("heights of none of the tree's subtrees; any other has a root (T-28)", async () => {
    for (const height of [1, 3, 7, 8]) expect(await readAgainst({ height }), `${height}`).toBeNull();
    for (const height of [0, 9]) expect(await readAgainst({ height })).toMatch(/^IsHeight: /);
  });

  it("a part of the tree for all of it: a batch left out changes the root and the sums (T-28)", async () => {
    const { total } = await epochOf(accounts.slice(0, 8));
    expect(
      await refusedLine(circuit, { ...(total.input as Input), accountsRoot: honest.accountsRoot as bigint }),
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
      const line = await readAgainst({ firstTag });
      expect(line).toBe(passes ? null : "SolvencyTotal: _ <== AssertBits(64)(firstTag - 1);");
    }
  });

  it("another table, kind or time, and a table that was not read to its end (T-12, T-44)", async () => {
    for (const name of ["tableChain", "asOf", "kind", "cells"]) {
      expect(
        await refusedLine(
          circuit,
          edited(honest, name, [], (value) => value + 1n),
        ),
        name,
      ).toBe(DIGEST);
    }
    expect(
      await refusedLine(
        circuit,
        edited(honest, "table", [], (value) => value + 1n),
      ),
    ).toBe(DIGEST);
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
  });
});
