import { floorDiv } from "../domain/decimal.ts";
import { RuleError } from "../domain/errors.ts";

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** An exact fraction: published figures and ours meet here, so that a comparison rounds nothing. */
export class Fraction {
  readonly numerator: bigint;
  /** Above zero. */
  readonly denominator: bigint;

  constructor(numerator: bigint, denominator = 1n) {
    if (denominator === 0n) throw new RangeError("a fraction over zero");
    this.numerator = denominator < 0n ? -numerator : numerator;
    this.denominator = denominator < 0n ? -denominator : denominator;
  }

  /**
   * Reads a figure as others publish it: also with an exponent.
   * @throws RuleError for text that is no number
   */
  static parse(text: string): Fraction {
    const [, sign, whole, decimals = "", exponent = "0"] = NUMBER.exec(text) ?? [];
    if (whole === undefined) throw new RuleError("must be a number");
    const digits = BigInt(whole + decimals) * (sign === "-" ? -1n : 1n);
    return new Fraction(digits).timesPowerOfTen(Number(exponent) - decimals.length);
  }

  plus(other: Fraction): Fraction {
    const numerator = this.numerator * other.denominator + other.numerator * this.denominator;
    return new Fraction(numerator, this.denominator * other.denominator);
  }

  minus(other: Fraction): Fraction {
    return this.plus(new Fraction(-other.numerator, other.denominator));
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  over(other: Fraction): Fraction {
    return new Fraction(this.numerator * other.denominator, this.denominator * other.numerator);
  }

  timesPowerOfTen(power: number): Fraction {
    const scale = 10n ** BigInt(Math.abs(power));
    return power < 0
      ? new Fraction(this.numerator, this.denominator * scale)
      : new Fraction(this.numerator * scale, this.denominator);
  }

  /** -1, 0 or 1, as this is below, equal to or above the other. */
  compare(other: Fraction): -1 | 0 | 1 {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  equals(other: Fraction): boolean {
    return this.compare(other) === 0;
  }

  abs(): Fraction {
    return this.numerator < 0n ? new Fraction(-this.numerator, this.denominator) : this;
  }

  floor(): bigint {
    return floorDiv(this.numerator, this.denominator);
  }

  ceil(): bigint {
    return -floorDiv(-this.numerator, this.denominator);
  }

  /** The nearest number of the given decimals; halves away from zero. */
  rounded(decimals: number): Fraction {
    const scaled = this.abs().timesPowerOfTen(decimals);
    const nearest = floorDiv(2n * scaled.numerator + scaled.denominator, 2n * scaled.denominator);
    return new Fraction(this.numerator < 0n ? -nearest : nearest).timesPowerOfTen(-decimals);
  }

  /** A plain decimal; "≈" before it, and cut at 12 decimals, where it has no end. */
  toString(): string {
    for (let decimals = 0; decimals <= 40; decimals += 1) {
      const scaled = this.numerator * 10n ** BigInt(decimals);
      if (scaled % this.denominator === 0n) return decimalText(scaled / this.denominator, decimals);
    }
    return `≈${decimalText(floorDiv(this.numerator * 10n ** 12n, this.denominator), 12)}`;
  }
}

function decimalText(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return `${units < 0n ? "-" : ""}${digits.slice(0, cut)}${decimals === 0 ? "" : `.${digits.slice(cut)}`}`;
}
