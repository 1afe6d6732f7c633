import type { Rate } from "../domain/rate.ts";
import type { ScenarioPrice } from "../domain/scenario-price.ts";

/**
 * The public data of portfolio margin: a market's scenarios and groups, and each row's prices under the scenarios
 * (SPEC, "Portfolio margin"). With q the quantities of a group's holdings,
 *
 *   M = sum q * prices[s]      X = min(gain * M, loss * M)      P&L = damp * (X - sum q * base)
 *
 * Shocked prices with base = mark price and a group for each expiry are Derive's portfolio margin; shocked P&L with
 * base 0, a group for each underlying and loss = 1 are Deribit's; one group with gain = loss = 1 is a SPAN scan.
 */
export interface RowRisk {
  /** Name of one of the market's groups. */
  readonly group: string;
  /** Subtracted from what the prices make of the holding: the mark price, or 0 where prices are P&L. */
  readonly base: ScenarioPrice;
  /** One price a scenario, in the order of the market's scenarios. */
  readonly prices: readonly ScenarioPrice[];
}

/** One state of the world that an account must survive. */
export interface Scenario {
  /** For people, and in errors: "spot +15 %, vol up". Unique. */
  readonly name: string;
  /** How much of the scenario's P&L counts, 0 < damp <= 1: venues damp their extreme moves. */
  readonly damp: Rate;
  /** Each group's P&L counts as a loss whatever its sign. At most two scenarios of a market. */
  readonly absolute: boolean;
}

/** Holdings that hedge each other in full. Groups add up, each with its own discount of gains. */
export interface RiskGroup {
  /** Unique. */
  readonly name: string;
  /** Rate of M where M is positive; at most `loss`, so that a sum never counts for more than its parts. */
  readonly gain: Rate;
  /** Rate of M where M is negative. */
  readonly loss: Rate;
}

/** Makes a market a portfolio market: its table margins portfolio accounts, and only those. */
export interface ScenarioSet {
  /** 1 to 36. */
  readonly scenarios: readonly Scenario[];
  /** 1 to 65,535. */
  readonly groups: readonly RiskGroup[];
  /** Of the worst scenario's loss, what the maintenance and the initial requirement take. */
  readonly maintenanceFactor: Rate;
  readonly initialFactor: Rate;
}

/** Most scenarios a market can commit to. */
export const SCENARIO_LIMIT = 36;
/** Most scenarios of a market that count by absolute value. */
export const ABSOLUTE_LIMIT = 2;
/** Exclusive bound of a group's number in a commitment; numbers start at 1. */
export const GROUP_BOUND = 2 ** 16;
