import { RATE_ONE, RATE_ZERO } from "../../domain/rate.ts";
import type { ScenarioSet } from "../../market/scenarios.ts";
import type { NewRow } from "../../market/sources/row-indexes.ts";
import { DoesNotFit, type Fields, numberOf, ShapeError } from "../fields.ts";
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
 * | extended_dampener                | a row that gains it under the extended scenarios; every account has one    |
 * | roll shock, |pos| * min move     | the row's brackets, long and short: rate times index                      |
 * | initial = worst + roll + delta   | initialFactor 1                                                           |
 * | maintenance = mm_factor * that   | maintenanceFactor, and the same share of the bracket rates                |
 *
 * P&L is published for a whole position, hence a position is a row held once. The simulation reports coins; they are
 * compared as coins.
 */
export const deribitXpm: VectorModel = {
  name: "deribit-xpm",
  run(inputs, expected, report) {
    if (expected.has("deltaShock") && expected.number("deltaShock").numerator !== 0n) {
      throw new DoesNotFit("a delta shock is published as a result only, without what it is made of");
    }
    const params = inputs.fields("params");
    const index = params.number("index");
    const positions = inputs.fields("positions");
    const matrices = inputs.fields("perInstrumentScenarioPnl");
    const [first] = matrices.keys;
    if (first === undefined) throw new ShapeError("inputs.perInstrumentScenarioPnl has no instrument");
    const standard = matrices.fields(first).list("standard").length;
    const extended = matrices.fields(first).list("extended").length;

    const factor = params.number("mmFactor");
    const set: ScenarioSet = {
      scenarios: Array.from({ length: standard + extended }, (_, s) => ({
        name: s < standard ? `standard ${s}` : `extended ${s - standard}`,
        damp: RATE_ONE,
        absolute: false,
      })),
      groups: [{ name: "currency", gain: toRate(params.number("pnlOffset"), "pnlOffset"), loss: RATE_ONE }],
      maintenanceFactor: toRate(factor, "mmFactor"),
      initialFactor: RATE_ONE,
    };
    const one = toQuantity(new Fraction(1n), "position");
    const held = positions.keys.map((name): HeldRow => {
      const matrix = matrices.fields(name);
      const pnl = [...matrix.list("standard"), ...matrix.list("extended")].map((value, s) =>
        numberOf(value, `${matrix.at}[${s}]`).times(index),
      );
      if (pnl.length !== standard + extended) throw new ShapeError(`${matrix.at} has another length`);
      const roll = params.number("minAnnualisedMove");
      const notional = positions.number(name).abs().times(index);
      return { row: positionRow(name, pnl, notional, roll, factor), quantity: one };
    });
    const dampener = Array.from({ length: standard + extended }, (_, s) =>
      s < standard ? ZERO : params.number("extendedDampenerUsd"),
    );
    held.push({ row: positionRow("dampener", dampener, index, ZERO, factor), quantity: one });
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
    compare("rollShock", fromUsd(contingency.initial));
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

function positionRow(
  name: string,
  pnl: readonly Fraction[],
  notional: Fraction,
  roll: Fraction,
  mmFactor: Fraction,
): NewRow {
  const margin = rateMargin(roundedUp(notional, 8), roll.times(mmFactor), roll, name);
  const schedule = openSchedule(RATE_ZERO, margin);
  return {
    name,
    basis: "notional",
    valuePrice: null,
    notionalPrice: margin.notionalPrice,
    long: schedule,
    short: schedule,
    risk: {
      group: "currency",
      base: toScenarioPrice(ZERO, "base"),
      prices: pnl.map((value) => toScenarioPrice(roundedDown(value, 8), `P&L of ${name}`)),
    },
  };
}
