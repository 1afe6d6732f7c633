import { RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import { type Fields, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { HeldRow } from "../portfolio-case.ts";
import { openSchedule, rateMargin } from "../unit-margin.ts";
import { toPrice, toQuantity, toScenarioPrice } from "../units.ts";

const ZERO = new Fraction(0n);

/** An option held: prices in USD a unit. */
export interface PmrmOption {
  readonly name: string;
  readonly expiry: number;
  readonly strike: Fraction;
  readonly quantity: Fraction;
  readonly mark: Fraction;
  readonly shocked: readonly Fraction[];
  readonly basis: { readonly up: Fraction; readonly down: Fraction; readonly factor: Fraction };
  /** Of the expiry's feeds. */
  readonly confidence: Fraction;
}

/**
 * The options an account holds, each once, in the order of the published instruments.
 * @param kept positions of the scenarios in the table
 */
export function readOptions(
  published: Fields,
  account: Fields,
  kept: readonly number[],
): readonly PmrmOption[] {
  const unit = published.number("px");
  const rate = (fields: Fields, key: string): Fraction => fields.number(key).over(published.number("rx"));
  const held = new Map<string, Fraction>();
  for (const entry of account.listOfFields("options")) {
    const key = `${entry.integer("expiry")}/${entry.integer("idx")}`;
    const quantity = entry.number("qty").over(published.number("qx"));
    held.set(key, (held.get(key) ?? ZERO).plus(quantity));
  }
  const options = published.listOfFields("expiries").flatMap((fields, expiry) => {
    const spot = rate(published, "minConf");
    const own = rate(fields, "conf");
    return fields.listOfFields("instruments").flatMap((instrument, k): PmrmOption[] => {
      const quantity = held.get(`${expiry}/${k}`);
      if (quantity === undefined) return [];
      held.delete(`${expiry}/${k}`);
      const strike = instrument.number("strike").over(unit);
      const kind = instrument.integer("call") === 1n ? "call" : "put";
      return [
        {
          name: `expiry ${expiry}, ${kind} ${strike} (${k})`,
          expiry,
          strike,
          quantity,
          mark: instrument.number("mark").over(unit),
          shocked: kept.map((s) => instrument.listNumber("shocked", s).over(unit)),
          basis: {
            up: instrument.number("basisUp").over(unit),
            down: instrument.number("basisDn").over(unit),
            factor: rate(fields, "basisFactor"),
          },
          confidence: own.compare(spot) < 0 ? own : spot,
        },
      ];
    });
  });
  const [missing] = held.keys();
  if (missing !== undefined) throw new ShapeError(`the account holds ${missing}, which is not published`);
  return options;
}

interface OptionRules {
  readonly spot: Fraction;
  /** Prices and base are published this many times what they are. */
  readonly scale: Fraction;
  /** Rate of |quantity| * spot, for the confidence of an expiry. */
  readonly confidence: (expiry: Fraction) => Fraction;
  readonly naked: { readonly maintenance: Fraction; readonly initial: Fraction };
}

/** A row for every option, and a margin row for every strike that is short on the whole. */
export function optionRows(options: readonly PmrmOption[], rules: OptionRules): readonly HeldRow[] {
  const rows = options.map((option): HeldRow => {
    const margin = rateMargin(rules.spot, ZERO, rules.confidence(option.confidence), option.name);
    const worthless = option.mark.numerator === 0n;
    const schedule = openSchedule(worthless ? RATE_ZERO : RATE_ONE, margin);
    return {
      row: {
        name: option.name,
        basis: "notional",
        valuePrice: worthless ? null : toPrice(option.mark, option.name),
        notionalPrice: margin.notionalPrice,
        long: schedule,
        short: schedule,
        risk: {
          group: `expiry ${option.expiry}`,
          base: toScenarioPrice(option.mark.times(rules.scale), option.name),
          prices: option.shocked.map((price) => toScenarioPrice(price.times(rules.scale), option.name)),
        },
      },
      quantity: toQuantity(option.quantity, option.name),
    };
  });
  const nets = new Map<string, Fraction>();
  for (const { expiry, strike, quantity } of options) {
    const name = `naked shorts of expiry ${expiry}, strike ${strike}`;
    nets.set(name, (nets.get(name) ?? ZERO).plus(quantity));
  }
  for (const [name, net] of nets) {
    if (net.numerator >= 0n) continue;
    const margin = rateMargin(rules.spot, rules.naked.maintenance, rules.naked.initial, name);
    rows.push({
      row: {
        name,
        basis: "notional",
        valuePrice: null,
        notionalPrice: margin.notionalPrice,
        long: openSchedule(RATE_ZERO, null),
        short: openSchedule(RATE_ZERO, margin),
      },
      quantity: toQuantity(net, name),
    });
  }
  return rows;
}
