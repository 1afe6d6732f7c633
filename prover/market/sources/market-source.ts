import { dirname, resolve } from "node:path";
import { z } from "zod";
import { parseDecimal } from "../../domain/decimal.ts";
import { RuleError } from "../../domain/errors.ts";
import { inField } from "../../domain/in-field.ts";
import { type Price, parsePrice, price } from "../../domain/price.ts";
import { RATE_DECIMALS, RATE_ONE, RATE_ZERO, rate } from "../../domain/rate.ts";
import { refuse } from "../../domain/refuse.ts";
import { parseJson, readJson, readText } from "../../formats/json.ts";
import { format, priceText, rateText, text, thresholdText, unixSeconds } from "../../formats/schema.ts";
import { assertPublishable } from "../publication.ts";
import type { Market } from "../row.ts";
import type { ScenarioSet } from "../scenarios.ts";
import { continuousSchedule } from "../schedule.ts";
import { perpetualRows } from "./ccxt-leverage-tiers.ts";
import { collateralRow, collateralRowsFromCsv, parseHaircutTiers } from "./collateral-tiers.ts";
import { parseContractSymbol } from "./contract-symbol.ts";
import type { ImportNote } from "./note.ts";
import { assetRow, inverseContractRow, settlementRow } from "./plain.ts";
import { assignIndexes, type NewRow } from "./row-indexes.ts";

/** What options add to a market source: more rows, changed rows, scenarios. */
export type Extension = (
  rows: readonly NewRow[],
  asOf: number,
) => { readonly rows: readonly NewRow[]; readonly portfolio?: ScenarioSet };

const unextended: Extension = (rows) => ({ rows });

const name = z
  .string("must be a string")
  .min(1, "must not be empty")
  .max(64, "must have at most 64 characters");
const path = z
  .string("must be a path, relative to this file")
  .min(1, "must be a path, relative to this file");
const decimal = z.string({
  error: (issue) =>
    issue.input === undefined ? "is missing; a decimal string is expected" : "must be a decimal string",
});

const borrow = z.strictObject({ maintenanceRate: rateText, initialRate: rateText });

/** How an owned asset counts: in full, less one haircut, or by tiers of its USD value or of its amount. */
const collateral = z
  .strictObject({
    asset: name,
    price: decimal,
    haircut: text((value) => {
      const haircut = parseDecimal(value, RATE_DECIMALS);
      if (haircut < 0n || haircut > RATE_ONE) throw new RuleError("must be a fraction from 0 to 1");
      return rate(RATE_ONE - haircut);
    }).optional(),
    tiers: z.string('must be tiers such as "[0-10000:100,10000-20000:90]"').optional(),
    coinTiers: text(parseHaircutTiers, 'tiers such as "[0-10000:100,10000-20000:90]"').optional(),
    borrow: borrow.optional(),
  })
  .refine(
    (asset) =>
      [asset.haircut, asset.tiers, asset.coinTiers].filter((given) => given !== undefined).length <= 1,
    {
      message: "takes one of haircut, tiers and coinTiers",
    },
  );

const bracket = z.strictObject({ floor: thresholdText, maintenanceRate: rateText, initialRate: rateText });

const inverse = z.strictObject({
  symbol: name,
  /** USD a unit of the row stands for. With the default of 1, quantities are USD amounts. */
  contractUsd: priceText.optional(),
  /** In USD of notional. */
  brackets: z.array(bracket, "must be a list of brackets").min(1, "needs a bracket"),
  cap: thresholdText.nullable().optional(),
});

/**
 * `solvency-market-source/1`: what a market is built from. Amounts are decimal strings; USD is the currency the
 * market is denominated in.
 */
export const marketSourceSchema = z.strictObject({
  format: format("solvency-market-source/1"),
  venue: name,
  asOf: unixSeconds,
  /** Currencies in which contracts are settled, and what one is worth in USD: each gets a row "PNL-...". */
  settle: z.array(z.strictObject({ currency: name, price: priceText }), "must be a list of currencies"),
  collateral: z.array(collateral, "must be a list of assets").optional(),
  /** More collateral, from a CSV with tables of haircut tiers. */
  collateralFile: z
    .strictObject({
      path,
      tierColumn: name,
      assets: z.array(name, "must be a list of asset names").optional(),
      borrow: borrow.optional(),
    })
    .optional(),
  /** Linear contracts: brackets from a ccxt fetchLeverageTiers answer; mark prices in the settle currency. */
  perpetuals: z
    .strictObject({ tiersFile: path, marks: z.record(z.string(), decimal, "must be mark prices by symbol") })
    .optional(),
  inverse: z.array(inverse, "must be a list of contracts").optional(),
});

export type MarketSource = z.output<typeof marketSourceSchema>;

/** Contents of the files a market source names. */
export interface SourceFiles {
  readonly collateral?: string;
  readonly leverageTiers?: unknown;
}

/** A market as built, and every value that was not taken over as it stood. */
export interface BuiltMarket {
  readonly market: Market;
  readonly notes: readonly ImportNote[];
}

/**
 * Builds a market from a `solvency-market-source/1` file and the files it names.
 *
 * @param earlier publications whose row indexes are kept; see assignIndexes
 * @param extend adds options and scenarios; see optionExtension
 * @throws EnvironmentError when a file cannot be read
 * @throws InputError naming file, field, value and rule, also when the result breaks a rule of publication
 */
export async function marketFromSource(
  file: string,
  earlier: readonly Market[] = [],
  extend?: Extension,
): Promise<BuiltMarket> {
  const source = await readJson(file, marketSourceSchema);
  const beside = (path: string): string => resolve(dirname(file), path);
  const files: { collateral?: string; leverageTiers?: unknown } = {};
  if (source.collateralFile !== undefined) {
    files.collateral = await readText(beside(source.collateralFile.path));
  }
  if (source.perpetuals !== undefined) {
    const { tiersFile } = source.perpetuals;
    files.leverageTiers = parseJson(await readText(beside(tiersFile)), tiersFile);
  }
  return buildMarket(source, files, { earlier, source: file, ...(extend && { extend }) });
}

/**
 * Puts a market together: settlement rows, collateral, linear and inverse contracts, in this order.
 * @param options.source file named in errors
 */
export function buildMarket(
  definition: MarketSource,
  files: SourceFiles,
  options: {
    readonly earlier?: readonly Market[];
    readonly source?: string;
    readonly extend?: Extension;
  } = {},
): BuiltMarket {
  const { source, earlier = [], extend = unextended } = options;
  const rows: NewRow[] = definition.settle.map(({ currency, price }) => settlementRow(currency, price));
  const notes: ImportNote[] = [];
  const settlePrices = new Map(definition.settle.map(({ currency, price }) => [currency, price]));
  const settled = (currency: string, symbol: string, field: string): void => {
    if (settlePrices.has(currency)) return;
    refuse(
      { source, field, value: `"${symbol}"` },
      `settles in ${currency}, which the list "settle" does not have`,
    );
  };

  definition.collateral?.forEach((asset, k) => {
    const imported = collateralAsset(asset, `collateral[${k}]`, source);
    rows.push(imported.row);
    notes.push(...imported.notes);
  });

  if (definition.collateralFile !== undefined) {
    const { path, tierColumn, assets, borrow } = definition.collateralFile;
    const imported = collateralRowsFromCsv(files.collateral ?? "", {
      source: path,
      tierColumn,
      ...(assets && { assets }),
      ...(borrow && { borrow }),
    });
    rows.push(...imported.rows);
    notes.push(...imported.notes);
  }

  if (definition.perpetuals !== undefined) {
    const { tiersFile, marks } = definition.perpetuals;
    const imported = perpetualRows(files.leverageTiers, marks, {
      source: tiersFile,
      settlePrices: Object.fromEntries(settlePrices),
    });
    for (const { name: symbol } of imported.rows)
      settled(parseContractSymbol(symbol).settle, symbol, "perpetuals.marks");
    rows.push(...imported.rows);
    notes.push(...imported.notes);
  }

  definition.inverse?.forEach((contract, k) => {
    const field = `inverse[${k}].symbol`;
    const { symbol } = contract;
    const parsed = inField({ source, field, value: `"${symbol}"` }, () => parseContractSymbol(symbol));
    if (parsed.kind !== "inverse") {
      refuse({ source, field, value: `"${symbol}"` }, "is not an inverse contract");
    }
    // Its profit is the difference of the two: coin bought at entry, quote currency owed.
    settled(parsed.settle, symbol, field);
    settled(parsed.quote, symbol, field);
    rows.push(inverseContract(contract));
  });

  const extended = extend(rows, definition.asOf);
  const market: Market = {
    venue: definition.venue,
    asOf: definition.asOf,
    rows: assignIndexes(extended.rows, earlier),
    ...(extended.portfolio && { portfolio: extended.portfolio }),
  };
  if (market.rows.length === 0) refuse({ source, field: "the file" }, "describes no row");
  assertPublishable(market, source);
  return { market, notes };
}

type CollateralAsset = NonNullable<MarketSource["collateral"]>[number];

function collateralAsset(asset: CollateralAsset, field: string, source?: string) {
  const { asset: assetName, haircut, tiers, coinTiers, borrow } = asset;
  const shared = { name: assetName, ...(borrow && { borrow }) };
  if (tiers !== undefined) return collateralRow({ ...shared, price: asset.price, tiers }, { source, field });
  const place = { source, field: `${field}.price`, value: `"${asset.price}"` };
  const assetPrice: Price = inField(place, () => parsePrice(asset.price));
  const row =
    coinTiers === undefined
      ? assetRow({ ...shared, price: assetPrice, tiers: [{ floor: 0n, valueRate: haircut ?? RATE_ONE }] })
      : assetRow({ ...shared, price: assetPrice, basis: "quantity", tiers: coinTiers });
  return { row, notes: [] };
}

const ONE_USD = price(10n ** 8n);

function inverseContract(contract: NonNullable<MarketSource["inverse"]>[number]): NewRow {
  const tiers = contract.brackets.map((tier) => ({ ...tier, valueRate: RATE_ZERO }));
  return inverseContractRow(
    contract.symbol,
    contract.contractUsd ?? ONE_USD,
    continuousSchedule(tiers, contract.cap ?? null),
  );
}
