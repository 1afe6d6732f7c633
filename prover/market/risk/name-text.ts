import { z } from "zod";

/** A name of a row, an underlying, a scenario: 1 to 64 characters. */
export const nameText = z
  .string("must be a string")
  .min(1, "must not be empty")
  .max(64, "must have at most 64 characters");

/** Short enough that the names of its options and groups are names too. */
export const underlyingText = nameText.max(32, "must have at most 32 characters");
