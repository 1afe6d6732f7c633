import { join } from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import { writeJson } from "../../prover/formats/json.ts";
import {
  type Claim,
  claimToJson,
  describePredicate,
  InputError,
  MarketTree,
  type Predicate,
  parsePredicate,
  proveMargin as prove,
  readMarket,
  type Valuation,
} from "../../prover/index.ts";
import { addCommand, perform } from "../command.ts";
import { assertFolder, exists, inFile, makeFolder } from "../files.ts";
import { provingKey } from "../keys.ts";
import { address, duration, nowSeconds, option, scope, unixTime, wholeNumber } from "../options.ts";
import { membershipFrom, ownerSecretFrom } from "../private-files.ts";
import { PROVER_HELP, proverNamed } from "../provers.ts";
import { statementToJson } from "../screen/claim.ts";
import type { Progress } from "../screen/progress.ts";
import { provenText } from "../screen/proven.ts";

export interface ProveMarginOptions {
  readonly membership: string;
  readonly market: string;
  readonly ownerSecret: string;
  readonly scope?: string;
  readonly recipient: string;
  readonly chainId: string;
  readonly contract: string;
  readonly deadline?: string;
  readonly validFor: string;
  readonly kind: Predicate["kind"];
  readonly ratio: string;
  readonly buffer: string;
  readonly keys?: string;
  readonly prover?: string;
  readonly out: string;
}

export interface ProvenClaim {
  readonly claim: Claim;
  readonly predicate: Predicate;
  /** For the trader's eyes only. */
  readonly valuation: Valuation;
  readonly files: Readonly<Record<"claim" | "proof" | "public" | "verificationKey", string>>;
  /** Of computing witness and proof, and of the whole, in milliseconds. */
  readonly times: Readonly<Record<string, number>>;
}

const STAGES = { check: "checking the account", witness: "witness", prove: "proving", verify: "verifying" };

/** From files to a claim's folder: proof.json, public.json and verification_key.json as snarkjs has them. */
export async function proveToFolder(options: ProveMarginOptions, progress: Progress): Promise<ProvenClaim> {
  const { ratioBps } = option("--ratio", options.ratio, (text) => parsePredicate(options.kind, text, "0"));
  const { bufferUsd } = option("--buffer", options.buffer, (text) => parsePredicate(options.kind, "0", text));
  const predicate: Predicate = { kind: options.kind, ratioBps, bufferUsd };
  const context = {
    chainId: option("--chain-id", options.chainId, wholeNumber(1n)),
    claims: option("--contract", options.contract, address),
    recipient: option("--recipient", options.recipient, address),
    deadline:
      options.deadline === undefined
        ? BigInt(nowSeconds()) + option("--valid-for", options.validFor, duration)
        : option("--deadline", options.deadline, unixTime),
  };
  if (context.deadline < BigInt(nowSeconds())) {
    const rule = "has passed; no contract would take the claim";
    throw new InputError({ field: "--deadline", value: context.deadline.toString(), rule });
  }
  await assertFolder("--out", options.out);
  const claimPath = join(options.out, "claim.json");
  if (await exists(claimPath)) {
    throw new InputError({
      field: "--out",
      value: JSON.stringify(options.out),
      rule: "holds a claim already; nothing was written",
      details: ["Give another folder, or remove this one."],
    });
  }
  const scopeSignal = option("--scope", options.scope ?? context.claims, scope);
  const market = await MarketTree.build(await readMarket(options.market), options.market);
  const membership = await membershipFrom(options.membership);
  const ownerSecret = await ownerSecretFrom(options.ownerSecret);

  const times: Record<string, number> = {};
  let stage = "";
  let since = performance.now();
  const enter = (next: string): void => {
    const now = performance.now();
    if (stage !== "") times[stage] = now - since;
    [stage, since] = [next, now];
  };
  const backend = proverNamed(options.prover);
  let keyJson: unknown;
  const { claim, prepared } = await inFile(
    (field) => (field === "ownerSecret" ? options.ownerSecret : options.membership),
    () =>
      prove(
        { market, membership, ownerSecret, predicate, scope: scopeSignal },
        {
          backend,
          context,
          artefacts: async (circuitId) => {
            const artefacts = await provingKey(circuitId, options.keys);
            keyJson = artefacts.verificationKey;
            return artefacts;
          },
          onStage: (next) => {
            enter(next);
            progress.show(STAGES[next], Object.keys(STAGES).indexOf(next), Object.keys(STAGES).length);
          },
        },
      ),
  ).finally(() => backend.close());
  enter("");
  progress.stop();

  const file = (name: string): string => join(options.out, name);
  const files = {
    claim: claimPath,
    proof: file("proof.json"),
    public: file("public.json"),
    verificationKey: file("verification_key.json"),
  };
  await makeFolder(options.out);
  const content = claimToJson(claim);
  await writeJson(files.verificationKey, keyJson);
  await writeJson(files.public, content.publicSignals);
  await writeJson(files.proof, content.proof);
  await writeJson(files.claim, content);
  return { claim, predicate, valuation: prepared.valuation, files, times };
}

export function proveMargin(parent: Command): void {
  const members = "--membership quickstart/epoch/members/1001.json --market quickstart/market.json";
  const to =
    "--recipient 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --chain-id 31337 --contract 0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512";
  addCommand(parent, "margin", {
    summary: "prove that an account meets a margin predicate, for one recipient, contract and chain",
    examples: [
      `prove margin ${members} --owner-secret quickstart/owner-secret.json ${to} --ratio 1.5 --out claim`,
    ],
    notes: [
      "Claims equity >= ratio * requirement + buffer. --ratio 0 --buffer 1000 claims a net worth of 1,000 USD.",
      "Equity and requirement are shown to you on the screen; no file holds them.",
    ],
  })
    .requiredOption("--membership <file>", "your account in the venue's epoch, from the venue")
    .requiredOption("--market <file>", "the market to value it with")
    .requiredOption("--owner-secret <file>", "the owner secret of the account")
    .option(
      "--scope <address|0xhex>",
      "the consumer; you have one pseudonym in each scope (default: the contract)",
    )
    .requiredOption("--recipient <address>", "who may submit the claim")
    .requiredOption("--chain-id <n>", "chain of the contract")
    .requiredOption("--contract <address>", "the MarginClaims contract")
    .addOption(new Option("--deadline <unix>", "last second for submitting").conflicts("validFor"))
    .option("--valid-for <duration>", "the same, from now on: 90s, 30m, 1h, 2d", "1h")
    .addOption(
      new Option("--kind <requirement>", "which requirement")
        .choices(["maintenance", "initial"])
        .default("maintenance"),
    )
    .option("--ratio <decimal>", "times the requirement, up to four decimals", "1")
    .option("--buffer <usd>", "plus this many USD", "0")
    .option("--keys <folder>", "proving key (default: your own set-up's)")
    .option("--prover <name>", PROVER_HELP)
    .requiredOption("--out <folder>", "for claim.json, proof.json, public.json and verification_key.json")
    .action(
      perform(async (screen, options: ProveMarginOptions) => {
        const proven = await proveToFolder(options, screen.progress);
        const { circuit, context, publicSignals } = proven.claim;
        return {
          json: {
            circuit,
            predicate: describePredicate(proven.predicate),
            statement: statementToJson(publicSignals),
            context: claimToJson(proven.claim).context,
            deadline: context.deadline.toString(),
            files: proven.files,
          },
          text: ({ colours }) => provenText(colours, proven),
        };
      }),
    );
}
