import { parseDecimal } from "../../../../prover/domain/decimal.ts";
import { type Price, parsePrice } from "../../../../prover/domain/price.ts";
import { parseExpiry } from "../../../../prover/market/risk/expiry.ts";
import { type Fixed, fromDecimal } from "../../../../prover/market/risk/math/fixed.ts";
import { type ListedOption, optionName } from "../../../../prover/market/risk/option-quote.ts";
import type { OptionSource } from "../../../../prover/market/risk/option-source.ts";
import { type ShockSet, shockSetSchema } from "../../../../prover/market/risk/shock-set.ts";

export const decimal = (text: string): Fixed => fromDecimal(parseDecimal(text, 30), 30);

/** 1 August 2025. */
export const AS_OF = 1_754_006_400;
export const AUGUST = parseExpiry("2025-08-29T08:00:00Z");
export const DECEMBER = parseExpiry("2025-12-26T08:00:00Z");

export interface OptionTexts {
  readonly underlying?: string;
  readonly expiry?: number;
  readonly strike?: string;
  readonly type?: "call" | "put";
  readonly markIv?: string;
  readonly forward?: string;
  readonly rate?: string;
  readonly mark?: string;
}

/** A BTC call at 100,000 of August, or what the texts make of it. */
export function option(texts: OptionTexts = {}): ListedOption {
  const contract = {
    underlying: texts.underlying ?? "BTC",
    expiry: texts.expiry ?? AUGUST,
    strike: parsePrice(texts.strike ?? "100000"),
    type: texts.type ?? "call",
  };
  return {
    ...contract,
    name: optionName(contract),
    markIv: decimal(texts.markIv ?? "0.5"),
    forward: parsePrice(texts.forward ?? "100000"),
    rate: decimal(texts.rate ?? "0"),
    mark: texts.mark === undefined ? undefined : parsePrice(texts.mark),
  };
}

export const usdPrice = (text: string): Price => parsePrice(text);

/** A source in memory, as readOptionSource makes it from a file. */
export function optionSource(parts: Partial<OptionSource> = {}): OptionSource {
  return {
    file: "options.json",
    underlyings: [{ name: "BTC", index: parsePrice("100000") }],
    options: [option()],
    futures: [],
    moves: {},
    tolerance: 0n,
    ...parts,
  };
}

type ShockSetJson = Record<string, unknown>;

export const SHOCKS_JSON = {
  format: "solvency-shock-set/1",
  name: "test",
  summary: "for tests",
  sources: ["ours"],
  form: "pnl",
  groupBy: "underlying",
  maintenanceFactor: "0.8",
  initialFactor: "1",
  parameters: {
    default: {
      priceRange: "0.15",
      volatility: { up: "0.5", down: "0.25" },
      discount: { gain: "0.6", loss: "1" },
    },
  },
  scenarios: [
    { name: "up", range: "1", volatility: "up" },
    { name: "same", price: "0", volatility: "same" },
    { name: "down", range: "-1", volatility: "down" },
  ],
} as const;

export const shocks = (parts: ShockSetJson = {}): ShockSet =>
  shockSetSchema.parse({ ...SHOCKS_JSON, ...parts });
