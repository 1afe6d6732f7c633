import type { ImportNote } from "../../prover/market/sources/note.ts";
import type { Colours } from "./colours.ts";

/** What an importer could not take over as it stood. */
export function notesText(colours: Colours, notes: readonly ImportNote[]): string[] {
  if (notes.length === 0) return [];
  const lines = notes.map(
    ({ row, field, given, used, reason }) =>
      `  ${colours.yellow("!")} ${row}, ${field}: ${given === "" ? "(blank)" : given} → ${used}  ${colours.dim(reason)}`,
  );
  return ["", `Not taken over as they stood (${notes.length}):`, ...lines];
}
