import { createHash } from "node:crypto";
import { access, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../../domain/errors.ts";
import { formatFieldElement } from "../../domain/field.ts";
import { readJson, writeJson } from "../../formats/json.ts";
import { format } from "../../formats/schema.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { EpochSecret } from "./epoch-secret.ts";

const secretSchema = z.strictObject({
  format: format("solvency-epoch-secret/1"),
  /** Of everything that the commitments depend on besides the ledger. */
  identity: z.string().regex(/^[0-9a-f]{64}$/),
  secret: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Where a venue works on an epoch. It holds what must stay with the venue, and can be thrown away once every customer has
 * their inclusion file.
 *
 *     secret.json   what salts and blinds come from (0600)
 *     ledger        the accounts that are attested, in order of tag (0600)
 *     refused.json  those that are not, and why (0600)
 *     proofs/       one file a proof, named by what it states
 *     users/        one inclusion file for each customer (0600)
 */
export class WorkFolder {
  readonly path: string;
  readonly secret: EpochSecret;

  private constructor(path: string, secret: EpochSecret) {
    this.path = path;
    this.secret = secret;
  }

  /**
   * Opens the folder of an epoch, which exists and is locked.
   * @throws InputError when the folder is of another epoch, market or size class: salts would be used twice
   */
  static async open(path: string, identity: EpochIdentity): Promise<WorkFolder> {
    const file = join(path, "secret.json");
    const digest = identityDigest(identity);
    const kept = await readFile(file, "utf8").catch(() => undefined);
    if (kept === undefined) {
      const secret = EpochSecret.random();
      const content = { format: "solvency-epoch-secret/1", identity: digest, secret: secret.reveal() };
      await writeJson(file, content, { secret: true });
      return new WorkFolder(path, secret);
    }
    const { identity: of, secret } = await readJson(file, secretSchema);
    if (of !== digest) {
      const rule = "is the work folder of another epoch, time, market or size class; give each its own";
      throw new InputError({ field: "work folder", value: JSON.stringify(path), rule });
    }
    return new WorkFolder(path, new EpochSecret(Buffer.from(secret, "hex")));
  }

  at(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  /** Makes a file once: it is complete or not there. @returns whether it was made now */
  async once(name: string, fill: (temporary: string) => Promise<void>): Promise<boolean> {
    const path = this.at(name);
    if (await exists(path)) return false;
    const temporary = `${path}.tmp`;
    await fill(temporary);
    await rename(temporary, path);
    return true;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function identityDigest({ venue, epoch, asOf, table, classes, padTo }: EpochIdentity): string {
  const what = [
    venue.name,
    venue.id,
    epoch,
    asOf,
    formatFieldElement(table.digest),
    classes.narrow.id,
    classes.wide.id,
    padTo ?? 0,
  ];
  return createHash("sha256")
    .update(JSON.stringify(what.map(String)))
    .digest("hex");
}
