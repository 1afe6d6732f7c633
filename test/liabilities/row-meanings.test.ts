import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Account } from "../../prover/accounts/account.ts";
import { parsePrice } from "../../prover/domain/price.ts";
import type { Quantity } from "../../prover/domain/quantity.ts";
import type { Rate } from "../../prover/domain/rate.ts";
import { accountWorth, netHoldings } from "../../prover/liabilities/model.ts";
import { assertRowMeanings, type RowMeaning } from "../../prover/liabilities/row-meanings.ts";
import { assertPublishable } from "../../prover/market/publication.ts";
import type { Market, Row } from "../../prover/market/row.ts";
import { continuousSchedule } from "../../prover/market/schedule.ts";
import { assetRow, settlementRow } from "../../prover/market/sources/plain.ts";

const ONE = 10n ** 9n;
const UNIT = 10n ** 8n;
const NO_MARGIN = { maintenanceRate: 0n as Rate, initialRate: 0n as Rate };
const schedule = (valueRate: bigint) =>
  continuousSchedule([{ floor: 0n, valueRate: valueRate as Rate, ...NO_MARGIN }]);

const priced = (
  name: string,
  price: string,
  rates: { long?: bigint; short?: bigint } = {},
): Omit<Row, "index"> => ({
  ...settlementRow(name, parsePrice(price)),
  name,
  long: schedule(rates.long ?? ONE),
  short: schedule(rates.short ?? ONE),
});
const market = (...rows: readonly Omit<Row, "index">[]): Market => ({
  venue: "exchange",
  asOf: 1_760_000_000,
  rows: rows.map((row, k) => ({ ...row, index: k + 1 })),
});
const asset = (place: number): RowMeaning => ({ closed: false, asset: place });
const contract = (place: number): RowMeaning => ({ closed: true, asset: place });
const held = (...quantities: readonly bigint[]): Pick<Account, "holdings"> => ({
  holdings: quantities.flatMap((quantity, k) =>
    quantity === 0n ? [] : [{ row: k + 1, quantity: quantity as Quantity }],
  ),
});
const refusal = (of: Market, meanings: readonly RowMeaning[]): string => {
  try {
    assertRowMeanings(of, meanings);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

describe("Rows of one asset (T-59)", () => {
  const owed = 1_000_000n * UNIT;

  it.each<[string, Market, bigint[]]>([
    [
      "owned dearer than owed",
      market(priced("USDT", "1.0003"), priced("PNL-USDT", "1")),
      [(owed * 10_000n) / 10_003n + 1n, -owed],
    ],
    [
      "owed cheaper than owned",
      market(priced("USDT", "0.9997"), priced("PNL-USDT", "1")),
      [-owed, (owed * 9_997n) / 10_000n + 1n],
    ],
  ])("%s: an invented account hides a debt, and the rows are refused", (_, traded, quantities) => {
    assertPublishable(traded);
    const invented = held(...quantities);
    expect(accountWorth(traded, "flat", invented)).toBeGreaterThanOrEqual(0n);
    const [first = 0n, second = 0n] = netHoldings(traded, [invented]);
    expect(first + second).toBeLessThan(-200n * UNIT);
    expect(refusal(traded, [asset(0), asset(0)])).toMatch(/worth of an owned unit is .* must not exceed/);
    // As two assets, each is counted by itself, and what is owed of the one is seen.
    expect(refusal(traded, [asset(0), asset(1)])).toBe("accepted");
  });

  it("may be apart as far as haircuts allow, to the last unit of a rate", () => {
    const haircut = (long: bigint) => market(priced("USDT", "1.25", { long }), priced("PNL-USDT", "1"));
    expect(refusal(haircut((ONE * 8n) / 10n), [asset(0), asset(0)])).toBe("accepted");
    expect(refusal(haircut((ONE * 8n) / 10n + 1n), [asset(0), asset(0)])).toBe(
      "USDT: worth of an owned unit is 1.00000000125 USD: must not exceed 1 USD of a unit owed as PNL-USDT: both are units of one asset, and who owes the one and owns the other would hide a debt",
    );
  });

  it("count as in a flat table where a side has no brackets: owed in full", () => {
    const closedToDebt = { ...priced("PNL-USDT", "1"), short: [] };
    const traded = market(priced("USDT", "1.0003"), closedToDebt);
    expect(accountWorth(traded, "flat", held(owed, -owed))).toBeGreaterThan(0n);
    expect(refusal(traded, [asset(0), asset(0)])).toContain("of a unit owed as PNL-USDT");
  });
});

describe("A row", () => {
  const [usdt, bitcoin] = [priced("USDT", "1"), priced("BTC", "65000")];

  it.each<[string, Omit<Row, "index">]>([
    ["that counts nothing is owed", priced("BTC", "65000", { long: 0n, short: 0n })],
    [
      "has no price",
      {
        ...priced("PNL-USD", "1", { long: 0n, short: 0n }),
        valuePrice: null,
        notionalPrice: parsePrice("1"),
      },
    ],
  ])("%s: any debt in it is free, and it is refused", (_, row) => {
    const traded = market(usdt, row);
    assertPublishable(traded);
    expect(accountWorth(traded, "flat", held(0n, -(2n ** 63n)))).toBe(0n);
    expect(refusal(traded, [asset(0), asset(1)])).toMatch(
      /what can be owed needs a price|must be at least 1/,
    );
  });

  it.each([
    [ONE, ONE, "accepted"],
    [0n, ONE, "accepted"],
    [ONE / 2n, ONE - 1n, "must be at least 1"],
    [ONE + 1n, ONE + 1n, "must be at most 1"],
    [0n, 0n, "must be at least 1"],
  ])(
    "is a contract: of %d and %d, %s, or who is made up on the other side would owe too little",
    (long, short, said) => {
      const traded = market(usdt, priced("BTC/USDT:USDT", "65000", { long, short }));
      expect(refusal(traded, [asset(0), contract(1)])).toContain(said);
      const inverse = { ...priced("BTC/USD:BTC", "1", { long: 0n, short: 0n }), valuePrice: null };
      expect(refusal(market(usdt, inverse), [asset(0), contract(1)])).toBe("accepted");
    },
  );

  it("counts in full what is owed, and at most in full what is owned, to the last unit of a rate", () => {
    const rated = (long: bigint, short: bigint) =>
      refusal(market(usdt, { ...bitcoin, long: schedule(long), short: schedule(short) }), [
        asset(0),
        asset(1),
      ]);
    expect(rated(ONE, ONE)).toBe("accepted");
    expect(rated(0n, ONE + 1n)).toBe("accepted");
    expect(rated(0n, ONE - 1n)).toContain(
      "rows[1] (BTC).short[0].valueRate is 0.999999999: must be at least 1",
    );
    expect(rated(ONE + 1n, ONE + 1n)).toContain(
      "rows[1] (BTC).long[0].valueRate is 1.000000001: must be at most 1",
    );
  });

  it("is owed in an asset that is one in itself", () => {
    const traded = market(usdt, bitcoin, priced("PNL-USDT", "1"));
    expect(refusal(traded, [asset(0), asset(1), asset(0)])).toBe("accepted");
    expect(refusal(traded, [asset(1), asset(0), asset(0)])).toContain(
      ".asset is BTC: must be an asset in itself",
    );
    expect(refusal(traded, [contract(0), asset(1), asset(0)])).toContain("must be an asset in itself");
    expect(refusal(traded, [asset(0), asset(1), contract(0)])).toContain("a contract is owed in no asset");
    expect(refusal(traded, [asset(0), asset(1), asset(3)])).toContain(".asset is row 3");
    expect(refusal(traded, [asset(0), asset(1)])).toContain("rows is 2: must be the market's 3");
  });
});

describe("Rows that are accepted", () => {
  const price = fc.integer({ min: 8, max: 12 }).map((tenths) => String(tenths / 10));
  const rate = (min: number, max: number) =>
    fc.integer({ min, max }).map((tenths) => (BigInt(tenths) * ONE) / 10n);
  const row = fc.record({ price, long: rate(5, 11), short: rate(9, 14) });
  const quantity = fc.bigInt({ min: -1_000n, max: 1_000n });

  it("leave no account of worth that lowers the value of what is owed, at some price of every asset", () => {
    let accepted = 0;
    const property = fc.property(
      fc.tuple(row, row, row),
      fc.tuple(quantity, quantity, quantity),
      (rows, amounts) => {
        const traded = market(...rows.map(({ price: at, ...rates }, k) => priced(`R${k}`, at, rates)));
        // Two rows of one asset, and one by itself.
        fc.pre(refusal(traded, [asset(0), asset(0), asset(2)]) === "accepted");
        const account = held(...amounts);
        if (accountWorth(traded, "flat", account) < 0n) return;
        accepted++;
        const [first = 0n, second = 0n, third = 0n] = netHoldings(traded, [account]);
        const [one = 0n, two = 0n, other = 0n] = traded.rows.map(
          ({ valuePrice, long }) => (valuePrice ?? 0n) * (long[0]?.valueRate ?? 0n),
        );
        // What an owned unit counts at most: no owed one counts less.
        const worth = (first + second) * (one > two ? one : two) + third * other;
        expect(worth).toBeGreaterThanOrEqual(0n);
      },
    );
    fc.assert(property, { numRuns: 500 });
    expect(accepted).toBeGreaterThan(100);
  });

  it("are those of a market with haircuts, borrowing and settlement", () => {
    const bitcoin = assetRow({
      name: "BTC",
      price: parsePrice("65000"),
      tiers: [{ floor: 0n, valueRate: (ONE / 2n) as Rate }],
    });
    const traded = market(
      priced("USDT", "1"),
      bitcoin,
      settlementRow("USDT", parsePrice("1")),
      settlementRow("BTC", parsePrice("65000")),
    );
    expect(refusal(traded, [asset(0), asset(1), asset(0), asset(1)])).toBe("accepted");
  });
});
