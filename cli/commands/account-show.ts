import type { Command } from "commander";
import { z } from "zod";
import { formatDecimal } from "../../prover/domain/decimal.ts";
import { readJson } from "../../prover/formats/json.ts";
import {
  type Account,
  formatFieldElement,
  formatPrice,
  formatQuantity,
  formatUsd,
  type HoldingValuation,
  InputError,
  liquidationPrice,
  MarketTree,
  type Price,
  ratioBps,
  readAccount,
  readMarket,
  type Usd,
  type Valuation,
  valueAccount,
} from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { inFile } from "../files.ts";
import { membershipFrom } from "../private-files.ts";
import { priceAt8 } from "../screen/amounts.ts";
import { healthText } from "../screen/health.ts";

interface Options {
  readonly market: string;
}

export function accountShow(parent: Command): void {
  addCommand(parent, "show <account>", {
    summary: "show how an account stands: value, margin and liquidation price of every holding",
    examples: [
      "account show quickstart/accounts/1001.json --market quickstart/market.json",
      "account show quickstart/epoch/members/1001.json --market quickstart/market-after-fall.json",
    ],
    notes: ["<account> is an account file, or the membership file that a venue gave you."],
  })
    .requiredOption("--market <file>", "the market to value it with")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const market = await readMarket(options.market);
        const account = await accountFrom(file, async () => readAccount(file, market));
        const valuation = await inFile(file, () => valueAccount(market, account));
        const { root } = await MarketTree.build(market, options.market);
        const marketRoot = formatFieldElement(root);
        return {
          json: { file, marketRoot, ...healthToJson(account, valuation) },
          text: ({ colours }) => healthText(colours, account, valuation, market),
        };
      }),
    );
}

const anyFormat = z.looseObject({ format: z.string("must be the name of a format") });

/** An account file names its rows, a membership numbers them: the format tells which one it is. */
async function accountFrom(file: string, plain: () => Promise<Account>): Promise<Account> {
  const { format } = await readJson(file, anyFormat);
  if (format.startsWith("solvency-account/")) return plain();
  if (format.startsWith("solvency-membership/")) return (await membershipFrom(file)).account;
  throw new InputError({
    source: file,
    field: "format",
    value: JSON.stringify(format),
    rule: 'must be "solvency-account/1" or "solvency-membership/1"',
  });
}

/** Exact amounts; the liquidation price is rounded against the account to 1e-8 and also given as a fraction. */
export function healthToJson(account: Account, valuation: Valuation): Record<string, unknown> {
  const { equity, maintenance, initial } = valuation;
  const bps = ratioBps(equity, maintenance);
  return {
    tag: account.tag.toString(),
    mode: account.mode,
    holdings: valuation.holdings.map((holding) => holdingToJson(valuation, holding)),
    equity: formatUsd(equity),
    maintenance: formatUsd(maintenance),
    initial: formatUsd(initial),
    ratio: bps === null ? null : formatDecimal(bps, 4),
    freeMargin: formatUsd((equity - initial) as Usd),
    distance: formatUsd((equity - maintenance) as Usd),
    meetsMaintenance: equity >= maintenance,
  };
}

function holdingToJson(valuation: Valuation, held: HoldingValuation): Record<string, unknown> {
  const { row, holding } = held;
  const liquidation = liquidationPrice(valuation, held);
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
