import type { Account, Mode } from "../../prover/accounts/account.ts";
import { buildEpoch } from "../../prover/accounts/epoch.ts";
import { ownerCommitment } from "../../prover/accounts/owner.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { parseQuantity } from "../../prover/domain/quantity.ts";
import { resolveHoldings } from "../../prover/formats/account.ts";
import { MEETS_MAINTENANCE, type Predicate } from "../../prover/margin/predicate.ts";
import type { MarginRequest } from "../../prover/margin/witness.ts";
import type { Market } from "../../prover/market/row.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { testMarket } from "./market.ts";

/** Fixed, so that tests repeat; never used outside tests. */
export const OWNER_SECRET = 0x1d0c0ffee1d0c0ffee1d0c0ffee1d0c0ffee1d0c0ffee1d0c0ffee1dn as FieldElement;

/** Long 2 BTC from 65,000, short 10 ETH from 3,500, 10,000 USDT, some borrowed BTC: solvent. */
export const HOLDINGS: Readonly<Record<string, string>> = {
  USDT: "10000",
  BTC: "-0.01",
  "PNL-USDT": "-95000",
  "BTC/USDT:USDT": "2",
  "ETH/USDT:USDT": "-10",
};

export interface RequestOptions {
  readonly market?: Market;
  /** Row name to quantity. */
  readonly holdings?: Readonly<Record<string, string>>;
  readonly mode?: Mode;
  readonly tag?: bigint;
  readonly ownerSecret?: FieldElement;
  readonly predicate?: Predicate;
  readonly scope?: FieldElement;
  readonly context?: FieldElement;
  readonly epoch?: number;
  readonly asOf?: number;
}

export async function testAccount(options: RequestOptions = {}): Promise<Account> {
  const market = options.market ?? testMarket();
  const holdings = Object.entries(options.holdings ?? HOLDINGS).map(([row, text]) => ({
    row,
    quantity: parseQuantity(text),
  }));
  return {
    tag: options.tag ?? 42n,
    mode: options.mode ?? "cross",
    owner: await ownerCommitment(options.ownerSecret ?? OWNER_SECRET),
    holdings: resolveHoldings(holdings, market),
  };
}

/** A complete request: the account among two others in an epoch, valued with the test market. */
export async function testRequest(options: RequestOptions = {}): Promise<MarginRequest> {
  const market = options.market ?? testMarket();
  const account = await testAccount({ ...options, market });
  const others = await Promise.all(
    [account.tag + 1n, account.tag + 2n].map((tag) =>
      testAccount({ market, tag, ownerSecret: 77n as FieldElement }),
    ),
  );
  const { memberships } = await buildEpoch(
    { venue: market.venue, number: options.epoch ?? 1, asOf: options.asOf ?? market.asOf },
    [account, ...others],
  );
  const membership = memberships.find((each) => each.account.tag === account.tag);
  if (membership === undefined) throw new Error("the account is not among the memberships");
  return {
    market: await MarketTree.build(market),
    membership,
    ownerSecret: options.ownerSecret ?? OWNER_SECRET,
    predicate: options.predicate ?? MEETS_MAINTENANCE,
    scope: options.scope ?? (0x5c09en as FieldElement),
    context: options.context ?? (0xc0de7n as FieldElement),
  };
}
