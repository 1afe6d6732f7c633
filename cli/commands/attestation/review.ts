import type { Command } from "commander";
import { InputError, InvalidProofError } from "../../../prover/index.ts";
import { writeBundleReview } from "../../../verifier-contracts/client/formats/bundle-review.ts";
import { MarketRegistry } from "../../../verifier-contracts/client/market-registry.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import type { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { signReview } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { assertRegistered } from "../../chain/registered.ts";
import { type SignerOptions, signerFrom, withSigner } from "../../chain/signer.ts";
import { type VerificationOptions, verifiedBundle, withVerification } from "../../chain/verified-bundle.ts";
import { addCommand, perform } from "../../command.ts";
import { shownPath } from "../../files.ts";
import { option, unixTime } from "../../options.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends Omit<VerificationOptions, "panel">, SignerOptions {
  /** Of which the signer is one. */
  readonly panel: string;
  readonly asOf?: string;
  readonly out: string;
}

export function attestationReview(parent: Command): void {
  const command = addCommand(parent, "review <bundle>", {
    summary:
      "as one of a panel: verify a recorded attestation in full, and sign that it holds; no transaction",
    examples: [
      "attestation review quickstart-exchange/bundle --panel auditors --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE --market exchange-example --out review.json",
    ],
    notes: [
      "It does all that `attestation verify` does, with your keys and nodes, and signs nothing that does not hold.",
      "A panel is opened like a market's signers (`oracle open`); consumers name it. As many must sign as its threshold says: `attestation record-review` takes all their files.",
    ],
  });
  withSigner(withVerification(command), "one of the panel")
    .requiredOption("--panel <name>", "the panel's id on the chain")
    .option(
      "--as-of <unix>",
      "time of the review, the same for all of the panel (default: when it was attested)",
    )
    .requiredOption("--out <file>", "the review, public")
    .action(
      perform(async (screen, folder: string, options: Options) => {
        const panel = option("--panel", options.panel, nameToBytes32);
        const wallet = await signerFrom(options);
        const { report, stages, holds, chain } = await verifiedBundle(screen, folder, withoutPanel(options));
        const { manifest, insecureKeys } = report;
        if (!holds || chain === undefined || manifest === undefined) {
          const details = stages.filter((stage) => stage.holds !== true);
          throw new InvalidProofError("the attestation does not hold: nothing was signed", {
            details: details.map(({ name, detail }) => `${name}: ${detail}`),
          });
        }
        const { attestations, node } = chain;
        const { statement, attestedAt } = await attestations.attestationOf(
          manifest.venue.id,
          BigInt(manifest.epoch),
        );
        const asOf = options.asOf === undefined ? attestedAt : option("--as-of", options.asOf, unixTime);
        if (asOf < BigInt(manifest.asOf)) {
          const rule = `must not be before the accounts, which are of ${manifest.asOf}`;
          throw new InputError({ field: "--as-of", value: String(asOf), rule });
        }
        await assertOfPanel(attestations, options.panel, panel, wallet.address);
        const review = { panel, statement, asOf };
        const place = { chainId: node.chainId, registry: await attestations.reviews() };
        const signature = await signReview(wallet, place, review);
        await writeBundleReview(options.out, { place, review, signer: wallet.address, signature });
        if (insecureKeys) screen.warn("INSECURE development keys: anybody can forge proofs for them");
        return {
          json: { file: options.out, panel, statement, signer: wallet.address, insecureKeys },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${shownPath(options.out)}  ${colours.dim("public; no transaction was sent")}`,
              "",
              pairs(colours, [
                ["holds", `${manifest.venue.name}, epoch ${manifest.epoch}`],
                ["statement", statement],
                ["signer", wallet.address],
              ]),
            ].join("\n"),
        };
      }),
    );
}

/** It has not reviewed yet. */
const withoutPanel = ({ panel: _, ...options }: Options): VerificationOptions => options;

/** @throws InputError for a key that the panel does not have: nobody would count its signature */
async function assertOfPanel(
  attestations: SolvencyAttestations,
  name: string,
  panel: string,
  key: string,
): Promise<void> {
  const markets = new MarketRegistry(await attestations.markets(), attestations.provider);
  await assertRegistered(markets, "market", name, panel);
  const { notAfter } = await markets.windowOf(panel, key);
  if (notAfter > 0n) return;
  throw new InputError({
    field: "--panel",
    value: JSON.stringify(name),
    rule: `does not have the key ${key}`,
  });
}
