import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Interface } from "ethers";
import { MARGIN_PUBLIC_SIGNALS, type MarginPublicSignal } from "../../circuits/registry.ts";
import type { Claim } from "../../prover/formats/claim.ts";
import type { Groth16Proof } from "../../prover/groth16/backend.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { verifierName } from "../../prover/keys/setup.ts";
import type { ClaimContext } from "../../prover/margin/context.ts";
import { statementFromSignals } from "../../prover/margin/statement.ts";
import { marginClaimsAbi } from "../../verifier-contracts/abi.ts";
import { at } from "./at.ts";
import { Chain, plain, type Receipt, START } from "./chain.ts";
import { CIRCUIT_ID, type ClaimSpec, provenClaim, rootsOf, verifierArtefacts } from "./proofs.ts";
import type { Compiled } from "./solidity.ts";

/** For how long the test contract honours a claim, in seconds. */
export const LIFETIME = 3_600n;

/** Last second for submitting, of every claim that names no other. Later than any test gets. */
export const DEADLINE = START + 1_000_000n;

export const CLAIMS_ABI = new Interface(marginClaimsAbi);

export type Pair = readonly [bigint, bigint];

/** A proof as the contract takes it. */
export interface SolidityProof {
  readonly a: Pair;
  readonly b: readonly [Pair, Pair];
  readonly c: Pair;
}

export type SolidityStatement = Readonly<Record<Exclude<MarginPublicSignal, "context">, bigint>>;

/** The arguments of `submit` and `check`. */
export interface Submission {
  readonly proof: SolidityProof;
  readonly statement: SolidityStatement;
  readonly recipient: string;
  readonly deadline: bigint;
}

export interface ClaimRecord {
  readonly recipient: string;
  readonly expiry: bigint;
  readonly epoch: bigint;
  readonly marketAsOf: bigint;
  readonly accountsRoot: bigint;
  readonly marketRoot: bigint;
  readonly predicate: bigint;
  readonly scope: bigint;
}

export interface RootInfo {
  readonly status: bigint;
  readonly epoch: bigint;
  readonly asOf: bigint;
}

export interface EventLog {
  readonly name: string;
  readonly args: unknown;
}

export interface SendOptions {
  readonly from?: string;
  /** Time of the block that takes it. */
  readonly at?: bigint;
  readonly gas?: bigint;
}

export type RootKind = "Accounts" | "Market";

/** From snarkjs's form: affine, and the precompile wants the imaginary part of G2's coordinates first. */
export function solidityProof(proof: Groth16Proof): SolidityProof {
  const number = (list: readonly string[] | undefined, index: number) => BigInt(at(list ?? [], index));
  const g1 = (point: readonly string[]): Pair => [number(point, 0), number(point, 1)];
  const swapped = (part: readonly string[] | undefined): Pair => [number(part, 1), number(part, 0)];
  return {
    a: g1(proof.pi_a),
    b: [swapped(proof.pi_b[0]), swapped(proof.pi_b[1])],
    c: g1(proof.pi_c),
  };
}

/** Back again. */
export function snarkjsProof({ a, b, c }: SolidityProof): Groth16Proof {
  const text = (pair: Pair) => pair.map(String);
  return {
    pi_a: [...text(a), "1"],
    pi_b: [text(b[0]).reverse(), text(b[1]).reverse(), ["1", "0"]],
    pi_c: [...text(c), "1"],
    protocol: "groth16",
    curve: "bn128",
  };
}

export function submissionOf(claim: Claim): Submission {
  const { context: _, ...statement } = statementFromSignals(claim.publicSignals);
  const { recipient, deadline } = claim.context;
  return { proof: solidityProof(claim.proof), statement, recipient, deadline };
}

/** The same with one caller-supplied signal changed. */
export const withSignal = (
  submission: Submission,
  signal: keyof SolidityStatement,
  value: bigint,
): Submission => ({ ...submission, statement: { ...submission.statement, [signal]: value } });

/** The five signals that a caller supplies, in the circuit's order. */
export const SUPPLIED_SIGNALS = MARGIN_PUBLIC_SIGNALS.filter((name) => name !== "context");

/** A deployed MarginClaims, spoken to through the published ABI. Failures throw Reverted. */
export class MarginClaims {
  readonly chain: Chain;
  readonly address: string;
  readonly owner: string;

  constructor(chain: Chain, address: string, owner: string = chain.account(0)) {
    this.chain = chain;
    this.address = address;
    this.owner = owner;
  }

  /** Sends a transaction; from the owner unless told otherwise. */
  send(name: string, args: readonly unknown[] = [], options: SendOptions = {}): Promise<Receipt> {
    const data = CLAIMS_ABI.encodeFunctionData(name, args);
    return this.chain.transact({ from: this.owner, ...options, to: this.address, data }, CLAIMS_ABI);
  }

  /** Calls at the chain's now. Structs come back as objects. */
  async read(
    name: string,
    args: readonly unknown[] = [],
    options: Omit<SendOptions, "at"> = {},
  ): Promise<unknown> {
    const data = CLAIMS_ABI.encodeFunctionData(name, args);
    const from = options.from ?? this.owner;
    const result = await this.chain.call({ ...options, from, to: this.address, data }, CLAIMS_ABI);
    return plain(CLAIMS_ABI.decodeFunctionResult(name, result)[0]);
  }

  /** From the recipient unless told otherwise. */
  submit(submission: Submission, options: SendOptions = {}): Promise<Receipt> {
    return this.send("submit", argumentsOf(submission), { from: submission.recipient, ...options });
  }

  async check(submission: Submission, options: Omit<SendOptions, "at"> = {}): Promise<ClaimRecord> {
    return (await this.read("check", argumentsOf(submission), options)) as ClaimRecord;
  }

  async isSolvent(nullifier: bigint, recipient: string, scope: bigint, required: bigint): Promise<boolean> {
    return (await this.read("isSolvent", [nullifier, recipient, scope, required])) as boolean;
  }

  /** isSolvent with everything from the claim itself. */
  holds({ statement, recipient }: Submission): Promise<boolean> {
    const { nullifier, scope, predicate } = statement;
    return this.isSolvent(nullifier, recipient, scope, predicate);
  }

  async claimOf(nullifier: bigint): Promise<ClaimRecord> {
    return (await this.read("claimOf", [nullifier])) as ClaimRecord;
  }

  async contextOf(recipient: string, deadline: bigint): Promise<bigint> {
    return (await this.read("contextOf", [recipient, deadline])) as bigint;
  }

  async rootInfo(kind: RootKind, root: bigint): Promise<RootInfo> {
    return (await this.read(kind === "Accounts" ? "accountsRootInfo" : "marketRootInfo", [root])) as RootInfo;
  }

  trustAccountsRoot(root: bigint, epoch: bigint, asOf: bigint, options?: SendOptions): Promise<Receipt> {
    return this.send("trustAccountsRoot", [root, epoch, asOf], options);
  }

  trustMarketRoot(root: bigint, asOf: bigint, options?: SendOptions): Promise<Receipt> {
    return this.send("trustMarketRoot", [root, asOf], options);
  }

  distrust(kind: RootKind, root: bigint, options?: SendOptions): Promise<Receipt> {
    return this.send(`distrust${kind}Root`, [root], options);
  }

  /** This contract's events in a receipt. */
  events(receipt: Receipt): EventLog[] {
    return receipt.logs
      .filter(({ address }) => address.toLowerCase() === this.address.toLowerCase())
      .map((log) => {
        const parsed = CLAIMS_ABI.parseLog(log);
        if (parsed === null) throw new Error(`an event the ABI does not have: ${log.topics.join()}`);
        return { name: parsed.name, args: plain(parsed.args) };
      });
  }
}

const argumentsOf = ({ proof, statement, recipient, deadline }: Submission): readonly unknown[] => [
  proof,
  statement,
  recipient,
  deadline,
];

/** Calldata of `submit`. */
export const submitData = (submission: Submission): string =>
  CLAIMS_ABI.encodeFunctionData("submit", argumentsOf(submission));

export type WorldSpec = Omit<ClaimSpec, "context"> & { readonly context?: Partial<ClaimContext> };

export interface ClaimsWorld {
  readonly chain: Chain;
  readonly claims: MarginClaims;
  readonly verifier: string;
  /** Vouches for roots. */
  readonly owner: string;
  readonly alice: string;
  readonly bob: string;
  readonly mallory: string;
  /** See ClaimSpec: what `accounts` and `market` index. */
  readonly roots: { readonly accounts: readonly bigint[]; readonly markets: readonly bigint[] };
  /** A submission with a real proof for the world's contract; for alice unless told otherwise. */
  proven(
    spec?: Omit<ClaimSpec, "context"> & { readonly context?: Partial<ClaimContext> },
  ): Promise<Submission>;
  /** The claim itself. */
  claim(spec?: Omit<ClaimSpec, "context"> & { readonly context?: Partial<ClaimContext> }): Promise<Claim>;
  close(): Promise<void>;
}

/** Times that the roots describe once `trustRoots` has stamped them: epochs 1, 2, 3 and the markets in between. */
export const ACCOUNTS_AS_OF = [START + 100n, START + 200n, START + 300n] as const;
export const MARKET_AS_OF = [START + 150n, START + 250n, START + 350n] as const;

/** The time at which all of them are known. */
export const ALL_KNOWN = START + 400n;

export interface ClaimsOptions {
  readonly chainId?: bigint;
  /** Instead of the generated verifier. Addresses stay the same. */
  readonly verifier?: Compiled | undefined;
}

/** A chain with a verifier and MarginClaims, with no roots yet. */
export async function openClaims(options: ClaimsOptions = {}): Promise<ClaimsWorld> {
  const chain = await Chain.open(options.chainId);
  const owner = chain.account(0);
  const alice = chain.account(1);
  const verifier =
    options.verifier === undefined ? await deployGenerated(chain) : await chain.deployCode(options.verifier);
  const address = await chain.deploy("MarginClaims", [verifier, LIFETIME, owner]);
  const standard: ClaimContext = { chainId: chain.id, claims: address, recipient: alice, deadline: DEADLINE };
  const claim: ClaimsWorld["claim"] = (spec = {}) =>
    provenClaim({ ...spec, context: { ...standard, ...spec.context } });
  return {
    chain,
    claims: new MarginClaims(chain, address),
    verifier,
    owner,
    alice,
    bob: chain.account(2),
    mallory: chain.account(3),
    claim,
    roots: await rootsOf(),
    proven: async (spec) => submissionOf(await claim(spec)),
    close: () => chain.close(),
  };
}

/** The verifier that setup generated, provided that it is of the key which the tests prove with. */
async function deployGenerated(chain: Chain): Promise<string> {
  const name = verifierName({ id: CIRCUIT_ID });
  const generated = join(packageFolder(), "verifier-contracts", "generated", `${name}.sol`);
  const source = await readFile(join((await verifierArtefacts()).folder, "Verifier.sol"), "utf8");
  if ((await readFile(generated, "utf8").catch(() => "")) !== source) {
    throw new Error(`${name} is not of the circuit's present key: run "npm run setup"`);
  }
  return chain.deploy(name);
}

/** Stamps all roots in order and moves to ALL_KNOWN. */
export async function trustRoots({ chain, claims, roots }: ClaimsWorld): Promise<void> {
  for (const [i, asOf] of ACCOUNTS_AS_OF.entries()) {
    await claims.trustAccountsRoot(at(roots.accounts, i), BigInt(i + 1), asOf, { at: asOf + 10n });
    const marketAsOf = at(MARKET_AS_OF, i);
    await claims.trustMarketRoot(at(roots.markets, i), marketAsOf, { at: marketAsOf + 10n });
  }
  await chain.warpTo(ALL_KNOWN);
}
