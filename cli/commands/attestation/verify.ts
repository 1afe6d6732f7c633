import { type Command, Option } from "commander";
import { InputError } from "../../../prover/index.ts";
import type { Stage } from "../../../prover/liabilities/bundle/stage.ts";
import { verifyBundle } from "../../../prover/liabilities/bundle/verify-bundle.ts";
import { compareWithChain } from "../../../verifier-contracts/client/bundle-on-chain.ts";
import { SolvencyAttestations } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import { type ElsewhereOptions, elsewhere } from "../../chain/elsewhere.ts";
import { asking, connect } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { shownPath } from "../../files.ts";
import { liabilityVerifyingKey } from "../../liability-keys.ts";
import { address, duration, option } from "../../options.ts";
import { checklist } from "../../screen/checklist.ts";

interface Options extends ElsewhereOptions {
  readonly rpc?: string;
  readonly attestations?: string;
  readonly offline?: boolean;
  readonly maxAge: string;
}

/** What no verification of a bundle shows. */
const LIMITS = [
  "Whether a customer was left out: each must check that their own account is in (solvency inclusion check).",
  "Whether reserves were borrowed for the day, are pledged elsewhere, or owed to others.",
] as const;

export function attestationVerify(parent: Command): void {
  addCommand(parent, "verify <bundle>", {
    summary: "check everything of an attestation: proofs, totals, market, chain; one verdict",
    examples: [
      "attestation verify quickstart-exchange/bundle --rpc http://127.0.0.1:8545 --attestations 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9",
      "attestation verify quickstart-exchange/bundle --offline",
      "attestation verify bundle --rpc https://node.example --attestations 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9 --accept accepted.json --reserves-rpc https://optimism.example",
    ],
    notes: [
      "Give the contract that you trust: a bundle names none. Keys are your own set-ups', never the bundle's.",
      "--offline says nothing of reserves, of time, of what the venue signed, or of which rows are contracts.",
      "Reserves on other chains count as far as you accept them: --accept names chains, tokens with the slot of their balances, and the row each counts for (solvency-accepted-assets/1). Blocks are asked of your own nodes, Bitcoin's balances of what your node said (solvency-bitcoin-balances/1: address, height, satoshis).",
    ],
  })
    .addOption(new Option("--rpc <url>", "a node of the chain").conflicts("offline"))
    .option("--attestations <address>", "the contract SolvencyAttestations")
    .option("--offline", "only what the bundle shows by itself")
    .option("--max-age <duration>", "how old accounts and prices may be", "1d")
    // Without its chain nobody knows what the contract counts itself.
    .addOption(new Option("--accept <file>", "what counts as reserves on other chains").conflicts("offline"))
    .option("--reserves-rpc <urls...>", "your nodes of those chains")
    .option("--bitcoin-balances <file>", "what your node of Bitcoin said of the addresses")
    .action(
      perform(async (screen, folder: string, options: Options) => {
        const chain = chainOptions(options);
        const node = chain === undefined ? undefined : await connect(chain.rpc);
        const reserves = node === undefined ? undefined : await elsewhere(folder, node.chainId, options);
        const report = await verifyBundle(folder, {
          keyOf: liabilityVerifyingKey,
          ...(reserves === undefined ? {} : { reserves }),
          onProgress: (done, total) => screen.progress.show("verifying proofs", done, total),
        });
        const stages: Stage[] = [...report.stages];
        if (chain !== undefined && node !== undefined) {
          const compared = await asking(node.shownUrl, async () => {
            const attestations = new SolvencyAttestations(chain.attestations, node.provider);
            const venues = new VenueRegistry(await attestations.venues(), node.provider);
            const required = { maxAccountsAge: chain.maxAge, maxMarketAge: chain.maxAge };
            return compareWithChain(report, { attestations, venues, required });
          });
          stages.push(...compared.stages);
        }
        const holds = stages.every((stage) => stage.holds === true);
        const failed = stages.filter((stage) => stage.holds !== true).map(({ name }) => name);
        if (!holds) screen.fail(`the attestation does not hold (${failed.join(", ")})`);
        const scope = chain === undefined ? "bundle only" : "bundle and chain";
        return {
          json: {
            bundle: folder,
            valid: holds,
            scope,
            stages,
            insecureKeys: report.insecureKeys,
            hash: report.hash ?? null,
            limits: LIMITS,
          },
          text: ({ colours }) =>
            [
              `${colours.bold(holds ? colours.green("✔ HOLDS") : colours.red("✘ DOES NOT HOLD"))}  ${shownPath(folder)}  ${colours.dim(scope)}`,
              "",
              checklist(colours, [
                ...stages,
                ...(chain === undefined
                  ? [{ name: "chain", holds: null, detail: "not asked (--offline)" }]
                  : []),
              ]),
              "",
              "  Not shown by any of this:",
              ...LIMITS.map((limit) => `  – ${limit}`),
              ...(report.insecureKeys
                ? ["", colours.yellow("  INSECURE development keys: anybody can forge proofs for them.")]
                : []),
            ].join("\n"),
          exitCode: holds ? EXIT.ok : EXIT.invalid,
        };
      }),
    );
}

function chainOptions({ rpc, attestations, offline, maxAge }: Options) {
  if (offline === true) return undefined;
  if (rpc === undefined || attestations === undefined) {
    const rule = "--rpc and --attestations are needed, or --offline";
    throw new InputError({ field: rpc === undefined ? "--rpc" : "--attestations", rule });
  }
  return {
    rpc,
    attestations: option("--attestations", attestations, address),
    maxAge: option("--max-age", maxAge, duration),
  };
}
