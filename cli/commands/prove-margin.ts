import { join } from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import { ZeroAddress } from "ethers";
import { writeJson } from "../../prover/formats/json.ts";
import {
  claimToJson,
  describePredicate,
  InputError,
  MarketTree,
  packPredicate,
  proveMargin as prove,
  readMarket,
  unpackPredicate,
} from "../../prover/index.ts";
import { placeOf } from "../chain/place.ts";
import { asking } from "../chain/rpc.ts";
import { addCommand, perform } from "../command.ts";
import { assertFolder, exists, inFile, makeFolder } from "../files.ts";
import { provingKey } from "../keys.ts";
import { address, duration, nowSeconds, option, scope, unixTime, wholeNumber } from "../options.ts";
import { membershipFrom, ownerSecretFrom } from "../private-files.ts";
import { PROVER_HELP, proverNamed } from "../provers.ts";
import { statementToJson } from "../screen/claim.ts";
import type { Progress } from "../screen/progress.ts";
import { type ProvenClaim, provenText } from "../screen/proven.ts";
import type { Screen } from "../screen/screen.ts";
import { type PredicateOptions, predicateFrom, withPredicate } from "./predicate-options.ts";

export interface ProveMarginOptions extends PredicateOptions {
  readonly membership: string;
  readonly market: string;
  readonly ownerSecret: string;
  readonly scope: string;
  readonly recipient: string;
  readonly submitter?: string;
  readonly chainId?: string;
  readonly rpc?: string;
  readonly contract: string;
  readonly deadline?: string;
  readonly validFor: string;
  readonly keys?: string;
  readonly prover?: string;
  readonly out: string;
}

const STAGES = { check: "checking the account", witness: "witness", prove: "proving", verify: "verifying" };

/** From files to a claim's folder: proof.json, public.json and verification_key.json as snarkjs has them. */
export async function proveToFolder(options: ProveMarginOptions, progress: Progress): Promise<ProvenClaim> {
  const predicate = predicateFrom(options);
  const recipient = option("--recipient", options.recipient, address);
  const context = {
    chainId: chainIdFrom(options),
    claims: option("--contract", options.contract, address),
    submitter:
      options.submitter === undefined ? recipient : option("--submitter", options.submitter, address),
    deadline:
      options.deadline === undefined
        ? BigInt(nowSeconds()) + option("--valid-for", options.validFor, duration)
        : option("--deadline", options.deadline, unixTime),
    recipient,
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
  const scopeSignal = option("--scope", options.scope, scope);
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

function chainIdFrom({ chainId }: ProveMarginOptions): bigint {
  if (chainId !== undefined) return option("--chain-id", chainId, wholeNumber(1n));
  throw new InputError({ field: "--chain-id", rule: "is needed, or --rpc to ask a node for it" });
}

/** With --rpc: the node's chain id, and a warning where the contract would not take such a claim as things stand. */
async function withChain(screen: Screen, options: ProveMarginOptions): Promise<ProveMarginOptions> {
  if (options.rpc === undefined) return options;
  const predicate = predicateFrom(options);
  const [claims, id] = [
    option("--contract", options.contract, address),
    option("--scope", options.scope, scope),
  ];
  const { node, contracts } = await placeOf({ rpc: options.rpc, claims });
  if (options.chainId !== undefined && chainIdFrom(options) !== node.chainId) {
    const rule = `is not the node's, ${node.chainId}`;
    throw new InputError({ field: "--chain-id", value: JSON.stringify(options.chainId), rule });
  }
  const { owner, predicates } = await asking(node.shownUrl, () =>
    contracts(node.provider).claims.scopeOf(id),
  );
  if (owner === ZeroAddress) screen.warn(`nobody opened scope ${options.scope} at ${claims}`);
  else if (!predicates.includes(packPredicate(predicate))) {
    const levels = predicates.map((packed) => describePredicate(unpackPredicate(packed))).join("; ");
    screen.warn(`no level of the scope says ${describePredicate(predicate)}; its levels: ${levels}`);
  }
  return { ...options, chainId: node.chainId.toString() };
}

export function proveMargin(parent: Command): void {
  const members = "--membership quickstart/epoch/members/1001.json --market quickstart/market.json";
  const to =
    "--recipient 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --chain-id 31337 --contract 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9";
  const command = addCommand(parent, "margin", {
    summary: "prove that an account meets a margin predicate, for one recipient, contract and chain",
    examples: [
      `prove margin ${members} --owner-secret quickstart/owner-secret.json --scope 0x5c09e ${to} --ratio 1.5 --out claim`,
    ],
    notes: [
      "Claims equity >= ratio * requirement + buffer. --ratio 0 --buffer 1000 claims a net worth of 1,000 USD.",
      "Equity and requirement are shown to you on the screen; no file holds them.",
    ],
  });
  withPredicate(command)
    .requiredOption("--membership <file>", "your account in the venue's epoch, from the venue")
    .requiredOption("--market <file>", "the market to value it with")
    .requiredOption("--owner-secret <file>", "the owner secret of the account")
    .requiredOption("--scope <0xhex>", "the consumer's scope: you have one pseudonym in each")
    .requiredOption("--recipient <address>", "for whom the claim is made")
    .option("--submitter <address>", "who may submit it, such as a relayer (default: the recipient)")
    .option("--chain-id <n>", "chain of the contract; not needed with --rpc")
    .option("--rpc <url>", "a node to ask for the chain id, and whether the scope accepts such a claim")
    .requiredOption("--contract <address>", "the MarginClaims contract")
    .addOption(new Option("--deadline <unix>", "last second for submitting").conflicts("validFor"))
    .option("--valid-for <duration>", "the same, from now on: 90s, 30m, 1h, 2d", "1h")
    .option("--keys <folder>", "proving key (default: your own set-up's)")
    .option("--prover <name>", PROVER_HELP)
    .requiredOption("--out <folder>", "for claim.json, proof.json, public.json and verification_key.json")
    .action(
      perform(async (screen, options: ProveMarginOptions) => {
        const proven = await proveToFolder(await withChain(screen, options), screen.progress);
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
