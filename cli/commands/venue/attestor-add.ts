import type { Command } from "commander";
import { readAttestorConsent } from "../../../verifier-contracts/client/formats/attestor-consent.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { assertPlace } from "../../chain/registry-place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { day } from "../../screen/time.ts";

export function attestorAdd(parent: Command): void {
  const command = addCommand(parent, "add <consent>", {
    summary: "add a key to a venue, with the key's consent; for the venue's administrators",
    examples: ["venue attestor add consent.json --rpc http://127.0.0.1:8545"],
  });
  withSigner(withPlace(command), "an administrator of the venue").action(
    perform(async (screen, file: string, options: PlaceOptions & SignerOptions) => {
      const { place, consent, signature } = await readAttestorConsent(file);
      const sent = await send(screen, options, async ({ venues }) => {
        await assertPlace(file, place, venues);
        return venues.addAttestor(consent, signature);
      });
      const { venue, attestor, notBefore, notAfter } = consent;
      const facts = [
        ["from", day(notBefore)],
        ["until", day(notAfter)],
      ] as const;
      return sentResult(sent, `attestor ${attestor} added`, facts, {
        venue,
        attestor,
        notBefore: notBefore.toString(),
        notAfter: notAfter.toString(),
      });
    }),
  );
}
