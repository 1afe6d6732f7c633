import { join } from "node:path";
import type { Command } from "commander";
import { attestationSchema } from "../../../prover/formats/attestation.ts";
import { readJson } from "../../../prover/formats/json.ts";
import { provenStatementSchema } from "../../../prover/formats/proven-statement.ts";
import type { Groth16Proof } from "../../../prover/groth16/backend.ts";
import { InputError, parseQuantity, RuleError } from "../../../prover/index.ts";
import { bundleHash } from "../../../prover/liabilities/bundle/bundle-hash.ts";
import { recordedMarket } from "../../../verifier-contracts/client/attestations.ts";
import { signBundle } from "../../../verifier-contracts/client/bundle-publication.ts";
import {
  mergeTables,
  readTableAttestation,
} from "../../../verifier-contracts/client/formats/table-attestation.ts";
import { signAccounts } from "../../../verifier-contracts/client/typed-data.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import {
  type SendAttestationsOptions,
  sendToAttestations,
  withAttestations,
} from "../../chain/send-attestations.ts";
import { addCommand, perform } from "../../command.ts";
import { address, option } from "../../options.ts";
import { pairs } from "../../screen/table.ts";

interface Options extends SendAttestationsOptions {
  readonly table: readonly string[];
  readonly holding: readonly string[];
  readonly elsewhere: readonly string[];
  readonly uri: string;
}

export function attestationPublish(parent: Command): void {
  const command = addCommand(parent, "publish <bundle>", {
    summary: "as the venue: sign a bundle and have the contract verify its total and read the reserves, now",
    examples: [
      "attestation publish quickstart-exchange/bundle --rpc http://127.0.0.1:8545 --attestations 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9 --table table-1.json table-2.json --holding 0x0000000000000000000000000000000000000000:0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --uri https://exchange.example/epochs/1",
    ],
    notes: [
      "The market's root must be recorded (oracle post), and every owner of reserves must have signed for the venue (reserves own).",
      "It is recorded also where reserves are short: that is for all to see.",
    ],
  });
  withAttestations(command, "the venue's attestor, who also pays")
    .requiredOption("--table <files...>", "attestations of the table, one of each signer")
    .option("--holding <token:owner...>", "reserves on this chain; the zero address is its coin", [])
    .option("--elsewhere <row=amount...>", "reserves on other chains, whose evidence is in the bundle", [])
    .requiredOption("--uri <uri>", "where the bundle is, for everyone")
    .action(
      perform(async (_screen, folder: string, options: Options) => {
        const manifest = await readJson(join(folder, "manifest.json"), attestationSchema);
        const { proof } = await readJson(join(folder, "total.json"), provenStatementSchema);
        const {
          signed: table,
          rows,
          tokens,
        } = mergeTables(await Promise.all(options.table.map(readTableAttestation)));
        if (table.attestation.table !== manifest.table.digest) {
          throw new InputError({ field: "--table", rule: "is of another table than the bundle" });
        }
        const holdings = options.holding.map((text) =>
          option("--holding", text, (given) => {
            const [token = "", owner = ""] = given.split(":");
            const place = tokens.findIndex((each) => each.token === address(token));
            if (place < 0) throw new RuleError("is of a token that the table's signers do not list");
            return { token: BigInt(place), owner: address(owner) };
          }),
        );
        const attested = options.elsewhere
          .map((text) =>
            option("--elsewhere", text, (given) => {
              const at = given.lastIndexOf("=");
              const [name, amount] = [given.slice(0, Math.max(at, 0)), given.slice(at + 1)];
              const row = manifest.net.findIndex((each) => each.row === name);
              if (row < 0) throw new RuleError("must be a row of the market, = and an amount");
              return { row: BigInt(row), amount: parseQuantity(amount) as bigint };
            }),
          )
          .toSorted((a, b) => Number(a.row - b.row));
        const twice = attested.find(({ row }, k) => row === attested[k + 1]?.row);
        if (twice !== undefined) {
          const value = manifest.net[Number(twice.row)]?.row ?? "";
          throw new InputError({ field: "--elsewhere", value, rule: "is given twice" });
        }
        const receipt = await sendToAttestations(options, async ({ attestations, sender }) => {
          const venues = new VenueRegistry(await attestations.venues(), sender);
          const { market, marketRoot, asOf } = table.attestation;
          const publication = await signBundle(sender, await attestations.place(), {
            manifest,
            hash: await bundleHash(folder),
            total: proof as unknown as Groth16Proof,
            accounts: await signAccounts(sender, await venues.place(), {
              venue: manifest.venue.id,
              epoch: BigInt(manifest.epoch),
              accountsRoot: manifest.accountsRoot,
              asOf: BigInt(manifest.asOf),
            }),
            market: recordedMarket({ market, marketRoot, asOf }),
            table,
            rows,
            tokens,
            holdings,
            attested,
            uri: options.uri,
          });
          return attestations.attest(publication);
        });
        const { hash: transaction, gasUsed } = receipt;
        return {
          json: {
            venue: manifest.venue.name,
            epoch: manifest.epoch,
            transaction,
            gasUsed: gasUsed.toString(),
          },
          text: ({ colours }) =>
            [
              `${colours.green("✔")} ${manifest.venue.name}, epoch ${manifest.epoch}, is recorded`,
              "",
              pairs(colours, [
                ["transaction", transaction],
                ["gas", gasUsed.toString()],
              ]),
            ].join("\n"),
        };
      }),
    );
}
