import type { FieldElement } from "../domain/field.ts";

const ascii = (text: string): FieldElement =>
  BigInt(`0x${Buffer.from(text, "ascii").toString("hex")}`) as FieldElement;

/** Separate the uses of Poseidon; the same constants as in circuits/margin/AccountLeaf.circom. */
export const DOMAIN_LEAF = ascii("solvency/leaf/1");
export const DOMAIN_OWNER = ascii("solvency/owner/1");
export const DOMAIN_NULLIFIER = ascii("solvency/null/1");
