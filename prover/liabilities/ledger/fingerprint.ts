import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { EnvironmentError } from "../../domain/errors.ts";

/**
 * Names a ledger, so that work that was begun with one is not gone on with as if with another.
 * @throws EnvironmentError for a file that cannot be read
 */
export async function fileFingerprint(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    throw new EnvironmentError(`cannot read ${path}`, { cause });
  }
  return `file ${hash.digest("hex")}`;
}

/** The answer was read once, and is what the work goes on with. */
export const queryFingerprint = (query: string): string =>
  `query ${createHash("sha256").update(query).digest("hex")}`;
