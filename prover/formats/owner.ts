import { z } from "zod";
import { ownerCommitment } from "../accounts/owner.ts";
import { type FieldElement, formatFieldElement } from "../domain/field.ts";
import { readJson, writeJson } from "./json.ts";
import { fieldText, format } from "./schema.ts";

/** `solvency-owner/1`: the owner secret. Whoever reads this file can make claims for the account. */
export const ownerSchema = z.strictObject({
  format: format("solvency-owner/1"),
  secret: fieldText,
  /** The commitment, so that the file can be told from another without showing the secret. */
  owner: fieldText,
});

export async function readOwnerSecret(path: string): Promise<FieldElement> {
  return (await readJson(path, ownerSchema)).secret;
}

/**
 * Written with mode 0600, and never over an existing file: an owner secret that is lost cannot be made again.
 * @throws EnvironmentError when the path is taken
 */
export async function writeOwnerSecret(path: string, secret: FieldElement): Promise<void> {
  const owner = formatFieldElement(await ownerCommitment(secret));
  const file: z.input<typeof ownerSchema> = {
    format: "solvency-owner/1",
    secret: formatFieldElement(secret),
    owner,
  };
  await writeJson(path, file, { secret: true, fresh: true });
}
