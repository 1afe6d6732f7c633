import type { Fields } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { SrmOption, SrmUnderlying } from "./derive-srm-inputs.ts";

const ZERO = new Fraction(0n);
const ONE = new Fraction(1n);

/** What a unit requires, in USD. */
export interface Charge {
  readonly maintenance: Fraction;
  readonly initial: Fraction;
}

/**
 * What Derive publishes a unit of everything requires, under its parameters of the day. All of it is per unit: none
 * depends on the account, but for the side it is on.
 */
export class SrmRules {
  readonly #params: Fields;
  readonly #stable: Fraction;

  constructor(params: Fields, stable: Fraction) {
    this.#params = params;
    this.#stable = stable;
  }

  /** An isolated short option, beyond its mark, which the equity lacks already. */
  isolatedShort(option: SrmOption): Charge {
    const { isCall, spot, strike, mark } = option;
    const rate = (key: string): Fraction => this.#params.fields("option").number(key);
    const outOf = isCall ? strike.minus(spot) : spot.minus(strike);
    const stretch = rate("maxSpotReq").minus(most(outOf, ZERO).over(spot));
    const ofSpot = most(stretch, rate("minSpotReq")).times(spot);
    if (isCall) {
      return this.#withShort(option, rate("mmCallSpotReq").times(spot), ofSpot);
    }
    const maintenance = most(rate("mmPutSpotReq").times(spot), rate("mmPutMtMReq").times(mark));
    const scaled = maintenance.plus(mark).times(rate("mmOffsetScale")).minus(mark);
    return this.#withShort(option, maintenance, most(ofSpot, scaled));
  }

  /** A short option whose expiry is margined by its greatest loss. */
  short(option: SrmOption): Charge {
    return this.#withShort(option, ZERO, ZERO);
  }

  /** A call short on the whole of an expiry margined by its greatest loss. */
  unpairedCall(forward: Fraction): Charge {
    const scale = (key: string): Fraction => this.#params.fields("option").number(key).times(forward);
    return { maintenance: scale("unpairedMM"), initial: scale("unpairedIM") };
  }

  perp({ spot, spotConfidence, perpConfidence, perpPrice }: SrmUnderlying): Charge {
    const rate = (key: string): Fraction => this.#params.fields("perp").number(key).times(perpPrice);
    const confidence = spotConfidence.compare(perpConfidence) < 0 ? spotConfidence : perpConfidence;
    const extra = this.#oracle(confidence).plus(this.#depeg()).times(spot);
    return { maintenance: rate("mm"), initial: rate("im").plus(extra) };
  }

  /** Spot held counts `baseMarginFactor` of its price; the rest is required. @param value in the equity, a unit */
  base({ spot, spotConfidence }: SrmUnderlying, value: Fraction): Charge {
    const maintenance = value.minus(this.#params.number("baseMarginFactor").times(spot));
    return { maintenance, initial: maintenance.plus(this.#oracle(spotConfidence).times(spot)) };
  }

  /** Both contingencies of a short are rates of spot, initial margin only. */
  #withShort({ spot, confidence }: SrmOption, maintenance: Fraction, initial: Fraction): Charge {
    const extra = this.#oracle(confidence).plus(this.#depeg()).times(spot);
    return { maintenance, initial: initial.plus(extra) };
  }

  #oracle(confidence: Fraction): Fraction {
    const { threshold, factor } = this.#pair("oracle");
    return confidence.compare(threshold) < 0 ? ONE.minus(confidence).times(factor) : ZERO;
  }

  #depeg(): Fraction {
    const { threshold, factor } = this.#pair("depeg");
    return most(threshold.minus(this.#stable), ZERO).times(factor);
  }

  #pair(key: string): { readonly threshold: Fraction; readonly factor: Fraction } {
    const fields = this.#params.fields(key);
    return { threshold: fields.number("threshold"), factor: fields.number("factor") };
  }
}

const most = (a: Fraction, b: Fraction): Fraction => (a.compare(b) < 0 ? b : a);
