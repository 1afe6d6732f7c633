import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { assertRegistered } from "../../chain/registered.ts";
import { asking } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { option } from "../../options.ts";
import { keysText, keysToJson, spanText, spanToJson } from "../../screen/registry.ts";
import { pairs } from "../../screen/table.ts";
import { day } from "../../screen/time.ts";

export function venueShow(parent: Command): void {
  const command = addCommand(parent, "show <venue>", {
    summary: "what the chain knows of a venue: its keys, its latest epoch, times that do not count",
    examples: ["venue show binance-example --rpc http://127.0.0.1:8545"],
  });
  withPlace(command).action(
    perform(async (_screen, name: string, options: PlaceOptions) => {
      const venue = option("<venue>", name, nameToBytes32);
      const { node, contracts } = await placeOf(options);
      const { venues } = contracts(node.provider);
      const [keys, latest, span] = await asking(node.shownUrl, async () => {
        await assertRegistered(venues, "venue", name, venue);
        return Promise.all([venues.keysOf(venue), venues.latestOf(venue), venues.voidSpanOf(venue)]);
      });
      return {
        json: {
          venue,
          keys: keysToJson(keys),
          latest: { epoch: latest.epoch.toString(), asOf: latest.asOf.toString() },
          void: spanToJson(span),
        },
        text: ({ colours }) =>
          [
            colours.bold(name),
            pairs(colours, [
              ["latest epoch", latest.epoch === 0n ? "none" : `${latest.epoch}, ${day(latest.asOf)}`],
              ["void", spanText(span)],
            ]),
            "",
            keysText(colours, "attestor", keys),
          ].join("\n"),
      };
    }),
  );
}
