import { z } from "zod";
import { InputError } from "../../../prover/domain/errors.ts";
import { readJson, writeJson } from "../../../prover/formats/json.ts";
import { addressText, bytesText, format, wholeText, wordText } from "../../../prover/formats/schema.ts";
import type { BundleReview } from "../publication.ts";
import type { RegistryPlace } from "../typed-data.ts";

/** `solvency-bundle-review/1`: one of a panel has verified the bundle of a statement, with its chain. */
export const bundleReviewSchema = z.strictObject({
  format: format("solvency-bundle-review/1"),
  chainId: wholeText(256n),
  /** ReviewRegistry. */
  registry: addressText,
  panel: wordText,
  statement: wordText,
  asOf: wholeText(64n),
  signer: addressText,
  signature: bytesText,
});

export interface PlacedReview {
  readonly place: RegistryPlace;
  readonly review: BundleReview;
  readonly signer: string;
  readonly signature: string;
}

export async function readBundleReview(path: string): Promise<PlacedReview> {
  const file = await readJson(path, bundleReviewSchema);
  const { chainId, registry, panel, statement, asOf, signer, signature } = file;
  return { place: { chainId, registry }, review: { panel, statement, asOf }, signer, signature };
}

export async function writeBundleReview(path: string, placed: PlacedReview): Promise<void> {
  const { place, review, signer, signature } = placed;
  const file: z.input<typeof bundleReviewSchema> = {
    format: "solvency-bundle-review/1",
    chainId: place.chainId.toString(),
    registry: place.registry,
    panel: review.panel,
    statement: review.statement,
    asOf: review.asOf.toString(),
    signer,
    signature: signature.toLowerCase(),
  };
  await writeJson(path, file);
}

/**
 * One review with the signatures of all, in the contract's order.
 * @throws InputError for files of different reviews, or a signer who is there twice
 */
export function mergeReviews(files: readonly (PlacedReview & { readonly source: string })[]) {
  const [first] = files;
  if (first === undefined) throw new InputError({ field: "<review>", rule: "is missing" });
  const signatures = new Map<string, string>();
  for (const { source, place, review, signer, signature } of files) {
    const [here, there] = [
      { ...first.place, ...first.review },
      { ...place, ...review },
    ];
    for (const [field, value] of Object.entries(there)) {
      const wanted = here[field as keyof typeof here];
      if (value === wanted) continue;
      throw new InputError({
        source,
        field,
        value: String(value),
        rule: `must be that of the first file, ${wanted}`,
      });
    }
    if (signatures.has(signer))
      throw new InputError({ source, field: "signer", value: signer, rule: "is there twice" });
    signatures.set(signer, signature);
  }
  const signers = [...signatures.keys()].toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return {
    place: first.place,
    review: first.review,
    signers,
    signatures: signers.map((signer) => signatures.get(signer) ?? "0x"),
  };
}
