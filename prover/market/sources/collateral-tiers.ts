import { ceilDiv, formatDecimal, parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { inField } from "../../domain/in-field.ts";
import { formatPrice, price } from "../../domain/price.ts";
import { RATE_DECIMALS, RATE_ONE, RATE_ZERO, type Rate, rate } from "../../domain/rate.ts";
import { type Place, refuse } from "../../domain/refuse.ts";
import { THRESHOLD_DECIMALS } from "../row.ts";
import { readCsv } from "./csv.ts";
import type { ImportNote } from "./note.ts";
import { assetRow, type MarginRates, NO_MARGIN, type ValueTier } from "./plain.ts";
import type { NewRow } from "./row-indexes.ts";

/** As published, prices have up to 16 decimals; more than that is not expected anywhere. */
const PUBLISHED_PRICE_DECIMALS = 18;
const PRICE_ROUNDING = 10n ** 10n;

/** 2^64 - 1 in these tables: no upper end. */
const UNBOUNDED = "18446744073709551615";
const TIER = /^([\d.]+)-([\d.]+):([\d.]+)$/;

/**
 * Reads haircut tiers such as "[0-10000:100, 10000-20000:90]": up to 10,000 of value counts 100 %, the part from
 * there to 20,000 counts 90 %, what is beyond counts nothing. A blank text: the asset is no collateral at all.
 *
 * Source: the notation of Binance's published proof-of-solvency configuration; boundaries are in USDT of value.
 *
 * @returns tiers from 0 on, the last one open
 * @throws RuleError for gaps, tiers out of order, percentages above 100 or rising (value would not be concave)
 */
export function parseHaircutTiers(notation: string): readonly ValueTier[] {
  const list = notation.trim();
  if (list === "") return [{ floor: 0n, valueRate: RATE_ZERO }];
  if (!list.startsWith("[") || !list.endsWith("]")) {
    throw new RuleError('must be tiers such as "[0-10000:100,10000-20000:90]"');
  }
  const tiers: ValueTier[] = [];
  let end: bigint | null = 0n;
  list
    .slice(1, -1)
    .split(",")
    .forEach((entry, k) => {
      const [, from, to, percent] = TIER.exec(entry.trim()) ?? [];
      if (from === undefined || to === undefined || percent === undefined) {
        throw new RuleError(`tier ${k} "${entry.trim()}" must be FROM-TO:PERCENT`);
      }
      if (end === null) throw new RuleError(`tier ${k} follows a tier without an upper end`);
      const floor = parseDecimal(from, THRESHOLD_DECIMALS);
      if (floor !== end) {
        throw new RuleError(
          `tier ${k} must start at ${formatDecimal(end, THRESHOLD_DECIMALS)}, not at ${from}`,
        );
      }
      const valueRate = rate(parseDecimal(percent, RATE_DECIMALS - 2));
      if (valueRate > (tiers.at(-1)?.valueRate ?? RATE_ONE)) {
        throw new RuleError(
          `tier ${k} counts ${percent} %: percentages start at 100 or below and must not rise`,
        );
      }
      const cap = parseDecimal(to, THRESHOLD_DECIMALS);
      if (cap <= floor) throw new RuleError(`tier ${k} must end above its start ${from}`);
      tiers.push({ floor, valueRate });
      end = to === UNBOUNDED ? null : cap;
    });
  if (end !== null) tiers.push({ floor: end, valueRate: RATE_ZERO });
  return tiers;
}

/**
 * A collateral asset with haircut tiers by USD of value.
 *
 * A price of more than 8 decimals is rounded down to 1e-8, and said so in a note. An owned amount then counts less;
 * so that an owed amount does not count less too, its rate is raised to the published price, rounded up.
 *
 * @param asset.price decimal string, USD
 * @param asset.tiers see parseHaircutTiers
 * @param asset.borrow margin on borrowed amounts; none where absent
 * @param where file and field named in errors
 * @throws InputError also for a price that is 0 at 1e-8 USD
 */
export function collateralRow(
  asset: {
    readonly name: string;
    readonly price: string;
    readonly tiers: string;
    readonly borrow?: MarginRates;
  },
  where: Omit<Place, "value">,
): { readonly row: NewRow; readonly notes: readonly ImportNote[] } {
  const { name, borrow = NO_MARGIN } = asset;
  const notes: ImportNote[] = [];
  const { used, owed } = inField(
    { ...where, field: `${where.field} price`, value: `"${asset.price}"` },
    () => {
      const given = parseDecimal(asset.price, PUBLISHED_PRICE_DECIMALS);
      if (given > 0n && given < PRICE_ROUNDING) {
        throw new RuleError("is 0 at 8 decimals; scale the asset's unit");
      }
      const rounded = price(given / PRICE_ROUNDING);
      if (given % PRICE_ROUNDING !== 0n) {
        const reason = "rounded down to 1e-8 USD; owed amounts count at the published price";
        notes.push({ row: name, field: "price", given: asset.price, used: formatPrice(rounded), reason });
      }
      return {
        used: rounded,
        owed: (amount: Rate) => rate(ceilDiv(amount * given, rounded * PRICE_ROUNDING)),
      };
    },
  );
  const tiers = inField({ ...where, field: `${where.field} tiers`, value: `"${asset.tiers}"` }, () =>
    parseHaircutTiers(asset.tiers),
  );
  if (asset.tiers.trim() === "") {
    notes.push({
      row: name,
      field: "tiers",
      given: "",
      used: "0 %",
      reason: "without tiers an asset is no collateral",
    });
  }
  const row = assetRow({
    name,
    price: used,
    tiers,
    owedRate: owed(RATE_ONE),
    borrow: { maintenanceRate: owed(borrow.maintenanceRate), initialRate: owed(borrow.initialRate) },
  });
  return { row, notes };
}

const NAME_COLUMNS = ["token", "symbol"] as const;
const PRICE_COLUMNS = ["asset_usdt_price", "usdt_price"] as const;

/**
 * The collateral assets of a CSV as Binance publishes with its proof of solvency: a name, a price and several
 * tables of haircut tiers.
 *
 * @param options.tierColumn which of the tables to take, e.g. "collateral_margin_ratio_tiers"
 * @param options.assets names to take, as in the file but in any case; absent: all
 * @returns rows named in upper case ("BTC"), and what was not taken over exactly
 * @throws InputError naming line, asset and rule
 */
export function collateralRowsFromCsv(
  content: string,
  options: {
    readonly tierColumn: string;
    readonly assets?: readonly string[];
    readonly borrow?: MarginRates;
    readonly source?: string;
  },
): { readonly rows: readonly NewRow[]; readonly notes: readonly ImportNote[] } {
  const { source, tierColumn } = options;
  const { header, records } = readCsv(content, source);
  const column = (names: readonly string[], what: string): string =>
    names.find((name) => header.includes(name)) ??
    refuse(
      { source, field: "line 1", value: header.join(",") },
      `has no column for the ${what} (${names.join(" or ")})`,
    );
  const nameColumn = column(NAME_COLUMNS, "asset");
  const priceColumn = column(PRICE_COLUMNS, "price");
  column([tierColumn], "tiers");

  const wanted = options.assets?.map((name) => name.toUpperCase());
  const seen = new Map<string, number>();
  const rows: NewRow[] = [];
  const notes: ImportNote[] = [];
  for (const { record, line } of records) {
    const name = (record[nameColumn] ?? "").toUpperCase();
    const place = { source, field: `line ${line} ${nameColumn}`, value: `"${name}"` };
    if (name === "") refuse(place, "must name an asset");
    const twin = seen.get(name);
    if (twin !== undefined) refuse(place, `is also on line ${twin}`);
    seen.set(name, line);
    if (wanted !== undefined && !wanted.includes(name)) continue;
    const { borrow } = options;
    const asset = {
      name,
      price: record[priceColumn] ?? "",
      tiers: record[tierColumn] ?? "",
      ...(borrow && { borrow }),
    };
    const imported = collateralRow(asset, { source, field: `line ${line} (${name})` });
    rows.push(imported.row);
    notes.push(...imported.notes);
  }
  const missing = wanted?.find((name) => !seen.has(name));
  if (missing !== undefined) {
    refuse({ source, field: "assets", value: `"${missing}"` }, "is not an asset of this file");
  }
  return { rows, notes };
}
