import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { claimToJson, describePredicate, readClaim, verifyClaim } from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { shownPath } from "../files.ts";
import { assertOwnKey, knownCircuit, verifyingKey } from "../keys.ts";
import { option, root } from "../options.ts";
import { statementToJson } from "../screen/claim.ts";
import { verdictText } from "../screen/verdict.ts";

interface Options {
  readonly keys?: string;
  readonly accountsRoot?: string;
  readonly marketRoot?: string;
}

/** The claim's file, of a file or of the folder that `prove margin` wrote. */
export async function claimFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? join(path, "claim.json") : path;
}

export function verify(parent: Command): void {
  addCommand(parent, "verify <claim>", {
    summary: "verify a claim with your own key: one verdict, and every check behind it",
    examples: ["verify quickstart/claim"],
    notes: [
      "<claim> is a claim.json or its folder. The key is your own set-up's, never one that lies beside the claim.",
      "Give the roots you trust (from the chain, the venue, an oracle), or they are taken as the claim states them.",
    ],
  })
    .option("--keys <folder>", "verification key (default: your own set-up's)")
    .option("--accounts-root <hex>", "the accounts root you trust")
    .option("--market-root <hex>", "the market root you trust")
    .action(
      perform(async (screen, path: string, options: Options) => {
        const accountsRoot =
          options.accountsRoot === undefined
            ? undefined
            : option("--accounts-root", options.accountsRoot, root);
        const marketRoot =
          options.marketRoot === undefined ? undefined : option("--market-root", options.marketRoot, root);
        const file = await claimFile(path);
        const claim = await readClaim(file);
        const circuit = knownCircuit(claim.circuit, file);
        await assertOwnKey(options.keys, file);
        const key = await verifyingKey(circuit.id, options.keys);
        const verdict = await verifyClaim(claim, key, {
          ...(accountsRoot === undefined ? {} : { accountsRoot }),
          ...(marketRoot === undefined ? {} : { marketRoot }),
        });
        if (!verdict.valid) {
          const failed = verdict.checks.filter(({ holds }) => !holds).map(({ name }) => name);
          screen.fail(`the claim does not hold (${failed.join(", ")})`);
        }
        const unchecked = [
          ...(accountsRoot === undefined ? ["accountsRoot"] : []),
          ...(marketRoot === undefined ? ["marketRoot"] : []),
        ];
        return {
          json: {
            claim: file,
            valid: verdict.valid,
            checks: verdict.checks,
            unchecked,
            ...(verdict.predicate === undefined ? {} : { predicate: describePredicate(verdict.predicate) }),
            ...(verdict.statement === undefined ? {} : { statement: statementToJson(claim.publicSignals) }),
            context: claimToJson(claim).context,
            key: { circuit: key.circuit.id, digest: key.keyDigest, setup: key.manifest.setup.kind },
          },
          text: ({ colours }) =>
            verdictText(colours, { file: shownPath(file), claim, verdict, unchecked, key }),
          exitCode: verdict.valid ? EXIT.ok : EXIT.invalid,
        };
      }),
    );
}
