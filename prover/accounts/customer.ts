import { createHash } from "node:crypto";
import type { FieldElement } from "../domain/field.ts";

/**
 * What stands for a customer in the place of an owner's commitment, for who has no owner secret: SHA-256 of "solvency/customer/1:" and the id
 * by which the venue knows the customer, UTF-8, its upper 253 bits. No secret is known for it, so nobody can make claims about the account; and
 * the customer finds the own id in it, and nobody else's: no account can be shown to two of them (T-60).
 */
export const customerOwner = (id: string): FieldElement =>
  (BigInt(`0x${createHash("sha256").update(`solvency/customer/1:${id}`).digest("hex")}`) >>
    3n) as FieldElement;
