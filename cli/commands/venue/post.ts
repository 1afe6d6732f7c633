import type { Command } from "commander";
import { readAccountsAttestation } from "../../../verifier-contracts/client/formats/accounts-attestation.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { assertPlace } from "../../chain/registry-place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { attestedAccounts } from "../../screen/attested.ts";

export function venuePost(parent: Command): void {
  const command = addCommand(parent, "post <attestation>", {
    summary: "record an attested accounts root on the chain; anyone may",
    examples: ["venue post accounts-attestation.json --rpc http://127.0.0.1:8545"],
    notes: ["Not needed for claims that carry the attestation: `submit --accounts-attestation`."],
  });
  withSigner(withPlace(command), "the sender").action(
    perform(async (screen, file: string, options: PlaceOptions & SignerOptions) => {
      const { place, signed } = await readAccountsAttestation(file);
      const sent = await send(screen, options, async ({ venues }) => {
        await assertPlace(file, place, venues);
        return venues.record(signed);
      });
      const { attestation, attestor } = signed;
      return sentResult(sent, "accounts root recorded", attestedAccounts(attestation), {
        venue: attestation.venue,
        epoch: attestation.epoch.toString(),
        attestor,
      });
    }),
  );
}
