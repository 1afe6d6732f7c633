import { beforeAll, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../../circuits/registry.ts";
import { nullifierOf } from "../../../prover/accounts/owner.ts";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { MEETS_MAINTENANCE } from "../../../prover/margin/predicate.ts";
import { MarketTree } from "../../../prover/market/tree.ts";
import { at } from "../../support/at.ts";
import { caseOfHoldings, committed, marginSystem } from "../../support/margin-case.ts";
import { marginCheck } from "../../support/margin-checks.ts";
import { type PortfolioAttack, portfolioAttack } from "../../support/portfolio-attack.ts";
import {
  caseOfRequest,
  named,
  type PortfolioCase,
  type PortfolioInput,
  portfolioCase,
  SMALL,
} from "../../support/portfolio-case.ts";
import { COVERED, portfolioMarket } from "../../support/portfolio-market.ts";
import { OWNER_SECRET } from "../../support/request.ts";

let base: PortfolioCase;
let refusals: PortfolioAttack["refusals"];
let refusalsAfter: PortfolioAttack["refusalsAfter"];

/** Places of the holdings. */
const [USDC, PERP, CALL] = [0, 1, 2];

beforeAll(async () => {
  ({ base, refusals, refusalsAfter } = await portfolioAttack());
});

describe("MarginPortfolio refuses other accounts and other tables", () => {
  const honest = () => base.request.membership.account.holdings;

  it("a debt left out, and one unit less of it, though priced as claimed (T-43)", async () => {
    for (const holdings of [
      honest().filter(({ row }) => row !== 12),
      honest().map((each) => (each.row === 12 ? { ...each, quantity: each.quantity + 1n } : each)),
    ]) {
      const { membership } = base.request;
      const claimed = { ...membership, account: { ...membership.account, holdings: holdings as never } };
      const { input } = await caseOfRequest({ ...base.request, membership: claimed });
      expect(await refusals(input)).toEqual(["accounts level 0"]);
    }
  });

  it.each(["cross", "isolated"] as const)("a %s account", async (mode) => {
    const { input } = await portfolioCase({ mode, holdings: { ...COVERED, USDC: "1000000" } });
    expect(await refusals(input)).toEqual(["accounts level 0"]);
  });

  it("an account committed with another capacity, or by another owner", async () => {
    const { account, salt } = base.request.membership;
    for (const membership of [
      await committed(account, 16, salt),
      await committed({ ...account, owner: 1n as FieldElement }, 32, salt),
    ]) {
      const { input } = await caseOfRequest({ ...base.request, membership });
      expect(await refusals(input)).toEqual(["accounts level 0"]);
    }
  });

  it("a table for cross accounts, though its rows are the same", async () => {
    const { portfolio: _, ...rest } = portfolioMarket();
    const rows = rest.rows.map(({ risk: __, ...row }) => row);
    const tree = await MarketTree.build({ ...rest, rows });
    const edit = (input: PortfolioInput): void => {
      input.marketRoot = tree.root;
      input.marketTop = [...tree.top(SMALL.sharedLevels)];
      honest().forEach(({ row, quantity }, i) => {
        const path = tree.path(tree.placeOf(row, quantity) ?? -1);
        input.marketGroup[i] = [...at(path, 0)];
        input.marketPath[i] = path.slice(1, 4).map((children) => [...children]);
      });
      input.risk = [0n, 0n, 0n];
      input.exposed = [0n, 0n, 0n];
      input.share = input.share.map((parts) => parts.map(() => 0n));
    };
    expect(await refusalsAfter(edit)).toEqual([USDC, PERP, CALL].map((i) => `market[${i}] group`));
  });

  it("as public inputs, any other than the statement's (T-08)", async () => {
    for (const name of MARGIN_PUBLIC_SIGNALS) {
      const refused = await refusalsAfter((input) => {
        input[name] += 1n;
      });
      if (name === "context") expect(refused).toEqual([]);
      else if (name === "scope") expect(refused).toEqual(["nullifier"]);
      else expect(refused, name).not.toEqual([]);
    }
    const other = await nullifierOf(OWNER_SECRET, 43n, base.input.scope as FieldElement);
    expect(await refusals({ ...base.input, nullifier: other })).toEqual(["nullifier"]);
  });
});

describe("MarginStandard refuses a table for portfolio accounts", () => {
  it("in which a cross account would owe the contingencies alone (T-12, T-44)", async () => {
    const market = portfolioMarket();
    const holdings = named({ ...COVERED, USDC: "1000000" }, market);
    const standard = await marginSystem("margin-standard-8");
    const { input, slack } = await caseOfHoldings({ market, holdings, predicate: MEETS_MAINTENANCE });
    expect(slack).toBeGreaterThan(0n);
    const refused = (await standard.refusedBy(input)).map((row) => marginCheck(standard, row)).toSorted();
    expect(refused).toEqual(Array.from({ length: 8 }, (_, i) => `market[${i}] group`));

    const { portfolio: _, ...rest } = market;
    const rows = rest.rows.map(({ risk: __, ...row }) => row);
    const cross = await caseOfHoldings({ market: { ...rest, rows }, holdings, predicate: MEETS_MAINTENANCE });
    expect(await standard.accepts(cross.input)).toBe(true);
  });
});
