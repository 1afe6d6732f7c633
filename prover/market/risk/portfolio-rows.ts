import { inField } from "../../domain/in-field.ts";
import type { Price } from "../../domain/price.ts";
import { RATE_ONE } from "../../domain/rate.ts";
import { refuse } from "../../domain/refuse.ts";
import type { RiskGroup, RowRisk, ScenarioSet } from "../scenarios.ts";
import { parseContractSymbol } from "../sources/contract-symbol.ts";
import { linearContractRow, settlementName } from "../sources/plain.ts";
import type { NewRow } from "../sources/row-indexes.ts";
import { assertNoArbitrage } from "./arbitrage.ts";
import { contingencySchedule, withAddition } from "./contingency.ts";
import { assertNotExpired } from "./expired.ts";
import { optionGroupRates, underlyingGroup } from "./group-rates.ts";
import { modelOf } from "./option-model.ts";
import { markOf, optionRow } from "./option-rows.ts";
import type { OptionSource } from "./option-source.ts";
import { roundingAllowance } from "./rounding-allowance.ts";
import {
  linearScenarioPrices,
  optionScenarioPrices,
  publishedScenarios,
  type ScenarioPrices,
} from "./scenario-prices.ts";
import { parametersOf, type ShockSet } from "./shock-set.ts";

/** Rows with scenario prices, and the market's part of the scenarios. */
export interface PortfolioRows {
  readonly rows: readonly NewRow[];
  readonly portfolio: ScenarioSet;
}

/**
 * Turns the rows of a market source into those of a portfolio market: options and futures come in, and what moves with
 * an underlying gets its prices under the scenarios of a shock set.
 *
 * @param rows of the market source
 * @param asOf Unix seconds
 * @throws InputError naming row, scenario and rule: expired options, arbitrage, prices out of the published range, rows
 *         that no market source has, inverse contracts whose coin does not move
 */
export function portfolioRows(
  rows: readonly NewRow[],
  source: OptionSource,
  set: ShockSet,
  asOf: number,
): PortfolioRows {
  const builder = new Builder(source, set, asOf);
  const moving = builder.movingRows(rows);
  const options = builder.optionRows();
  return {
    rows: [...rows.map((row) => moving.get(row.name) ?? row), ...builder.futureRows(), ...options],
    portfolio: {
      scenarios: publishedScenarios(set),
      groups: builder.groups(),
      maintenanceFactor: set.maintenanceFactor,
      initialFactor: set.initialFactor,
    },
  };
}

class Builder {
  readonly #source: OptionSource;
  readonly #set: ShockSet;
  readonly #asOf: number;
  readonly #groups = new Map<string, RiskGroup>();
  readonly #indexes: ReadonlyMap<string, Price>;

  constructor(source: OptionSource, set: ShockSet, asOf: number) {
    this.#source = source;
    this.#set = set;
    this.#asOf = asOf;
    this.#indexes = new Map(source.underlyings.map(({ name, index }) => [name, index]));
  }

  groups(): readonly RiskGroup[] {
    return [...this.#groups.values()];
  }

  optionRows(): readonly NewRow[] {
    const { file, options, tolerance } = this.#source;
    const set = this.#set;
    const asOf = this.#asOf;
    assertNotExpired(options, asOf, file);
    assertNoArbitrage(options, { asOf, tolerance, source: file });
    return options.map((option) => {
      const mark = markOf(option, asOf);
      const { contingency } = parametersOf(set, option.underlying);
      const { long, short } = contingency.option;
      const row = optionRow(option, mark, this.#indexOf(option.underlying, `option ${option.name}`), {
        ...(long && { long }),
        ...(short && { short }),
      });
      const prices = optionScenarioPrices(option, mark ?? 0n, set, { asOf, source: file });
      const group = inField({ source: file, field: `row ${option.name}, discount of its group` }, () =>
        optionGroupRates(set, option, modelOf(option, asOf)),
      );
      return this.#withRisk(row, prices, group);
    });
  }

  futureRows(): readonly NewRow[] {
    return this.#source.futures.map(({ name, underlying, mark }) => {
      this.#indexOf(underlying, `future ${name}`);
      const { contingency } = parametersOf(this.#set, underlying);
      const row = linearContractRow(name, mark, contingencySchedule(RATE_ONE, contingency.linear));
      return this.#linear(row, mark, underlying);
    });
  }

  /** The rows of the market source that move with an underlying, by name. */
  movingRows(rows: readonly NewRow[]): ReadonlyMap<string, NewRow> {
    const { file, moves } = this.#source;
    const byName = new Map(rows.map((row) => [row.name, row]));
    const moving = new Map<string, NewRow>();
    for (const [underlying, names] of Object.entries(moves)) {
      this.#indexOf(underlying, `moves.${underlying}`);
      for (const name of names) {
        const place = { source: file, field: `moves.${underlying}`, value: `"${name}"` };
        const row =
          byName.get(name) ?? refuse(place, "unknown row: the market source makes no row of this name");
        if (moving.has(name)) refuse(place, "moves with two underlyings");
        const { valuePrice } = row;
        if (valuePrice === null) {
          return refuse(
            place,
            "has no value that could move: an inverse contract's profit is in its PNL rows",
          );
        }
        moving.set(name, this.#linear(row, valuePrice, underlying));
      }
    }
    for (const row of rows) this.#assertCoinMoves(row, moving);
    return moving;
  }

  /** An inverse contract carries no value: what a move does to it is in the coin it is settled in. */
  #assertCoinMoves(row: NewRow, moving: ReadonlyMap<string, NewRow>): void {
    if (row.valuePrice !== null) return;
    const coin = settlementName(parseContractSymbol(row.name).settle);
    if (moving.has(coin)) return;
    refuse(
      { source: this.#source.file, field: "moves", value: `"${row.name}"` },
      `is inverse: its profit moves with ${coin}, which must move with an underlying`,
    );
  }

  #linear(row: NewRow, mark: Price, underlying: string): NewRow {
    const prices = linearScenarioPrices(row.name, mark, underlying, this.#set, this.#source.file);
    return this.#withRisk(row, prices, underlyingGroup(this.#set, underlying));
  }

  #withRisk(row: NewRow, { base, prices, rounded }: ScenarioPrices, group: RiskGroup): NewRow {
    const known = this.#groups.get(group.name);
    if (known !== undefined && (known.gain !== group.gain || known.loss !== group.loss)) {
      refuse(
        { source: this.#source.file, field: `row ${row.name}` },
        `would be in the group ${group.name} of another row with another discount; list one expiry a day`,
      );
    }
    this.#groups.set(group.name, group);
    const risk: RowRisk = { group: group.name, base, prices };
    const price = row.notionalPrice ?? row.valuePrice;
    if (!rounded || price === null) return { ...row, risk };
    // Rounding down is in favour of whoever owes the unit, and where a gain counts as a loss also of who owns it.
    const absolute = this.#set.scenarios.some((scenario) => scenario.absolute);
    const { maintenanceFactor, initialFactor } = this.#set;
    const place = { source: this.#source.file, field: `row ${row.name}, allowance for rounding` };
    const raised = inField(place, () =>
      withAddition(row, absolute ? ["long", "short"] : ["short"], {
        maintenanceRate: roundingAllowance(maintenanceFactor, group.loss, price),
        initialRate: roundingAllowance(initialFactor, group.loss, price),
      }),
    );
    return { ...raised, risk };
  }

  #indexOf(underlying: string, field: string): Price {
    return (
      this.#indexes.get(underlying) ??
      refuse(
        { source: this.#source.file, field, value: `"${underlying}"` },
        'is not in the list "underlyings"',
      )
    );
  }
}
