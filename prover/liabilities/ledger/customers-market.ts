import { RATE_ZERO } from "../../domain/rate.ts";
import { refuse } from "../../domain/refuse.ts";
import type { Market } from "../../market/row.ts";
import { collateralRow } from "../../market/sources/collateral-tiers.ts";
import type { ImportNote } from "../../market/sources/note.ts";
import { assetRow, type ValueTier } from "../../market/sources/plain.ts";
import { assignIndexes, type NewRow } from "../../market/sources/row-indexes.ts";
import { csvRecords } from "./csv-records.ts";

/** The kinds of collateral that a customer's equity in an asset may be put up as, and the row of each. */
export const COLLATERAL = { loan: "LOAN", margin: "MARGIN", portfolio: "PORTFOLIO" } as const;
export type CollateralKind = keyof typeof COLLATERAL;

export const freeRow = (asset: string): string => asset;
export const collateralRowName = (asset: string, kind: CollateralKind): string =>
  `${asset}-${COLLATERAL[kind]}`;
export const debtRow = (asset: string): string => `${asset}-DEBT`;

const NOTHING: readonly ValueTier[] = [{ floor: 0n, valueRate: RATE_ZERO }];

/** Columns of the two layouts in which the exchange publishes its assets. */
const LAYOUTS = [
  {
    name: "symbol",
    price: "usdt_price",
    tiers: { loan: "loan_tiers_ratio", margin: "margin_tiers_ratio", portfolio: "portfolio_tiers_ratio" },
  },
  {
    name: "token",
    price: "asset_usdt_price",
    tiers: {
      loan: "collateral_vip_loan_ratio_tiers",
      margin: "collateral_margin_ratio_tiers",
      portfolio: "collateral_portfolio_margin_ratio_tiers",
    },
  },
] as const;

export interface CustomersMarket {
  readonly market: Market;
  readonly notes: readonly ImportNote[];
  /** Assets as customers' columns name them, in lower case. */
  readonly assets: readonly string[];
}

/**
 * The market of an exchange that publishes, for each asset, a price and three tables of haircuts, for collateral of loans, of margin and
 * of portfolio margin. An asset takes five rows, all owed in the asset itself:
 *
 *     BTC            equity that is no collateral; counts nothing, and cannot be less than nothing
 *     BTC-LOAN, BTC-MARGIN, BTC-PORTFOLIO   collateral, by its own tiers; cannot be less than nothing
 *     BTC-DEBT       what the customer owes; counts in full, and cannot be more than nothing
 *
 * An account is then worth its collateral after haircuts less its debts, and is valid if that is not negative and no more was put up than
 * it has: both in one table of kind "equity".
 *
 * @param identity venue and time of the publication, and earlier publications, whose indexes rows keep
 * @throws InputError naming line, asset and rule
 */
export async function customersMarket(
  path: string,
  identity: { readonly venue: string; readonly asOf: number; readonly earlier?: readonly Market[] },
): Promise<CustomersMarket> {
  const rows: NewRow[] = [];
  const notes: ImportNote[] = [];
  const assets: string[] = [];
  for await (const { line, fields } of csvRecords(path, [])) {
    const layout = LAYOUTS.find(({ name }) => name in fields);
    if (layout === undefined) {
      return refuse({ source: path, field: "line 1" }, 'has neither a column "symbol" nor a column "token"');
    }
    const asset = (fields[layout.name] ?? "").toLowerCase();
    const place = { source: path, field: `line ${line} (${asset})` };
    if (asset === "") refuse(place, "must name an asset");
    const name = asset.toUpperCase();
    const price = fields[layout.price] ?? "";
    const kinds = (Object.keys(COLLATERAL) as CollateralKind[]).map((kind) => {
      const tiers = fields[layout.tiers[kind]] ?? "";
      const made = collateralRow({ name: collateralRowName(name, kind), price, tiers }, place);
      notes.push(...made.notes);
      return made.row;
    });
    const [{ valuePrice, short } = refuse(place, "has no collateral")] = kinds;
    if (valuePrice === null) return refuse(place, "has no price");
    const free = assetRow({ name: freeRow(name), price: valuePrice, tiers: NOTHING });
    rows.push({ ...free, short: [] }, ...kinds.map((row) => ({ ...row, short: [] })), {
      ...free,
      name: debtRow(name),
      long: [],
      short,
    });
    assets.push(asset);
  }
  const { venue, asOf, earlier } = identity;
  return { market: { venue, asOf, rows: assignIndexes(rows, earlier) }, notes, assets };
}
