import { getAddress } from "ethers";
import { inField } from "../prover/domain/in-field.ts";
import {
  type FieldElement,
  fieldElement,
  parseDecimal,
  parseFieldElement,
  RuleError,
} from "../prover/index.ts";

/** Values of options. What breaks a rule becomes an InputError that names the option. */

/** Runs a parser on an option's text. */
export function option<T>(flag: string, text: string, parse: (text: string) => T): T {
  return inField({ field: flag, value: JSON.stringify(text) }, () => parse(text));
}

/** @throws RuleError outside [minimum, 2^64) */
export function wholeNumber(minimum: bigint): (text: string) => bigint {
  return (text) => {
    const rule = `must be a whole number from ${minimum} to 2^64 - 1`;
    if (!/^\d+$/.test(text)) throw new RuleError(rule);
    const value = parseDecimal(text, 0);
    if (value < minimum || value >= 2n ** 64n) throw new RuleError(rule);
    return value;
  };
}

const LAST_SECOND = 253_402_300_799n;

/** Unix seconds. */
export function unixTime(text: string): bigint {
  const rule = "must be a time in whole Unix seconds";
  if (!/^\d+$/.test(text)) throw new RuleError(rule);
  const time = BigInt(text);
  if (time < 1n || time > LAST_SECOND) throw new RuleError(`${rule}, not milliseconds`);
  return time;
}

const DURATION = /^([1-9]\d{0,8})(s|m|h|d)$/;
const UNIT_SECONDS: Readonly<Record<string, bigint>> = { s: 1n, m: 60n, h: 3600n, d: 86_400n };

/** "90s", "30m", "1h" or "2d", in seconds. */
export function duration(text: string): bigint {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) {
    throw new RuleError('must be a duration such as "90s", "30m", "1h" or "2d"');
  }
  return BigInt(amount) * (UNIT_SECONDS[unit] ?? 1n);
}

/** With its checksum. */
export function address(text: string): string {
  try {
    if (/^0x[0-9a-fA-F]{40}$/.test(text)) return getAddress(text);
  } catch {
    // The checksum is wrong: refused below.
  }
  throw new RuleError("must be 0x and 40 hexadecimal digits (mixed case must match the checksum)");
}

/** The id of a scope, as `solvency scope open` gives it: a field element in hexadecimal. */
export function scope(text: string): FieldElement {
  if (!/^0x[0-9a-fA-F]{1,64}$/.test(text)) throw new RuleError("must be 0x and up to 64 hexadecimal digits");
  return fieldElement(BigInt(text));
}

/** A private word of the caller's: any 32 bytes. */
export function word(text: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw new RuleError("must be 0x and 64 hexadecimal digits");
  return text.toLowerCase();
}

export const root = (text: string): FieldElement => parseFieldElement(text.toLowerCase());

export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
