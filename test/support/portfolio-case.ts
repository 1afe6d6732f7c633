import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Circuit, type CircuitId, circuitFor, MARGIN_FAMILY } from "../../circuits/registry.ts";
import type { Holding, Mode } from "../../prover/accounts/account.ts";
import { nullifierOf, ownerCommitment } from "../../prover/accounts/owner.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { parseQuantity } from "../../prover/domain/quantity.ts";
import { resolveHoldings } from "../../prover/formats/account.ts";
import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import { compileCircuit } from "../../prover/keys/compile.ts";
import { readR1cs } from "../../prover/keys/r1cs.ts";
import { portfolioNeeds } from "../../prover/margin/circuit-choice.ts";
import { type PortfolioValuation, valuePortfolio } from "../../prover/margin/portfolio.ts";
import { MEETS_MAINTENANCE, type Predicate, packPredicate, slack } from "../../prover/margin/predicate.ts";
import { circuitInput, type MarginRequest } from "../../prover/margin/witness.ts";
import type { Market } from "../../prover/market/row.ts";
import { MarketTree } from "../../prover/market/tree.ts";
import { ConstraintSystem } from "./constraint-system.ts";
import { committed } from "./margin-case.ts";
import { COVERED, portfolioMarket } from "./portfolio-market.ts";
import { OWNER_SECRET } from "./request.ts";
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
  "maintenanceFactor",
  "initialFactor",
  "worstLoss",
  "kind",
  "ratioBps",
] as const;

const LISTS = [
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
  "absolute",
  "damp",
  "exposed",
  "word",
  "base",
  "groupNumber",
  "groupGain",
  "groupLoss",
  "marketTop",
] as const;

const TABLES = ["accountPath", "marketGroup", "price", "share", "positive", "gains"] as const;

/** The inputs of MarginPortfolio, free to be edited. */
export type PortfolioInput = Record<(typeof SCALARS)[number], bigint> &
  Record<(typeof LISTS)[number], bigint[]> &
  Record<(typeof TABLES)[number], bigint[][]> & { marketPath: bigint[][][] };

/** The same template with few places, for tests that compile it in seconds. */
export const SMALL: Circuit = {
  id: "margin-portfolio-3-2-3" as CircuitId,
  family: MARGIN_FAMILY,
  margin: "portfolio",
  template: "MarginPortfolio",
  file: "margin/MarginPortfolio.circom",
  parameters: [3, 2, 3, 1, 1],
  publicSignals: circuitFor("portfolio", {})?.publicSignals ?? [],
  holdings: 3,
  capacity: 32,
  groups: 2,
  scenarios: 3,
  absolutes: 1,
  sharedLevels: 1,
};

export interface PortfolioCase {
  readonly circuit: Circuit;
  readonly request: MarginRequest;
  readonly valuation: PortfolioValuation;
  /** The reference model's: negative where the circuit must refuse. */
  readonly slack: bigint;
  /** A fresh copy at every reading. */
  readonly input: PortfolioInput;
}

export interface PortfolioOptions {
  readonly market?: Market;
  readonly holdings?: Readonly<Record<string, string>> | readonly Holding[];
  readonly mode?: Mode;
  readonly predicate?: Predicate;
  readonly circuit?: Circuit;
}

/** A claim of a portfolio account; committed by a venue that checks nothing. */
export async function portfolioCase(options: PortfolioOptions = {}): Promise<PortfolioCase> {
  const { market = portfolioMarket(), mode = "portfolio", circuit = SMALL } = options;
  const given = options.holdings ?? COVERED;
  const holdings = Array.isArray(given) ? (given as readonly Holding[]) : named(given as never, market);
  const account = { tag: 42n, mode, owner: await ownerCommitment(OWNER_SECRET), holdings };
  const request: MarginRequest = {
    market: await MarketTree.build(market),
    membership: await committed(account, 32, 0x5a17n as FieldElement),
    ownerSecret: OWNER_SECRET,
    predicate: options.predicate ?? MEETS_MAINTENANCE,
    scope: 0x5c09en as FieldElement,
    context: 0xc0de7n as FieldElement,
  };
  return caseOfRequest(request, circuit);
}

export async function caseOfRequest(request: MarginRequest, circuit = SMALL): Promise<PortfolioCase> {
  const { market, membership, ownerSecret, predicate, scope, context } = request;
  const { account, epoch } = membership;
  const valuation = valuePortfolio(market.market, account);
  const input = circuitInput(circuit, request, {
    accountsRoot: epoch.accountsRoot,
    marketRoot: market.root,
    predicate: packPredicate(predicate),
    scope,
    nullifier: await nullifierOf(ownerSecret, account.tag, scope),
    context,
  });
  return {
    circuit,
    request,
    valuation,
    slack: slack(predicate, valuation),
    get input() {
      return structuredClone(input) as unknown as PortfolioInput;
    },
  };
}

/** Whether the small circuit has places for all of it. */
export function fitsSmall(market: Market, holdings: readonly Holding[]): boolean {
  const needs = portfolioNeeds(market, holdings);
  return (["holdings", "groups", "scenarios", "absolutes"] as const).every(
    (name) => (needs[name] ?? 0) <= SMALL[name],
  );
}

export const named = (holdings: Readonly<Record<string, string>>, market: Market): readonly Holding[] =>
  resolveHoldings(
    Object.entries(holdings).map(([row, text]) => ({ row, quantity: parseQuantity(text) })),
    market,
  );

/** A circuit with its constraints, to be attacked. */
export async function portfolioSystem(circuit: Circuit = SMALL): Promise<ConstraintSystem> {
  const { folder } = await compileCircuit(circuit);
  return new ConstraintSystem(
    readR1cs(await readFile(join(folder, "circuit.r1cs"))),
    await readSymbols(join(folder, "circuit.sym")),
    await witnessCalculator(await readFile(join(folder, "circuit.wasm"))),
    [...SCALARS, ...LISTS, ...TABLES, "marketPath"],
  );
}
