import type { FieldElement } from "../domain/field.ts";
import { randomFieldElement } from "../domain/field.ts";
import { poseidon } from "../hash/poseidon.ts";
import { DOMAIN_NULLIFIER, DOMAIN_OWNER } from "./domains.ts";

/** A fresh owner secret, uniform in the field. Only its holder can make claims, not even the venue can. */
export const newOwnerSecret = (): FieldElement => randomFieldElement();

/** What the venue puts into the account leaf. */
export async function ownerCommitment(ownerSecret: FieldElement): Promise<FieldElement> {
  return (await poseidon())([DOMAIN_OWNER, ownerSecret]);
}

/** The account's pseudonym in a scope: stable there, unlinkable to any other scope. */
export async function nullifierOf(
  ownerSecret: FieldElement,
  tag: bigint,
  scope: FieldElement,
): Promise<FieldElement> {
  return (await poseidon())([DOMAIN_NULLIFIER, ownerSecret, tag as FieldElement, scope]);
}
