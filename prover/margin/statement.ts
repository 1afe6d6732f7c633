import { MARGIN_PUBLIC_SIGNALS, type MarginPublicSignal } from "../../circuits/registry.ts";
import { RuleError } from "../domain/errors.ts";
import { type FieldElement, fieldElement } from "../domain/field.ts";

/** The public side of a margin claim: what verifier and contract see (SPEC, section 1). */
export type Statement = Readonly<Record<MarginPublicSignal, FieldElement>>;

/** In the verifier's order. */
export const statementSignals = (statement: Statement): FieldElement[] =>
  MARGIN_PUBLIC_SIGNALS.map((name) => statement[name]);

/**
 * Names the signals of a public.json.
 * @throws RuleError when there are not six, or one is not canonical (T-06)
 */
export function statementFromSignals(signals: readonly bigint[]): Statement {
  if (signals.length !== MARGIN_PUBLIC_SIGNALS.length) {
    throw new RuleError(
      `a margin claim has ${MARGIN_PUBLIC_SIGNALS.length} public signals, not ${signals.length}`,
    );
  }
  const named = MARGIN_PUBLIC_SIGNALS.map((name, i) => [name, fieldElement(signals[i] ?? -1n)] as const);
  return Object.fromEntries(named) as Statement;
}
