import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../prover/domain/field.ts";
import type { Rate } from "../../prover/domain/rate.ts";
import type { ScenarioPrice } from "../../prover/domain/scenario-price.ts";
import { type Poseidon, poseidon } from "../../prover/hash/poseidon.ts";
import { pieceLeaf, unusedPiece } from "../../prover/market/piece.ts";
import {
  committedOrder,
  groupWord,
  listHashes,
  riskCommitment,
  scenariosCommitment,
} from "../../prover/market/risk-commitment.ts";
import type { Market } from "../../prover/market/row.ts";
import type { RowRisk, ScenarioSet } from "../../prover/market/scenarios.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { at } from "../support/at.ts";
import { portfolioMarket } from "../support/portfolio-market.ts";

let hash: Poseidon;
const market = portfolioMarket();
const set = market.portfolio as ScenarioSet;
const risk = at(market.rows, 3).risk as RowRisk;

beforeAll(async () => {
  hash = await poseidon();
});

describe("committedOrder", () => {
  it("puts scenarios by absolute value first and keeps the order otherwise", () => {
    expect(committedOrder(set)).toEqual([2, 0, 1]);
    expect(committedOrder(portfolioMarket(5).portfolio as ScenarioSet)).toEqual([2, 0, 1, 3, 4]);
  });
});

describe("listHashes", () => {
  it("are Poseidon of sixteen values, and of fifteen and the Poseidon of five", () => {
    const list = Array.from({ length: 36 }, (_, i) => BigInt(i + 1) as FieldElement);
    const end = hash(list.slice(31));
    expect(listHashes(hash, list)).toEqual([hash(list.slice(0, 16)), hash([...list.slice(16, 31), end])]);
  });

  it("take lists of 36 only", () => {
    expect(() => listHashes(hash, Array(35).fill(0n))).toThrow(RangeError);
  });
});

describe("the root of a portfolio market", () => {
  const rootOf = async (change: Market): Promise<bigint> => (await MarketTree.build(change)).root;

  it("holds each row's commitment in all its pieces, 0 where there is none, and the time in the unused piece", async () => {
    const { pieces } = await MarketTree.build(market);
    for (const { row, risk: committed } of pieces) {
      const source = market.rows.find(({ index }) => index === row);
      const expected = source?.risk === undefined ? 0n : riskCommitment(hash, set, source.risk);
      expect(committed).toBe(row === 0 ? BigInt(market.asOf) : expected);
    }
  });

  it("has leaves that no table for cross accounts has (T-12, T-44)", () => {
    const piece = unusedPiece(1);
    expect(pieceLeaf(hash, piece, "portfolio")).not.toBe(pieceLeaf(hash, piece));
    expect(pieceLeaf(hash, piece, "portfolio")).toBe(
      pieceLeaf(hash, { ...piece, row: 2 ** 21 }), // no row index: the circuit bounds rows by 2^19
    );
  });

  it("changes with every number of the scenario data (T-23)", async () => {
    const scenario = at(set.scenarios, 0);
    const sets: Partial<ScenarioSet>[] = [
      { maintenanceFactor: (set.maintenanceFactor + 1n) as Rate },
      { initialFactor: (set.initialFactor + 1n) as Rate },
      { scenarios: [{ ...scenario, damp: (scenario.damp - 1n) as Rate }, ...set.scenarios.slice(1)] },
      { scenarios: set.scenarios.with(2, { ...at(set.scenarios, 2), absolute: false }) },
      { groups: set.groups.map((group) => ({ ...group, gain: (group.gain - 1n) as Rate })) },
      { groups: set.groups.map((group) => ({ ...group, loss: (group.loss + 1n) as Rate })) },
      { groups: set.groups.toReversed() },
    ];
    const risks: RowRisk[] = [
      { ...risk, group: "JUN" },
      { ...risk, base: (risk.base + 1n) as ScenarioPrice },
      ...risk.prices.map((price, s) => ({
        ...risk,
        prices: risk.prices.with(s, (price + 1n) as ScenarioPrice),
      })),
    ];
    const changed = [
      market,
      ...sets.map((change) => ({ ...market, portfolio: { ...set, ...change } })),
      ...risks.map((change) => ({
        ...market,
        rows: market.rows.map((row, i) => (i === 3 ? { ...row, risk: change } : row)),
      })),
    ];
    const roots = new Set(await Promise.all(changed.map(rootOf)));
    expect(roots.size).toBe(changed.length);
  });

  it("does not depend on where in the list a scenario by absolute value stands, nor on names", async () => {
    const order = [2, 0, 1];
    const moved = {
      ...market,
      portfolio: {
        ...set,
        scenarios: order.map((s) => ({ ...at(set.scenarios, s), name: `number ${s}` })),
      },
      rows: market.rows.map((row) =>
        row.risk
          ? { ...row, risk: { ...row.risk, prices: order.map((s) => at(row.risk?.prices ?? [], s)) } }
          : row,
      ),
    };
    expect(await rootOf(moved)).toBe(await rootOf(market));
  });
});

describe("groupWord", () => {
  it("has one reading", () => {
    const most = (2n ** 32n - 1n) as Rate;
    expect(groupWord(1, { gain: 0n as Rate, loss: 0n as Rate })).toBe(2n ** 64n);
    expect(groupWord(65_535, { gain: most, loss: most })).toBe(2n ** 80n - 1n);
    expect(scenariosCommitment(hash, set)).not.toBe(
      scenariosCommitment(hash, { ...set, initialFactor: most }),
    );
  });
});
