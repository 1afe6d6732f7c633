import { refuse } from "../../domain/refuse.ts";
import type { Market, Row } from "../row.ts";

/** A row as an importer makes it: it has a name, and gets its index when a market is put together. */
export type NewRow = Omit<Row, "index">;

/**
 * Gives every row its index. An index belongs to a name for ever, since accounts are committed to by index: a name
 * that an earlier publication knew keeps its index, a new name gets one above all that were ever used, and a name
 * that disappears leaves its index unused.
 *
 * @param earlier publications of the same market. One is enough as long as no row has ever been dropped; otherwise
 *                pass all that hold the dropped rows, or their indexes look free.
 * @returns the rows in order of index
 * @throws InputError for a name given twice, or earlier publications that contradict each other
 */
export function assignIndexes(rows: readonly NewRow[], earlier: readonly Market[] = []): readonly Row[] {
  const indexes = new Map<string, number>();
  const names = new Map<number, string>();
  for (const market of earlier) {
    for (const { name, index } of market.rows) {
      if ((indexes.get(name) ?? index) !== index || (names.get(index) ?? name) !== name) {
        const place = { field: `earlier publication of ${market.asOf}`, value: `row ${index} "${name}"` };
        const other = `row ${indexes.get(name) ?? index} is "${names.get(index) ?? name}"`;
        refuse(place, `contradicts another earlier publication, where ${other}`);
      }
      indexes.set(name, index);
      names.set(index, name);
    }
  }
  let last = Math.max(0, ...names.keys());
  const seen = new Set<string>();
  const placed = rows.map((row): Row => {
    if (seen.has(row.name)) {
      refuse({ field: "rows", value: `"${row.name}"` }, "is the name of two rows; names are unique");
    }
    seen.add(row.name);
    const known = indexes.get(row.name);
    if (known === undefined) last += 1;
    return { index: known ?? last, ...row };
  });
  return placed.toSorted((a, b) => a.index - b.index);
}
