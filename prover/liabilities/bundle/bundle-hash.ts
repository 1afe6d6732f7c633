import { createHash } from "node:crypto";
import { join } from "node:path";
import { readText } from "../../formats/json.ts";

/** What names a bundle, on the chain and in signatures: SHA-256 of its manifest, as bytes32. */
export async function bundleHash(folder: string): Promise<string> {
  const manifest = await readText(join(folder, "manifest.json"));
  return `0x${createHash("sha256").update(manifest).digest("hex")}`;
}
