import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option } from "../../options.ts";
import { day } from "../../screen/time.ts";
import { type WindowOptions, windowFrom, withWindow } from "../window-options.ts";

export function signerAdd(parent: Command): void {
  const command = addCommand(parent, "add <market> <signer>", {
    summary: "add a signer to an open market; its signatures count after the registry's delay",
    examples: [
      "oracle signer add binance-example 0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc --not-before 1900000000 --rpc http://127.0.0.1:8545",
    ],
  });
  withWindow(withSigner(withPlace(command), "an administrator of the market")).action(
    perform(
      async (screen, name: string, key: string, options: PlaceOptions & SignerOptions & WindowOptions) => {
        const market = option("<market>", name, nameToBytes32);
        const signer = option("<signer>", key, address);
        const { notBefore, notAfter } = windowFrom(options);
        const sent = await send(screen, options, ({ markets }) =>
          markets.addSigner(market, signer, notBefore, notAfter),
        );
        const facts = [
          ["from", day(notBefore)],
          ["until", day(notAfter)],
        ] as const;
        const json = { market, signer, notBefore: notBefore.toString(), notAfter: notAfter.toString() };
        return sentResult(sent, `signer ${signer} added`, facts, json);
      },
    ),
  );
}
