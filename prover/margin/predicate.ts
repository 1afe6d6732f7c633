import { ceilDiv, formatDecimal, parseDecimal } from "../domain/decimal.ts";
import { RuleError } from "../domain/errors.ts";
import type { FieldElement } from "../domain/field.ts";
import { EXACT_PER_USD } from "../domain/scenario-usd.ts";
import type { Usd } from "../domain/usd.ts";
import type { Valuation } from "./model.ts";

/**
 * What is claimed: equity >= ratio * requirement + buffer.
 * `ratioBps` is the ratio times 10,000, below 2^20; `bufferUsd` is in 1e-8 USD, below 2^64.
 */
export interface Predicate {
  readonly kind: "maintenance" | "initial";
  readonly ratioBps: bigint;
  readonly bufferUsd: bigint;
}

export const RATIO_BPS_BOUND = 2n ** 20n;
export const BUFFER_BOUND = 2n ** 64n;

/** 1e-8 USD in units of Usd, 1e-25. */
const BUFFER_UNIT = 10n ** 17n;
const BPS = 10_000n;

/** "At or above maintenance margin": the claim most consumers ask for. */
export const MEETS_MAINTENANCE: Predicate = { kind: "maintenance", ratioBps: BPS, bufferUsd: 0n };

/**
 * Reads a predicate from decimal strings.
 * @throws RuleError when the ratio has more than four decimals or is 104.8576 or more, or the buffer is out of range
 */
export function parsePredicate(kind: Predicate["kind"], ratio: string, buffer: string): Predicate {
  const ratioBps = parseDecimal(ratio, 4);
  if (ratioBps < 0n || ratioBps >= RATIO_BPS_BOUND) throw new RuleError("a ratio must be from 0 to 104.8575");
  const bufferUsd = parseDecimal(buffer, 8);
  if (bufferUsd < 0n || bufferUsd >= BUFFER_BOUND)
    throw new RuleError("a buffer must be from 0 to below 2^64 * 1e-8 USD");
  return { kind, ratioBps, bufferUsd };
}

/** The packed public input: kind + 2 * ratioBps + 2^21 * bufferUsd. */
export function packPredicate(predicate: Predicate): FieldElement {
  const kind = predicate.kind === "initial" ? 1n : 0n;
  return (kind + (predicate.ratioBps << 1n) + (predicate.bufferUsd << 21n)) as FieldElement;
}

/** @throws RuleError when bits above the 85 in use are set */
export function unpackPredicate(packed: bigint): Predicate {
  if (packed < 0n || packed >> 85n !== 0n) throw new RuleError("a packed predicate has 85 bits");
  return {
    kind: (packed & 1n) === 1n ? "initial" : "maintenance",
    ratioBps: (packed >> 1n) & (RATIO_BPS_BOUND - 1n),
    bufferUsd: packed >> 21n,
  };
}

type Amounts = Pick<Valuation, "equity" | "maintenance" | "initial" | "exact">;

/** How many units of the slack are in 1e-29 USD: portfolio requirements have 18 decimals more. */
const scaleOf = ({ exact }: Amounts): bigint => (exact === undefined ? 1n : EXACT_PER_USD);

/**
 * equity - ratio * requirement - buffer: the circuit's slack, provable when not negative. In 1e-29 USD; of portfolio
 * accounts in 1e-47 USD.
 */
export function slack(predicate: Predicate, valuation: Amounts): bigint {
  const { equity, exact } = valuation;
  const requirement = (exact ?? valuation)[predicate.kind];
  const owned = equity * BPS - predicate.bufferUsd * BUFFER_UNIT * BPS;
  return scaleOf(valuation) * owned - predicate.ratioBps * requirement;
}

/** Equity that is missing for the predicate, rounded up to 1e-25 USD; 0 when it holds. */
export function shortfall(predicate: Predicate, valuation: Amounts): Usd {
  const missing = -slack(predicate, valuation);
  return (missing <= 0n ? 0n : ceilDiv(missing, BPS * scaleOf(valuation))) as Usd;
}

/** In words, for people. */
export function describePredicate(predicate: Predicate): string {
  const ratio = predicate.ratioBps === BPS ? "" : `${formatDecimal(predicate.ratioBps, 4)} × `;
  const requirement = `${ratio}${predicate.kind} margin`;
  const buffer = predicate.bufferUsd === 0n ? "" : ` + ${formatDecimal(predicate.bufferUsd, 8)} USD`;
  if (predicate.ratioBps === 0n) return `equity ≥${buffer === "" ? " 0" : buffer.slice(2)}`;
  return `equity ≥ ${requirement}${buffer}`;
}
