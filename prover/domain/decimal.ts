import { parseUnits } from "ethers";
import { RuleError } from "./errors.ts";

// Stricter than any library: "1e3", "+1", "01", ".5", "5.", "-0" and blanks all mean that the writer and the
// reader may disagree about the number (T-40).
const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;
const NEGATIVE_ZERO = /^-0(?:\.0+)?$/;

/**
 * Reads a plain decimal string exactly.
 *
 * @returns the number in units of 10^-decimals
 * @throws RuleError when the text is not a plain decimal, or has more decimals than the unit holds
 */
export function parseDecimal(text: string, decimals: number): bigint {
  if (!PLAIN_DECIMAL.test(text)) {
    throw new RuleError(
      'must be a plain decimal such as "1234.5": no exponent, sign "+", spaces or leading zeros',
    );
  }
  if (NEGATIVE_ZERO.test(text)) throw new RuleError('must not be a negative zero; write "0"');
  const fraction = text.split(".")[1]?.replace(/0+$/, "") ?? "";
  if (fraction.length > decimals) throw new RuleError(`must have at most ${decimals} decimals`);
  // Trailing zeros beyond the unit are exact, but parseUnits refuses them.
  const point = text.indexOf(".");
  return parseUnits(point < 0 ? text : text.slice(0, point + 1 + decimals).replace(/\.$/, ""), decimals);
}

/** Writes an integer number of 10^-decimals as a plain decimal, without trailing zeros. Exact. */
export function formatDecimal(value: bigint, decimals: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
}

/** Greatest integer not above n/d; d > 0. */
export function floorDiv(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return n % d < 0n ? quotient - 1n : quotient;
}

/** Least integer not below n/d; d > 0. */
export function ceilDiv(n: bigint, d: bigint): bigint {
  return -floorDiv(-n, d);
}
