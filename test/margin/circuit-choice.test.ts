import { describe, expect, it } from "vitest";
import { type Circuit, circuitById, circuitFor } from "../../circuits/registry.ts";
import type { Account, Holding } from "../../prover/accounts/account.ts";
import { capacityFor, type Membership } from "../../prover/accounts/epoch.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { circuitOf, portfolioNeeds } from "../../prover/margin/circuit-choice.ts";
import type { Market } from "../../prover/market/row.ts";
import { fullBook } from "../support/full-book.ts";

const small = circuitById("margin-portfolio-16-4-16");
const large = circuitById("margin-portfolio-32-8-36");

/** A market and a book that need as many places as said. */
const bookOf = (needs: Partial<Circuit>) => fullBook({ ...small, absolutes: 0, ...needs });

const accountOf = (holdings: readonly Holding[], mode: Account["mode"] = "portfolio"): Account => ({
  tag: 1n,
  mode,
  owner: 1n as FieldElement,
  holdings,
});

const chosen = (market: Market, account: Account, capacity = 32): string =>
  circuitOf(market, { account, capacity } as Membership).id;

describe("the circuit of a portfolio account", () => {
  it.each<{ needs: Partial<Circuit>; id: string }>([
    { needs: {}, id: small.id },
    { needs: { absolutes: 1 }, id: small.id },
    { needs: { holdings: 17 }, id: large.id },
    { needs: { groups: 5 }, id: large.id },
    { needs: { scenarios: 17 }, id: large.id },
    { needs: { absolutes: 2 }, id: large.id },
    { needs: { holdings: 32, groups: 8, scenarios: 36, absolutes: 2 }, id: large.id },
  ])("is the smallest with places for $needs", ({ needs, id }) => {
    const { market, holdings } = bookOf(needs);
    expect(chosen(market, accountOf(holdings))).toBe(id);
  });

  it("counts the groups that the account is in, not the market's", () => {
    const { market, holdings } = bookOf({ groups: 8 });
    expect(portfolioNeeds(market, holdings.slice(0, 4)).groups).toBe(3);
    expect(chosen(market, accountOf(holdings.slice(0, 5)))).toBe(small.id);
    expect(chosen(market, accountOf(holdings.slice(0, 6)))).toBe(large.id);
  });

  it.each<{ needs: Partial<Circuit>; says: string }>([
    { needs: { holdings: 33 }, says: "holdings is 33 holdings: no circuit takes more than 32" },
    { needs: { groups: 9 }, says: "holdings is 9 risk groups: no circuit takes more than 8" },
    { needs: { scenarios: 37 }, says: "portfolio.scenarios is 37 scenarios: no circuit takes more than 36" },
    {
      needs: { absolutes: 3 },
      says: "portfolio.scenarios is 3 scenarios by absolute value: no circuit takes more than 2",
    },
  ])("says what no circuit has places for: $needs", ({ needs, says }) => {
    const { market, holdings } = bookOf(needs);
    expect(() => chosen(market, accountOf(holdings))).toThrow(says);
  });

  it("opens leaves of 32 places, whatever the account needs", () => {
    const { market, holdings } = bookOf({});
    expect(capacityFor(accountOf(holdings.slice(0, 1)))).toBe(32);
    expect(capacityFor(accountOf(bookOf({ holdings: 32 }).holdings))).toBe(32);
    expect(() => chosen(market, accountOf(holdings), 16)).toThrow(
      "capacity is 16: no circuit of this capacity",
    );
    const many = accountOf(bookOf({ holdings: 33 }).holdings);
    expect(() => capacityFor(many)).toThrow("holdings is 33 rows: capacities are 32 holdings");
  });
});

describe("the circuit of a cross or isolated account", () => {
  it("is never a portfolio circuit", () => {
    const { market, holdings } = bookOf({ holdings: 8 });
    expect(chosen(market, accountOf(holdings, "cross"), 8)).toBe("margin-standard-8");
    expect(chosen(market, accountOf(holdings, "isolated"), 32)).toBe("margin-standard-32");
    expect(circuitFor("standard", { groups: 1 })).toBeUndefined();
  });
});
