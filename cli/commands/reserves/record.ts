import type { Command } from "commander";
import { readOwnership } from "../../../verifier-contracts/client/formats/ownership.ts";
import { ReserveRegistry } from "../../../verifier-contracts/client/reserve-registry.ts";
import { assertVenue } from "../../chain/registered-venue.ts";
import { assertPlace } from "../../chain/registry-place.ts";
import {
  type SendAttestationsOptions,
  sendToAttestations,
  withAttestations,
} from "../../chain/send-attestations.ts";
import { addCommand, perform } from "../../command.ts";
import { pairs } from "../../screen/table.ts";
import { day } from "../../screen/time.ts";

export function reservesRecord(parent: Command): void {
  const command = addCommand(parent, "record <ownership...>", {
    summary: "record on the chain that addresses back their venue, from their signatures; anyone may",
    examples: [
      "reserves record ownership.json --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE",
    ],
  });
  withAttestations(command, "the sender").action(
    perform(async (_screen, files: readonly string[], options: SendAttestationsOptions) => {
      const placed = await Promise.all(
        files.map(async (source) => ({ source, ...(await readOwnership(source)) })),
      );
      const receipt = await sendToAttestations(options, async ({ attestations, sender }) => {
        const registry = new ReserveRegistry(await attestations.reserves(), sender);
        for (const { source, place, signed } of placed) {
          await assertPlace(source, place, registry);
          await assertVenue(attestations, signed.ownership.venue);
        }
        return registry.record(placed.map(({ signed }) => signed));
      });
      const owners = placed.map(({ signed }) => signed.ownership);
      return {
        json: {
          owners: owners.map(({ owner, venue, notAfter }) => ({ owner, venue, notAfter: `${notAfter}` })),
          transaction: receipt.hash,
        },
        text: ({ colours }) =>
          [
            `${colours.green("✔")} recorded`,
            "",
            pairs(
              colours,
              owners.map(({ owner, notAfter }) => [owner, `until ${day(Number(notAfter))}`] as const),
            ),
          ].join("\n"),
      };
    }),
  );
}
