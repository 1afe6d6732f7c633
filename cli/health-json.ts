import { formatDecimal } from "../prover/domain/decimal.ts";
import {
  type Account,
  formatPrice,
  formatQuantity,
  formatUsd,
  type HoldingValuation,
  liquidationPrice,
  type Price,
  ratioBps,
  type Usd,
  type Valuation,
} from "../prover/index.ts";
import { priceAt8 } from "./screen/amounts.ts";

/** Exact amounts; the liquidation price is rounded against the account to 1e-8 and also given as a fraction. */
export function healthToJson(account: Account, valuation: Valuation): Record<string, unknown> {
  const { equity, maintenance, initial } = valuation;
  const bps = ratioBps(equity, maintenance);
  return {
    tag: account.tag.toString(),
    mode: account.mode,
    holdings: valuation.holdings.map((holding) =>
      holdingToJson(valuation, holding, account.mode !== "portfolio"),
    ),
    equity: formatUsd(equity),
    maintenance: formatUsd(maintenance),
    initial: formatUsd(initial),
    ratio: bps === null ? null : formatDecimal(bps, 4),
    freeMargin: formatUsd((equity - initial) as Usd),
    distance: formatUsd((equity - maintenance) as Usd),
    meetsMaintenance: equity >= maintenance,
  };
}

function holdingToJson(
  valuation: Valuation,
  held: HoldingValuation,
  alone: boolean,
): Record<string, unknown> {
  const { row, holding } = held;
  const long = holding.quantity > 0n;
  const orNull = (price: Price | null): string | null => (price === null ? null : formatPrice(price));
  return {
    row: row.name,
    quantity: formatQuantity(holding.quantity),
    valuePrice: orNull(row.valuePrice),
    notionalPrice: orNull(row.notionalPrice),
    notional: formatUsd(held.notional),
    value: formatUsd(held.value),
    bracket: held.bracketIndex + 1,
    brackets: (long ? row.long : row.short).length,
    maintenance: formatUsd(held.maintenance),
    initial: formatUsd(held.initial),
    ...(alone && liquidationToJson(valuation, held)),
  };
}

/** Scenarios move many prices at once: a portfolio account has no liquidation price of one holding. */
function liquidationToJson(valuation: Valuation, held: HoldingValuation): Record<string, unknown> {
  const liquidation = liquidationPrice(valuation, held);
  const long = held.holding.quantity > 0n;
  return {
    liquidationPrice:
      liquidation === null ? null : formatDecimal(priceAt8(liquidation, long ? "up" : "down"), 8),
    liquidationPriceFraction:
      liquidation === null
        ? null
        : {
            numerator: liquidation.numerator.toString(),
            denominator: (liquidation.denominator * 10n ** 8n).toString(),
          },
  };
}
