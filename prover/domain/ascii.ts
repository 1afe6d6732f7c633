import type { FieldElement } from "./field.ts";

/** The bytes of a short ASCII text as a big-endian number: how the domains of hashes are named. At most 31 characters. */
export const ascii = (text: string): FieldElement =>
  BigInt(`0x${Buffer.from(text, "ascii").toString("hex")}`) as FieldElement;
