import { beforeAll, describe, expect, it } from "vitest";
import { FIELD_MODULUS, type FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import {
  type Piece,
  pieceLeaf,
  piecesOf,
  QUANTITY_SHIFT,
  unusedPiece,
} from "../../../prover/market/piece.ts";
import { at } from "../../support/at.ts";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { testMarket } from "../../support/market.ts";
import { compileTemplate } from "../../support/template.ts";

let hash: Poseidon;
let circuit: ConstraintSystem;

const FIELDS = [
  "row",
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

type Fields = Record<(typeof FIELDS)[number], bigint>;

const SOURCE = `
template PieceLeafMain() {
${FIELDS.map((name) => `    signal input ${name};`).join("\n")}
    signal output leaf;
    Piece() piece;
${FIELDS.map((name) => `    piece.${name} <== ${name};`).join("\n")}
    leaf <== PieceLeaf(TABLE_STANDARD())(piece);
}`;

/** A piece as the circuit takes it: bounds shifted. */
const fieldsOf = (piece: Piece): Fields => ({
  ...piece,
  row: BigInt(piece.row),
  lower: piece.lower + QUANTITY_SHIFT,
  upper: piece.upper + QUANTITY_SHIFT,
});

const leafOf = (fields: Fields): bigint => at(circuit.witness(fields), circuit.wire("leaf"));

beforeAll(async () => {
  hash = await poseidon();
  circuit = await compileTemplate({
    main: "PieceLeafMain()",
    files: ["margin/Piece.circom"],
    inputs: FIELDS,
    source: SOURCE,
  });
});

describe("PieceLeaf", () => {
  it("is the TypeScript pieceLeaf of every piece of a market, negative coefficients included", async () => {
    const pieces = [unusedPiece(testMarket().asOf), ...testMarket().rows.flatMap((row) => piecesOf(row))];
    expect(
      pieces.some(({ maintenanceSlope, initialOffset }) => maintenanceSlope < 0n && initialOffset < 0n),
    ).toBe(true);
    for (const piece of pieces) expect(leafOf(fieldsOf(piece))).toBe(pieceLeaf(hash, piece));
    expect(await circuit.accepts(fieldsOf(at(pieces, 5)))).toBe(true);
  });

  it("agrees with TypeScript at the greatest and least values of every field", () => {
    const extreme: Piece = {
      row: 2 ** 14 - 1,
      lower: 1n - 2n ** 64n,
      upper: 2n ** 64n,
      valueSlope: 2n ** 96n - 1n,
      valueOffset: 1n - 2n ** 160n,
      maintenanceSlope: 1n - 2n ** 96n,
      maintenanceOffset: 2n ** 160n - 1n,
      initialSlope: -1n,
      initialOffset: 1n,
      risk: (FIELD_MODULUS - 1n) as FieldElement,
    };
    expect(leafOf(fieldsOf(extreme))).toBe(pieceLeaf(hash, extreme));
  });

  it.each(FIELDS)("changes with %s, by one unit up or down", (name) => {
    const fields = fieldsOf(at(piecesOf(at(testMarket().rows, 1)), 1));
    const leaf = leafOf(fields);
    for (const step of [1n, -1n]) expect(leafOf({ ...fields, [name]: fields[name] + step })).not.toBe(leaf);
  });

  it("does not confuse neighbouring rows and bounds, anywhere on the axis (B4, T-03)", () => {
    const base = fieldsOf(unusedPiece(0));
    const bounds = [0n, 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 65n - 1n, 2n ** 65n];
    const rows = [0n, 1n, 2n, 2n ** 14n - 1n, 2n ** 19n - 1n];
    const leaves = new Set(rows.flatMap((row) => bounds.map((lower) => leafOf({ ...base, row, lower }))));
    expect(leaves.size).toBe(rows.length * bounds.length);
  });

  it("has one leaf for row r + 1 and for row r with a lower bound 2^67 higher: Placement must refuse that (B4)", () => {
    const fields = fieldsOf(at(piecesOf(at(testMarket().rows, 1)), 1));
    const carried = { ...fields, row: fields.row - 1n, lower: fields.lower + 2n ** 67n };
    expect(leafOf(carried)).toBe(leafOf(fields));
    expect(leafOf({ ...carried, lower: carried.lower + 1n })).not.toBe(leafOf(fields));
  });

  it("does not confuse a coefficient with its negative, nor one field with the next", () => {
    const base: Fields = { ...fieldsOf(unusedPiece(0)), valueSlope: 7n, maintenanceSlope: 9n };
    const leaf = leafOf(base);
    expect(leafOf({ ...base, valueSlope: -7n })).not.toBe(leaf);
    expect(leafOf({ ...base, valueSlope: 9n, maintenanceSlope: 7n })).not.toBe(leaf);
    expect(leafOf({ ...base, valueSlope: 0n, valueOffset: 7n })).not.toBe(leaf);
  });

  it("leaves the witness no choice (T-01)", () => {
    expect(circuit.determination.undetermined).toEqual([]);
    expect(circuit.determination.checks).toEqual([]);
    const witness = circuit.witness(fieldsOf(at(piecesOf(at(testMarket().rows, 1)), 1)));
    expect(circuit.looseWires(witness).filter(({ input }) => !input)).toEqual([]);
  });

  it("costs 417 constraints", () => {
    expect(circuit.products).toBe(417);
  });
});
