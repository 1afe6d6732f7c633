import type { Command } from "commander";
import { mergeReviews, readBundleReview } from "../../../verifier-contracts/client/formats/bundle-review.ts";
import { ReviewRegistry } from "../../../verifier-contracts/client/review-registry.ts";
import { assertPlace } from "../../chain/registry-place.ts";
import {
  type SendAttestationsOptions,
  sendToAttestations,
  withAttestations,
} from "../../chain/send-attestations.ts";
import { addCommand, perform } from "../../command.ts";
import { pairs } from "../../screen/table.ts";

export function attestationRecordReview(parent: Command): void {
  const command = addCommand(parent, "record-review <review...>", {
    summary: "record on the chain that a panel has reviewed an attestation, from its signatures; anyone may",
    examples: [
      "attestation record-review first-review.json second-review.json --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE",
    ],
    notes: [
      "From then on the venue is solvent for consumers that name the panel, as long as the rest holds.",
    ],
  });
  withAttestations(command, "the sender").action(
    perform(async (_screen, files: readonly string[], options: SendAttestationsOptions) => {
      const placed = files.map(async (source) => ({ source, ...(await readBundleReview(source)) }));
      const { place, review, signers, signatures } = mergeReviews(await Promise.all(placed));
      const receipt = await sendToAttestations(options, async ({ attestations, sender }) => {
        const registry = new ReviewRegistry(await attestations.reviews(), sender);
        await assertPlace(files[0] ?? "", place, registry);
        return registry.record(review, signers, signatures);
      });
      const { panel, statement } = review;
      return {
        json: { panel, statement, signers, transaction: receipt.hash },
        text: ({ colours }) =>
          [
            `${colours.green("✔")} the review is recorded`,
            "",
            pairs(colours, [
              ["statement", statement],
              ...signers.map((signer, k) => [k === 0 ? "signers" : "", signer] as const),
            ]),
          ].join("\n"),
      };
    }),
  );
}
