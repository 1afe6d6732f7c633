import type { Command } from "commander";
import { readMarketAttestation } from "../../../verifier-contracts/client/formats/market-attestation.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { assertPlace } from "../../chain/registry-place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { attestedMarket } from "../../screen/attested.ts";

export function oraclePost(parent: Command): void {
  const command = addCommand(parent, "post <attestation>", {
    summary: "record an attested market root on the chain; anyone may",
    examples: ["oracle post market-attestation.json --rpc http://127.0.0.1:8545"],
    notes: ["Not needed for claims that carry the attestation: `submit --market-attestation`."],
  });
  withSigner(withPlace(command), "the sender").action(
    perform(async (screen, file: string, options: PlaceOptions & SignerOptions) => {
      const { place, signed } = await readMarketAttestation(file);
      const sent = await send(screen, options, async ({ markets }) => {
        await assertPlace(file, place, markets);
        return markets.record(signed);
      });
      const { attestation, signers } = signed;
      const json = { market: attestation.market, asOf: attestation.asOf.toString(), signers };
      return sentResult(sent, "market root recorded", attestedMarket(attestation), json);
    }),
  );
}
