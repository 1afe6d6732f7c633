import type { Account, Market } from "../../prover/index.ts";
import type { ImportNote } from "../../prover/market/sources/note.ts";
import { shownPath } from "../files.ts";
import { quantityText } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { notesText } from "./notes.ts";
import { aligned, table } from "./table.ts";

export interface ImportedFile {
  readonly file: string;
  readonly account: Account;
  readonly position: string | null;
}

export interface Imported {
  readonly market: Market;
  readonly files: readonly ImportedFile[];
  readonly ownerSecretIsNew: boolean;
  readonly notes: readonly ImportNote[];
}

/** The accounts an import made, and what they hold. */
export function importedText(colours: Colours, imported: Imported, ownerSecret: string): string {
  const names = new Map(imported.market.rows.map((row) => [row.index, row.name]));
  const accounts = imported.files.flatMap(({ file, account, position }) => {
    const about = position === null ? account.mode : `${account.mode}, ${position}`;
    const quantities = aligned(account.holdings.map(({ quantity }) => quantityText(quantity)));
    const rows = account.holdings.map(({ row }, k) => [names.get(row) ?? String(row), quantities[k] ?? ""]);
    return [
      `${colours.green("✔")} ${shownPath(file)}  ${colours.dim(about)}`,
      rows.length === 0
        ? colours.dim("  holds nothing")
        : table(colours, [{ title: "row" }, { title: "quantity", align: "right" }], rows),
      "",
    ];
  });
  const made = imported.ownerSecretIsNew ? "made now, readable by you only" : "used as it is";
  return [
    ...accounts,
    `  owner secret: ${ownerSecret}  ${colours.dim(made)}`,
    ...(imported.ownerSecretIsNew
      ? [colours.dim("  Keep a copy in a safe place, and give it to nobody, the venue included.")]
      : []),
    ...notesText(colours, imported.notes),
  ].join("\n");
}
