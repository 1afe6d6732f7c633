import type { Quantity } from "../domain/quantity.ts";
import { type HoldingValuation, valueAccount } from "../margin/model.ts";
import { assertPublishable } from "../market/publication.ts";
import type { Market, Schedule, Threshold } from "../market/row.ts";
import type { ScenarioSet } from "../market/scenarios.ts";
import { linearContractRow } from "../market/sources/plain.ts";
import { assignIndexes, type NewRow } from "../market/sources/row-indexes.ts";
import { DoesNotFit } from "./fields.ts";
import { Fraction } from "./fraction.ts";
import { toPrice, toQuantity } from "./units.ts";

/** A market of the given rows, and scenarios where it margins by them; it must be publishable. */
export function marketOf(rows: readonly NewRow[], portfolio?: ScenarioSet): Market {
  const market = {
    venue: "vector",
    asOf: 1,
    rows: assignIndexes(rows),
    ...(portfolio === undefined ? {} : { portfolio }),
  };
  assertPublishable(market);
  return market;
}

/** One row's holding, valued as part of an account. */
export function valueRow(row: NewRow, quantity: Quantity): HoldingValuation {
  const market = marketOf([row]);
  const [valued] = valueAccount(market, { holdings: [{ row: 1, quantity }] }).holdings;
  if (valued === undefined) throw new Error("an account of one holding has one valuation");
  return valued;
}

/**
 * A position of the given notional in a contract with these brackets. The mark price is a power of ten of USD, so
 * that the quantity is exact and below 2^64 units.
 */
export function valueAtNotional(schedule: Schedule, notional: Fraction): HoldingValuation {
  const row = (mark: Fraction): NewRow =>
    linearContractRow("contract", toPrice(mark, "mark price"), admitting(schedule, notional));
  for (let power = 0; power <= 10; power += 1) {
    const mark = new Fraction(1n).timesPowerOfTen(power);
    try {
      return valueRow(row(mark), toQuantity(notional.over(mark), "size"));
    } catch (error) {
      if (!(error instanceof DoesNotFit) || power === 10) throw error;
    }
  }
  throw new DoesNotFit(`notional ${notional}`);
}

/**
 * The schedule with its last cap a unit higher when the notional is exactly that cap. Venues publish caps that are
 * still inside (floor, cap]; a row's brackets are [floor, cap). Inner caps need no care, since brackets meet there.
 */
function admitting(schedule: Schedule, notional: Fraction): Schedule {
  const last = schedule.at(-1);
  if (
    last === undefined ||
    last.cap === null ||
    !notional.timesPowerOfTen(8).equals(new Fraction(last.cap))
  ) {
    return schedule;
  }
  return [...schedule.slice(0, -1), { ...last, cap: (last.cap + 1n) as Threshold }];
}
