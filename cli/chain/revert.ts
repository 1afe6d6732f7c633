import { Interface } from "ethers";
import { marginClaimsAbi } from "../../verifier-contracts/abi.ts";
import { day } from "../screen/time.ts";
import { ROOT_STATUS } from "./margin-claims.ts";

/** Why a contract refused, from the bytes it returned. */
export interface Revert {
  /** The custom error's name. */
  readonly name: string;
  /** As the contract gave them, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** What it means, and a way out. */
  readonly hint: string;
}

const contractErrors = new Interface(marginClaimsAbi);

const HINTS: Readonly<Record<string, string>> = {
  AccountsRootNotTrusted: "The contract's owner has not trusted this epoch's root, or has revoked it.",
  MarketRootNotTrusted: "The contract's owner has not trusted this market's root, or has revoked it.",
  StaleRoot: "The claim would have expired already. Prove again with a newer epoch and market.",
  NotRecipient: "Only the recipient may submit. Use its key.",
  DeadlinePassed: "Prove again with a later --deadline.",
  RenewalNotNewer:
    "The contract holds a claim of this account that is as new. Prove with a newer epoch or market.",
  InvalidProof:
    "The verifier does not confirm the proof: a changed claim, or a key other than the contract's.",
  MalformedPredicate: "The predicate has bits beyond those defined.",
  SignalNotInField: "A public input is not below the field modulus.",
  CoordinateNotInField: "A coordinate of the proof is not below the base field's modulus.",
  InsufficientGas: "Says nothing about the proof: send more gas.",
  EnforcedPause: "The contract is paused by its owner.",
};

/** Arguments that are times. */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  StaleRoot: ["received", "minimum"],
  DeadlinePassed: ["received", "maximum"],
  AsOfInFuture: ["received", "maximum"],
  AsOfDecreasing: ["received", "minimum"],
  RenewalNotNewer: ["receivedMarketAsOf", "heldMarketAsOf"],
};

/** @returns undefined when the error carries no custom error of MarginClaims */
export function revertOf(error: unknown): Revert | undefined {
  const data = revertData(error);
  const parsed = data === undefined ? null : contractErrors.parseError(data);
  if (parsed === null) return undefined;
  const { name } = parsed;
  const values = parsed.fragment.inputs.map((input, i): [string, string] => {
    const value: unknown = parsed.args[i];
    const isStatus = input.type === "uint8";
    const isTime = TIMES[name]?.includes(input.name) === true;
    if (isStatus) return [input.name, ROOT_STATUS[Number(value)] ?? String(value)];
    if (isTime) return [input.name, day(value as bigint)];
    return [input.name, shown(value)];
  });
  return { name, values: Object.fromEntries(values), hint: HINTS[name] ?? "" };
}

/** The error's arguments, one a line, and the hint. */
export const revertLines = ({ values, hint }: Revert): string[] => [
  ...Object.entries(values).map(([name, value]) => `${name} = ${value}`),
  ...(hint === "" ? [] : [hint]),
];

const WORD = 2n ** 64n;

function shown(value: unknown): string {
  if (typeof value === "bigint")
    return value < WORD ? value.toString() : `0x${value.toString(16).padStart(64, "0")}`;
  if (Array.isArray(value)) return `[${[...value].map(shown).join(", ")}]`;
  return String(value);
}

/** Nodes and ethers put the bytes in different places. */
function revertData(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 4) return undefined;
  const { data, info, error: inner } = error as { data?: unknown; info?: unknown; error?: unknown };
  if (typeof data === "string" && data.length >= 10) return data;
  for (const place of [data, info, inner]) {
    const found = revertData(place, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
