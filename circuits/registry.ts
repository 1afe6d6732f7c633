import { LIABILITY_CIRCUITS, type LiabilityCircuit } from "./liabilities/circuits.ts";

/**
 * Every circuit of the project, in one typed list. It drives the generated mains, compilation, keys, tests, the
 * constraint snapshot and packaging; nothing else names a template's parameters.
 */

/** Public inputs of every margin claim, in the order in which verifiers take them (SPEC, section 1). */
export const MARGIN_PUBLIC_SIGNALS = [
  "accountsRoot",
  "marketRoot",
  "predicate",
  "scope",
  "nullifier",
  "context",
] as const;

export type MarginPublicSignal = (typeof MARGIN_PUBLIC_SIGNALS)[number];

/**
 * The statement that margin circuits prove, as routers and scopes name it: six public signals with the same meaning,
 * whatever the size of the account and the way its requirement is computed.
 */
export const MARGIN_FAMILY = "solvency/margin/1";

/** Arity of each level of the market tree, leaves first: 4 * 8^4 = 16,384 pieces. */
export const MARKET_ARITIES = [4, 8, 8, 8, 8] as const;

/** Arity of each level of the account tree, leaves first: 8^8 = 16,777,216 accounts. */
export const ACCOUNT_ARITIES = [8, 8, 8, 8, 8, 8, 8, 8] as const;

/** How the accounts of a circuit are margined; also which tables it reads. */
export type Margin = "standard" | "portfolio";

export interface Circuit {
  /** Names the file, the key and the registry entry; encodes the parameters. */
  readonly id: CircuitId;
  /** The statement it proves. */
  readonly family: typeof MARGIN_FAMILY;
  readonly margin: Margin;
  /** Template and the file that holds it, relative to this folder. */
  readonly template: string;
  readonly file: string;
  readonly parameters: readonly number[];
  readonly publicSignals: readonly MarginPublicSignal[];
  /** Most holdings an account may have. */
  readonly holdings: number;
  /** Places for holdings in the account leaf; portfolio accounts have one leaf for all circuits. */
  readonly capacity: number;
  /** Most risk groups, scenarios, and scenarios by absolute value; 0 in the standard circuits. */
  readonly groups: number;
  readonly scenarios: number;
  readonly absolutes: number;
  /** Upper levels of the market tree opened once for all holdings. */
  readonly sharedLevels: number;
}

const marginStandard = <Id extends string>(id: Id, holdings: number, sharedLevels: number) =>
  ({
    id,
    family: MARGIN_FAMILY,
    margin: "standard",
    template: "MarginStandard",
    file: "margin/MarginStandard.circom",
    parameters: [holdings, sharedLevels],
    publicSignals: MARGIN_PUBLIC_SIGNALS,
    holdings,
    capacity: holdings,
    groups: 0,
    scenarios: 0,
    absolutes: 0,
    sharedLevels,
  }) as const;

/** Places for holdings in the leaf of a portfolio account. */
export const PORTFOLIO_CAPACITY = 32;

const marginPortfolio = <Id extends string>(
  id: Id,
  size: { holdings: number; groups: number; scenarios: number; absolutes: number; sharedLevels: number },
) =>
  ({
    id,
    family: MARGIN_FAMILY,
    margin: "portfolio",
    template: "MarginPortfolio",
    file: "margin/MarginPortfolio.circom",
    parameters: [size.holdings, size.groups, size.scenarios, size.absolutes, size.sharedLevels],
    publicSignals: MARGIN_PUBLIC_SIGNALS,
    capacity: PORTFOLIO_CAPACITY,
    ...size,
  }) as const;

/** Of each margin the smallest first: the first circuit that fits an account is the one to use. */
export const CIRCUITS = [
  marginStandard("margin-standard-8", 8, 1),
  marginStandard("margin-standard-32", 32, 2),
  marginPortfolio("margin-portfolio-16-4-16", {
    holdings: 16,
    groups: 4,
    scenarios: 16,
    absolutes: 1,
    sharedLevels: 2,
  }),
  marginPortfolio("margin-portfolio-32-8-36", {
    holdings: 32,
    groups: 8,
    scenarios: 36,
    absolutes: 2,
    sharedLevels: 2,
  }),
] as const;

export type CircuitId = (typeof CIRCUITS)[number]["id"];

/** @throws RangeError for an id that is not registered */
export function circuitById(id: string): Circuit {
  const circuit = CIRCUITS.find((candidate) => candidate.id === id);
  if (circuit === undefined) {
    throw new RangeError(`unknown circuit "${id}": known are ${CIRCUITS.map((c) => c.id).join(", ")}`);
  }
  return circuit;
}

/** The smallest circuit for a cross or isolated account of so many holdings, or undefined if none is large enough. */
export function circuitForHoldings(count: number): Circuit | undefined {
  return circuitFor("standard", { holdings: count });
}

/** What an account needs of a circuit. */
export type CircuitNeeds = Partial<Pick<Circuit, "holdings" | "groups" | "scenarios" | "absolutes">>;

/** The smallest circuit of a margin that meets all needs, or undefined if none does. */
export function circuitFor(margin: Margin, needs: CircuitNeeds): Circuit | undefined {
  const { holdings = 0, groups = 0, scenarios = 0, absolutes = 0 } = needs;
  return CIRCUITS.find(
    (circuit) =>
      circuit.margin === margin &&
      circuit.holdings >= holdings &&
      circuit.groups >= groups &&
      circuit.scenarios >= scenarios &&
      circuit.absolutes >= absolutes,
  );
}

/** Circuits of every statement, told apart by `family`. What compiles, sets up and packages them needs no more than they have in common. */
export type AnyCircuit = Circuit | LiabilityCircuit;

export const ALL_CIRCUITS: readonly AnyCircuit[] = [...CIRCUITS, ...LIABILITY_CIRCUITS];

/** @throws RangeError for an id that is not registered */
export function liabilityCircuitById(id: string): LiabilityCircuit {
  const circuit = LIABILITY_CIRCUITS.find((candidate) => candidate.id === id);
  if (circuit === undefined) throw new RangeError(`unknown circuit "${id}"`);
  return circuit;
}

/** Source of the thin main that instantiates a circuit; `include` is the path to the template's file. */
export function mainSource(circuit: AnyCircuit, include: string): string {
  return [
    "pragma circom 2.2.0;",
    `include "${include}";`,
    `component main {public [${circuit.publicSignals.join(", ")}]} = ${circuit.template}(${circuit.parameters.join(", ")});`,
    "",
  ].join("\n");
}
