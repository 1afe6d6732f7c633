import { type JsonRpcProvider, ZeroAddress } from "ethers";
import { type Claim, describePredicate, type Statement, unpackPredicate } from "../../prover/index.ts";
import type { SignedAccounts, SignedMarket } from "../../verifier-contracts/client/attestations.ts";
import type { OpenScope, Terms } from "../../verifier-contracts/client/margin-claims.ts";
import { bytes32ToName } from "../../verifier-contracts/client/names.ts";
import { ContractRefusal } from "../../verifier-contracts/client/refusal.ts";
import { submissionOf, termsOf } from "../../verifier-contracts/client/submission.ts";
import type { CheckLine } from "../screen/checklist.ts";
import { day, span } from "../screen/time.ts";
import { accountsEvidence, type Carried, type Found, marketEvidence } from "./evidence.ts";
import type { Contracts } from "./place.ts";
import { revertLines, revertOf } from "./revert.ts";
import type { Node } from "./rpc.ts";

/** What is looked at before anything is sent. */
export interface PreflightInput {
  readonly node: Node;
  /** Of the place that the claim is bound to; asked for once it is known to exist. */
  readonly contracts: () => Promise<Contracts>;
  readonly claim: Claim;
  readonly statement: Statement;
  readonly carried: Carried;
  /** Absent in a dry run without a key. */
  readonly sender?: string;
  readonly onCheck: (check: CheckLine) => void;
}

export interface Preflight {
  readonly checks: readonly CheckLine[];
  /** refused: the contract would not take the claim. unreachable: this is the wrong place to ask. */
  readonly outcome: "ready" | "refused" | "unreachable";
  /** What to submit it on, when it is ready. */
  readonly terms?: Terms;
}

export const CHECK_NAMES = [
  "chain",
  "contract",
  "context",
  "submitter",
  "deadline",
  "scope",
  "level",
  "key",
  "accounts root",
  "market root",
  "check",
] as const;

type CheckName = (typeof CHECK_NAMES)[number];

/** In an order in which each check makes sense of the next; stops where the rest cannot be asked. */
export async function preflight(input: PreflightInput): Promise<Preflight> {
  const { node, claim, statement, sender, onCheck } = input;
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
  const ended = (outcome: Preflight["outcome"]): Preflight => ({ checks, outcome });

  const sameChain = node.chainId === context.chainId;
  const chain = sameChain
    ? `${node.chainId}`
    : `the node's is ${node.chainId}, the claim is for ${context.chainId}`;
  if (!check("chain", sameChain, chain)) return ended("unreachable");
  const hasCode = (await node.provider.getCode(context.claims)) !== "0x";
  const place = hasCode ? context.claims : `there is no contract at ${context.claims}`;
  if (!check("contract", hasCode, place)) return ended("unreachable");
  const contracts = await input.contracts();
  const { claims, router } = contracts;

  const { recipient, submitter, deadline } = context;
  const bound = (await claims.contextOf(recipient, submitter, deadline)) === statement.context;
  check(
    "context",
    bound,
    bound ? "the claim is bound to this contract" : "the claim is bound to something else",
  );
  if (sender === undefined) check("submitter", null, "not checked: no key given");
  else {
    const own = sender === submitter;
    check("submitter", own, own ? sender : `the sender is ${sender}, the claim names ${submitter}`);
  }
  const now = await latestTime(node.provider);
  const left = deadline - now;
  check("deadline", left >= 0n, left >= 0n ? `${day(deadline)}, ${span(left)} left` : `was ${day(deadline)}`);

  const scope = await claims.scopeOf(statement.scope);
  const open = scope.owner !== ZeroAddress;
  if (!check("scope", open, open ? `of ${scope.owner}` : "nobody opened it at this contract")) {
    return ended("refused");
  }
  const { policy, predicates } = scope;
  const level = predicates.indexOf(statement.predicate);
  const says = describePredicate(unpackPredicate(statement.predicate));
  check("level", level >= 0, level >= 0 ? `${level}: ${says}` : `no level of the scope says ${says}`);
  const route = await router.routeOf(claim.keyDigest);
  const routed = route.status === "active" && route.family === policy.family;
  const circuit = bytes32ToName(route.circuit);
  const family = `is of ${bytes32ToName(route.family)}, the scope accepts ${bytes32ToName(policy.family)}`;
  check(
    "key",
    routed,
    routed ? circuit : route.status === "active" ? family : `the router's verifier is ${route.status}`,
  );

  const accounts = await accountsEvidence(statement, policy, contracts, input.carried);
  const market = await marketEvidence(statement, policy, contracts, input.carried);
  check("accounts root", accounts.signed !== undefined, foundText(accounts, now));
  check("market root", market.signed !== undefined, foundText(market, now));
  if (level < 0 || accounts.signed === undefined || market.signed === undefined) return ended("refused");

  const terms = termsOn(claim, scope, accounts.signed, market.signed);
  const verdict = await staticCheck(contracts, claim, terms);
  check("check", verdict.holds, verdict.detail, verdict.more);
  return checks.some(({ holds }) => holds === false) ? ended("refused") : { ...ended("ready"), terms };
}

const termsOn = (
  claim: Claim,
  { predicates }: OpenScope,
  accounts: SignedAccounts,
  market: SignedMarket,
): Terms => termsOf(claim, { predicates, accounts, market });

async function latestTime(provider: JsonRpcProvider): Promise<bigint> {
  const block = await provider.getBlock("latest");
  return BigInt(block?.timestamp ?? Math.floor(Date.now() / 1000));
}

function foundText(found: Found<SignedAccounts | SignedMarket>, now: bigint): string {
  if (found.signed === undefined) return found.problem;
  const { attestation } = found.signed;
  const age = now > attestation.asOf ? `${span(now - attestation.asOf)} old` : "of now";
  const epoch = "epoch" in attestation ? `epoch ${attestation.epoch}, ` : "";
  return `${epoch}${age}, ${found.how}`;
}

/** The contract's own verdict, without a transaction, as if the submitter sent it. */
async function staticCheck(
  { claims }: Contracts,
  claim: Claim,
  terms: Terms,
): Promise<Omit<CheckLine, "name">> {
  try {
    await claims.check(terms, submissionOf(claim), claim.context.submitter);
    return { holds: true, detail: "the contract takes the claim" };
  } catch (error) {
    const revert = error instanceof ContractRefusal ? revertOf(error) : undefined;
    if (revert === undefined) throw error;
    return { holds: false, detail: `reverts with ${revert.name}`, more: revertLines(revert) };
  }
}
