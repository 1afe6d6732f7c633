import { bytes32ToName } from "../../verifier-contracts/client/names.ts";
import { ContractRefusal, refusalOf } from "../../verifier-contracts/client/refusal.ts";
import { ROUTE_STATUS } from "../../verifier-contracts/client/verifier-router.ts";
import { day } from "../screen/time.ts";
import { hintFor } from "./revert-hints.ts";

/** Why a contract refused, in words. */
export interface Revert {
  /** The custom error's name. */
  readonly name: string;
  /** Its arguments as people read them, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** What it means, and a way out. */
  readonly hint: string;
}

/** Arguments that are times, by error. */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  AsOfInFuture: ["received", "maximum"],
  AsOfNotMonotone: ["received", "latestAsOf"],
  AttestationVoid: ["received", "from", "until"],
  DeadlinePassed: ["received", "maximum"],
  DelayNotOver: ["received", "minimum"],
  EpochAlreadyRecorded: ["receivedAsOf", "recordedAsOf"],
  KeyIsRevoked: ["revokedFrom"],
  KeyNotValidAt: ["received", "minimum", "maximum"],
  MarketRootAlreadyRecorded: ["asOf"],
  RenewalNotNewer: ["receivedMarketAsOf", "heldMarketAsOf"],
  RevokedTooLate: ["received", "maximum"],
  SignerTooEarly: ["received", "minimum"],
  StaleAccounts: ["received", "minimum"],
  StaleMarket: ["received", "minimum"],
  WindowEndsTooEarly: ["received", "minimum"],
  WindowEndsTooLate: ["received", "maximum"],
};

/** Arguments that are states of a verifier, by error. */
const STATES: Readonly<Record<string, readonly string[]>> = { StatusMismatch: ["received", "expected"] };

/** @returns undefined when the error carries no custom error of the contracts */
export function revertOf(error: unknown): Revert | undefined {
  const refusal = error instanceof ContractRefusal ? error : refusalOf(error);
  if (refusal === undefined) return undefined;
  const { errorName: name, values } = refusal;
  const worded = Object.entries(values).map(([argument, value]): [string, string] => {
    if (STATES[name]?.includes(argument) === true) {
      return [argument, ROUTE_STATUS[Number(value)] ?? String(value)];
    }
    return [argument, TIMES[name]?.includes(argument) === true ? time(value) : shown(value)];
  });
  return { name, values: Object.fromEntries(worded), hint: hintFor(name) };
}

/** The error's arguments, one a line, and the hint. */
export const revertLines = ({ values, hint }: Revert): string[] => [
  ...Object.entries(values).map(([name, value]) => `${name} = ${value}`),
  ...(hint === "" ? [] : [hint]),
];

const LAST_SECOND = 253_402_300_799n;
const WORD = 2n ** 64n;

/** Contracts hold any number where a time belongs, "never" included. */
const time = (value: unknown): string =>
  typeof value === "bigint" && value > 0n && value <= LAST_SECOND ? day(value) : shown(value);

function shown(value: unknown): string {
  if (typeof value === "bigint")
    return value < WORD ? value.toString() : `0x${value.toString(16).padStart(64, "0")}`;
  if (Array.isArray(value)) return `[${[...value].map(shown).join(", ")}]`;
  return bytes32ToName(String(value));
}
