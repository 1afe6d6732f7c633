import type { Command } from "commander";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { type PlaceOptions, withPlace } from "../../chain/place.ts";
import { send, sentResult } from "../../chain/send.ts";
import { type SignerOptions, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { address, nowSeconds, option, unixTime, wholeNumber } from "../../options.ts";
import { day } from "../../screen/time.ts";

interface Options extends PlaceOptions, SignerOptions {
  readonly threshold: string;
  readonly signer: readonly string[];
  readonly notAfter?: string;
  readonly admin?: string;
}

const YEAR = 365n * 86_400n;

export function oracleOpen(parent: Command): void {
  const command = addCommand(parent, "open <market>", {
    summary: "open a market with its oracle signers and how many of them must sign; for registrars",
    examples: [
      "oracle open binance-example --threshold 2 --signer 0x90F79bf6EB2c4f870365E785982E1f101E93b906 0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65 --rpc http://127.0.0.1:8545",
    ],
    notes: ["The threshold never changes: whoever names the market knows for good how many keys it takes."],
  });
  withSigner(withPlace(command), "a registrar")
    .requiredOption("--threshold <m>", "how many signers must sign a root, at least 2")
    .requiredOption("--signer <address...>", "the signers")
    .option("--not-after <unix>", "last time for which they may sign (default: a year from now)")
    .option("--admin <address>", "who adds and retires signers (default: the sender)")
    .action(
      perform(async (screen, name: string, options: Options) => {
        const market = option("<market>", name, nameToBytes32);
        const threshold = option("--threshold", options.threshold, wholeNumber(2n));
        const signers = options.signer.map((text) => option("--signer", text, address));
        const notAfter =
          options.notAfter === undefined
            ? BigInt(nowSeconds()) + YEAR
            : option("--not-after", options.notAfter, unixTime);
        const given = options.admin === undefined ? undefined : option("--admin", options.admin, address);
        const sent = await send(screen, options, ({ markets }, sender) =>
          markets.openMarket({ market, admin: given ?? sender, threshold, signers, notAfter }),
        );
        const admin = given ?? sent.sender;
        const facts = [
          ["signers", `${threshold} of ${signers.length}`],
          ["until", day(notAfter)],
          ["administrator", admin],
        ] as const;
        const json = {
          market,
          admin,
          threshold: threshold.toString(),
          signers,
          notAfter: notAfter.toString(),
        };
        return sentResult(sent, `market ${name} open`, facts, json);
      }),
    );
}
