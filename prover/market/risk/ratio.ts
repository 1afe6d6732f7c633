import { parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { type Fixed, fraction } from "./math/fixed.ts";

/** An exact fraction: thirds of a scan range have no decimal. denominator > 0. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DECIMALS = 18;
const FRACTION = /^(-?(?:0|[1-9]\d*))\/([1-9]\d*)$/;

/**
 * Reads "0.16", "-0.66" or "-2/3".
 * @throws RuleError for other text
 */
export function parseRatio(text: string): Ratio {
  const [, numerator, denominator] = FRACTION.exec(text) ?? [];
  if (numerator !== undefined && denominator !== undefined) {
    if (numerator === "-0") throw new RuleError('must not be a negative zero; write "0"');
    return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
  }
  if (text.includes("/")) throw new RuleError('must be a decimal or a fraction such as "-2/3"');
  return { numerator: parseDecimal(text, DECIMALS), denominator: 10n ** BigInt(DECIMALS) };
}

export const ratioOf = (value: bigint): Ratio => ({ numerator: value, denominator: 1n });

export const multiply = (a: Ratio, b: Ratio): Ratio => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

/** 1 + r: what a relative move makes of a price. */
export const moved = ({ numerator, denominator }: Ratio): Ratio => ({
  numerator: numerator + denominator,
  denominator,
});

export const compare = (a: Ratio, b: Ratio): number => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

export const toFixed = ({ numerator, denominator }: Ratio): Fixed => fraction(numerator, denominator);

/** value * ratio, rounded down once. */
export const scale = <Value extends bigint>(value: Value, { numerator, denominator }: Ratio): Value => {
  const product = value * numerator;
  const quotient = product / denominator;
  return (product % denominator < 0n ? quotient - 1n : quotient) as Value;
};
