import { formatDecimal } from "../../prover/domain/decimal.ts";
import { QUANTITY_DECIMALS } from "../../prover/domain/quantity.ts";
import type { AttestationManifest } from "../../prover/formats/attestation.ts";
import { formatFieldElement } from "../../prover/index.ts";
import type { BuiltAttestation } from "../../prover/liabilities/attest/build.ts";
import { count, grouped } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { aligned, pairs, table } from "./table.ts";
import { day } from "./time.ts";

export function builtText(
  colours: Colours,
  built: BuiltAttestation,
  shownPath: (path: string) => string,
): string {
  const { summary, batches, folds, readings, made, hash } = built;
  const left = summary.refused.length === 0 ? "none" : count(summary.refused.length);
  return [
    `${colours.green("✔")} ${shownPath(built.folder)}  ${colours.dim("to publish")}`,
    `${colours.green("✔")} ${shownPath(built.usersFolder)}  ${colours.dim(`${count(built.users)} private files, one for each customer`)}`,
    "",
    pairs(colours, [
      ["accounts", count(summary.attested)],
      ["left out", left],
      [
        "proofs",
        `${count(batches)} batches, ${count(folds)} folds, ${count(readings)} for the table, one total; ${count(made)} made now`,
      ],
      ["bundle", hash],
    ]),
  ].join("\n");
}

const MEETS = {
  flat: "every account's equity, after haircuts, is at least 0",
  equity: "every account's equity, after haircuts by tier, is at least 0",
  margin: "every account meets its maintenance margin",
} as const;

/** What a bundle says. Nothing of it was checked. */
export function manifestText(colours: Colours, manifest: AttestationManifest, hash: string): string {
  const amounts = aligned(
    manifest.net.map(({ quantity }) => grouped(formatDecimal(quantity, QUANTITY_DECIMALS))),
  );
  return [
    colours.bold(`${manifest.venue.name}, epoch ${manifest.epoch}`),
    pairs(colours, [
      ["as of", day(manifest.asOf)],
      ["says", MEETS[manifest.table.kind]],
      ["accounts root", formatFieldElement(manifest.accountsRoot)],
      ["market root", formatFieldElement(manifest.marketRoot)],
      [
        "proofs",
        `${count(manifest.batches)} batches, ${count(manifest.folds)} folds, ${count(manifest.readings)} for the table, one total`,
      ],
      ["left out", manifest.leftOut === 0 ? "none" : `${count(manifest.leftOut)} accounts of the ledger`],
      ["bundle", hash],
    ]),
    "",
    table(
      colours,
      [{ title: "row" }, { title: "all customers together", align: "right" }],
      manifest.net.map(({ row }, k) => [row, amounts[k] ?? ""]),
    ),
  ].join("\n");
}
