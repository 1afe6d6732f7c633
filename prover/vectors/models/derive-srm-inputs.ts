import { type Fields, isNumeric, listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";

const ZERO = new Fraction(0n);
const ONE = new Fraction(1n);

/** An option held; prices in USD a unit. */
export interface SrmOption {
  readonly name: string;
  /** Underlying and expiry: what is margined by itself. */
  readonly expiry: string;
  readonly isCall: boolean;
  readonly strike: Fraction;
  readonly quantity: Fraction;
  readonly mark: Fraction;
  readonly forward: Fraction;
  readonly spot: Fraction;
  /** The least of spot's, the forward's and the expiry's volatilities'. */
  readonly confidence: Fraction;
}

export interface SrmUnderlying {
  readonly name: string;
  readonly spot: Fraction;
  readonly spotConfidence: Fraction;
  readonly perpPrice: Fraction;
  readonly perpConfidence: Fraction;
  readonly perp: Fraction;
  /** Unrealised profit of the perpetual and its unsettled funding. */
  readonly unsettled: Fraction;
  readonly base: Fraction;
}

export interface SrmCase {
  readonly cash: Fraction;
  readonly stable: Fraction;
  readonly underlyings: readonly SrmUnderlying[];
  readonly options: readonly SrmOption[];
}

/** The published names of the lists' places. */
const UNDERLYINGS = ["ETH", "BTC"];

/** Reads a case; amounts and prices are integers of 1e-18. */
export function readCase(inputs: Fields): SrmCase {
  const prices = inputs.list("perpPrice");
  const confidences = inputs.list("spotPerpConf");
  const underlyings = UNDERLYINGS.flatMap((name, k): SrmUnderlying[] => {
    if (!inputs.has(name)) return [];
    const fields = inputs.fields(name);
    const perp = unitsOr(fields, "perpQty", ZERO);
    const perpPrice = scaled(prices[k], `inputs.perpPrice[${k}]`);
    const pair = listOf(confidences[k], `inputs.spotPerpConf[${k}]`);
    const entry = unitsOr(fields, "entry", perpPrice);
    const funding = unitsOr(fields, "acctFundingIdx", ZERO).minus(unitsOr(fields, "globalFundingIdx", ZERO));
    return [
      {
        name,
        spot: units(fields, "spot"),
        spotConfidence: scaled(pair[0], "spot confidence"),
        perpPrice,
        perpConfidence: scaled(pair[1], "perpetual's confidence"),
        perp,
        // Not held: an index the account never had does not count.
        unsettled: perp.times(perpPrice.minus(entry).plus(funding)),
        base: unitsOr(fields, "base", ZERO),
      },
    ];
  });
  const options = inputs.listOfFields("options").map((fields): SrmOption => {
    const u = String(fields.get("u"));
    const underlying = underlyings.find(({ name }) => name === u);
    if (underlying === undefined) throw new ShapeError(`${fields.at}.u is no underlying of the case`);
    const isCall = fields.integer("isCall") === 1n;
    const strike = units(fields, "strike");
    const confidence = least(units(fields, "volConf"), units(fields, "fwdConf"));
    return {
      name: `${u}-${fields.integer("expirySec")}-${strike}-${isCall ? "C" : "P"}`,
      expiry: `${u}-${fields.integer("expirySec")}`,
      isCall,
      strike,
      quantity: units(fields, "amount"),
      mark: units(fields, "derivedUnitMark1e18").rounded(8),
      forward: units(fields, "forward"),
      spot: underlying.spot,
      confidence: least(confidence, underlying.spotConfidence),
    };
  });
  return {
    cash: units(inputs, "cash"),
    stable: units(inputs, "stablePrice"),
    underlyings,
    options: merged(options),
  };
}

/** One holding a name, and an expiry's confidence for all its options. */
function merged(options: readonly SrmOption[]): readonly SrmOption[] {
  const byName = new Map<string, SrmOption>();
  const confidences = new Map<string, Fraction>();
  for (const option of options) {
    const quantity = option.quantity.plus(byName.get(option.name)?.quantity ?? ZERO);
    byName.set(option.name, { ...option, quantity });
    confidences.set(option.expiry, least(option.confidence, confidences.get(option.expiry) ?? ONE));
  }
  return [...byName.values()].map((option) => ({
    ...option,
    confidence: confidences.get(option.expiry) ?? option.confidence,
  }));
}

const least = (a: Fraction, b: Fraction): Fraction => (a.compare(b) < 0 ? a : b);
const scaled = (value: unknown, at: string): Fraction => numberOf(value, at).timesPowerOfTen(-18);
const units = (fields: Fields, key: string): Fraction => fields.number(key).timesPowerOfTen(-18);
/** Publications say "None" for what an account does not have. */
const unitsOr = (fields: Fields, key: string, absent: Fraction): Fraction =>
  isNumeric(fields.get(key)) ? units(fields, key) : absent;
