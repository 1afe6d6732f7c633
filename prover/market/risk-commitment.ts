import { type FieldElement, signedFieldElement } from "../domain/field.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { GROUP_BOUND, type RiskGroup, type RowRisk, SCENARIO_LIMIT, type ScenarioSet } from "./scenarios.ts";

/**
 * How a market's scenarios and its rows' prices are hashed (SPEC, "Portfolio margin"). Every list is as long as the
 * largest circuit's, the rest zeros: a scenario of damp 0 gains and loses nothing, so circuits of fewer scenarios know
 * by a constant that they have left none out.
 */

/** Values that the small circuit opens; the rest is one more hash. */
const HEAD = 16;

/**
 * Positions of the scenarios as they are committed: those that count by absolute value first, since circuits have few
 * places for them; else in the market's order.
 */
export function committedOrder({ scenarios }: Pick<ScenarioSet, "scenarios">): readonly number[] {
  const positions = [...scenarios.keys()];
  const absolute = (s: number): boolean => scenarios[s]?.absolute === true;
  return [...positions.filter(absolute), ...positions.filter((s) => !absolute(s))];
}

/** Prices or damps in committed order, filled with zeros to 36. */
export function committedList(set: ScenarioSet, values: readonly bigint[]): readonly FieldElement[] {
  const ordered = committedOrder(set).map((s) => signedFieldElement(values[s] ?? 0n));
  return [...ordered, ...Array<FieldElement>(SCENARIO_LIMIT - ordered.length).fill(0n as FieldElement)];
}

/** Poseidon(16) of the first sixteen, and Poseidon(16) of fifteen more and the Poseidon(5) of the last five. */
export function listHashes(hash: Poseidon, list: readonly FieldElement[]): readonly FieldElement[] {
  if (list.length !== SCENARIO_LIMIT) throw new RangeError(`a list has ${SCENARIO_LIMIT} values`);
  const rest = hash([...list.slice(HEAD, 31), hash(list.slice(31))]);
  return [hash(list.slice(0, HEAD)), rest];
}

/** The group's number, its place in the market's list from 1 on. */
export function groupNumber(set: ScenarioSet, name: string): number {
  const place = set.groups.findIndex((group) => group.name === name);
  if (place < 0 || place + 1 >= GROUP_BOUND) throw new RangeError(`the market has no group "${name}"`);
  return place + 1;
}

/** number * 2^64 + gain * 2^32 + loss: what a row says about its group. */
export const groupWord = (number: number, { gain, loss }: Pick<RiskGroup, "gain" | "loss">): FieldElement =>
  (BigInt(number) * 2n ** 64n + gain * 2n ** 32n + loss) as FieldElement;

/** Scenarios and factors, to which every row's risk is bound. */
export function scenariosCommitment(hash: Poseidon, set: ScenarioSet): FieldElement {
  const absolutes = set.scenarios.filter(({ absolute }) => absolute).length;
  const damps = committedList(
    set,
    set.scenarios.map(({ damp }) => damp),
  );
  const flags = (2n ** BigInt(absolutes) - 1n) as FieldElement;
  return hash([
    set.maintenanceFactor as bigint as FieldElement,
    set.initialFactor as bigint as FieldElement,
    flags,
    ...listHashes(hash, damps),
  ]);
}

/** The `risk` of a row's pieces: its group with rates, its base and prices, and the scenarios they are meant for. */
export function riskCommitment(
  hash: Poseidon,
  set: ScenarioSet,
  risk: RowRisk,
  scenarios: FieldElement = scenariosCommitment(hash, set),
): FieldElement {
  const number = groupNumber(set, risk.group);
  const group = set.groups[number - 1];
  if (group === undefined) throw new RangeError(`the market has no group ${number}`);
  return hash([
    groupWord(number, group),
    signedFieldElement(risk.base),
    scenarios,
    ...listHashes(hash, committedList(set, risk.prices)),
  ]);
}
