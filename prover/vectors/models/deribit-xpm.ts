import { RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import type { ScenarioSet } from "../../market/scenarios.ts";
import type { NewRow } from "../../market/sources/row-indexes.ts";
import { type Fields, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import { type HeldRow, valueByScenarios } from "../portfolio-case.ts";
import type { Report } from "../report.ts";
import { openSchedule, rateMargin } from "../unit-margin.ts";
import {
  fromScenarioUsd,
  fromUsd,
  roundedDown,
  roundedUp,
  toQuantity,
  toRate,
  toScenarioPrice,
} from "../units.ts";

const ZERO = new Fraction(0n);
/** The simulation's own sums agree with each other to 2e-9. */
const SHARE = new Fraction(1n, 10n ** 8n);

/**
 * Deribit cross portfolio margin (X:PM), one currency.
 *
 * | Deribit                          | here                                                                      |
 * |----------------------------------|---------------------------------------------------------------------------|
 * | risk matrix of an instrument     | a row's `prices`: P&L a unit, in USD at the index; `base` 0               |
 * | currency, with its pnl_offset    | a group: gain = pnl_offset, loss = 1                                      |
 * | extended table                   | further scenarios                                                         |
 * | extended_dampener                | a row that gains it under the extended scenarios; every account has one   |
 * | roll shock, |pos| * min move     | the row's brackets, long and short: rate times index                      |
 * | delta shock                      | a charge; only its result is published, and taken as it is                |
 * | initial = worst + roll + delta   | initialFactor 1                                                           |
 * | maintenance = mm_factor * that   | maintenanceFactor, and the same share of the bracket rates                |
 *
 * P&L is published for a whole position, hence a position is a row held once. The simulation reports coins; they are
 * compared as coins.
 */
export const deribitXpm: VectorModel = {
  name: "deribit-xpm",
  run(inputs, expected, report) {
    const index = inputs.fields("params").number("index");
    const { set, standard, held } = readBook(inputs);
    if (expected.has("deltaShock") && expected.number("deltaShock").numerator !== 0n) {
      report.note("deltaShock is published as a result only: taken as it is, not compared");
      const shock = expected.number("deltaShock").times(index);
      held.push(
        heldOnce(
          "delta shock",
          set,
          set.scenarios.map(() => ZERO),
          shock,
          new Fraction(1n),
          inputs,
        ),
      );
    }
    const { perScenario, worst, contingency, maintenance, initial } = valueByScenarios(set, held);

    const coins = (usd: Fraction): Fraction => usd.over(index);
    const compare = (key: string, received: Fraction): void => {
      if (expected.has(key)) compareCoins(key, expected.number(key), coins(received), index, report);
    };
    if (expected.has("aggregatedScenarioPnl")) {
      const received = perScenario.map(({ pnl }) => coins(fromScenarioUsd(pnl)));
      const published = expected.fields("aggregatedScenarioPnl");
      compareTable(published, "standard", received.slice(0, standard), index, report);
      compareTable(published, "extended", received.slice(standard), index, report);
    }
    compare("worstCase", worst === null ? ZERO : fromScenarioUsd(worst.pnl).abs());
    const shocks = coins(fromUsd(contingency.initial));
    if (expected.has("rollShock")) {
      const delta = expected.has("deltaShock") ? expected.number("deltaShock") : ZERO;
      compareCoins("rollShock", expected.number("rollShock"), shocks.minus(delta), index, report);
    }
    compare("initialMargin", fromUsd(initial));
    compare("maintenanceMargin", fromUsd(maintenance));
    report.ignored(expected, [
      "aggregatedScenarioPnl",
      "worstCase",
      "rollShock",
      "deltaShock",
      "initialMargin",
      "maintenanceMargin",
    ]);
  },
};

/** The table, the number of scenarios that are standard, and the positions, each held once. */
function readBook(inputs: Fields): {
  readonly set: ScenarioSet;
  readonly standard: number;
  readonly held: HeldRow[];
} {
  const params = inputs.fields("params");
  const index = params.number("index");
  const matrices = inputs.fields("perInstrumentScenarioPnl");
  const pnlOf = (name: string, table: "standard" | "extended"): readonly Fraction[] => {
    const matrix = matrices.fields(name);
    if (!matrix.has(table)) return [];
    return matrix.list(table).map((value) => numberOf(value, `${matrix.at}.${table}`).times(index));
  };
  const [first] = matrices.keys;
  if (first === undefined) throw new ShapeError("inputs.perInstrumentScenarioPnl has no instrument");
  const standard = pnlOf(first, "standard").length;
  const count = standard + pnlOf(first, "extended").length;
  const set: ScenarioSet = {
    scenarios: Array.from({ length: count }, (_, s) => ({
      name: s < standard ? `standard ${s}` : `extended ${s - standard}`,
      damp: RATE_ONE,
      absolute: false,
    })),
    groups: [{ name: "currency", gain: toRate(params.number("pnlOffset"), "pnlOffset"), loss: RATE_ONE }],
    maintenanceFactor: toRate(params.number("mmFactor"), "mmFactor"),
    initialFactor: RATE_ONE,
  };
  const positions = inputs.fields("positions");
  const held = positions.keys.map((name): HeldRow => {
    const pnl = [...pnlOf(name, "standard"), ...pnlOf(name, "extended")];
    if (pnl.length !== count) throw new ShapeError(`${matrices.at}.${name} has another length`);
    const notional = positions.number(name).abs().times(index);
    return heldOnce(name, set, pnl, notional, params.number("minAnnualisedMove"), inputs);
  });
  if (count > standard) {
    const dampener = params.number("extendedDampenerUsd");
    const gains = set.scenarios.map((_, s) => (s < standard ? ZERO : dampener));
    held.push(heldOnce("dampener", set, gains, index, ZERO, inputs));
  }
  return { set, standard, held };
}

/** Extended gains are published as 0, since only losses beyond the dampener count; compared are losses there. */
function compareTable(
  published: Fields,
  table: "standard" | "extended",
  received: readonly Fraction[],
  index: Fraction,
  report: Report,
): void {
  const list = published.list(table);
  if (list.length !== received.length) throw new ShapeError(`${published.at}.${table} has another length`);
  received.forEach((pnl, s) => {
    const lossOf = (value: Fraction): Fraction =>
      table === "extended" && value.numerator > 0n ? ZERO : value;
    const expected = lossOf(numberOf(list[s], `${published.at}.${table}[${s}]`));
    compareCoins(`${table}[${s}]`, expected, lossOf(pnl), index, report);
  });
}

function compareCoins(
  name: string,
  expected: Fraction,
  coins: Fraction,
  index: Fraction,
  report: Report,
): void {
  report.relative(name, expected, coins, SHARE, new Fraction(1n, 10n ** 7n).over(index));
}

/** A row held once. @param pnl and notional in USD @param rate of the notional, initially; mm_factor of it maintains */
function heldOnce(
  name: string,
  { scenarios }: ScenarioSet,
  pnl: readonly Fraction[],
  notional: Fraction,
  rate: Fraction,
  inputs: Fields,
): HeldRow {
  const mmFactor = inputs.fields("params").number("mmFactor");
  const margin = rateMargin(roundedUp(notional, 8), rate.times(mmFactor), rate, name);
  const schedule = openSchedule(RATE_ZERO, margin);
  const row: NewRow = {
    name,
    basis: "notional",
    valuePrice: null,
    notionalPrice: margin.notionalPrice,
    long: schedule,
    short: schedule,
    risk: {
      group: "currency",
      base: toScenarioPrice(ZERO, "base"),
      prices: scenarios.map((_, s) => toScenarioPrice(roundedDown(pnl[s] ?? ZERO, 8), `P&L of ${name}`)),
    },
  };
  return { row, quantity: toQuantity(new Fraction(1n), "position") };
}
