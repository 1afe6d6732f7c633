import { RATE_ONE } from "../../domain/rate.ts";
import type { Schedule } from "../../market/row.ts";
import { continuousSchedule } from "../../market/schedule.ts";
import { Fields, listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { fromUsd, toRate, toThreshold } from "../units.ts";
import { valueAtNotional } from "../value-row.ts";
import { compareDeductions } from "./binance-bracket.ts";

const MAINTENANCE = ["maintenanceMargin", "mm"] as const;
const SIZE = ["positionValue", "notional"] as const;

/** Bybit's risk limits: each tier up to a limit of position value, with the "mm deduction" that makes tiers meet. */
export const bybitRiskLimit: VectorModel = {
  name: "bybit-risk-limit",
  run(inputs, expected, report) {
    const schedule = readLimits(inputs);
    const understood: string[] = [];
    const key = expected.find(...MAINTENANCE);
    if (key !== undefined) {
      understood.push(key);
      compareMargin(schedule, inputs.number(...SIZE), key, expected.get(key), report);
    }
    if (expected.has("deductions")) {
      understood.push("deductions");
      compareDeductions(schedule, expected.list("deductions"), "deductions", report);
    }
    if (expected.has("points")) {
      understood.push("points");
      expected.list("points").forEach((entry, k) => {
        const point = Fields.of(entry, `expected.points[${k}]`);
        const margin = point.find(...MAINTENANCE);
        if (margin !== undefined) {
          compareMargin(schedule, point.number(...SIZE), margin, point.get(margin), report);
        }
        report.ignored(point, [...SIZE, ...MAINTENANCE]);
      });
    }
    report.ignored(expected, understood);
  },
};

function compareMargin(
  schedule: Schedule,
  size: Fraction,
  name: string,
  published: unknown,
  report: Report,
): void {
  const { maintenance } = valueAtNotional(schedule, size);
  report.equal(`${name} of position value ${size}`, published, fromUsd(maintenance));
}

/** [[limit, rate], ...] or [{limit, mmr}, ...], each limit the end of its tier. */
function readLimits(inputs: Fields): Schedule {
  const key = inputs.find("tiers", "riskLimits");
  if (key === undefined) throw new ShapeError("inputs.tiers is missing");
  const tiers = listOf(inputs.get(key), `inputs.${key}`).map((entry, k) => {
    const at = `inputs.${key}[${k}]`;
    if (Array.isArray(entry)) {
      return { limit: numberOf(entry[0], `${at}[0]`), rate: numberOf(entry[1], `${at}[1]`) };
    }
    const fields = Fields.of(entry, at);
    return {
      limit: fields.number("limit", "cap", "riskLimitValue"),
      rate: fields.number("mmr", "maintenanceMargin", "rate"),
    };
  });
  return continuousSchedule(
    tiers.map(({ rate }, k) => {
      const maintenanceRate = toRate(rate, "maintenance rate");
      const floor = toThreshold(tiers[k - 1]?.limit ?? new Fraction(0n), "limit");
      return { floor, valueRate: RATE_ONE, maintenanceRate, initialRate: maintenanceRate };
    }),
    toThreshold(tiers.at(-1)?.limit ?? new Fraction(0n), "limit"),
  );
}
