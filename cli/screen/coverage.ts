import { formatDecimal } from "../../prover/domain/decimal.ts";
import { QUANTITY_DECIMALS } from "../../prover/domain/quantity.ts";
import type { Coverage } from "../../verifier-contracts/client/solvency-attestations.ts";
import { grouped } from "./amounts.ts";
import type { Colours } from "./colours.ts";
import { aligned, table } from "./table.ts";

/** What is owed and held of every asset, with the amounts below one another. */
export function coverageTable(
  colours: Colours,
  coverage: readonly Coverage[],
  nameOf: (asset: Coverage) => string,
): string {
  const column = (amount: (asset: Coverage) => bigint): readonly string[] =>
    aligned(coverage.map((asset) => grouped(formatDecimal(amount(asset), QUANTITY_DECIMALS))));
  const [owed, here, elsewhere] = [
    column(({ liability }) => liability),
    column(({ onChain }) => onChain),
    column(({ attested }) => attested),
  ];
  return table(
    colours,
    [
      { title: "asset" },
      ...["owed", "on this chain", "elsewhere"].map((title) => ({ title, align: "right" as const })),
    ],
    coverage.map((asset, k) => [nameOf(asset), owed[k] ?? "", here[k] ?? "", elsewhere[k] ?? ""]),
  );
}

export const coverageJson = (coverage: readonly Coverage[], nameOf: (asset: Coverage) => string) =>
  coverage.map((asset) => ({
    asset: nameOf(asset),
    owed: formatDecimal(asset.liability, QUANTITY_DECIMALS),
    onChain: formatDecimal(asset.onChain, QUANTITY_DECIMALS),
    elsewhere: formatDecimal(asset.attested, QUANTITY_DECIMALS),
  }));
