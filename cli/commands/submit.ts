import type { Command } from "commander";
import type { ContractTransactionReceipt } from "ethers";
import { isError } from "ethers";
import { inField } from "../../prover/domain/in-field.ts";
import {
  type Claim,
  EnvironmentError,
  InvalidProofError,
  readClaim,
  type Statement,
  statementFromSignals,
} from "../../prover/index.ts";
import { type HeldClaim, MarginClaims } from "../chain/margin-claims.ts";
import { CHECK_NAMES, type Preflight, preflight } from "../chain/preflight.ts";
import { revertLines, revertOf } from "../chain/revert.ts";
import { asking, connect, type Node } from "../chain/rpc.ts";
import { noSigner, walletFrom } from "../chain/signer.ts";
import { addCommand, perform, type Result } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { checkLine } from "../screen/checklist.ts";
import type { Screen } from "../screen/screen.ts";
import { heldToJson, preflightText, submittedText } from "../screen/submitted.ts";
import { claimFile } from "./verify.ts";

interface Options {
  readonly rpc: string;
  readonly privateKeyEnv: string;
  readonly keystore?: string;
  readonly dryRun?: boolean;
}

export interface Submitted {
  readonly receipt: ContractTransactionReceipt;
  readonly held: HeldClaim;
  readonly holds: boolean;
}

const WAIT_MS = 180_000;

/** Sends a claim and asks what the contract now holds. `contract` must be connected to the recipient's signer. */
export async function submitClaim(
  contract: MarginClaims,
  claim: Claim,
  statement: Statement,
): Promise<Submitted> {
  try {
    const sent = await contract.submit(claim);
    const receipt = await sent.wait(1, WAIT_MS);
    if (receipt === null) throw new EnvironmentError(`transaction ${sent.hash} was not mined`);
    const { nullifier, scope, predicate } = statement;
    const held = await contract.claimOf(nullifier);
    return {
      receipt,
      held,
      holds: await contract.isSolvent(nullifier, claim.context.recipient, scope, predicate),
    };
  } catch (error) {
    const revert = isError(error, "CALL_EXCEPTION") ? revertOf(error) : undefined;
    if (revert === undefined) throw error;
    throw new InvalidProofError(`the contract refused the claim: ${revert.name}`, {
      details: revertLines(revert),
    });
  }
}

async function runSubmit(screen: Screen, path: string, options: Options): Promise<Result> {
  const dryRun = options.dryRun === true;
  const file = await claimFile(path);
  const claim = await readClaim(file);
  const statement = inField({ source: file, field: "publicSignals" }, () =>
    statementFromSignals(claim.publicSignals),
  );
  const wallet = await walletFrom(options);
  if (wallet === undefined && !dryRun) throw noSigner(options);
  const node = await connect(options.rpc);
  const signer = wallet?.connect(node.provider);
  const contract = new MarginClaims(claim.context.claims, signer ?? node.provider);

  const width = Math.max(...CHECK_NAMES.map((name) => name.length));
  screen.say(preflightText(screen.colours, file, node));
  const flight = await asking(node.shownUrl, () =>
    preflight({
      node,
      contract,
      claim,
      statement,
      ...(wallet === undefined ? {} : { sender: wallet.address }),
      onCheck: (check) => screen.say(checkLine(screen.colours, check, width)),
    }),
  );
  if (flight.outcome !== "ready") return refused(screen, flight);
  if (dryRun) {
    const json = { submitted: false, dryRun, checks: flight.checks };
    return { json, text: ({ colours }) => `\n${colours.green("✔")} ready; nothing was sent (--dry-run)` };
  }
  screen.progress.show("waiting for the transaction");
  const submitted = await asking(node.shownUrl, () => submitClaim(contract, claim, statement));
  return accepted(flight, submitted, node);
}

function refused(screen: Screen, { checks, outcome }: Preflight): Result {
  const failed = checks.filter(({ holds }) => holds === false).map(({ name }) => name);
  const what =
    outcome === "refused" ? "the contract would refuse this claim" : "the claim is for another place";
  const message = `${what} (${failed.join(", ")}); nothing was sent`;
  screen.fail(message);
  const code = outcome === "refused" ? "invalid-proof" : "environment";
  return {
    json: { submitted: false, checks, error: { code, message, details: [] } },
    exitCode: outcome === "refused" ? EXIT.invalid : EXIT.environment,
  };
}

function accepted({ checks }: Preflight, submitted: Submitted, node: Node): Result {
  const { receipt, held, holds } = submitted;
  const transaction = {
    hash: receipt.hash,
    block: receipt.blockNumber,
    gasUsed: receipt.gasUsed.toString(),
    chainId: node.chainId.toString(),
  };
  return {
    json: { submitted: true, checks, transaction, claim: heldToJson(held), isSolvent: holds },
    text: ({ colours }) => `\n${submittedText(colours, submitted)}`,
  };
}

export function submit(parent: Command): void {
  addCommand(parent, "submit <claim>", {
    summary: "submit a claim to its contract, after a visible checklist",
    examples: ["submit quickstart/claim --rpc http://127.0.0.1:8545 --dry-run"],
    notes: [
      "The contract and its chain are those the claim is bound to. The sender must be the claim's recipient.",
      "There is no option for a private key: other users of the machine could read it.",
      "To try it: `quickstart --stay` keeps its node running and prints the command.",
    ],
  })
    .requiredOption("--rpc <url>", "JSON-RPC of a node of that chain")
    .option(
      "--private-key-env <name>",
      "environment variable with the recipient's private key",
      "SOLVENCY_PRIVATE_KEY",
    )
    .option("--keystore <file>", "encrypted keystore (password: SOLVENCY_KEYSTORE_PASSWORD, or asked for)")
    .option("--dry-run", "run the checklist and send nothing")
    .action(perform(runSubmit));
}
