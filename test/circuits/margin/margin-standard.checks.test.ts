import { beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT_ARITIES, MARKET_ARITIES } from "../../../circuits/registry.ts";
import type { Price } from "../../../prover/domain/price.ts";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { MEETS_MAINTENANCE } from "../../../prover/margin/predicate.ts";
import { type Piece, QUANTITY_SHIFT } from "../../../prover/market/piece.ts";
import type { Market } from "../../../prover/market/row.ts";
import { continuousSchedule } from "../../../prover/market/schedule.ts";
import { MarketTree } from "../../../prover/market/tree.ts";
import type { TreePath } from "../../../prover/tree/tree.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import {
  caseOf,
  caseOfHoldings,
  committed,
  type MarginCase,
  type MarginInput,
  marginSystem,
} from "../../support/margin-case.ts";
import { marginCheck, marginChecks } from "../../support/margin-checks.ts";
import { emptyPath, setMarketPath, setPiece, unpublishedMarket } from "../../support/margin-edits.ts";
import { tier } from "../../support/market.ts";

/**
 * Each constraint of MarginStandard(8, 1) either computes a wire, or only refuses (a check). For every check there is an attack
 * here that it alone refuses: dropping any one of them would let that attack through (T-01).
 */
const HOLDINGS = 8;
const PATH_LEVELS = 3;
const ACCOUNT_LEVELS = ACCOUNT_ARITIES.length;

let circuit: ConstraintSystem;
let hash: Poseidon;
/** Eight holdings, each in the middle one of three tiers. */
let full: MarginCase;
let today: MarketTree;
let yesterday: MarketTree;
/** Seen refusing alone. */
const effective = new Set<string>();

function refusals(input: MarginInput): string[] {
  return circuit.violated(circuit.witness(input)).map((row) => marginCheck(circuit, row));
}

function expectRefusedBy(check: string, input: MarginInput): void {
  expect(refusals(input)).toEqual([check]);
  effective.add(check);
}

const rowIndex = (i: number): number => 10 * (i + 1);

function contracts(price: bigint): Market {
  const tiers = [
    tier("0", "1", "0.01", "0.02"),
    tier("100", "1", "0.02", "0.04"),
    tier("10000", "1", "0.03", "0.06"),
  ];
  const rows = Array.from({ length: HOLDINGS }, (_, i) => ({
    index: rowIndex(i),
    name: `R${i}`,
    basis: "notional" as const,
    valuePrice: price as Price,
    notionalPrice: price as Price,
    long: continuousSchedule(tiers),
    short: continuousSchedule(tiers),
  }));
  return { venue: "contracts", asOf: 1_760_000_000, rows };
}

/** 10 units at about 100 USD: the tier from 100 to 10,000 USD. */
const quantity = 10n * 10n ** 8n;
const holdings = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ row: rowIndex(i), quantity: quantity as Quantity }));

const places = Array.from({ length: HOLDINGS }, (_, i) => i);

beforeAll(async () => {
  hash = await poseidon();
  circuit = await marginSystem("margin-standard-8");
  full = await caseOfHoldings({
    market: contracts(100n * 10n ** 8n),
    holdings: holdings(HOLDINGS),
    predicate: MEETS_MAINTENANCE,
  });
  today = full.request.market;
  yesterday = await MarketTree.build(contracts(101n * 10n ** 8n));
});

describe("The checks of MarginStandard(8, 1)", () => {
  it("are all the constraints that compute nothing, and known by name", () => {
    const checks = circuit.determination.checks.map((row) => marginCheck(circuit, row));
    const expected = marginChecks(HOLDINGS, PATH_LEVELS, ACCOUNT_LEVELS);
    expect(checks.toSorted()).toEqual(expected.toSorted());
    const { nConstraints, nVars } = circuit.r1cs;
    expect(nConstraints - (nVars - 1 - circuit.inputWires.length)).toBe(expected.length);
  });

  it("refuse nothing of an honest account", () => {
    expect(refusals(full.input)).toEqual([]);
  });

  it("of roots and nullifier refuse another one each", () => {
    for (const name of ["accountsRoot", "marketRoot", "nullifier"] as const) {
      const { input } = full;
      input[name] += 1n;
      expectRefusedBy(name, input);
    }
  });

  it("of the mode refuse a committed portfolio account", async () => {
    const { account, salt } = full.request.membership;
    const membership = await committed({ ...account, mode: "portfolio" }, HOLDINGS, salt);
    const { input } = await caseOf({ ...full.request, membership });
    expectRefusedBy("mode", { ...input, mode: 2n });
  });

  it("of the predicate refuse another reading of it each, and an account that does not meet it", async () => {
    const { input } = full;
    expectRefusedBy("kind", { ...input, kind: 2n, ratioBps: input.ratioBps - 1n });
    expectRefusedBy("ratio", { ...input, ratioBps: input.ratioBps - 2n ** 20n });
    expectRefusedBy("buffer", { ...input, predicate: input.predicate - 2n ** 21n });
    const asking = { ...MEETS_MAINTENANCE, bufferUsd: 10n ** 15n };
    expectRefusedBy("slack", (await caseOf({ ...full.request, predicate: asking })).input);
  });

  it("of used flags refuse 2 each", async () => {
    for (const i of places) {
      const margin = await caseOfHoldings({
        market: today.market,
        holdings: holdings(HOLDINGS - 1 - i),
        predicate: MEETS_MAINTENANCE,
      });
      const { input } = margin;
      input.used[i] = 2n;
      expectRefusedBy(`used[${i}]`, input);
    }
  });

  it("of unused places refuse a row there each", () => {
    for (const i of places) {
      const { input } = full;
      input.used[i] = 0n;
      expectRefusedBy(`unused row[${i}]`, input);
    }
  });

  it("of gaps refuse a repeated row each, and the first a row beyond 2^14", async () => {
    const { account, salt } = full.request.membership;
    for (const i of places.slice(1)) {
      const repeated = account.holdings.with(i, at(account.holdings, i - 1));
      const membership = await committed({ ...account, holdings: repeated }, HOLDINGS, salt);
      const { input } = await caseOf({ ...full.request, membership });
      expectRefusedBy(`gap[${i}]`, input);
    }
    const far = account.holdings.map((each, i) => ({ ...each, row: 2 ** 14 + i }));
    const membership = await committed({ ...account, holdings: far }, HOLDINGS, salt);
    const { input } = full;
    input.accountsRoot = membership.epoch.accountsRoot;
    input.accountPath = membership.path.map((children) => [...children]);
    input.row = far.map(({ row }) => BigInt(row));
    const pieces = far.map(({ row }, i): Piece => ({ ...pieceOf(i, quantity), row }));
    unpublishedMarket(hash, pieces, 1).open(input);
    expectRefusedBy("gap[0]", input);
  });

  it("of bounds refuse the next tier each, on either side (T-44)", () => {
    for (const i of places) {
      const [above, below] = [full.input, full.input];
      open(above, i, quantity * 100n);
      expectRefusedBy(`lower[${i}]`, above);
      open(below, i, 1n);
      expectRefusedBy(`upper[${i}]`, below);
    }
  });

  it("of the market's paths refuse a path that leads elsewhere from one level each (T-23, T-44)", () => {
    for (const i of places) {
      const neighbour = full.input;
      // The piece of the next row, which contains the quantity too; the leaf names the holding's own row.
      open(neighbour, i, quantity, (i + 1) % HOLDINGS);
      expectRefusedBy(`market[${i}] group`, neighbour);

      for (let level = 0; level < PATH_LEVELS; level++) {
        const input = full.input;
        setMarketPath(input, i, leadingElsewhere(today.path(placeOf(today, i)), MARKET_ARITIES, level + 1));
        expectRefusedBy(`market[${i}] level ${level}`, input);
      }

      const mixed = full.input;
      const place = placeOf(yesterday, i);
      setPiece(mixed, i, at(yesterday.pieces, place), yesterday.path(place));
      expectRefusedBy(`market[${i}] top`, mixed);
    }
  });

  it("of the account's path refuse a path that leads elsewhere from one level each (T-12)", async () => {
    for (let level = 0; level < ACCOUNT_LEVELS - 1; level++) {
      const { input } = full;
      const path = leadingElsewhere(full.request.membership.path, ACCOUNT_ARITIES, level);
      // The top level must stay the tree's own, or the root would object as well; it has empty children too.
      input.accountPath = [...path.slice(0, -1).map((children) => [...children]), at(input.accountPath, 7)];
      expectRefusedBy(`accounts level ${level}`, input);
    }
    const { account, salt } = full.request.membership;
    const other = await committed({ ...account, tag: 7n }, HOLDINGS, salt);
    const { input } = await caseOf({ ...full.request, membership: other });
    const top = at(full.input.accountPath, 7);
    const { accountsRoot } = full.input;
    expectRefusedBy("accounts level 7", {
      ...input,
      accountsRoot,
      accountPath: input.accountPath.with(7, top),
    });
  });

  it("have each been seen to refuse an attack that nothing else refuses", () => {
    expect([...effective].toSorted()).toEqual(
      [...marginChecks(HOLDINGS, PATH_LEVELS, ACCOUNT_LEVELS)].toSorted(),
    );
  });
});

function placeOf(market: MarketTree, i: number, units = quantity): number {
  const place = market.placeOf(rowIndex(i), units);
  if (place === undefined) throw new RangeError(`row ${rowIndex(i)} has no piece for ${units}`);
  return place;
}

const pieceOf = (i: number, units: bigint): Piece => {
  const piece = at(today.pieces, placeOf(today, i, units));
  expect(piece.lower + QUANTITY_SHIFT).toBeGreaterThan(0n);
  return piece;
};

/** Opens for holding i the piece that `units` of row `row` lie on. */
function open(input: MarginInput, i: number, units: bigint, row = i): void {
  const place = placeOf(today, row, units);
  setPiece(input, i, at(today.pieces, place), today.path(place));
}

/** The honest path below a level; from there on that of an empty place of the same tree. */
function leadingElsewhere(path: TreePath, arities: readonly number[], level: number): TreePath {
  const empty = emptyPath(hash, arities);
  return path.map((children, i) => (i < level ? children : at(empty, i)));
}
