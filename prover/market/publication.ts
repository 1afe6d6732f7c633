import { formatDecimal } from "../domain/decimal.ts";
import { InputError } from "../domain/errors.ts";
import { inField } from "../domain/in-field.ts";
import { price } from "../domain/price.ts";
import { formatRate, rate } from "../domain/rate.ts";
import {
  type Bracket,
  type Market,
  OFFSET_DECIMALS,
  ROW_INDEX_BOUND,
  type Row,
  type Schedule,
  THRESHOLD_DECIMALS,
} from "./row.ts";
import { assertScenarios } from "./scenario-publication.ts";

/**
 * The rules a market obeys before anyone proves against it (SPEC, "Market"). The circuit relies on them and does
 * not check them; everybody can, since the table is public (T-42).
 *
 * @param source file named in errors
 * @throws InputError naming row, side, bracket and rule
 */
export function assertPublishable(market: Market, source?: string): void {
  const refuse = (field: string, value: string, rule: string): never => {
    throw new InputError({ ...(source === undefined ? {} : { source }), field, value, rule });
  };
  const names = new Map<string, number>();
  market.rows.forEach((row, position) => {
    const field = `rows[${position}]`;
    const previous = market.rows[position - 1];
    if (!Number.isInteger(row.index) || row.index < 1 || row.index >= ROW_INDEX_BOUND) {
      refuse(`${field}.index`, String(row.index), `must be a whole number from 1 to ${ROW_INDEX_BOUND - 1}`);
    }
    if (previous !== undefined && row.index <= previous.index) {
      refuse(`${field}.index`, String(row.index), `must be above the previous row's index ${previous.index}`);
    }
    const twin = names.get(row.name);
    if (twin !== undefined)
      refuse(`${field}.name`, `"${row.name}"`, `must be unique; rows[${twin}] has the same name`);
    names.set(row.name, position);
    const named = `${field} (${row.name})`;
    assertUnits(row, named, source);
    assertRow(row, named, refuse);
  });
  assertScenarios(market, source);
}

/** Parsers of files enforce these bounds too; a market made in code must not slip past them (SPEC, P2). */
function assertUnits(row: Row, field: string, source: string | undefined): void {
  for (const name of ["valuePrice", "notionalPrice"] as const) {
    const value = row[name];
    if (value !== null)
      inField({ source, field: `${field}.${name}`, value: String(value) }, () => price(value));
  }
  for (const side of ["long", "short"] as const) {
    row[side].forEach((bracket, k) => {
      for (const name of COMPONENTS) {
        const value = bracket[`${name}Rate`];
        inField({ source, field: `${field}.${side}[${k}].${name}Rate`, value: String(value) }, () =>
          rate(value),
        );
      }
    });
  }
}

type Refuse = (field: string, value: string, rule: string) => never;

function assertRow(row: Row, field: string, refuse: Refuse): void {
  if (row.valuePrice === null && row.notionalPrice === null) {
    refuse(
      `${field}.valuePrice`,
      "null",
      "a row must carry value, margin or both; notionalPrice is null too",
    );
  }
  if (row.long.length === 0 && row.short.length === 0)
    refuse(`${field}.long`, "empty", "a row needs a bracket");
  for (const side of ["long", "short"] as const) assertSchedule(row, side, `${field}.${side}`, refuse);

  // Concavity of value across zero: an owned unit may not count more than an owed one.
  const [owned] = row.long;
  const [owed] = row.short;
  if (owned !== undefined && owed !== undefined && owned.valueRate > owed.valueRate) {
    refuse(
      `${field}.long[0].valueRate`,
      formatRate(owned.valueRate),
      `must not exceed the short side's first valueRate ${formatRate(owed.valueRate)}, or value is not concave at zero`,
    );
  }
}

function assertSchedule(row: Row, side: "long" | "short", field: string, refuse: Refuse): void {
  const schedule: Schedule = row[side];
  // Sizes are placed by notional; a value tiered by them is exact only if both prices are one.
  const oneRuler = row.basis === "quantity" || row.valuePrice === row.notionalPrice;
  schedule.forEach((bracket, k) => {
    const at = `${field}[${k}]`;
    const before = schedule[k - 1];
    const last = k === schedule.length - 1;
    if (before === undefined) assertFirstBracket(bracket, at, refuse);
    else assertFollows(before, bracket, k, at, side, refuse);
    if (bracket.cap === null && !last) refuse(`${at}.cap`, "null", "only the last bracket may be open");
    if (bracket.cap !== null && bracket.cap <= bracket.floor) {
      refuse(
        `${at}.cap`,
        threshold(bracket.cap),
        `must be above the bracket's floor ${threshold(bracket.floor)}`,
      );
    }
    if (row.valuePrice === null && (bracket.valueRate !== 0n || bracket.valueOffset !== 0n)) {
      refuse(`${at}.valueRate`, formatRate(bracket.valueRate), "must be 0 in a row without valuePrice");
    }
    if (row.notionalPrice === null && (bracket.maintenanceRate !== 0n || bracket.initialRate !== 0n)) {
      refuse(
        `${at}.maintenanceRate`,
        formatRate(bracket.maintenanceRate),
        "must be 0 in a row without notionalPrice",
      );
    }
    if (row.notionalPrice === null && row.basis === "notional" && schedule.length > 1) {
      refuse(
        `${at}.floor`,
        threshold(bracket.floor),
        "a row without notionalPrice has no notional to place in brackets",
      );
    }
    if (bracket.valueOffset !== 0n && !oneRuler) {
      refuse(
        `${at}.valueOffset`,
        offset(bracket.valueOffset),
        "tiered value needs valuePrice equal to notionalPrice",
      );
    }
    if (bracket.initialRate < bracket.maintenanceRate) {
      refuse(
        `${at}.initialRate`,
        formatRate(bracket.initialRate),
        `must not be below the maintenance rate ${formatRate(bracket.maintenanceRate)}`,
      );
    }
  });
}

const COMPONENTS = ["value", "maintenance", "initial"] as const;

function assertFirstBracket(bracket: Bracket, at: string, refuse: Refuse): void {
  if (bracket.floor !== 0n)
    refuse(`${at}.floor`, threshold(bracket.floor), "the first bracket must start at 0");
  for (const name of COMPONENTS) {
    const value = bracket[`${name}Offset`];
    if (value !== 0n) refuse(`${at}.${name}Offset`, offset(value), "must be 0 in the first bracket");
  }
}

function assertFollows(
  before: Bracket,
  bracket: Bracket,
  k: number,
  at: string,
  side: "long" | "short",
  refuse: Refuse,
): void {
  if (before.cap === null || bracket.floor !== before.cap) {
    const cap = before.cap === null ? "open" : threshold(before.cap);
    refuse(
      `${at}.floor`,
      threshold(bracket.floor),
      `must equal the cap of bracket ${k - 1}, which is ${cap}`,
    );
  }
  for (const name of COMPONENTS) {
    const rateField = `${name}Rate` as const;
    const offsetField = `${name}Offset` as const;
    const falls = name === "value" && side === "long";
    const ordered = falls ? bracket[rateField] <= before[rateField] : bracket[rateField] >= before[rateField];
    if (!ordered) {
      const shape = name === "value" ? "value is not concave" : "the requirement is not convex";
      refuse(
        `${at}.${rateField}`,
        formatRate(bracket[rateField]),
        `must not be ${falls ? "above" : "below"} bracket ${k - 1}'s ${formatRate(before[rateField])}, or ${shape}`,
      );
    }
    const continuous = before[offsetField] + (before[rateField] - bracket[rateField]) * bracket.floor;
    if (bracket[offsetField] !== continuous) {
      refuse(
        `${at}.${offsetField}`,
        offset(bracket[offsetField]),
        `must be ${offset(continuous)}, or the schedule jumps where bracket ${k} starts`,
      );
    }
  }
}

const threshold = (value: bigint): string => formatDecimal(value, THRESHOLD_DECIMALS);
const offset = (value: bigint): string => formatDecimal(value, OFFSET_DECIMALS);
