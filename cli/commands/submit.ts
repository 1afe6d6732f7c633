import { type Command, Option } from "commander";
import type { ContractRunner } from "ethers";
import { inField } from "../../prover/domain/in-field.ts";
import { readClaim, statementFromSignals } from "../../prover/index.ts";
import { readAccountsAttestation } from "../../verifier-contracts/client/formats/accounts-attestation.ts";
import { readMarketAttestation } from "../../verifier-contracts/client/formats/market-attestation.ts";
import type { Terms } from "../../verifier-contracts/client/margin-claims.ts";
import { assertOneBatch, badProofs, type ClaimFile } from "../chain/batch.ts";
import type { Carried } from "../chain/evidence.ts";
import { placeOf } from "../chain/place.ts";
import { CHECK_NAMES, type Preflight, preflight } from "../chain/preflight.ts";
import { asking, connect, type Node } from "../chain/rpc.ts";
import { noSigner, type SignerOptions, walletFrom, withSigner } from "../chain/signer.ts";
import { type Submitted, submitClaims } from "../chain/submit-claims.ts";
import { addCommand, perform } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { failureOf } from "../failure.ts";
import { shownPath } from "../files.ts";
import { option, wholeNumber } from "../options.ts";
import { type CheckLine, checkLine } from "../screen/checklist.ts";
import type { Result, Screen } from "../screen/screen.ts";
import { preflightText, submittedText, submittedToJson } from "../screen/submitted.ts";
import { claimFile } from "./verify.ts";

interface Options extends SignerOptions {
  readonly rpc: string;
  readonly batch?: boolean;
  readonly accountsAttestation?: string;
  readonly marketAttestation?: string;
  readonly fromBlock: string;
  readonly confirmations: string;
  readonly keys?: string;
  readonly dryRun?: boolean;
}

interface Flown extends Preflight {
  readonly file: string;
}

async function runSubmit(screen: Screen, paths: readonly string[], options: Options): Promise<Result> {
  const dryRun = options.dryRun === true;
  const confirmations = Number(option("--confirmations", options.confirmations, wholeNumber(1n)));
  const claims = await Promise.all(paths.map(claimFrom));
  if (options.batch === true) assertOneBatch(claims);
  const carried = await carriedFrom(options);
  const wallet = await walletFrom(options);
  if (wallet === undefined && !dryRun) throw noSigner(options);
  const node = await connect(options.rpc);
  const signer = wallet?.connect(node.provider) ?? node.provider;

  if (options.batch === true) {
    const refusal = await refuseBadProofs(screen, claims, options.keys);
    if (refusal !== undefined) return refusal;
  }
  const flights: (Flown & ClaimFile)[] = [];
  for (const each of claims) {
    const flight = await asking(node.shownUrl, () =>
      fly(screen, each, node, carried, options.rpc, wallet?.address),
    );
    flights.push({ ...flight, ...each });
  }
  const ready = flights.filter(
    (flight): flight is typeof flight & { terms: Terms } => flight.terms !== undefined,
  );
  const refused = flights.filter(({ outcome }) => outcome !== "ready");
  // A batch is taken whole or not at all; a claim alone goes its way, whatever becomes of the others.
  const toSend = options.batch === true && refused.length > 0 ? [] : ready;
  if (dryRun || toSend.length === 0) return notSent(screen, flights, refused, dryRun);

  const submitted: Submitted[] = [];
  const calls = options.batch === true ? [toSend] : toSend.map((each) => [each]);
  for (const call of calls) {
    const [first] = call;
    if (first === undefined) continue;
    screen.progress.show("waiting for the transaction");
    try {
      submitted.push(await sendOne(screen, first, call, options, { node, signer, confirmations }));
    } catch (error) {
      // What is in the chain already must be told.
      if (submitted.length === 0) throw error;
      return sent(flights, stopped(screen, first, error), submitted, node);
    }
  }
  const lost = refused.length === 0 ? undefined : refusal(screen, refused, "the others were submitted");
  return sent(flights, lost, submitted, node);
}

async function sendOne(
  screen: Screen,
  first: ClaimFile & { readonly terms: Terms },
  call: readonly ClaimFile[],
  { rpc, batch }: Options,
  {
    node,
    signer,
    confirmations,
  }: { readonly node: Node; readonly signer: ContractRunner; readonly confirmations: number },
): Promise<Submitted> {
  return asking(node.shownUrl, async () => {
    const { contracts } = await placeOf({ rpc, claims: first.claim.context.claims });
    return submitClaims(contracts(signer).claims, first.terms, call, {
      batch: batch === true,
      provider: node.provider,
      confirmations,
      onMined: (block) => {
        if (confirmations > 1)
          screen.say(`  mined in block ${block}, waiting for ${confirmations} confirmations`);
      },
      onRetracted: (block) =>
        screen.warn(`block ${block} is no longer part of the chain: waiting for the transaction again`),
    });
  });
}

async function claimFrom(path: string): Promise<ClaimFile> {
  const file = await claimFile(path);
  const claim = await readClaim(file);
  const statement = inField({ source: file, field: "publicSignals" }, () =>
    statementFromSignals(claim.publicSignals),
  );
  return { file, claim, statement };
}

async function carriedFrom(options: Options): Promise<Carried> {
  const { accountsAttestation, marketAttestation } = options;
  return {
    fromBlock: Number(option("--from-block", options.fromBlock, wholeNumber(0n))),
    ...(accountsAttestation === undefined
      ? {}
      : { accounts: await readAccountsAttestation(accountsAttestation) }),
    ...(marketAttestation === undefined ? {} : { market: await readMarketAttestation(marketAttestation) }),
  };
}

async function fly(
  screen: Screen,
  { file, claim, statement }: ClaimFile,
  node: Node,
  carried: Carried,
  rpc: string,
  sender: string | undefined,
): Promise<Flown> {
  const width = Math.max(...CHECK_NAMES.map((name) => name.length));
  screen.say(preflightText(screen.colours, file, node));
  const flight = await preflight({
    node,
    contracts: async () => {
      const { contracts } = await placeOf({ rpc, claims: claim.context.claims });
      return contracts(node.provider);
    },
    claim,
    statement,
    carried,
    ...(sender === undefined ? {} : { sender }),
    onCheck: (check: CheckLine) => screen.say(checkLine(screen.colours, check, width)),
  });
  return { ...flight, file };
}

/** A batch with a bad proof fails whole on the chain, which does not say which one it is. */
async function refuseBadProofs(
  screen: Screen,
  claims: readonly ClaimFile[],
  keys: string | undefined,
): Promise<Result | undefined> {
  screen.progress.show("verifying the proofs");
  const bad = await badProofs(claims, keys);
  screen.progress.stop();
  if (bad === undefined) {
    screen.warn("no key of your own to verify the proofs with: only the contract judges them");
    return undefined;
  }
  if (bad.length === 0) return undefined;
  const files = bad.map(({ file }) => shownPath(file));
  const message = `the proof of ${files.join(" and ")} does not verify; a batch with it fails whole, nothing was sent`;
  const good = claims.filter((each) => !bad.includes(each)).map(({ file }) => shownPath(file));
  const details = [
    ...(good.length > 1 ? [`Without it: solvency submit --batch ${good.join(" ")} ...`] : []),
    "One by one, so that each claim stands alone: leave --batch out.",
  ];
  screen.fail([message, ...details].join("\n  "));
  return {
    json: {
      submitted: false,
      bad: bad.map(({ file }) => file),
      error: { code: "invalid-proof", message, details },
    },
    exitCode: EXIT.invalid,
  };
}

function failed({ file, checks }: Flown): string {
  const names = checks.filter(({ holds }) => holds === false).map(({ name }) => name);
  return `${shownPath(file)} (${names.join(", ")})`;
}

const checksJson = (flights: readonly Flown[]) => flights.map(({ file, checks }) => ({ file, checks }));

/** Why not all went their way. */
interface Lost {
  readonly error: { readonly code: string; readonly message: string; readonly details: readonly string[] };
  readonly exitCode: ExitCode;
}

/** A claim failed on its way, after others had arrived. */
function stopped(screen: Screen, { file }: ClaimFile, cause: unknown): Lost {
  const { exitCode, code, message: reason, details } = failureOf(cause);
  const message = `${shownPath(file)}: ${reason}; those before it were submitted, those after it were not`;
  screen.fail([message, ...details].join("\n  "));
  return { error: { code, message, details }, exitCode };
}

function refusal(screen: Screen, refused: readonly Flown[], rest: string): Lost {
  const unreachable = refused.every(({ outcome }) => outcome === "unreachable");
  const what = unreachable ? "the claim is for another place" : "the contract would refuse";
  const message = `${what}: ${refused.map(failed).join("; ")}; ${rest}`;
  screen.fail(message);
  return {
    error: { code: unreachable ? "environment" : "invalid-proof", message, details: [] },
    exitCode: unreachable ? EXIT.environment : EXIT.invalid,
  };
}

function notSent(
  screen: Screen,
  flights: readonly Flown[],
  refused: readonly Flown[],
  dryRun: boolean,
): Result {
  const json = { submitted: false, dryRun, claims: checksJson(flights) };
  if (refused.length === 0) {
    return { json, text: ({ colours }) => `\n${colours.green("✔")} ready; nothing was sent (--dry-run)` };
  }
  const { error, exitCode } = refusal(screen, refused, "nothing was sent");
  return { json: { ...json, error }, exitCode };
}

function sent(
  flights: readonly Flown[],
  lost: Lost | undefined,
  submitted: readonly Submitted[],
  node: Node,
): Result {
  return {
    json: {
      submitted: true,
      claims: checksJson(flights),
      transactions: submitted.map((each) => submittedToJson(each, node.chainId)),
      ...(lost === undefined ? {} : { error: lost.error }),
    },
    text: ({ colours }) => submitted.map((each) => `\n${submittedText(colours, each)}`).join("\n"),
    ...(lost === undefined ? {} : { exitCode: lost.exitCode }),
  };
}

export function submit(parent: Command): void {
  const command = addCommand(parent, "submit <claim...>", {
    summary: "submit claims to their contract, after a visible checklist",
    examples: [
      "submit quickstart/claim --rpc http://127.0.0.1:8545 --dry-run",
      "submit claims/1 claims/2 claims/3 --batch --rpc http://127.0.0.1:8545 --accounts-attestation accounts.json --market-attestation market.json",
    ],
    notes: [
      "The contract and its chain are those the claim is bound to. The sender must be the submitter it names.",
      "Roots must be recorded on the chain, or their attestations are carried along.",
      "There is no option for a private key: other users of the machine could read it.",
      "To try it: `quickstart --stay` keeps its node running and prints the command.",
    ],
  });
  withSigner(command, "the submitter")
    .requiredOption("--rpc <url>", "JSON-RPC of a node of that chain")
    .option("--batch", "all claims in one transaction, verified together; taken whole or not at all")
    .option("--accounts-attestation <file>", "the venue's attestation of the accounts root")
    .option("--market-attestation <file>", "the oracle signers' attestation of the market root")
    .addOption(
      new Option("--from-block <n>", "from which block on recorded roots are looked for").default("0"),
    )
    .option("--confirmations <n>", "wait until the transaction is so many blocks deep", "1")
    .option("--keys <folder>", "to verify a batch's proofs with (default: your own set-ups)")
    .option("--dry-run", "run the checklist and send nothing")
    .action(perform(runSubmit));
}
