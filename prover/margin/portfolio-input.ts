import type { Circuit } from "../../circuits/registry.ts";
import type { Holding } from "../accounts/account.ts";
import { RuleError } from "../domain/errors.ts";
import { signedFieldElement } from "../domain/field.ts";
import { committedList, committedOrder, groupNumber, groupWord } from "../market/risk-commitment.ts";
import type { Market } from "../market/row.ts";
import type { ScenarioSet } from "../market/scenarios.ts";
import { type Exposure, exposuresOf, type PortfolioValuation, undampedPnl } from "./portfolio.ts";

/**
 * What MarginPortfolio takes beyond what every margin circuit takes: scenarios and prices in committed order, and the
 * prover's book-keeping, which is groups in the order of their numbers, each holding's quantity in the place of its
 * group, the signs of sums, and the worst loss.
 *
 * @param places the circuit's holdings, unused ones included
 */
export function portfolioInput(
  circuit: Circuit,
  market: Market,
  places: readonly Holding[],
  valuation: PortfolioValuation,
) {
  const set = market.portfolio;
  if (set === undefined) throw new RuleError("the market has no scenarios");
  const rows = new Map(market.rows.map((row) => [row.index, row]));
  const held = places.map(({ row, quantity }) => ({ quantity, risk: rows.get(row)?.risk }));
  const list = (values: readonly bigint[]) => committedList(set, values).slice(0, circuit.scenarios);
  const slots = slotsOf(circuit.groups, set, exposuresOf(set, valuation.holdings));
  const order = committedOrder(set);
  const everyScenario = upTo(circuit.scenarios).map((place) => order[place]);
  const mayBeAbsolute = everyScenario.slice(0, circuit.absolutes);
  return {
    maintenanceFactor: set.maintenanceFactor,
    initialFactor: set.initialFactor,
    absolute: mayBeAbsolute.map((s) => flag(s !== undefined && set.scenarios[s]?.absolute === true)),
    damp: list(set.scenarios.map(({ damp }) => damp)),

    exposed: held.map(({ risk }) => flag(risk !== undefined)),
    word: held.map(({ risk }) => slots.find(({ name }) => name === risk?.group)?.word ?? 0n),
    base: held.map(({ risk }) => signedFieldElement(risk?.base ?? 0n)),
    price: held.map(({ risk }) => list(risk?.prices ?? [])),

    groupNumber: slots.map(({ number }) => BigInt(number)),
    groupGain: slots.map(({ exposure }) => exposure?.group.gain ?? 0n),
    groupLoss: slots.map(({ exposure }) => exposure?.group.loss ?? 0n),
    share: held.map(({ quantity, risk }) =>
      slots.map(({ name }) => signedFieldElement(risk !== undefined && name === risk.group ? quantity : 0n)),
    ),
    positive: slots.map(({ exposure }) =>
      everyScenario.map((s) => flag(s !== undefined && (exposure?.shocked[s] ?? 0n) > 0n)),
    ),
    gains: slots.map(({ exposure }) => mayBeAbsolute.map((s) => flag(undampedOrLess(exposure, s) > 0n))),
    worstLoss: -(valuation.worst?.pnl ?? 0n),
  };
}

interface Slot {
  readonly number: number;
  /** Absent in a place that no holding needs. */
  readonly name?: string;
  readonly word?: bigint;
  readonly exposure?: Exposure;
}

/** The groups an account is in, by number, and then other numbers, so that all are different and in order. */
function slotsOf(count: number, set: ScenarioSet, exposures: readonly Exposure[]): readonly Slot[] {
  if (exposures.length > count) throw new RangeError(`${exposures.length} groups exceed ${count} places`);
  const slots = exposures.map((exposure): Slot => {
    const { name } = exposure.group;
    const number = groupNumber(set, name);
    return { number, name, word: groupWord(number, exposure.group), exposure };
  });
  const last = slots.at(-1)?.number ?? 0;
  return [...slots, ...upTo(count - slots.length).map((i) => ({ number: last + 1 + i }))];
}

/** The group's P&L with its sign, in the circuit's places beyond the market's scenarios: prices are 0 there. */
function undampedOrLess(exposure: Exposure | undefined, s: number | undefined): bigint {
  if (exposure === undefined) return 0n;
  return undampedPnl(exposure, s ?? -1, false);
}

const flag = (condition: boolean): bigint => (condition ? 1n : 0n);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
