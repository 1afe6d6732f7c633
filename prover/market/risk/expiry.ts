import { RuleError } from "../../domain/errors.ts";
import { text } from "../../formats/schema.ts";

const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

/**
 * Reads "2025-09-26T08:00:00Z" as Unix seconds. The zone is never guessed, nor the hour.
 * @throws RuleError for other text and for days that no month has
 */
export function parseExpiry(value: string): number {
  const time = UTC.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().replace(".000Z", "Z") !== value) {
    throw new RuleError('must be a time in UTC such as "2025-09-26T08:00:00Z"');
  }
  return time / 1000;
}

export const formatExpiry = (expiry: number): string =>
  new Date(expiry * 1000).toISOString().replace(".000Z", "Z");

export const expiryText = text(parseExpiry, 'a time in UTC such as "2025-09-26T08:00:00Z"');

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** The day as option symbols write it: 26SEP25. */
export function expiryDay(expiry: number): string {
  const date = new Date(expiry * 1000);
  const year = String(date.getUTCFullYear() % 100).padStart(2, "0");
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()] ?? ""}${year}`;
}
