import { join } from "node:path";
import { ACCOUNT_ARITIES, type Circuit, circuitById } from "../../circuits/registry.ts";
import type { Account, Holding, Mode } from "../../prover/accounts/account.ts";
import { capacityFor, type Membership } from "../../prover/accounts/epoch.ts";
import { accountLeaf } from "../../prover/accounts/leaf.ts";
import { nullifierOf, ownerCommitment } from "../../prover/accounts/owner.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { compileCircuit } from "../../prover/keys/compile.ts";
import { type Valuation, valueAccount } from "../../prover/margin/model.ts";
import { type Predicate, packPredicate, slack } from "../../prover/margin/predicate.ts";
import { circuitInput, type MarginRequest } from "../../prover/margin/witness.ts";
import type { Market } from "../../prover/market/row.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { Tree } from "../../prover/tree/tree.ts";
import { compiledCircuit } from "./circuit.ts";
import { ConstraintSystem } from "./constraint-system.ts";
import { OWNER_SECRET, type RequestOptions, testRequest } from "./request.ts";
import { readSymbols } from "./symbols.ts";

const SCALARS = [
  "accountsRoot",
  "marketRoot",
  "predicate",
  "scope",
  "nullifier",
  "context",
  "ownerSecret",
  "tag",
  "salt",
  "mode",
  "kind",
  "ratioBps",
] as const;

/** One value a holding. */
const COLUMNS = [
  "row",
  "quantity",
  "used",
  "lower",
  "upper",
  "valueSlope",
  "valueOffset",
  "maintenanceSlope",
  "maintenanceOffset",
  "initialSlope",
  "initialOffset",
  "risk",
] as const;

const PATHS = ["accountPath", "marketGroup", "marketPath", "marketTop"] as const;

/** The inputs of MarginStandard, free to be edited. */
export type MarginInput = Record<(typeof SCALARS)[number], bigint> &
  Record<(typeof COLUMNS)[number], bigint[]> & {
    accountPath: bigint[][];
    marketGroup: bigint[][];
    marketPath: bigint[][][];
    marketTop: bigint[];
  };

export interface MarginCase {
  readonly circuit: Circuit;
  readonly request: MarginRequest;
  readonly valuation: Valuation;
  /** The reference model's: negative where the circuit must refuse. */
  readonly slack: bigint;
  /** A fresh copy at every reading. */
  readonly input: MarginInput;
}

const SALT = 0x5a17n as FieldElement;

/** The inputs of a claim, whether or not it holds: what prepareClaim lays out, without its checks. */
export async function marginCase(options: RequestOptions = {}): Promise<MarginCase> {
  return caseOf(await testRequest(options));
}

export async function caseOf(request: MarginRequest): Promise<MarginCase> {
  const { market, membership, ownerSecret, predicate, scope, context } = request;
  const circuit = circuitById(`margin-standard-${membership.capacity}`);
  const valuation = valueAccount(market.market, membership.account);
  const input = circuitInput(circuit, request, {
    accountsRoot: membership.epoch.accountsRoot,
    marketRoot: market.root,
    predicate: packPredicate(predicate),
    scope,
    nullifier: await nullifierOf(ownerSecret, membership.account.tag, scope),
    context,
  });
  return {
    circuit,
    request,
    valuation,
    slack: slack(predicate, valuation),
    get input() {
      return structuredClone(input) as unknown as MarginInput;
    },
  };
}

/** A claim of any account on any market, given as numbers; committed by a venue that checks nothing. */
export async function caseOfHoldings(claim: {
  readonly market: Market;
  readonly holdings: readonly Holding[];
  readonly predicate: Predicate;
  readonly mode?: Mode;
}): Promise<MarginCase> {
  const { market, holdings, predicate, mode = "cross" } = claim;
  const account: Account = { tag: 42n, mode, owner: await ownerCommitment(OWNER_SECRET), holdings };
  return caseOf({
    market: await MarketTree.build(market),
    membership: await committed(account, capacityFor(account), SALT),
    ownerSecret: OWNER_SECRET,
    predicate,
    scope: 0x5c09en as FieldElement,
    context: 0xc0de7n as FieldElement,
  });
}

/** The account in a tree of a venue that commits whatever it is told: order, mode and capacity are not checked. */
export async function committed(account: Account, capacity: number, salt: FieldElement): Promise<Membership> {
  const hash = await poseidon();
  const neighbour = { ...account, tag: account.tag + 1n };
  const leaves = [account, neighbour].map((each) => accountLeaf(hash, each, salt, capacity));
  const tree = Tree.build(hash, ACCOUNT_ARITIES, leaves);
  const epoch = { venue: "unchecked", number: 1, asOf: 1_760_000_000, accountsRoot: tree.root };
  return { epoch, account, capacity, salt, path: tree.path(0) };
}

/** A registered circuit with its constraints, to be attacked. */
export async function marginSystem(id: string): Promise<ConstraintSystem> {
  const { folder } = await compileCircuit(circuitById(id));
  const { r1cs, calculator } = await compiledCircuit(id);
  const symbols = await readSymbols(join(folder, "circuit.sym"));
  return new ConstraintSystem(r1cs, symbols, calculator, [...SCALARS, ...COLUMNS, ...PATHS]);
}
