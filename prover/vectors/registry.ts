import type { VectorModel } from "./model.ts";
import { binanceAccounts } from "./models/binance-account.ts";
import { binanceBracket } from "./models/binance-bracket.ts";
import { bybitRiskLimit } from "./models/bybit-risk-limit.ts";
import { cmeSpanScan } from "./models/cme-span-scan.ts";
import { collateralHaircutTier } from "./models/collateral-haircut-tier.ts";
import { deribitXpm } from "./models/deribit-xpm.ts";
import { derivePmrm2 } from "./models/derive-pmrm2.ts";
import { deriveSrm } from "./models/derive-srm.ts";
import { dydxV4Funding } from "./models/dydx-v4-funding.ts";
import { dydxV4Perp } from "./models/dydx-v4-perp.ts";
import { hyperliquidTier } from "./models/hyperliquid-tier.ts";
import { okxDiscountTier } from "./models/okx-discount-tier.ts";
import { okxPortfolioMargin } from "./models/okx-portfolio-margin.ts";
import { synthetixV3Perps } from "./models/synthetix-v3-perps.ts";
import { vegaLinear } from "./models/vega-linear.ts";

/** Every model the runner knows. A new one is a file in models/ and a line here. */
const MODELS: readonly VectorModel[] = [
  ...binanceAccounts,
  binanceBracket,
  bybitRiskLimit,
  cmeSpanScan,
  collateralHaircutTier,
  deribitXpm,
  derivePmrm2,
  deriveSrm,
  dydxV4Funding,
  dydxV4Perp,
  hyperliquidTier,
  okxDiscountTier,
  okxPortfolioMargin,
  synthetixV3Perps,
  vegaLinear,
];

const BY_NAME = new Map(MODELS.map((model) => [model.name, model]));

export const modelNamed = (name: string): VectorModel | undefined => BY_NAME.get(name);
