import { isError, type JsonRpcProvider } from "ethers";
import type { Claim, Statement } from "../../prover/index.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { day, span } from "../screen/time.ts";
import type { MarginClaims, RootInfo } from "./margin-claims.ts";
import { revertLines, revertOf } from "./revert.ts";
import type { Node } from "./rpc.ts";

/** What is looked at before anything is sent. */
export interface PreflightInput {
  readonly node: Node;
  readonly contract: MarginClaims;
  readonly claim: Claim;
  readonly statement: Statement;
  /** Absent in a dry run without a key. */
  readonly sender?: string;
  readonly onCheck: (check: CheckLine) => void;
}

export interface Preflight {
  readonly checks: readonly CheckLine[];
  /** refused: the contract would not take the claim. unreachable: this is the wrong place to ask. */
  readonly outcome: "ready" | "refused" | "unreachable";
}

export const CHECK_NAMES = [
  "chain",
  "contract",
  "context",
  "accounts root",
  "market root",
  "recipient",
  "deadline",
  "check",
] as const;

type CheckName = (typeof CHECK_NAMES)[number];

/** In an order in which each check makes sense of the next; stops where the rest cannot be asked. */
export async function preflight(input: PreflightInput): Promise<Preflight> {
  const { node, contract, claim, statement, sender, onCheck } = input;
  const { context } = claim;
  const checks: CheckLine[] = [];
  const check = (
    name: CheckName,
    holds: boolean | null,
    detail: string,
    more?: readonly string[],
  ): boolean => {
    const line = { name, holds, detail, ...(more === undefined ? {} : { more }) };
    checks.push(line);
    onCheck(line);
    return holds !== false;
  };

  const sameChain = node.chainId === context.chainId;
  const chain = sameChain
    ? `${node.chainId}`
    : `the node's is ${node.chainId}, the claim is for ${context.chainId}`;
  if (!check("chain", sameChain, chain)) return { checks, outcome: "unreachable" };
  const code = await node.provider.getCode(context.claims);
  const hasCode = code !== "0x";
  const found = hasCode ? context.claims : `there is no contract at ${context.claims}`;
  if (!check("contract", hasCode, found)) return { checks, outcome: "unreachable" };

  const bound = (await contract.contextOf(context.recipient, context.deadline)) === statement.context;
  check(
    "context",
    bound,
    bound ? "the claim is bound to this contract" : "the claim is bound to something else",
  );
  const now = await latestTime(node.provider);
  const roots = [
    ["accounts root", await contract.accountsRootInfo(statement.accountsRoot)],
    ["market root", await contract.marketRootInfo(statement.marketRoot)],
  ] as const;
  for (const [name, info] of roots) check(name, info.status === "trusted", rootText(info, now));

  if (sender === undefined) check("recipient", null, "not checked: no key given");
  else check("recipient", sender === context.recipient, recipientText(sender, context.recipient));
  const left = context.deadline - now;
  check(
    "deadline",
    left >= 0n,
    left >= 0n ? `${day(context.deadline)}, ${span(left)} left` : `was ${day(context.deadline)}`,
  );
  const verdict = await staticCheck(contract, claim);
  check("check", verdict.holds, verdict.detail, verdict.more);
  return { checks, outcome: checks.some(({ holds }) => holds === false) ? "refused" : "ready" };
}

async function latestTime(provider: JsonRpcProvider): Promise<bigint> {
  const block = await provider.getBlock("latest");
  return BigInt(block?.timestamp ?? Math.floor(Date.now() / 1000));
}

function rootText({ status, epoch, asOf }: RootInfo, now: bigint): string {
  if (status !== "trusted")
    return status === "unknown" ? "the contract does not know it" : "revoked by the contract's owner";
  const age = now > asOf ? `${span(now - asOf)} old` : "of now";
  return epoch === 0n ? `trusted, ${age}` : `trusted, epoch ${epoch}, ${age}`;
}

const recipientText = (sender: string, recipient: string): string =>
  sender === recipient ? sender : `the sender is ${sender}, the claim is for ${recipient}`;

/** The contract's own verdict, without a transaction. */
async function staticCheck(contract: MarginClaims, claim: Claim): Promise<Omit<CheckLine, "name">> {
  try {
    await contract.check(claim);
    return { holds: true, detail: "the contract takes the claim" };
  } catch (error) {
    if (!isError(error, "CALL_EXCEPTION")) throw error;
    const revert = revertOf(error);
    if (revert === undefined) return { holds: false, detail: error.shortMessage };
    return { holds: false, detail: `reverts with ${revert.name}`, more: revertLines(revert) };
  }
}
