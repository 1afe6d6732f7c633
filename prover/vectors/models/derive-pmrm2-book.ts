import { RATE_BOUND, RATE_DECIMALS, RATE_ONE, RATE_ZERO, type Rate } from "../../domain/rate.ts";
import type { PortfolioValuation } from "../../margin/portfolio.ts";
import type { Scenario, ScenarioSet } from "../../market/scenarios.ts";
import { settlementRow } from "../../market/sources/plain.ts";
import { DoesNotFit, type Fields } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import { type HeldRow, valueByScenarios } from "../portfolio-case.ts";
import { openSchedule, rateMargin, type UnitMargin } from "../unit-margin.ts";
import { roundedDown, roundedUp, toPrice, toQuantity, toRate, toScenarioPrice } from "../units.ts";
import { optionRows, type PmrmOption, readOptions } from "./derive-pmrm2-options.ts";

const ZERO = new Fraction(0n);
const ONE = new Fraction(1n);
const RATE_MAX = new Fraction(RATE_BOUND - 1n).timesPowerOfTen(-RATE_DECIMALS);

/** The group of what moves with spot alone. */
export const SPOT = "spot";

/**
 * How PMRM_2 becomes a table. Its unit is the stable coin of the cash account.
 *
 * | Derive                                        | here                                                               |
 * |-----------------------------------------------|--------------------------------------------------------------------|
 * | scenario: spot and vol shock, dampening        | scenario, `damp`                                                   |
 * | skew, LINEAR and ABS: each expiry loses        | scenario flagged `absolute`                                        |
 * | expiry with static discounts of gains, losses  | group; gain, loss; base = mark, prices = shocked prices            |
 * | perpetual, risk-cancelling collateral          | rows of the group "spot", gain = loss = 1                          |
 * | mmFactor; imFactor with the peg loss           | maintenanceFactor, initialFactor                                   |
 * | collateral haircuts                            | requirement rates: the value is in the equity in full              |
 * | confidence contingency                         | initial rate, on |quantity| * spot of every option, long or short  |
 * | naked shorts of a strike, max(0, -(C + P))     | margin row of the strike, short bracket; booked with C + P where   |
 * |                                                | that is negative, as an inverse contract's margin row is           |
 * | perpetual contingency                          | the row's rates on |quantity| * spot; P&L is in the cash row       |
 * | basis contingency                              | derive-pmrm2-basis.ts                                              |
 *
 * A factor beyond 429 % and a dampening above 1 are beyond the bounds of a table. Both are published as a part of
 * themselves, and prices and base as many times what they are: P&L is then `stretch` times Derive's.
 * A discount of gains above that of losses is no concave function, and is cut to it: against the account.
 */
export interface PmrmBook {
  /** Without profit of perpetuals. */
  readonly cash: Fraction;
  /** Units of a USD in the published integers. */
  readonly unit: Fraction;
  readonly scenarios: readonly Scenario[];
  /** Where they are in Derive's list. One dampened to 0 is not published: no account loses in it. */
  readonly kept: readonly number[];
  /** How many are in Derive's list. */
  readonly shocks: number;
  readonly groups: ScenarioSet["groups"];
  /** A discount of gains was cut to that of losses. */
  readonly cut: boolean;
  readonly factors: { readonly maintenance: Fraction; readonly initial: Fraction };
  /** P&L of the table is this many times Derive's, and factors as small a part of Derive's. */
  readonly stretch: bigint;
  readonly held: readonly HeldRow[];
  readonly options: readonly PmrmOption[];
}

/** The case's account, under the table for maintenance and that for initial margin: one and the same, in general. */
export interface BookValuation {
  readonly maintenance: PortfolioValuation;
  readonly initial: PortfolioValuation;
}

/** Of one kind each: a venue whose initial factor is below its maintenance factor publishes a table for either. */
export function valueBook(book: PmrmBook): BookValuation {
  const { maintenance, initial } = book.factors;
  const value = (mm: Fraction, im: Fraction): PortfolioValuation =>
    valueByScenarios(setOf(book, mm, im), book.held);
  if (initial.compare(maintenance) >= 0) {
    const both = value(maintenance, initial);
    return { maintenance: both, initial: both };
  }
  return { maintenance: value(maintenance, maintenance), initial: value(initial, initial) };
}

function setOf({ scenarios, groups, stretch }: PmrmBook, mm: Fraction, im: Fraction): ScenarioSet {
  const factor = (value: Fraction): Rate =>
    toRate(roundedUp(value.over(new Fraction(stretch)), RATE_DECIMALS), "factor");
  return { scenarios, groups, maintenanceFactor: factor(mm), initialFactor: factor(im) };
}

export function readBook(published: Fields, account: Fields): PmrmBook {
  const unit = published.number("px");
  const params = published.fields("params");
  const usd = (fields: Fields, key: string): Fraction => fields.number(key).over(unit);
  const rate = (fields: Fields, key: string): Fraction => fields.number(key).over(published.number("rx"));
  const amount = (fields: Fields, key: string): Fraction => fields.number(key).over(published.number("qx"));

  const shocks = published.listOfFields("scenarios").flatMap((fields, s) => {
    const vol = String(fields.get("vol")).toUpperCase();
    const spot = rate(fields, "spot");
    const absolute = vol === "LINEAR" || vol === "ABS";
    if (absolute && !spot.equals(ONE)) throw new DoesNotFit(`scenario ${s} has a skew and moves spot`);
    const damp = rate(fields, "damp");
    return damp.numerator === 0n ? [] : [{ s, spot, damp, name: `${s}: spot ${spot}, vol ${vol}`, absolute }];
  });
  const stable = usd(published, "stable");
  const spotPrice = usd(published, "spot");
  const depeg = rate(params, "pegThr").minus(stable);
  const pegLoss = depeg.numerator > 0n ? depeg.times(rate(params, "pegFac")) : ZERO;
  const factors = {
    maintenance: rate(params, "mmFactor"),
    initial: rate(params, "imFactor").plus(pegLoss),
  };
  const kept = shocks.map(({ s }) => s);
  const options = readOptions(published, account, kept);
  const discounts = published
    .listOfFields("expiries")
    .map((fields) => ({ gain: rate(fields, "dpos"), loss: rate(fields, "dneg") }));
  const stretch = divisorOf([factors.maintenance, factors.initial], RATE_MAX);
  const dampening = divisorOf(
    shocks.map(({ damp }) => damp),
    ONE,
  );
  const scale = new Fraction(stretch * dampening);
  const cut = discounts.some(({ gain, loss }) => gain.compare(loss) > 0);
  const groups = [{ gain: ONE, loss: ONE }, ...discounts].map(({ gain, loss }, g) => ({
    name: g === 0 ? SPOT : `expiry ${g - 1}`,
    gain: toRate(gain.compare(loss) > 0 ? loss : gain, "discount"),
    loss: toRate(loss, "discount"),
  }));

  const confidence = (value: Fraction): Fraction =>
    value.compare(rate(params, "confThr")) < 0 ? ONE.minus(value).times(rate(params, "confMargin")) : ZERO;
  /** A row of the group "spot": moves by the spot shock, at the given price. */
  const moving = (price: Fraction) => ({
    group: SPOT,
    base: toScenarioPrice(price.times(scale), "price"),
    prices: shocks.map(({ spot }) =>
      toScenarioPrice(roundedDown(price.times(spot), 8).times(scale), "shocked price"),
    ),
  });
  const flat = (valueRate: Rate, margin: UnitMargin) => {
    const schedule = openSchedule(valueRate, margin);
    return {
      basis: "notional" as const,
      notionalPrice: margin.notionalPrice,
      long: schedule,
      short: schedule,
    };
  };

  const cash = amount(account, "cash");
  const settled = cash.plus(usd(account, "perpPnl"));
  const held: HeldRow[] = [
    { row: settlementRow("USD", toPrice(ONE, "cash")), quantity: toQuantity(settled, "cash") },
  ];
  const perp = amount(account, "perpQty");
  if (perp.numerator !== 0n) {
    const minimum = rate(params, "mmPerp");
    const initial = minimum.plus(rate(params, "imPerp")).plus(confidence(rate(published, "minConf")));
    const margin = rateMargin(spotPrice, minimum, initial, "perpetual");
    held.push({
      row: {
        name: "PERP",
        valuePrice: null,
        ...flat(RATE_ZERO, margin),
        risk: moving(usd(published, "perpPrice")),
      },
      quantity: toQuantity(perp, "perpetual"),
    });
  }
  account.listOfFields("collaterals").forEach((fields, k) => {
    // Both against the account: it owns at the price rounded down, and is charged on the price rounded up.
    const price = usd(fields, "price").over(stable);
    const value = roundedDown(price, 8);
    const haircut = rate(fields, "mmH");
    const initial = haircut.plus(rate(fields, "imH")).plus(confidence(rate(fields, "conf")));
    const margin = rateMargin(roundedUp(price, 8), haircut, initial, "collateral");
    held.push({
      row: {
        name: `collateral ${k}`,
        valuePrice: toPrice(value, "collateral price"),
        ...flat(RATE_ONE, margin),
        ...(fields.get("riskCancel") === true ? { risk: moving(value) } : {}),
      },
      quantity: toQuantity(amount(fields, "qty"), "collateral"),
    });
  });
  const naked = rate(params, "mmOpt");
  held.push(
    ...optionRows(options, {
      spot: spotPrice,
      scale,
      confidence,
      naked: { maintenance: naked, initial: naked.plus(rate(params, "imOpt")) },
    }),
  );
  const scenarios = shocks.map(({ name, damp, absolute }) => {
    const part = roundedUp(damp.over(new Fraction(dampening)), RATE_DECIMALS);
    return { name, damp: toRate(part, "damp"), absolute };
  });
  return {
    cash,
    unit,
    scenarios,
    kept,
    shocks: published.list("scenarios").length,
    groups,
    cut,
    factors,
    stretch,
    held,
    options,
  };
}

/** The least of these whole numbers that brings all values, divided, to the bound: divisions by them have an end. */
function divisorOf(values: readonly Fraction[], bound: Fraction): bigint {
  const divisor = [1n, 2n, 4n, 5n, 8n, 10n, 16n, 20n, 50n, 100n].find((each) =>
    values.every((value) => value.over(new Fraction(each)).compare(bound) <= 0),
  );
  if (divisor === undefined) throw new DoesNotFit(`a factor or dampening among ${values.join(", ")}`);
  return divisor;
}
