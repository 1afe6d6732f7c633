import type { Command } from "commander";
import type { Coverage } from "../../../verifier-contracts/client/solvency-attestations.ts";
import { type VerificationOptions, verifiedBundle, withVerification } from "../../chain/verified-bundle.ts";
import { addCommand, perform } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { shownPath } from "../../files.ts";
import { checklist } from "../../screen/checklist.ts";
import { coverageJson, coverageTable } from "../../screen/coverage.ts";

/** What no verification of a bundle shows. */
const LIMITS = [
  "Whether a customer was left out: each must check that their own account is in (solvency inclusion check).",
  "Whether reserves were borrowed for the day, are pledged elsewhere, or owed to others.",
] as const;

export function attestationVerify(parent: Command): void {
  const command = addCommand(parent, "verify <bundle>", {
    summary: "check everything of an attestation: proofs, totals, market, chain; one verdict",
    examples: [
      "attestation verify quickstart-exchange/bundle --rpc http://127.0.0.1:8545 --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE --market exchange-example",
      "attestation verify quickstart-exchange/bundle --offline",
      "attestation verify bundle --rpc https://node.example --attestations 0x9A9f2CCfdE556A7E9Ff0848998Aa4a0CFD8863AE --market exchange-example --accept accepted.json --reserves-rpc https://optimism.example",
    ],
    notes: [
      "Give the contract and the market that you trust: anybody can deploy the one and open the other. Keys are your own set-ups', never the bundle's.",
      "--offline says nothing of reserves, of time, of what the venue signed, or of which rows are contracts.",
      "Reserves on other chains count as far as you accept them: --accept names chains, tokens with the slot of their balances, and the row each counts for (solvency-accepted-assets/1). Blocks are asked of your own nodes, Bitcoin's balances of what your node said (solvency-bitcoin-balances/1: height and time of a block; address and satoshis of each).",
    ],
  });
  withVerification(command)
    .option("--panel <name>", "a panel that must have reviewed it, too")
    .option("--offline", "only what the bundle shows by itself")
    .action(
      perform(async (screen, folder: string, options: VerificationOptions) => {
        const { report, stages, holds, coverage, chain } = await verifiedBundle(screen, folder, options);
        const failed = stages.filter((stage) => stage.holds !== true).map(({ name }) => name);
        if (!holds) screen.fail(`the attestation does not hold (${failed.join(", ")})`);
        const nameOf = ({ row }: Coverage): string => report.manifest?.net[Number(row)]?.row ?? `row ${row}`;
        const leftOut = report.manifest?.leftOut ?? 0;
        const scope = chain === undefined ? "bundle only" : "bundle and chain";
        return {
          json: {
            bundle: folder,
            valid: holds,
            scope,
            stages,
            insecureKeys: report.insecureKeys,
            hash: report.hash ?? null,
            leftOut,
            coverage: coverage === undefined ? null : coverageJson(coverage, nameOf),
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
              ...(coverage === undefined ? [] : [coverageTable(colours, coverage, nameOf), ""]),
              ...(leftOut === 0
                ? []
                : [`  The venue says that it left out ${leftOut} accounts of its ledger.`, ""]),
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
