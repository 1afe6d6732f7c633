import { parseDecimal } from "../../../../prover/domain/decimal.ts";
import { type Fixed, fromDecimal, size } from "../../../../prover/market/risk/math/fixed.ts";

const DIGITS = 60;

/** A decimal of up to 60 digits. */
export const fixed = (text: string): Fixed => fromDecimal(parseDecimal(text, DIGITS), DIGITS);

/** The difference in units of 2^-144, so that a test states its bound in bits. */
export const unitsApart = (a: Fixed, b: Fixed): bigint => size((a - b) as Fixed);
