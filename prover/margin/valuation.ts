import type { Account } from "../accounts/account.ts";
import { InputError } from "../domain/errors.ts";
import type { Market } from "../market/row.ts";
import { type Valuation, valueAccount } from "./model.ts";
import { valuePortfolio } from "./portfolio.ts";

/**
 * Values an account as its mode says: cross and isolated accounts by brackets, portfolio accounts by scenarios. The
 * valuation of a portfolio account is a PortfolioValuation.
 *
 * @throws InputError for a table that is not for accounts of this mode: what a portfolio table asks of a row are
 *         contingencies, far less than a cross account must hold; also as valueAccount and valuePortfolio
 */
export function valueMargin(market: Market, account: Pick<Account, "holdings" | "mode">): Valuation {
  if (account.mode === "portfolio") return valuePortfolio(market, account);
  if (market.portfolio !== undefined) {
    throw new InputError({
      field: "mode",
      value: `"${account.mode}"`,
      rule: `the market of ${market.venue} is a table for portfolio accounts; value the account with the one for ${account.mode} accounts`,
    });
  }
  return valueAccount(market, account);
}
