import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { snarkjsBackend } from "../prover/index.ts";
import { packageFolder } from "../prover/keys/cache.ts";
import { accountImport } from "./commands/account-import.ts";
import { accountShow } from "./commands/account-show.ts";
import { attestationBuild } from "./commands/attestation/build.ts";
import { attestationCheckDeployment } from "./commands/attestation/check-deployment.ts";
import { attestationDeploy } from "./commands/attestation/deploy.ts";
import { attestationPublish } from "./commands/attestation/publish.ts";
import { attestationRecordReview } from "./commands/attestation/record-review.ts";
import { attestationReview } from "./commands/attestation/review.ts";
import { attestationShow } from "./commands/attestation/show.ts";
import { attestationSignTable } from "./commands/attestation/sign-table.ts";
import { attestationVerify } from "./commands/attestation/verify.ts";
import { claimsAudit } from "./commands/claims/audit.ts";
import { claimsWatch } from "./commands/claims/watch.ts";
import { deploy } from "./commands/deploy.ts";
import { deploymentCheck } from "./commands/deployment-check.ts";
import { epochBuild } from "./commands/epoch-build.ts";
import { inclusionCheck } from "./commands/inclusion/check.ts";
import { type KeyHolder, retireKey, revokeKey } from "./commands/key-changes.ts";
import { keysSetup } from "./commands/keys-setup.ts";
import { keysShow } from "./commands/keys-show.ts";
import { marketBuild } from "./commands/market-build.ts";
import { marketShow } from "./commands/market-show.ts";
import { oracleMerge } from "./commands/oracle/merge.ts";
import { oracleOpen } from "./commands/oracle/open.ts";
import { oraclePost } from "./commands/oracle/post.ts";
import { oracleShow } from "./commands/oracle/show.ts";
import { oracleSign } from "./commands/oracle/sign.ts";
import { signerAdd } from "./commands/oracle/signer-add.ts";
import { proveMargin } from "./commands/prove-margin.ts";
import { quickstart } from "./commands/quickstart.ts";
import { quickstartExchange } from "./commands/quickstart-exchange.ts";
import { reservesMessage } from "./commands/reserves/message.ts";
import { reservesOwn } from "./commands/reserves/own.ts";
import { reservesProve } from "./commands/reserves/prove.ts";
import { reservesRecord } from "./commands/reserves/record.ts";
import { reservesSign } from "./commands/reserves/sign.ts";
import { routerChanges } from "./commands/router/changes.ts";
import { routerPropose } from "./commands/router/propose.ts";
import { routerShow } from "./commands/router/show.ts";
import { levelAdd } from "./commands/scope/level-add.ts";
import { scopeOpen } from "./commands/scope/open.ts";
import { scopeShow } from "./commands/scope/show.ts";
import { submit } from "./commands/submit.ts";
import { venueAttest } from "./commands/venue/attest.ts";
import { attestorAdd } from "./commands/venue/attestor-add.ts";
import { attestorConsent } from "./commands/venue/attestor-consent.ts";
import { venuePost } from "./commands/venue/post.ts";
import { venueRegister } from "./commands/venue/register.ts";
import { venueShow } from "./commands/venue/show.ts";
import { verify } from "./commands/verify.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import { failureOf } from "./failure.ts";
import { cleanUp, handleOtherExits } from "./lifecycle.ts";
import { showFailure, showUsageError } from "./screen/failure.ts";
import { writeStdout } from "./screen/write.ts";

/** Runs a command line to its end and returns the exit code. Nothing keeps the process alive afterwards. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const json = argv.includes("--json");
  const report = (error: unknown): ExitCode => {
    const failure = failureOf(error);
    showFailure(failure, { json, trace: process.env.SOLVENCY_DEBUG === "1" ? error : undefined });
    return failure.exitCode;
  };
  handleOtherExits(report);
  let usageError = "";
  const program = buildProgram((text) => {
    usageError += text;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return (process.exitCode as ExitCode | undefined) ?? EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok;
      showUsageError(usageError, json);
      return EXIT.usage;
    }
    return report(error);
  } finally {
    cleanUp();
    await snarkjsBackend().close();
  }
}

function buildProgram(onUsageError: (text: string) => void): Command {
  const program = new Command("solvency");
  const { version } = JSON.parse(readFileSync(join(packageFolder(), "package.json"), "utf8")) as {
    version: string;
  };
  program
    .description("Prove that a trading account meets its margin requirement, and show nothing else of it.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show help, with examples")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: writeStdout,
      writeErr: onUsageError,
      outputError: (text, write) => write(text),
    })
    .addHelpText(
      "after",
      [
        "",
        "Start here:",
        "  $ solvency quickstart",
        "",
        "In a clone, write `npm run solvency --` for `solvency`; in scripts that read --json, `npm run -s solvency --`.",
        "Exit codes: 0 ok, 1 invalid, 2 usage, 3 bad input, 4 not provable, 5 environment.",
      ].join("\n"),
    );
  const group: Group = (name, summary, parent = program) =>
    parent.command(name).description(summary).helpCommand(false);

  quickstart(program);
  quickstartExchange(program);
  const market = group("market", "what prices and margin rates hold");
  marketBuild(market);
  marketShow(market);
  const account = group("account", "what an account holds");
  accountImport(account);
  accountShow(account);
  epochBuild(group("epoch", "the venue's commitment to its accounts"));
  const attestation = group("attestation", "a venue's attestation that it is solvent");
  attestationDeploy(attestation);
  attestationCheckDeployment(attestation);
  attestationBuild(attestation);
  attestationSignTable(attestation);
  attestationPublish(attestation);
  attestationVerify(attestation);
  attestationShow(attestation);
  attestationReview(attestation);
  attestationRecordReview(attestation);
  const reserves = group("reserves", "what stands against a venue's liabilities");
  reservesOwn(reserves);
  reservesSign(reserves);
  reservesRecord(reserves);
  reservesMessage(reserves);
  reservesProve(reserves);
  inclusionCheck(group("inclusion", "a customer's account in an attestation"));
  proveMargin(group("prove", "make a claim about an account"));
  verify(program);
  submit(program);
  deploy(program);
  const keys = group("keys", "proving and verification keys");
  keysSetup(keys);
  keysShow(keys);
  addChainCommands(group);
  return program;
}

type Group = (name: string, summary: string, parent?: Command) => Command;

const VENUE: KeyHolder = { kind: "venue", registry: "venues", group: "venue", example: "binance-example" };
const MARKET: KeyHolder = {
  kind: "market",
  registry: "markets",
  group: "oracle",
  example: "binance-example",
};

/** What venues, oracle signers, consumers and operators do on a chain. */
function addChainCommands(group: Group): void {
  const venue = group("venue", "a venue's keys and the accounts it attests");
  venueRegister(venue);
  const attestor = group("attestor", "the keys with which a venue attests", venue);
  attestorConsent(attestor);
  attestorAdd(attestor);
  venueAttest(venue);
  venuePost(venue);
  venueShow(venue);
  retireKey(venue, VENUE);
  revokeKey(venue, VENUE);

  const oracle = group("oracle", "a market's signers and the prices they attest");
  oracleOpen(oracle);
  signerAdd(group("signer", "the keys that sign a market", oracle));
  oracleSign(oracle);
  oracleMerge(oracle);
  oraclePost(oracle);
  oracleShow(oracle);
  retireKey(oracle, MARKET);
  revokeKey(oracle, MARKET);

  const scope = group("scope", "what a consumer of claims accepts");
  scopeOpen(scope);
  levelAdd(group("level", "a scope's ladder of predicates", scope));
  scopeShow(scope);

  const claims = group("claims", "claims on the chain");
  claimsWatch(claims);
  claimsAudit(claims);

  const router = group("router", "the verifiers, by their keys");
  routerShow(router);
  routerPropose(router);
  routerChanges(router);
  deploymentCheck(group("deployment", "what is deployed"));
}
