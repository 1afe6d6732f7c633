import { parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { inField } from "../../domain/in-field.ts";
import { type Place, refuse } from "../../domain/refuse.ts";

/** Fields of a ccxt structure. Amounts are read with 18 decimals and brought to a holding's 8 at the end. */
export type Fields = Readonly<Record<string, unknown>>;

export const FINE_DECIMALS = 18;
export const FINE = 10n ** BigInt(FINE_DECIMALS);

/** A JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A decimal string, in 1e-18.
 * @throws InputError for a number, which has lost digits before it came here, and for text that is no plain decimal
 */
export function amount(value: unknown, place: Place): bigint {
  if (typeof value === "number") {
    return refuse(
      { ...place, value: `${value} (number)` },
      "number where a string is required; with ccxt set exchange.number = String",
    );
  }
  if (value === undefined || value === null) return refuse(place, "is missing; a decimal string is expected");
  const shown = { ...place, value: JSON.stringify(value) };
  return inField(shown, () => {
    if (typeof value !== "string") throw new RuleError("must be a decimal string");
    return parseDecimal(value, FINE_DECIMALS);
  });
}

export const optional = (value: unknown, place: Place): bigint | null =>
  value === undefined || value === null ? null : amount(value, place);

export function positive(value: unknown, place: Place): bigint {
  const read = amount(value, place);
  if (read <= 0n) refuse({ ...place, value: JSON.stringify(value) }, "must be above zero");
  return read;
}

export function oneOf<T>(value: unknown, choices: Readonly<Record<string, T>>, place: Place): T {
  if (typeof value === "string" && Object.hasOwn(choices, value)) return choices[value] as T;
  const shown = value === undefined || value === null ? "missing" : JSON.stringify(value);
  const names = Object.keys(choices).map((name) => `"${name}"`);
  return refuse({ ...place, value: shown }, `must be ${names.join(" or ")}`);
}
