import { getAddress } from "ethers";
import { z } from "zod";
import { parseDecimal } from "../domain/decimal.ts";
import { RuleError } from "../domain/errors.ts";
import { parseFieldElement } from "../domain/field.ts";
import { parsePrice } from "../domain/price.ts";
import { parseQuantity } from "../domain/quantity.ts";
import { parseRate } from "../domain/rate.ts";
import { parseScenarioPrice } from "../domain/scenario-price.ts";
import { OFFSET_DECIMALS, type Offset, THRESHOLD_DECIMALS, type Threshold } from "../market/row.ts";

/** Building blocks of the file formats: decimal strings outside, exact integers inside. */

/** A JSON string read by a parser of the domain; its RuleError becomes the field's rule. */
export const text = <T>(parse: (value: string) => T, kind = "a decimal string") =>
  z
    .string({
      error: (issue) => (issue.input === undefined ? `is missing; ${kind} is expected` : `must be ${kind}`),
    })
    .transform((value, context): T => {
      try {
        return parse(value);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        context.addIssue({ code: "custom", message: error.message, input: value });
        return z.NEVER;
      }
    });

export const quantityText = text(parseQuantity);
export const priceText = text(parsePrice);
export const rateText = text(parseRate);
export const scenarioPriceText = text(parseScenarioPrice);
export const fieldText = text(parseFieldElement, "0x and 64 lower-case hexadecimal digits");

export const thresholdText = text((value) => {
  const threshold = parseDecimal(value, THRESHOLD_DECIMALS);
  if (threshold < 0n) throw new RuleError("must not be negative");
  return threshold as Threshold;
});

export const offsetText = text((value) => parseDecimal(value, OFFSET_DECIMALS) as Offset);

/** A whole number from 1 to 2^64 - 1, as text since JSON numbers end at 2^53. */
export const tagText = text((value) => {
  const tag = parseDecimal(value, 0);
  if (tag < 1n || tag >= 2n ** 64n) throw new RuleError("must be a whole number from 1 to 2^64 - 1");
  return tag;
}, "a whole number as a string");

export const unixSeconds = z
  .number({ error: "must be a time in whole Unix seconds, as a number without quotes" })
  .int("must be a time in whole Unix seconds")
  .min(1, "must be a time in whole Unix seconds")
  .max(253_402_300_799, "must be a time in whole Unix seconds, not milliseconds");

/** A whole number below 2^bits, as text. */
export const wholeText = (bits: bigint) =>
  text((value) => {
    const number = /^(?:0|[1-9]\d*)$/.test(value) ? BigInt(value) : -1n;
    if (number < 0n || number >> bits !== 0n) throw new RuleError(`must be a whole number below 2^${bits}`);
    return number;
  }, "a whole number as a string");

/** An Ethereum address, with its checksum. */
export const addressText = text((value) => {
  try {
    return getAddress(value);
  } catch {
    throw new RuleError("must be an Ethereum address (mixed case must match its checksum)");
  }
}, "an Ethereum address");

/** 32 bytes, as the chain has digests and names. */
export const wordText = z
  .string("must be 0x and 64 hexadecimal digits")
  .regex(/^0x[0-9a-f]{64}$/, "must be 0x and 64 hexadecimal digits");

/** Bytes of any number. */
export const bytesText = z
  .string("must be 0x and hexadecimal digits")
  .regex(/^0x(?:[0-9a-f]{2})*$/, "must be 0x and an even number of hexadecimal digits");

export const format = <Name extends string>(name: Name) =>
  z.literal(name, { error: `must be "${name}": this file is of another kind or version` });
