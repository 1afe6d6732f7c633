import { beforeAll, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../../circuits/registry.ts";
import type { Account } from "../../../prover/accounts/account.ts";
import { nullifierOf, ownerCommitment } from "../../../prover/accounts/owner.ts";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import type { Quantity } from "../../../prover/domain/quantity.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { valueAccount } from "../../../prover/margin/model.ts";
import { MEETS_MAINTENANCE } from "../../../prover/margin/predicate.ts";
import { statementFromSignals } from "../../../prover/margin/statement.ts";
import { type Piece, pieceLeaf, QUANTITY_SHIFT, unusedPiece } from "../../../prover/market/piece.ts";
import { MarketTree } from "../../../prover/market/tree.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import {
  caseOf,
  committed,
  type MarginCase,
  type MarginInput,
  marginCase,
  marginSystem,
} from "../../support/margin-case.ts";
import { marginCheck } from "../../support/margin-checks.ts";
import { setMarketPath, setPiece, unpublishedMarket } from "../../support/margin-edits.ts";
import { testMarket } from "../../support/market.ts";
import { HOLDINGS, OWNER_SECRET } from "../../support/request.ts";

let circuit: ConstraintSystem;
let hash: Poseidon;
let base: MarginCase;
let market: MarketTree;
let today: readonly Piece[];

/** The checks that refuse these inputs, sorted; the witness is adapted to them as far as it can be. */
async function refusals(input: MarginInput): Promise<string[]> {
  return (await circuit.refusedBy(input)).map((row) => marginCheck(circuit, row)).toSorted();
}

/** The same for the honest inputs after an edit. */
async function refusalsAfter(edit: (input: MarginInput) => void | Promise<void>): Promise<string[]> {
  const { input } = base;
  await edit(input);
  return refusals(input);
}

/** The inputs of a claim whose account was committed as it stands, by a venue that checks nothing. */
async function committedAs(account: Partial<Account>, capacity = 8): Promise<MarginCase> {
  const { account: honest, salt } = base.request.membership;
  const membership = await committed({ ...honest, ...account }, capacity, salt);
  return caseOf({ ...base.request, membership });
}

const holding = (row: number, quantity: bigint) => ({ row, quantity: quantity as Quantity });

/** Places of the holdings of the test account: three unused, then rows 1, 2, 7, 100, 101. */
const [USDT, BTC, BTC_PERP, ETH_PERP] = [3, 4, 6, 7];

beforeAll(async () => {
  hash = await poseidon();
  circuit = await marginSystem("margin-standard-8");
  // With a million dollars to spare: nothing below is refused for want of equity alone.
  base = await marginCase({ holdings: { ...HOLDINGS, USDT: "1000000" } });
  market = base.request.market;
  today = market.pieces;
});

describe("MarginStandard, the account that the edits start from", () => {
  it("is accepted", async () => {
    expect(base.input.row).toEqual([0n, 0n, 0n, 1n, 2n, 7n, 100n, 101n]);
    expect(await refusals(base.input)).toEqual([]);
  });
});

describe("MarginStandard refuses pieces that the quantity is not on (T-44)", () => {
  const place = (row: number, quantity: bigint): number => {
    const found = market.placeOf(row, quantity);
    if (found === undefined) throw new RangeError("no such piece");
    return found;
  };
  const open = (input: MarginInput, i: number, row: number, quantity: bigint): void => {
    const found = place(row, quantity);
    setPiece(input, i, at(today, found), market.path(found));
  };

  it("of a smaller and cheaper tier of its own row", async () => {
    expect(await refusalsAfter((input) => open(input, BTC_PERP, 100, 1n))).toEqual([`upper[${BTC_PERP}]`]);
  });

  it("of a larger tier, and of the other side", async () => {
    expect(await refusalsAfter((input) => open(input, BTC_PERP, 100, 20n * 10n ** 8n))).toEqual([
      `lower[${BTC_PERP}]`,
    ]);
    expect(await refusalsAfter((input) => open(input, BTC_PERP, 100, -2n * 10n ** 8n))).toEqual([
      `upper[${BTC_PERP}]`,
    ]);
    expect(await refusalsAfter((input) => open(input, ETH_PERP, 101, 10n * 10n ** 8n))).toEqual([
      `lower[${ETH_PERP}]`,
    ]);
  });

  it("of another row, one that asks for no margin", async () => {
    expect(await refusalsAfter((input) => open(input, BTC_PERP, 8, 1n))).toEqual([
      `market[${BTC_PERP}] group`,
    ]);
  });

  it("of another row, the difference carried into the lower bound: the leaf is that row's own (B4, T-03)", async () => {
    // The account holds row 100 and values it with row 101, and the reverse.
    for (const [i, own, other] of [
      [BTC_PERP, 100n, 101n],
      [ETH_PERP, 101n, 100n],
    ] as const) {
      const { input } = base;
      const quantity = i === BTC_PERP ? 2n * 10n ** 8n : -10n * 10n ** 8n;
      const found = place(Number(other), quantity);
      setPiece(input, i, at(today, found), market.path(found));
      input.lower[i] = at(input.lower, i) + (other - own) * 2n ** 67n;
      expect(await refusals(input)).toEqual([`lower[${i}]`]);
    }
  });

  it("of the prover's own making, hashed into a group of their own making", async () => {
    const own: Piece = {
      ...at(today, place(100, 2n * 10n ** 8n)),
      maintenanceSlope: 0n,
      maintenanceOffset: 0n,
    };
    const path = market.path(place(100, 2n * 10n ** 8n));
    expect(await refusalsAfter((input) => setPiece(input, BTC_PERP, own, path))).toEqual([
      `market[${BTC_PERP}] group`,
    ]);
    const group = [pieceLeaf(hash, own), ...at(path, 0).slice(1)];
    const withGroup = [group, ...path.slice(1)];
    expect(await refusalsAfter((input) => setPiece(input, BTC_PERP, own, withGroup))).toEqual([
      `market[${BTC_PERP}] level 0`,
    ]);
  });

  it.each([
    "upper",
    "valueSlope",
    "valueOffset",
    "maintenanceSlope",
    "maintenanceOffset",
    "initialSlope",
    "initialOffset",
    "risk",
  ] as const)("with another %s than was published", async (name) => {
    for (const step of [1n, -1n]) {
      const edit = (input: MarginInput): void => {
        input[name][BTC_PERP] = at(input[name], BTC_PERP) + step;
      };
      expect(await refusalsAfter(edit)).toEqual([`market[${BTC_PERP}] group`]);
    }
  });

  it("with another lower bound than was published", async () => {
    const edit = (input: MarginInput): void => {
      input.lower[BTC_PERP] = at(input.lower, BTC_PERP) - 1n;
    };
    expect(await refusalsAfter(edit)).toEqual([`market[${BTC_PERP}] group`]);
  });

  it("of another publication: one row from yesterday among today's (T-23)", async () => {
    const yesterday = await MarketTree.build(testMarket({ btc: "70000" }));
    const found = yesterday.placeOf(100, 2n * 10n ** 8n) ?? -1;
    const edit = (input: MarginInput): void => {
      setPiece(input, BTC_PERP, at(yesterday.pieces, found), yesterday.path(found));
    };
    expect(await refusalsAfter(edit)).toEqual([`market[${BTC_PERP}] top`]);
  });

  it("of another publication altogether, under today's root (T-21, T-23)", async () => {
    const yesterday = await marginCase({ market: testMarket({ btc: "70000" }) });
    const { input } = await caseOf({ ...base.request, market: yesterday.request.market });
    expect(await refusals({ ...input, marketRoot: base.input.marketRoot })).toEqual(["marketRoot"]);
    expect(await refusals(input)).toEqual([]);
  });

  it("the unused piece in place of a debt", async () => {
    const edit = (input: MarginInput): void =>
      setPiece(input, BTC, unusedPiece(market.market.asOf), market.path(0));
    expect(await refusalsAfter(edit)).toEqual([`lower[${BTC}]`, `market[${BTC}] group`]);
  });
});

describe("MarginStandard refuses holdings that are not the committed ones (T-13, T-43)", () => {
  const honest = (): readonly { row: number; quantity: Quantity }[] =>
    base.request.membership.account.holdings;

  /** Claims other holdings than the tree holds, with the right pieces for them. */
  async function claiming(holdings: Account["holdings"]): Promise<string[]> {
    const { membership } = base.request;
    const claimed = { ...membership, account: { ...membership.account, holdings } };
    const { input } = await caseOf({ ...base.request, membership: claimed });
    return refusals(input);
  }

  it("a debt left out", async () => {
    expect(await claiming(honest().filter(({ row }) => row !== 2))).toEqual(["accounts level 0"]);
  });

  it("one unit more of an asset, one less of a debt", async () => {
    const change = (target: number, units: bigint) =>
      honest().map(({ row, quantity }) => holding(row, row === target ? quantity + units : quantity));
    expect(await claiming(change(1, 1n))).toEqual(["accounts level 0"]);
    expect(await claiming(change(1, -1n))).toEqual(["accounts level 0"]);
    expect(await claiming(change(2, 1n))).toEqual(["accounts level 0"]);
  });

  it("a debt turned into an asset", async () => {
    const flipped = honest().map(({ row, quantity }) => holding(row, row === 2 ? -quantity : quantity));
    expect(await claiming(flipped)).toEqual(["accounts level 0"]);
  });

  it("a quantity in another row", async () => {
    const moved = honest().map(({ row, quantity }) => holding(row === 7 ? 9 : row, quantity));
    expect(await claiming(moved)).toEqual(["accounts level 0"]);
  });

  it("an account that holds one row twice, each half in a cheaper tier, though a venue committed it", async () => {
    const whole = [holding(1, 10n ** 12n), holding(100, 10n ** 9n)];
    const halves = [holding(1, 10n ** 12n), holding(100, 5n * 10n ** 8n), holding(100, 5n * 10n ** 8n)];
    const maintenance = (holdings: Account["holdings"]): bigint =>
      valueAccount(market.market, { holdings }).maintenance;
    expect(maintenance(halves)).toBeLessThan(maintenance(whole)); // what it would gain
    expect(await refusals((await committedAs({ holdings: whole })).input)).toEqual([]);
    expect(await refusals((await committedAs({ holdings: halves })).input)).toEqual(["gap[7]"]);
  });

  it("rows out of order, though a venue committed them", async () => {
    const reversed = [holding(101, 1n), holding(100, 1n)];
    expect(await refusals((await committedAs({ holdings: reversed })).input)).toEqual(["gap[7]"]);
    const sorted = reversed.toReversed();
    expect(await refusals((await committedAs({ holdings: sorted })).input)).toEqual([]);
  });

  it("an unused place after a used one, though a venue committed it", async () => {
    const { account, salt } = base.request.membership;
    const [first, last] = [holding(1, 10n ** 12n), holding(100, 1n)];
    const { input } = await committedAs({ holdings: [first, holding(2, 1n), last] });
    const gapped = await committed({ ...account, holdings: [first, holding(0, 0n), last] }, 8, salt);
    input.accountsRoot = gapped.epoch.accountsRoot;
    input.accountPath = gapped.path.map((children) => [...children]);
    input.row[6] = 0n;
    input.used[6] = 0n;
    input.quantity[6] = 0n;
    setPiece(input, 6, unusedPiece(market.market.asOf), market.path(0));
    expect(await refusals(input)).toEqual(["gap[6]"]);
  });

  it("a quantity in row 0, which only the unused piece has", async () => {
    const { input } = await committedAs({ holdings: [] });
    const { account, salt } = base.request.membership;
    for (const [units, refusal] of [
      [1n, "upper[7]"],
      [-1n, "lower[7]"],
    ] as const) {
      const membership = await committed({ ...account, holdings: [holding(0, units)] }, 8, salt);
      const edited = { ...input, quantity: input.quantity.with(7, units) };
      edited.accountsRoot = membership.epoch.accountsRoot;
      edited.accountPath = membership.path.map((children) => [...children]);
      expect(await refusals(edited)).toEqual([refusal]);
    }
  });

  it("a used holding that calls itself unused, and unused places that call themselves used", async () => {
    const mark = (i: number, used: bigint) => (input: MarginInput) => {
      input.used[i] = used;
    };
    expect(await refusalsAfter(mark(BTC_PERP, 0n))).toEqual([`unused row[${BTC_PERP}]`]);
    expect(await refusalsAfter(mark(USDT, 2n))).toContain(`used[${USDT}]`);
    expect(await refusalsAfter(mark(0, 1n))).toEqual(["gap[1]"]);
    // The last unused place may: it is row 0 with quantity 0 either way, and nothing else depends on it.
    expect(await refusalsAfter(mark(2, 1n))).toEqual([]);
  });
});

describe("MarginStandard refuses accounts that are not the prover's, or not there", () => {
  it("another owner's account (T-09)", async () => {
    const thief = (OWNER_SECRET + 1n) as FieldElement;
    const edit = async (input: MarginInput): Promise<void> => {
      input.ownerSecret = thief;
      input.nullifier = await nullifierOf(thief, input.tag, input.scope as FieldElement);
    };
    expect(await refusalsAfter(edit)).toEqual(["accounts level 0"]);
  });

  it("another tag, salt or mode than was committed", async () => {
    const retagged = async (input: MarginInput): Promise<void> => {
      input.tag += 1n;
      input.nullifier = await nullifierOf(OWNER_SECRET, input.tag, input.scope as FieldElement);
    };
    expect(await refusalsAfter(retagged)).toEqual(["accounts level 0"]);
    expect(await refusals({ ...base.input, salt: base.input.salt + 1n })).toEqual(["accounts level 0"]);
    expect(await refusals({ ...base.input, mode: 1n })).toEqual(["accounts level 0"]);
  });

  it("a portfolio account, as what it is and as a cross account", async () => {
    const { input } = await committedAs({ mode: "portfolio" });
    expect(await refusals({ ...input, mode: 2n })).toEqual(["mode"]);
    expect(await refusals({ ...input, mode: 0n })).toEqual(["accounts level 0"]);
    expect(await refusals({ ...input, mode: 1n })).toEqual(["accounts level 0"]);
  });

  it.each([5n, -1n, 2n ** 16n, FIELD_MODULUS / 2n])("a mode of %i", async (mode) => {
    expect(await refusals({ ...base.input, mode })).toEqual(["accounts level 0", "mode"]);
  });

  it("an account committed for 32 holdings (T-12)", async () => {
    const { request } = base;
    const wide = await committed(request.membership.account, 32, request.membership.salt);
    const { input } = await caseOf({ ...request, membership: { ...wide, capacity: 8 } });
    expect(await refusals(input)).toEqual(["accounts level 0"]);
  });

  it("an account of another epoch, and a path put together from two epochs", async () => {
    const { account, salt } = base.request.membership;
    const other = await committed({ ...account, holdings: [holding(1, 10n ** 15n)] }, 8, salt);
    const { input } = await caseOf({ ...base.request, membership: other });
    expect(await refusals({ ...input, accountsRoot: base.input.accountsRoot })).toEqual(["accountsRoot"]);
    const spliced = [...input.accountPath.slice(0, 3), ...base.input.accountPath.slice(3)];
    expect(await refusals({ ...input, accountsRoot: base.input.accountsRoot, accountPath: spliced })).toEqual(
      ["accounts level 3"],
    );
  });

  it("an account that is in no tree, under an honest root", async () => {
    const rich = await marginCase({ holdings: { USDT: "1000000" } });
    const { input } = rich;
    const edited = { ...input, accountsRoot: base.input.accountsRoot, accountPath: base.input.accountPath };
    expect(await refusals(edited)).toEqual(["accounts level 0"]);
  });

  it("the parent of the account in place of the account: a leaf is no node (T-12)", async () => {
    const { input } = base;
    const shifted = [...input.accountPath.slice(1), Array<bigint>(8).fill(input.accountsRoot)];
    const refused = await refusals({ ...input, accountPath: shifted });
    expect(refused).toContain("accounts level 0");
    expect(refused).toContain("accountsRoot");
  });
});

describe("MarginStandard has one nullifier for an account and a scope (T-09, T-30)", () => {
  it("whatever the epoch, salt, market, predicate, mode and context", async () => {
    const claims = await Promise.all([
      marginCase({ epoch: 1 }),
      marginCase({ epoch: 2, market: testMarket({ eth: "3400" }) }),
      marginCase({ predicate: { kind: "initial", ratioBps: 11_000n, bufferUsd: 5n } }),
      marginCase({ holdings: { USDT: "1" }, mode: "isolated", context: 1n as FieldElement }),
    ]);
    expect(new Set(claims.map(({ input }) => input.salt)).size).toBe(4);
    expect(new Set(claims.map(({ input }) => input.nullifier)).size).toBe(1);
    for (const { input } of claims) {
      expect(await refusals(input)).toEqual([]);
      expect(await refusals({ ...input, nullifier: input.nullifier + 1n })).toEqual(["nullifier"]);
    }
  });

  it("and refuses the nullifier of another scope, tag or secret", async () => {
    const { input } = base;
    const scope = input.scope as FieldElement;
    const others = await Promise.all([
      nullifierOf(OWNER_SECRET, input.tag, (scope + 1n) as FieldElement),
      nullifierOf(OWNER_SECRET, input.tag + 1n, scope),
      nullifierOf((OWNER_SECRET + 1n) as FieldElement, input.tag, scope),
      ownerCommitment(OWNER_SECRET),
    ]);
    for (const nullifier of others) expect(await refusals({ ...input, nullifier })).toEqual(["nullifier"]);
    expect(await refusals({ ...input, scope: scope + 1n })).toEqual(["nullifier"]);
    expect(await refusals({ ...input, scope: scope + 1n, nullifier: at(others, 0) })).toEqual([]);
  });
});

describe("MarginStandard refuses accounts that do not meet the predicate", () => {
  it("by the smallest amount, and with nothing else wrong", async () => {
    const { valuation, request } = base;
    const spare = (valuation.equity - valuation.maintenance) / 10n ** 17n;
    const asking = async (bufferUsd: bigint): Promise<string[]> =>
      refusals((await caseOf({ ...request, predicate: { ...MEETS_MAINTENANCE, bufferUsd } })).input);
    expect(await asking(spare)).toEqual([]);
    expect(await asking(spare + 1n)).toEqual(["slack"]);
  });

  it("by reading the predicate as a lesser one (T-03)", async () => {
    const poor = await marginCase({ predicate: { kind: "initial", ratioBps: 1_000_000n, bufferUsd: 7n } });
    const { input } = poor;
    expect(poor.slack).toBeLessThan(0n);
    expect(await refusals(input)).toEqual(["slack"]);
    expect(await refusals({ ...input, ratioBps: input.ratioBps - 1n })).toContain("buffer");
    expect(await refusals({ ...input, kind: 0n })).toContain("buffer");
    expect(await refusals({ ...input, ratioBps: 0n })).toContain("buffer");
    // Carries between the packed parts, which leave the packing whole.
    const borrowed = { ...input, ratioBps: input.ratioBps - 2n ** 20n };
    expect(await refusals(borrowed)).toEqual(["ratio"]); // a negative ratio would even be met
    expect(await refusals({ ...input, kind: -2_000_000n, ratioBps: 1_000_000n + input.ratioBps })).toContain(
      "kind",
    );
  });

  it("at a predicate with bits above the 85 in use, or a negative buffer (B8)", async () => {
    const { input } = base;
    expect(await refusals({ ...input, predicate: input.predicate + 2n ** 85n })).toContain("buffer");
    expect(await refusals({ ...input, predicate: input.predicate - 2n ** 22n })).toEqual(["buffer"]);
  });
});

describe("MarginStandard binds every public input (T-08)", () => {
  const refusing = {
    accountsRoot: ["accountsRoot"],
    marketRoot: ["marketRoot"],
    predicate: ["buffer"],
    scope: ["nullifier"],
    nullifier: ["nullifier"],
  };

  it.each(Object.entries(refusing))("%s, one more or one less", async (name, checks) => {
    for (const step of [1n, -1n]) {
      const edit = (input: MarginInput): void => {
        input[name as keyof typeof refusing] += step;
      };
      expect(await refusalsAfter(edit)).toEqual(checks);
    }
  });

  it("context in the proof alone: any context makes a true statement, but a changed one breaks its witness", async () => {
    expect(await refusals({ ...base.input, context: base.input.context + 1n })).toEqual([]);
    const witness = circuit.witness(base.input);
    for (const context of [base.input.context + 1n, base.input.context - 1n, 0n, 1n]) {
      expect(circuit.violated(circuit.edited(witness, { context }))).toHaveLength(1);
    }
  });

  it("each in the witness: changed there alone, all six are refused", () => {
    const witness = circuit.witness(base.input);
    for (const name of MARGIN_PUBLIC_SIGNALS) {
      const value = at(witness, circuit.wire(name));
      for (const other of [value + 1n, value - 1n, 0n]) {
        expect(circuit.violated(circuit.edited(witness, { [name]: other })), name).not.toEqual([]);
      }
    }
  });

  it("modulo the field only: value + r is the same witness, so verifiers must refuse it (T-06)", async () => {
    for (const name of MARGIN_PUBLIC_SIGNALS) {
      const { input } = base;
      expect(await refusals({ ...input, [name]: input[name] + FIELD_MODULUS })).toEqual([]);
      const signals = MARGIN_PUBLIC_SIGNALS.map((each) => input[each] + (each === name ? FIELD_MODULUS : 0n));
      expect(() => statementFromSignals(signals)).toThrow("modulus");
    }
  });
});

describe("MarginStandard, at the shared row", () => {
  it("refuses shared nodes that are not the market's, though every path leads to them", async () => {
    const yesterday = await MarketTree.build(testMarket({ usdt: "2" }));
    const { input } = base;
    input.marketTop = [...input.marketTop.slice(0, 7), at(yesterday.top(1), 0)];
    const found = yesterday.placeOf(1, 1n) ?? -1;
    setPiece(input, USDT, at(yesterday.pieces, found), yesterday.path(found));
    setMarketPath(input, USDT, yesterday.path(found));
    expect(at(input.lower, USDT)).toBe(QUANTITY_SHIFT);
    expect(await refusals(input)).toEqual(["marketRoot"]);
  });
});

describe("MarginStandard leaves the bounds of pieces to publication (P8)", () => {
  it("a piece beyond 2^65 would let a holding pass for one of another row, and one within does not (T-03)", async () => {
    const { account, salt } = base.request.membership;
    // Committed: row 101 and a quantity of -2^64, shifted 0. Claimed: row 100 and shifted 2^65, the same 84 bits.
    const membership = await committed({ ...account, holdings: [holding(101, -QUANTITY_SHIFT)] }, 8, salt);
    const { input } = await committedAs({ holdings: [] });
    input.accountsRoot = membership.epoch.accountsRoot;
    input.accountPath = membership.path.map((children) => [...children]);
    input.row[7] = 100n;
    input.used[7] = 1n;
    input.quantity[7] = QUANTITY_SHIFT;
    const claimedOn = async (upper: bigint): Promise<string[]> => {
      const edited = structuredClone(input);
      const malformed: Piece = {
        ...unusedPiece(0),
        row: 100,
        lower: 1n - QUANTITY_SHIFT,
        upper,
        valueSlope: 1n,
      };
      const pieces = [...Array<Piece>(7).fill(unusedPiece(0)), malformed];
      unpublishedMarket(hash, pieces, 1).open(edited);
      return refusals(edited);
    };
    expect(await claimedOn(QUANTITY_SHIFT + 1n)).toEqual([]); // no market that publication accepts has such a piece
    expect(await claimedOn(QUANTITY_SHIFT)).toEqual(["upper[7]"]);
  });
});
