import type { Command } from "commander";
import { inField } from "../../../prover/domain/in-field.ts";
import { MarketTree, readMarket } from "../../../prover/index.ts";
import {
  marketAttestationToJson,
  writeMarketAttestation,
} from "../../../verifier-contracts/client/formats/market-attestation.ts";
import { bytes32ToName, nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import { signMarket } from "../../../verifier-contracts/client/typed-data.ts";
import { type RegistryOptions, registryOf, withRegistry } from "../../chain/place.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { option } from "../../options.ts";
import { attestedMarket } from "../../screen/attested.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends RegistryOptions, SignerOptions {
  readonly market?: string;
  readonly out: string;
}

export function oracleSign(parent: Command): void {
  const command = addCommand(parent, "sign <market>", {
    summary: "sign the root of a market that you checked; no transaction",
    examples: [
      "oracle sign quickstart/market.json --deployment quickstart/deployments/31337.json --out market-attestation.json",
    ],
    notes: [
      "<market> is the market.json of `market build`. The root is computed from its rows, and what breaks a rule of publication is refused.",
      "A market needs the signatures of several: put them together with `oracle merge`.",
    ],
  });
  withSigner(withRegistry(command, "MarketRegistry"), "the oracle signer")
    .option("--market <name>", "the market's id on the chain (default: the venue's name in the file)")
    .requiredOption("--out <file>", "the attestation, public")
    .action(
      perform(async (_screen, file: string, options: Options) => {
        const tree = await MarketTree.build(await readMarket(file), file);
        const { venue, asOf } = tree.market;
        const market =
          options.market === undefined
            ? inField({ source: file, field: "venue", value: venue }, () => nameToBytes32(venue))
            : option("--market", options.market, nameToBytes32);
        const place = await registryOf(options, "marketRegistry");
        const wallet = await signerFrom(options);
        const attestation = { market, marketRoot: tree.root, asOf: BigInt(asOf) };
        const signed = await signMarket(wallet, place, attestation);
        await writeMarketAttestation(options.out, { place, signed });
        const { format: _, ...content } = marketAttestationToJson({ place, signed });
        return {
          json: { file: options.out, name: bytes32ToName(market), ...content },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(options.out)}  ${colours.dim("public; no transaction was sent")}`,
              "",
              pairs(colours, [...attestedMarket(attestation), ["signer", wallet.address]]),
            ].join("\n"),
        };
      }),
    );
}
