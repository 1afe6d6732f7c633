import { bracketAt } from "../../margin/model.ts";
import type { Row } from "../../market/row.ts";
import { collateralRow } from "../../market/sources/collateral-tiers.ts";
import { Fields, listOf, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { fromUsd, toQuantity } from "../units.ts";
import { marketOf, valueRow } from "../value-row.ts";

const DISCOUNTED = ["discounted", "discountedValue"] as const;
const VALUES = ["collateralValue", "collateralValues", "value", "values"] as const;

/**
 * Collateral that counts less by tiers of its value, as in Binance's proof of solvency, through the importer of its
 * notation. There the part in each tier is rounded down to a whole unit; ours is exact, and rounded tier by tier
 * for the comparison where the published figure is a whole number.
 */
export const collateralHaircutTier: VectorModel = {
  name: "collateral-haircut-tier",
  run(inputs, expected, report) {
    const table = readTable(inputs);
    const understood: string[] = [];
    const cases = inputs.has("cases")
      ? inputs.list("cases").map((entry, k) => readCase(entry, k))
      : undefined;
    const key = expected.find(...DISCOUNTED);
    if (cases !== undefined) {
      understood.push(...compareCases(table, cases, expected, report));
    } else if (key !== undefined) {
      understood.push(key);
      const values = readValues(inputs);
      const published = expected.get(key);
      const list = Array.isArray(published) ? listOf(published, key) : [published];
      report.check(
        `${key}: figures`,
        String(list.length),
        String(values.length),
        list.length === values.length,
      );
      for (const [k, value] of values.entries()) {
        if (k < list.length) compareDiscounted(table, value, list[k], report);
      }
    }
    report.ignored(expected, understood);
  },
};

const ZERO = new Fraction(0n);

interface Table {
  readonly row: Row;
  /** Ends of the published tiers. */
  readonly boundaries: readonly Fraction[];
}

function readTable(inputs: Fields): Table {
  const given = inputs.get("tiers");
  const notation = typeof given === "string" ? given : notationOf(listOf(given, "inputs.tiers"));
  const { row } = collateralRow(
    { name: "COLLATERAL", price: "1", tiers: notation },
    { field: "inputs.tiers" },
  );
  const [indexed] = marketOf([row]).rows;
  if (indexed === undefined) throw new Error("a market of one row has it");
  const boundaries = indexed.long.flatMap(({ cap }) =>
    cap === null ? [] : [new Fraction(cap).timesPowerOfTen(-8)],
  );
  return { row: indexed, boundaries };
}

/** [{boundary, ratioPct}, ...] or [[boundary, percent], ...] in the published notation. */
function notationOf(tiers: readonly unknown[]): string {
  let start = ZERO;
  const parts = tiers.map((entry, k) => {
    const at = `inputs.tiers[${k}]`;
    const read = (): readonly [Fraction, Fraction] => {
      if (Array.isArray(entry)) return [numberOf(entry[0], `${at}[0]`), numberOf(entry[1], `${at}[1]`)];
      const fields = Fields.of(entry, at);
      return [
        fields.number("boundary", "boundaryValue", "cap"),
        fields.number("ratioPct", "ratio", "percent"),
      ];
    };
    const [end, percent] = read();
    const part = `${start}-${end}:${percent}`;
    start = end;
    return part;
  });
  return `[${parts.join(",")}]`;
}

function readValues(inputs: Fields): readonly Fraction[] {
  const key = inputs.find(...VALUES);
  if (key === undefined) throw new ShapeError("inputs.collateralValue is missing");
  const given = inputs.get(key);
  return (Array.isArray(given) ? listOf(given, key) : [given]).map((value) =>
    numberOf(value, `inputs.${key}`),
  );
}

/** What a value counts, by the margin model. */
const counted = (table: Table, value: Fraction): Fraction =>
  fromUsd(valueRow(table.row, toQuantity(value, "value")).value);

function compareDiscounted(table: Table, value: Fraction, published: unknown, report: Report): void {
  const name = `discounted value of ${value}`;
  const exact = counted(table, value);
  const figure = numberOf(published, name);
  const whole = figure.floor() === figure.ceil();
  report.equal(name, published, whole ? roundedByTier(table, value) : exact);
}

/** The sum of the parts in each tier, each rounded down to a whole unit. */
function roundedByTier(table: Table, value: Fraction): Fraction {
  const ends = [...table.boundaries.filter((boundary) => boundary.compare(value) < 0), value];
  const parts = ends.map((end, k) =>
    counted(table, end)
      .minus(counted(table, ends[k - 1] ?? ZERO))
      .floor(),
  );
  return new Fraction(parts.reduce((sum, part) => sum + part, 0n));
}

interface Case {
  readonly value: Fraction;
  readonly tier: bigint;
  /** 1: beyond the last tier. */
  readonly flag: bigint;
}

function readCase(entry: unknown, k: number): Case {
  const fields = Fields.of(entry, `inputs.cases[${k}]`);
  return {
    value: fields.number("v", "value", "collateralValue"),
    tier: fields.integer("idx", "index", "tier"),
    flag: fields.integer("flag"),
  };
}

/** A claimed (tier, flag) is acceptable exactly when it is where the margin model puts the value. */
function compareCases(
  table: Table,
  cases: readonly Case[],
  expected: Fields,
  report: Report,
): readonly string[] {
  const understood: string[] = [];
  if (expected.has("accept")) {
    understood.push("accept");
    const published = expected.list("accept");
    report.check(
      "accept: cases",
      String(published.length),
      String(cases.length),
      published.length === cases.length,
    );
    cases.slice(0, published.length).forEach((claimed, k) => {
      const { tier, flag } = placeOf(table, claimed.value);
      const accepted = claimed.tier === tier && claimed.flag === flag;
      const name = `case ${k}: value ${claimed.value} claimed in tier ${claimed.tier}, flag ${claimed.flag}`;
      report.equal(name, booleanText(published[k]), new Fraction(accepted ? 1n : 0n));
    });
  }
  const key = expected.find(...DISCOUNTED);
  if (key !== undefined) {
    understood.push(key);
    const accepted = cases.filter(({ value, tier, flag }) => {
      const place = placeOf(table, value);
      return place.tier === tier && place.flag === flag;
    });
    const published = expected.list(key);
    if (published.length < accepted.length) {
      report.note(`${key} lists the first ${published.length} accepted cases`);
    }
    published.forEach((figure, k) => {
      const { value } = accepted[k] ?? {};
      if (value === undefined) report.check(`${key}[${k}]`, "an accepted case", "none", false);
      else compareDiscounted(table, value, figure, report);
    });
  }
  return understood;
}

const booleanText = (value: unknown): unknown => (typeof value === "boolean" ? String(Number(value)) : value);

/**
 * Where the margin model puts a value, in the published numbering: their tiers are (floor, cap], ours [floor, cap),
 * so theirs is ours of the value a unit below.
 */
function placeOf(table: Table, value: Fraction): { readonly tier: bigint; readonly flag: bigint } {
  const size = toQuantity(value, "value");
  const bracket = bracketAt(table.row, "long", size === 0n ? 0n : size - 1n) ?? 0;
  const tiers = table.boundaries.length;
  return bracket < tiers ? { tier: BigInt(bracket), flag: 0n } : { tier: BigInt(tiers - 1), flag: 1n };
}
