import { z } from "zod";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import { addressText, bytesText, format, wholeText, wordText } from "../../../prover/formats/schema.ts";
import type { AttestorConsent } from "../attestations.ts";
import type { RegistryPlace } from "../typed-data.ts";

/** `solvency-attestor-consent/1`: a key agrees to attest for a venue in a window of time. For the venue's administrator. */
export const attestorConsentSchema = z.strictObject({
  format: format("solvency-attestor-consent/1"),
  chainId: wholeText(256n),
  registry: addressText,
  venue: wordText,
  attestor: addressText,
  notBefore: wholeText(64n),
  notAfter: wholeText(64n),
  signature: bytesText,
});

export interface PlacedConsent {
  readonly place: RegistryPlace;
  readonly consent: AttestorConsent;
  readonly signature: string;
}

export async function readAttestorConsent(path: string): Promise<PlacedConsent> {
  const file = await readJson(path, attestorConsentSchema);
  const { chainId, registry, venue, attestor, notBefore, notAfter, signature } = file;
  return {
    place: { chainId, registry },
    consent: { venue, attestor, notBefore, notAfter },
    signature,
  };
}

export async function writeAttestorConsent(path: string, placed: PlacedConsent): Promise<void> {
  const { place, consent, signature } = placed;
  const file: z.input<typeof attestorConsentSchema> = {
    format: "solvency-attestor-consent/1",
    chainId: place.chainId.toString(),
    registry: place.registry,
    venue: consent.venue,
    attestor: consent.attestor,
    notBefore: consent.notBefore.toString(),
    notAfter: consent.notAfter.toString(),
    signature: signature.toLowerCase(),
  };
  await writeJson(path, file);
}
