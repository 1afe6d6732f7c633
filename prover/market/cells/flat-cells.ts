import { InputError } from "../../domain/errors.ts";
import { formatRate, type Rate } from "../../domain/rate.ts";
import type { Market, Row, Schedule } from "../row.ts";
import type { Cell } from "./cell.ts";

/** A rate of 1: an asset counts in full. */
const IN_FULL = 10n ** 9n;

/** Every quantity there is, shifted: [0, 2^65). */
const AXIS = 2n ** 65n;

const UNUSED: Cell = { row: 0, lower: 0n, ordinal: 0, width: AXIS, base: 0n, rate: 0n };

/**
 * A market whose rows are worth a straight line on either side of zero, one cell a row. Where a market has no brackets on a
 * side, something held there counts nothing and something owed counts in full; caps, which bound positions and not what they are
 * worth, do not apply.
 *
 * @throws InputError for a row whose value is tiered: it needs a table of pieces
 */
export function flatCells(market: Market): readonly Cell[] {
  return [
    UNUSED,
    ...market.rows.map((row) => {
      const value = row.valuePrice ?? 0n;
      const long = oneRate(row, "long") ?? 0n;
      const short = oneRate(row, "short") ?? (long > IN_FULL ? long : IN_FULL);
      return {
        row: row.index,
        lower: 0n,
        ordinal: 1,
        width: AXIS,
        base: (long - short) * value,
        rate: short * value,
      };
    }),
  ];
}

/** The value rate of a side, undefined where it has no brackets. Brackets with one rate are one line (SPEC, P3 and P4). */
function oneRate(row: Row, side: "long" | "short"): bigint | undefined {
  const schedule: Schedule = row[side];
  const [first] = schedule;
  const other = schedule.findIndex(({ valueRate }) => valueRate !== first?.valueRate);
  if (first === undefined || other < 0) return first?.valueRate;
  throw new InputError({
    field: `row ${row.name}: ${side}[${other}].valueRate`,
    value: formatRate(schedule[other]?.valueRate as Rate),
    rule: "a flat table has one haircut for each side of a row; attest tiered haircuts with a table of pieces",
  });
}
