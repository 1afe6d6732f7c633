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
import type { SignedMarket } from "../attestations.ts";
import type { RegistryPlace } from "../typed-data.ts";

const signatureSchema = z.strictObject({ signer: addressText, signature: bytesText });

/**
 * `solvency-market-attestation/1`: signatures of oracle signers over one market root. One or more: files of the same
 * attestation are merged until there are as many as the market's threshold.
 */
export const marketAttestationSchema = z.strictObject({
  format: format("solvency-market-attestation/1"),
  chainId: wholeText(256n),
  registry: addressText,
  market: wordText,
  marketRoot: fieldText,
  asOf: wholeText(64n),
  signatures: z
    .array(signatureSchema, "must be a list of signatures")
    .min(1, "must have at least one signature")
    .refine(
      (list) =>
        list.every(({ signer }, k) => k === 0 || BigInt(list[k - 1]?.signer ?? "0x0") < BigInt(signer)),
      "must be in the order of the signers' addresses, each once",
    ),
});

export interface PlacedMarket {
  readonly place: RegistryPlace;
  readonly signed: SignedMarket;
}

export async function readMarketAttestation(path: string): Promise<PlacedMarket> {
  const file = await readJson(path, marketAttestationSchema);
  const { chainId, registry, market, marketRoot, asOf, signatures } = file;
  return {
    place: { chainId, registry },
    signed: {
      attestation: { market, marketRoot, asOf },
      signers: signatures.map(({ signer }) => signer),
      signatures: signatures.map(({ signature }) => signature),
    },
  };
}

export async function writeMarketAttestation(path: string, placed: PlacedMarket): Promise<void> {
  await writeJson(path, marketAttestationToJson(placed));
}

export function marketAttestationToJson({
  place,
  signed,
}: PlacedMarket): z.input<typeof marketAttestationSchema> {
  const { market, marketRoot, asOf } = signed.attestation;
  return {
    format: "solvency-market-attestation/1",
    chainId: place.chainId.toString(),
    registry: place.registry,
    market,
    marketRoot: formatFieldElement(marketRoot as FieldElement),
    asOf: asOf.toString(),
    signatures: signed.signers.map((signer, k) => ({
      signer,
      signature: (signed.signatures[k] ?? "0x").toLowerCase(),
    })),
  };
}
