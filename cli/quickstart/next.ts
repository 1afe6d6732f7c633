import { formatFieldElement } from "../../prover/index.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { shownPath } from "../files.ts";
import type { QuickstartRun } from "./run.ts";

export interface NextCommand {
  readonly what: string;
  readonly command: string;
  /** What it exits with. */
  readonly exitCode: number;
}

/** Command lines to play on with, from the folder one is in. */
export function nextCommands({ folder, request }: QuickstartRun): readonly NextCommand[] {
  const at = (...parts: string[]): string => shownPath(folder.at(...parts));
  const solvency = invocation();
  const [membership, market, fallen] = [
    shownPath(request.membership),
    at("market.json"),
    at("market-after-fall.json"),
  ];
  const prove = [
    `${solvency} prove margin --membership ${membership} --owner-secret ${at("owner-secret.json")}`,
    `--scope ${request.scope} --recipient ${request.recipient} --chain-id ${request.chainId} --contract ${request.contract}`,
  ].join(" ");
  return [
    {
      what: "how the account stands",
      command: `${solvency} account show ${membership} --market ${market}`,
      exitCode: 0,
    },
    {
      what: "the exchange's brackets",
      command: `${solvency} market show ${market} --row BTC/USDT:USDT`,
      exitCode: 0,
    },
    { what: "verify the claim", command: `${solvency} verify ${at("claim")}`, exitCode: 0 },
    {
      what: "the same with snarkjs",
      command: `npx snarkjs groth16 verify ${at("claim", "verification_key.json")} ${at("claim", "public.json")} ${at("claim", "proof.json")}`,
      exitCode: 0,
    },
    {
      what: "claim more: 5 times initial margin and 1,000 USD",
      command: `${prove} --market ${market} --kind initial --ratio 5 --buffer 1000 --out ${at("claim-2")}`,
      exitCode: 0,
    },
    {
      what: "claim it after the fall (refused)",
      command: `${prove} --market ${fallen} --out ${at("claim-3")}`,
      exitCode: 4,
    },
  ];
}

/** With a node that keeps running: a claim for another consumer, its submission, and what the chain tells of it. */
export function stayCommands({ folder, request, chain, attested }: QuickstartRun): readonly NextCommand[] {
  const at = (...parts: string[]): string => shownPath(folder.at(...parts));
  const solvency = invocation();
  const { url } = chain.node;
  const claim = at("claim-second-scope");
  const prove = [
    `${solvency} prove margin --membership ${shownPath(request.membership)} --market ${at("market.json")}`,
    `--owner-secret ${at("owner-secret.json")} --scope ${formatFieldElement(chain.secondScope)}`,
    `--recipient ${request.recipient} --contract ${request.contract} --rpc ${url} --out ${claim}`,
  ].join(" ");
  const carried = `--accounts-attestation ${shownPath(attested.files.accounts)} --market-attestation ${shownPath(attested.files.market)}`;
  const key = `SOLVENCY_PRIVATE_KEY=${chain.account("trader").privateKey}`;
  const claims = `--rpc ${url} --claims ${request.contract}`;
  return [
    { what: "a claim for another consumer", command: prove, exitCode: 0 },
    {
      what: "submit it (the key is a public test key)",
      command: `${key} ${solvency} submit ${claim} --rpc ${url} ${carried}`,
      exitCode: 0,
    },
    { what: "every claim so far", command: `${solvency} claims watch ${claims} --once`, exitCode: 0 },
    {
      what: "is the deployment what its file says?",
      command: `${solvency} deployment check ${shownPath(chain.deploymentFile)} --rpc ${url}`,
      exitCode: 0,
    },
  ];
}

/** How this program is called here: in a clone through npm or by its file, by its name when it is installed. */
export function invocation(): string {
  if (!import.meta.url.endsWith(".ts")) return "solvency";
  return process.cwd() === packageFolder()
    ? "npm run -s solvency --"
    : `node ${process.argv[1] ?? "cli/main.ts"}`;
}
