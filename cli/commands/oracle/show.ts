import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, placeOf, withPlace } from "../../chain/place.ts";
import { assertRegistered } from "../../chain/registered.ts";
import { asking } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { option } from "../../options.ts";
import { keysText, keysToJson, spanText, spanToJson } from "../../screen/registry.ts";
import { pairs } from "../../screen/table.ts";

export function oracleShow(parent: Command): void {
  const command = addCommand(parent, "show <market>", {
    summary: "what the chain knows of a market: its signers, its threshold, times that do not count",
    examples: ["oracle show binance-example --rpc http://127.0.0.1:8545"],
  });
  withPlace(command).action(
    perform(async (_screen, name: string, options: PlaceOptions) => {
      const market = option("<market>", name, nameToBytes32);
      const { node, contracts } = await placeOf(options);
      const { markets } = contracts(node.provider);
      const [keys, threshold, span] = await asking(node.shownUrl, async () => {
        await assertRegistered(markets, "market", name, market);
        return Promise.all([markets.keysOf(market), markets.thresholdOf(market), markets.voidSpanOf(market)]);
      });
      return {
        json: {
          market,
          threshold: threshold.toString(),
          signers: keysToJson(keys),
          void: spanToJson(span),
        },
        text: ({ colours }) =>
          [
            colours.bold(name),
            pairs(colours, [
              ["must sign", `${threshold} of ${keys.length}`],
              ["void", spanText(span)],
            ]),
            "",
            keysText(colours, "signer", keys),
          ].join("\n"),
      };
    }),
  );
}
