import {
  type FieldElement,
  type Membership,
  newOwnerSecret,
  readMembership,
  readOwnerSecret,
  writeOwnerSecret,
} from "../prover/index.ts";
import { exists } from "./files.ts";
import { keepSecretElement } from "./redaction.ts";

/** Files that hold secrets. From the moment one is read, no output shows what it hides. */

export async function ownerSecretFrom(path: string): Promise<FieldElement> {
  const secret = await readOwnerSecret(path);
  keepSecretElement(secret);
  return secret;
}

export async function membershipFrom(path: string): Promise<Membership> {
  const membership = await readMembership(path);
  keepSecretElement(membership.salt);
  return membership;
}

export interface OwnerSecret {
  readonly secret: FieldElement;
  /** Made now, and not yet in its file. */
  readonly isNew: boolean;
  readonly save: () => Promise<void>;
}

/** The owner secret in a file, or a new one when there is no such file. A file that exists is never written to. */
export async function ownerSecretOrNew(path: string): Promise<OwnerSecret> {
  if (await exists(path)) {
    return { secret: await ownerSecretFrom(path), isNew: false, save: async () => {} };
  }
  const secret = newOwnerSecret();
  keepSecretElement(secret);
  return { secret, isNew: true, save: () => writeOwnerSecret(path, secret) };
}
