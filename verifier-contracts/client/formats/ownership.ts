import { z } from "zod";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import { addressText, bytesText, format, wholeText, wordText } from "../../../prover/formats/schema.ts";
import type { SignedOwnership } from "../publication.ts";
import type { RegistryPlace } from "../typed-data.ts";

/** `solvency-reserve-ownership/1`: an address backs a venue, and no other, until a time. Anybody may record it. */
export const ownershipSchema = z.strictObject({
  format: format("solvency-reserve-ownership/1"),
  chainId: wholeText(256n),
  /** ReserveRegistry. */
  registry: addressText,
  venue: wordText,
  owner: addressText,
  notAfter: wholeText(64n),
  signature: bytesText,
});

export interface PlacedOwnership {
  readonly place: RegistryPlace;
  readonly signed: SignedOwnership;
}

export async function readOwnership(path: string): Promise<PlacedOwnership> {
  const { chainId, registry, venue, owner, notAfter, signature } = await readJson(path, ownershipSchema);
  return { place: { chainId, registry }, signed: { ownership: { venue, owner, notAfter }, signature } };
}

export async function writeOwnership(path: string, { place, signed }: PlacedOwnership): Promise<void> {
  const { venue, owner, notAfter } = signed.ownership;
  const file: z.input<typeof ownershipSchema> = {
    format: "solvency-reserve-ownership/1",
    chainId: place.chainId.toString(),
    registry: place.registry,
    venue,
    owner,
    notAfter: notAfter.toString(),
    signature: signed.signature.toLowerCase(),
  };
  await writeJson(path, file);
}
