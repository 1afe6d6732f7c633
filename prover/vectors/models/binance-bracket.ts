import { formatDecimal } from "../../domain/decimal.ts";
import { RATE_ONE } from "../../domain/rate.ts";
import { OFFSET_DECIMALS, type Schedule } from "../../market/row.ts";
import { continuousSchedule } from "../../market/schedule.ts";
import { perpetualRows } from "../../market/sources/ccxt-leverage-tiers.ts";
import { Fields, listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { fromUsd, toRate, toThreshold } from "../units.ts";
import { valueAtNotional } from "../value-row.ts";

const MAINTENANCE = ["mm", "maintenanceMargin", "maintMargin"] as const;
const NOTIONAL = ["notional", "positionValue"] as const;

/** Binance's leverage brackets, through the importer of the exchange's own strings. */
export const binanceBracket: VectorModel = {
  name: "binance-bracket",
  run(inputs, expected, report) {
    const schedule = readBrackets(inputs, report);
    const understood: string[] = [];
    if (expected.has("points")) {
      understood.push("points");
      for (const [k, point] of expected.list("points").entries()) {
        comparePoint(schedule, point, `expected.points[${k}]`, report);
      }
    }
    const key = expected.find(...MAINTENANCE);
    if (key !== undefined) {
      understood.push(key);
      const { maintenance } = valueAtNotional(schedule, inputs.number(...NOTIONAL));
      report.equal(key, expected.get(key), fromUsd(maintenance));
    }
    for (const list of ["deductions", "cums"].filter((name) => expected.has(name))) {
      understood.push(list);
      compareDeductions(schedule, expected.list(list), list, report);
    }
    report.ignored(expected, understood);
  },
};

function comparePoint(schedule: Schedule, point: unknown, at: string, report: Report): void {
  if (Array.isArray(point)) {
    const { maintenance } = valueAtNotional(schedule, numberOf(point[0], `${at}[0]`));
    report.equal(`${at}[1]`, point[1], fromUsd(maintenance));
    return;
  }
  const fields = Fields.of(point, at);
  const key = fields.find(...MAINTENANCE);
  const notional = fields.number(...NOTIONAL);
  if (key !== undefined) {
    const { maintenance } = valueAtNotional(schedule, notional);
    report.equal(`maintenance margin of notional ${notional}`, fields.get(key), fromUsd(maintenance));
  }
  report.ignored(fields, [...MAINTENANCE, ...NOTIONAL]);
}

/** The deductions ("cum") of a table, one a bracket. */
export function compareDeductions(
  schedule: Schedule,
  published: readonly unknown[],
  name: string,
  report: Report,
): void {
  report.check(
    `${name}: brackets`,
    String(published.length),
    String(schedule.length),
    published.length === schedule.length,
  );
  schedule.forEach((bracket, k) => {
    if (k >= published.length) return;
    const ours = new Fraction(-bracket.maintenanceOffset).timesPowerOfTen(-OFFSET_DECIMALS);
    report.equal(`${name}[${k}]`, published[k], ours);
  });
}

const SYMBOL = "VECTOR/USDT:USDT";

/** The table as the exchange's strings, through the importer; it refuses a `cum` that is not continuous. */
export function readBrackets(inputs: Fields, report: Report): Schedule {
  const key = inputs.find("tiers", "brackets");
  if (key === undefined) throw new ShapeError(`${inputs.at}.tiers is missing`);
  const tiers = listOf(inputs.get(key), `${inputs.at}.${key}`).map((tier, k) => {
    const fields = Fields.of(tier, `${inputs.at}.${key}[${k}]`);
    const leverage = fields.find("maxLev", "initialLeverage", "maxLeverage", "leverage");
    return {
      floor: fields.number("floor", "notionalFloor", "minNotional", "lower"),
      cap: fields.number("cap", "notionalCap", "maxNotional", "upper"),
      rate: fields.number("mmr", "maintMarginRatio", "maintenanceMarginRate"),
      leverage: leverage === undefined ? new Fraction(1n) : fields.number(leverage),
      cum: fields.has("cum") ? fields.number("cum").toString() : null,
    };
  });
  const continuous = continuousSchedule(
    tiers.map(({ floor, rate }) => {
      const maintenanceRate = toRate(rate, "maintenance rate");
      return {
        floor: toThreshold(floor, "floor"),
        valueRate: RATE_ONE,
        maintenanceRate,
        initialRate: maintenanceRate,
      };
    }),
  );
  if (tiers.some(({ cum }) => cum === null)) report.note("a tier without cum: taken as continuous");
  const { rows } = perpetualRows(
    {
      [SYMBOL]: tiers.map(({ floor, cap, rate, leverage, cum }, k) => ({
        info: {
          notionalFloor: floor.toString(),
          notionalCap: cap.toString(),
          maintMarginRatio: rate.toString(),
          initialLeverage: leverage.toString(),
          cum: cum ?? formatDecimal(-(continuous[k]?.maintenanceOffset ?? 0n), OFFSET_DECIMALS),
        },
      })),
    },
    { [SYMBOL]: "1" },
    { source: "inputs" },
  );
  return rows[0]?.long ?? [];
}
