import type { Command } from "commander";
import type { ContractRunner } from "ethers";
import { EnvironmentError, type Verdict, type VerifierArtefacts } from "../../../prover/index.ts";
import { auditClaim } from "../../../verifier-contracts/client/audit.ts";
import { type AuditRecord, auditRecords } from "../../../verifier-contracts/client/audit-record.ts";
import { MarginClaims } from "../../../verifier-contracts/client/margin-claims.ts";
import { MarketRegistry } from "../../../verifier-contracts/client/market-registry.ts";
import { VenueRegistry } from "../../../verifier-contracts/client/venue-registry.ts";
import { asking, connect, type Node } from "../../chain/rpc.ts";
import { addCommand, perform } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { ownKeyOf } from "../../keys.ts";
import { address, option, word } from "../../options.ts";
import { type CheckLine, checklist } from "../../screen/checklist.ts";
import { recordText, recordToJson } from "../../screen/record.ts";
import type { Result, Screen } from "../../screen/screen.ts";

interface Options {
  readonly rpc: string;
  readonly claims: string;
  readonly keys?: string;
}

interface Audited {
  readonly record: AuditRecord;
  readonly valid: boolean;
  readonly checks: readonly CheckLine[];
}

async function runAudit(screen: Screen, hashes: readonly string[], options: Options): Promise<Result> {
  const claims = option("--claims", options.claims, address);
  const transactions = hashes.map((hash) => option("<transaction>", hash, word));
  const node = await connect(options.rpc);
  const records: AuditRecord[] = [];
  for (const hash of transactions) {
    records.push(...(await asking(node.shownUrl, () => recordsOf(hash, claims, node))));
  }
  const audited: Audited[] = [];
  for (const record of records) {
    screen.progress.show("verifying", audited.length, records.length);
    const key = await keyOf(record, options.keys);
    const verdict = await auditClaim(record, key);
    const attested = await asking(node.shownUrl, () => attestedChecks(record, node.provider));
    audited.push(auditOf(record, verdict, attested));
  }
  const bad = audited.filter(({ valid }) => !valid);
  if (bad.length > 0) screen.fail(`${bad.length} of ${audited.length} claims do not hold`);
  return {
    json: {
      valid: bad.length === 0,
      claims: audited.map(({ record, valid, checks }) => ({ valid, checks, ...recordToJson(record) })),
    },
    text: ({ colours }) =>
      audited
        .map(({ record, valid, checks }) =>
          [
            colours.bold(valid ? colours.green("✔ VALID") : colours.red("✘ INVALID")),
            "",
            checklist(colours, checks),
            "",
            recordText(colours, record),
          ].join("\n"),
        )
        .join("\n\n"),
    exitCode: bad.length === 0 ? EXIT.ok : EXIT.invalid,
  };
}

async function recordsOf(hash: string, claims: string, { provider, chainId }: Node): Promise<AuditRecord[]> {
  const receipt = await provider.getTransactionReceipt(hash);
  if (receipt === null) throw new EnvironmentError(`the node knows no transaction ${hash}`);
  const records = auditRecords(chainId, claims, receipt.logs);
  if (records.length > 0) return records;
  throw new EnvironmentError(`transaction ${hash} recorded no claim at ${claims}`);
}

async function keyOf({ keyDigest }: AuditRecord, folder: string | undefined): Promise<VerifierArtefacts> {
  const key = await ownKeyOf(keyDigest, folder);
  if (key !== undefined) return key;
  throw new EnvironmentError(`no key of the digest ${keyDigest} to verify with`, {
    details: ["Give its folder with --keys. The chain names the key; it must come from elsewhere."],
  });
}

function auditOf(record: AuditRecord, verdict: Verdict, attested: readonly CheckLine[]): Audited {
  const checks = [...verdict.checks, ...attested];
  return { record, checks, valid: checks.every(({ holds }) => holds !== false) };
}

/** That the roots of the logs are those that the registries recorded. */
async function attestedChecks(record: AuditRecord, runner: ContractRunner): Promise<CheckLine[]> {
  const claims = new MarginClaims(record.claims, runner);
  const { policy } = await claims.scopeOf(record.scope);
  const venues = new VenueRegistry(await claims.venues(), runner);
  const markets = new MarketRegistry(await claims.markets(), runner);
  const accounts = await venues.accountsRootOf(policy.venue, record.epoch);
  const marketRoot = await markets.marketRootOf(policy.market, record.marketAsOf);
  const gone = [
    ...((await venues.isVoid(policy.venue, accounts.asOf)) ? ["the accounts"] : []),
    ...((await markets.isVoid(policy.market, record.marketAsOf)) ? ["the market"] : []),
  ];
  return [
    {
      name: "accounts attested",
      holds: accounts.root === record.accountsRoot,
      detail: `epoch ${record.epoch} of the venue`,
    },
    {
      name: "market attested",
      holds: marketRoot === record.marketRoot,
      detail: "the market's root of its time",
    },
    {
      name: "since then",
      holds: gone.length === 0 ? true : null,
      detail:
        gone.length === 0
          ? "nothing it rests on was revoked"
          : `${gone.join(" and ")} count no more: a key was revoked`,
    },
  ];
}

export function claimsAudit(parent: Command): void {
  addCommand(parent, "audit <transaction...>", {
    summary: "verify past claims again, from the logs of their transactions and a key of your own",
    examples: [
      `claims audit 0x${"ab".repeat(32)} --rpc http://127.0.0.1:8545 --claims 0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9`,
    ],
  })
    .requiredOption("--rpc <url>", "JSON-RPC of a node of the chain")
    .requiredOption("--claims <address>", "the MarginClaims contract")
    .option("--keys <folder>", "verification key (default: your own set-ups)")
    .action(perform(runAudit));
}
