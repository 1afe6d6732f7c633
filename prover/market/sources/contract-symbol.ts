import { RuleError } from "../../domain/errors.ts";

/** A derivative's ccxt symbol, taken apart: BASE/QUOTE:SETTLE, with -EXPIRY for dated futures. */
export interface ContractSymbol {
  readonly base: string;
  readonly quote: string;
  readonly settle: string;
  /** linear: profit is paid in the quote currency. inverse: the contract is sized in the quote, paid in the base. */
  readonly kind: "linear" | "inverse";
}

const SYMBOL = /^([^/:\s]+)\/([^/:\s]+):([^/:\s-]+)(?:-\d{6})?$/;

/**
 * Source: the unified symbols of ccxt.
 * @throws RuleError for spot pairs, options, and contracts settled in a third currency (quanto)
 */
export function parseContractSymbol(symbol: string): ContractSymbol {
  const [, base, quote, settle] = SYMBOL.exec(symbol) ?? [];
  if (base === undefined || quote === undefined || settle === undefined) {
    throw new RuleError('must be a ccxt symbol of a future, such as "BTC/USDT:USDT" or "BTC/USD:BTC"');
  }
  if (settle === quote) return { base, quote, settle, kind: "linear" };
  if (settle === base) return { base, quote, settle, kind: "inverse" };
  throw new RuleError("must settle in its base or its quote currency; quanto contracts have no row model");
}
