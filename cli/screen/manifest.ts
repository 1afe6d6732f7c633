import type { Manifest } from "../../prover/formats/manifest.ts";
import { shownPath } from "../files.ts";
import { bytes, count } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { pairs, table } from "./table.ts";

export interface ShownKey {
  readonly circuit: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A key's manifest. An insecure one cannot be overlooked. */
export function manifestText(colours: Colours, { circuit, folder, manifest }: ShownKey): string {
  const { compiler, setup } = manifest;
  const kind = setup.insecure ? colours.red(`${setup.kind}, INSECURE`) : colours.green(setup.kind);
  return [
    `  ${colours.bold(circuit)}`,
    pairs(colours, [
      ["set-up", kind],
      ["constraints", count(manifest.constraints)],
      ["compiler", [compiler.name, compiler.version, ...compiler.options].join(" ")],
      ["sources", manifest.sources],
      ["folder", shownPath(folder)],
    ]),
    "",
    table(
      colours,
      [{ title: "file" }, { title: "size", align: "right" }, { title: "SHA-256" }],
      Object.entries(manifest.files).map(([name, file]) => [name, bytes(file.bytes), file.sha256]),
    ),
    ...insecureText(colours, manifest),
  ].join("\n");
}

export const insecureText = (colours: Colours, { setup }: Manifest): string[] =>
  setup.insecure ? ["", `  ${colours.red(setup.warning)}`] : [];
