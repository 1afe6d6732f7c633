import { witnessCalculator } from "../../prover/groth16/witness-calculator.ts";
import {
  type Artefacts,
  type Claim,
  circuitById,
  type FieldElement,
  type MarginRequest,
  RuleError,
  statementFromSignals,
} from "../../prover/index.ts";
import { circuitInput, type WitnessInput } from "../../prover/margin/witness.ts";
import { QUANTITY_SHIFT } from "../../prover/market/piece.ts";

/** A dishonest attempt, and where it failed. */
export interface Attempt {
  readonly what: string;
  readonly refused: boolean;
  /** Template and line that refused. */
  readonly by: string;
}

const PIECE_COLUMNS = [
  "valueSlope",
  "valueOffset",
  "maintenanceSlope",
  "maintenanceOffset",
  "initialSlope",
  "initialOffset",
] as const;

/**
 * Tries to get witnesses for an account that does not meet its margin, past the model's check: with the true inputs,
 * with a balance the venue never signed, with a bracket of lower margin. The circuit must refuse all of them.
 */
export async function tryForgeries(
  artefacts: Artefacts,
  request: Omit<MarginRequest, "context">,
  claim: Claim,
): Promise<readonly Attempt[]> {
  const circuit = circuitById(artefacts.circuit.id);
  const signals = statementFromSignals(claim.publicSignals);
  const statement = { ...signals, marketRoot: request.market.root };
  const honest = circuitInput(circuit, { ...request, context: statement.context }, statement);
  const calculator = await witnessCalculator(artefacts.wasm);
  const attempt = async (what: string, input: WitnessInput): Promise<Attempt> => {
    try {
      (await calculator.wtns(input)).fill(0);
      return { what, refused: false, by: "nothing" };
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      return { what, refused: true, by: error.message.match(/\((.*)\)$/)?.[1] ?? error.message };
    }
  };
  return [
    await attempt("the true inputs, past the model's check", honest),
    await attempt("a million USDT more than the venue committed to", {
      ...honest,
      quantity: richer(request, honest),
    }),
    await attempt("the BTC position in the bracket of the lowest rate", {
      ...honest,
      ...kinderBracket(request, honest),
    }),
  ];
}

const column = (input: WitnessInput, name: string): readonly bigint[] => input[name] as readonly bigint[];
const MILLION = 10n ** 14n;

function richer({ market }: Pick<MarginRequest, "market">, input: WitnessInput): readonly bigint[] {
  const usdt = BigInt(market.market.rows.find((row) => row.name === "USDT")?.index ?? 0);
  const place = column(input, "row").indexOf(usdt);
  return column(input, "quantity").map((value, k) => (k === place ? value + MILLION : value));
}

/** The piece of the same row around one unit: first bracket, lowest rate. It is in the market tree, too. */
function kinderBracket({ market }: Pick<MarginRequest, "market">, input: WitnessInput): WitnessInput {
  const row = market.market.rows.find(({ name }) => name.startsWith("BTC/"))?.index ?? 0;
  const place = column(input, "row").indexOf(BigInt(row));
  const at = market.placeOf(row, 1n) ?? 0;
  const piece = market.pieces[at];
  if (piece === undefined) return input;
  const path = market.path(at);
  const put = (name: string, value: unknown): [string, unknown] => [
    name,
    (input[name] as readonly unknown[]).map((old, k) => (k === place ? value : old)),
  ];
  const shared = (input.marketPath as readonly (readonly FieldElement[][])[])[place]?.length ?? 0;
  return Object.fromEntries([
    put("lower", piece.lower + QUANTITY_SHIFT),
    put("upper", piece.upper + QUANTITY_SHIFT),
    ...PIECE_COLUMNS.map((name) => put(name, piece[name])),
    put("marketGroup", path[0]),
    put("marketPath", path.slice(1, 1 + shared)),
  ]);
}
