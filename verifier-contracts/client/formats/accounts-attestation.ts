import { z } from "zod";
import { type FieldElement, formatFieldElement } from "../../../prover/domain/field.ts";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import {
  addressText,
  bytesText,
  fieldText,
  format,
  wholeText,
  wordText,
} from "../../../prover/formats/schema.ts";
import type { SignedAccounts } from "../attestations.ts";
import type { RegistryPlace } from "../typed-data.ts";

/** `solvency-accounts-attestation/1`: a venue's signature over one epoch. Public; whoever holds it may record it. */
export const accountsAttestationSchema = z.strictObject({
  format: format("solvency-accounts-attestation/1"),
  chainId: wholeText(256n),
  registry: addressText,
  venue: wordText,
  epoch: wholeText(64n),
  accountsRoot: fieldText,
  asOf: wholeText(64n),
  attestor: addressText,
  signature: bytesText,
});

export interface PlacedAccounts {
  readonly place: RegistryPlace;
  readonly signed: SignedAccounts;
}

export async function readAccountsAttestation(path: string): Promise<PlacedAccounts> {
  const file = await readJson(path, accountsAttestationSchema);
  const { chainId, registry, venue, epoch, accountsRoot, asOf, attestor, signature } = file;
  return {
    place: { chainId, registry },
    signed: { attestation: { venue, epoch, accountsRoot, asOf }, attestor, signature },
  };
}

export async function writeAccountsAttestation(path: string, placed: PlacedAccounts): Promise<void> {
  await writeJson(path, accountsAttestationToJson(placed));
}

export function accountsAttestationToJson({
  place,
  signed,
}: PlacedAccounts): z.input<typeof accountsAttestationSchema> {
  const { venue, epoch, accountsRoot, asOf } = signed.attestation;
  return {
    format: "solvency-accounts-attestation/1",
    chainId: place.chainId.toString(),
    registry: place.registry,
    venue,
    epoch: epoch.toString(),
    accountsRoot: formatFieldElement(accountsRoot as FieldElement),
    asOf: asOf.toString(),
    attestor: signed.attestor,
    signature: signed.signature.toLowerCase(),
  };
}
