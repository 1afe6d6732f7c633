import { type ImportedAccount, importCcxtAccounts } from "../../accounts/ccxt.ts";
import { liquidationPrice } from "../../margin/liquidation.ts";
import { type HoldingValuation, type Valuation, valueAccount } from "../../margin/model.ts";
import type { Market, Schedule } from "../../market/row.ts";
import type { ImportNote } from "../../market/sources/note.ts";
import { assetRow, linearContractRow, settlementRow } from "../../market/sources/plain.ts";
import { Fields, numberOf, ShapeError } from "../fields.ts";
import { Fraction } from "../fraction.ts";
import { lineSchedule } from "../line-schedule.ts";
import type { VectorModel } from "../model.ts";
import type { Report } from "../report.ts";
import { fromUsd, toPrice, toRate } from "../units.ts";
import { marketOf } from "../value-row.ts";
import { readBrackets } from "./binance-bracket.ts";

const WALLET = ["walletBalance", "wallet", "balance"] as const;
const TOTAL_MAINTENANCE = ["accountMM", "totalMM", "maintenanceMargin", "accountMaintenanceMargin"];
const TOTAL_PNL = ["accountUPNL", "totalUPNL", "unrealizedPnl", "upnl"];
const EQUITY = ["marginBalance", "equity", "accountEquity"];

/**
 * Whole accounts on Binance USD-M futures: the vector becomes the answers that ccxt would give, goes through the
 * account importer, and the holdings are valued with a market of the positions' own brackets.
 */
export const binanceAccounts: readonly VectorModel[] = [
  binanceAccount("binance-bracket-isolated", "isolated"),
  binanceAccount("binance-bracket-cross", "cross"),
];

function binanceAccount(name: string, usual: MarginMode): VectorModel {
  return {
    name,
    run: (inputs, expected, report) => compareAccount(inputs, expected, report, modeOf(inputs, usual)),
  };
}

type MarginMode = "cross" | "isolated";

function modeOf(inputs: Fields, usual: MarginMode): MarginMode {
  const mode = inputs.get("marginMode") ?? usual;
  if (mode !== "cross" && mode !== "isolated")
    throw new ShapeError('inputs.marginMode must be "cross" or "isolated"');
  return mode;
}

function compareAccount(inputs: Fields, expected: Fields, report: Report, mode: MarginMode): void {
  const isolated = mode === "isolated";
  const positions = readPositions(inputs, isolated, report);
  const market = marketOf([
    assetRow({ name: "USDT", price: ONE }),
    settlementRow("USDT", ONE),
    ...positions.map(({ symbol, mark, schedule }) =>
      linearContractRow(symbol, toPrice(mark, "mark"), schedule),
    ),
  ]);
  const wallet = inputs.number(...WALLET);
  const { account, notes } = importPositions(positions, wallet, mode, market);
  for (const { row, given, used, reason } of notes)
    report.note(`${row}: ${given} taken as ${used} (${reason})`);
  const compare: Compare = (key, received) => compareAmount(expected, key, received, notes.length, report);

  const whole = valueAccount(market, account);
  const pnl = fromUsd(whole.equity).minus(wallet);
  const understood = [
    ...TOTAL_MAINTENANCE.filter((key) => compare(key, fromUsd(whole.maintenance))),
    ...EQUITY.filter((key) => compare(key, fromUsd(whole.equity))),
    ...TOTAL_PNL.filter((key) => compare(key, pnl)),
  ];
  if (expected.has("marginRatio")) {
    const ratio = fromUsd(whole.maintenance).over(fromUsd(whole.equity));
    report.equalAsPublished("marginRatio", expected.get("marginRatio"), ratio);
    understood.push("marginRatio");
  }
  for (const position of positions) {
    // Alone and without a wallet, a position is worth its unrealised P&L.
    const alone = valueAccount(market, importPositions([position], ZERO, mode, market).account);
    understood.push(...comparePosition(expected, position, whole, alone, compare, report));
  }
  report.ignored(expected, understood);
}

const ONE = toPrice(new Fraction(1n), "one");

interface Position {
  readonly base: string;
  /** Row of its own in the vector's market. */
  readonly symbol: string;
  readonly quantity: Fraction;
  readonly entry: Fraction;
  readonly mark: Fraction;
  readonly schedule: Schedule;
  /** The one whose figures stand without a name in `expected`. */
  readonly main: boolean;
}

function readPositions(inputs: Fields, isolated: boolean, report: Report): readonly Position[] {
  const main = inputs.has("position") ? [inputs.fields("position")] : [];
  const others = ["otherPositions", "positions"].flatMap((key) =>
    inputs.has(key) ? inputs.list(key).map((entry, k) => Fields.of(entry, `inputs.${key}[${k}]`)) : [],
  );
  if (isolated && main.length > 0 && others.length > 0) {
    report.note("other positions do not touch an isolated one");
  }
  const read = [...main, ...(isolated && main.length > 0 ? [] : others)];
  if (read.length === 0) throw new ShapeError("inputs has no position");
  const taken = new Set<string>();
  return read.map((fields, k) => {
    const name = String(fields.get("symbol") ?? `POSITION${k}`);
    const base = name.split(/[/:]/)[0]?.replace(/(?<=.)(?:USDT|USDC|BUSD)$/, "") ?? name;
    // Two positions of one contract are margined apart in hedge mode, so each has a row.
    const symbol = taken.has(base) ? `${base}.${k}/USDT:USDT` : `${base}/USDT:USDT`;
    taken.add(base);
    const given = fields.number("qty", "quantity", "amount", "size", "contracts");
    const entry = fields.number("entry", "entryPrice", "openRate", "mark", "markPrice");
    return {
      base,
      symbol,
      quantity: sideOf(fields, k === 0 ? inputs : undefined) === "short" ? negative(given.abs()) : given,
      entry,
      mark: fields.find("mark", "markPrice") === undefined ? entry : fields.number("mark", "markPrice"),
      schedule: readSchedule(fields, report),
      main: main.length > 0 ? k === 0 : read.length === 1,
    };
  });
}

/** "long", "short", or undefined where the sign of the quantity says it. */
function sideOf(fields: Fields, inputs?: Fields): "long" | "short" | undefined {
  const side = fields.get("side") ?? inputs?.get("side");
  if (side === undefined || side === null) {
    return (fields.get("isShort") ?? inputs?.get("isShort")) === true ? "short" : undefined;
  }
  const name = String(side).toLowerCase();
  if (name === "long" || name === "buy" || name === "both") return name === "both" ? undefined : "long";
  if (name === "short" || name === "sell") return "short";
  throw new ShapeError(`${fields.at}.side "${name}" must be long or short`);
}

function readSchedule(fields: Fields, report: Report): Schedule {
  if (fields.find("tiers", "brackets") !== undefined) return readBrackets(fields, report);
  const cumKey = fields.find("cum", "maintenanceAmount", "maintAmt");
  const cum = cumKey === undefined ? new Fraction(0n) : fields.number(cumKey);
  const rate = toRate(fields.number("mmr", "mmRatio", "maintMarginRatio"), "maintenance rate");
  const deduction = cum.timesPowerOfTen(17);
  if (deduction.floor() !== deduction.ceil() || deduction.numerator < 0n) {
    throw new ShapeError(`${fields.at}.cum ${cum}`);
  }
  return lineSchedule(rate, deduction.floor());
}

/** The account as ccxt would have given it, imported. */
function importPositions(
  positions: readonly Position[],
  wallet: Fraction,
  marginMode: MarginMode,
  market: Market,
): { readonly account: ImportedAccount; readonly notes: readonly ImportNote[] } {
  const { accounts, notes } = importCcxtAccounts(
    { info: { assets: [{ asset: "USDT", walletBalance: wallet.toString() }] } },
    positions.map(({ symbol, quantity, entry }) => ({
      symbol,
      side: quantity.numerator < 0n ? "short" : "long",
      contracts: quantity.abs().toString(),
      contractSize: "1",
      entryPrice: entry.toString(),
      marginMode,
      info: marginMode === "isolated" ? { isolatedWallet: wallet.toString() } : {},
    })),
    market,
  );
  const account = accounts.find(({ mode }) => mode === marginMode);
  if (account === undefined) throw new ShapeError("inputs has no position that is not zero");
  return { account, notes };
}

/** Compares a figure where `expected` has it; whether it was there. */
type Compare = (key: string, received: Fraction) => boolean;

function compareAmount(
  expected: Fields,
  key: string,
  received: Fraction,
  roundings: number,
  report: Report,
): boolean {
  if (!expected.has(key)) return false;
  if (roundings === 0) {
    report.equal(key, expected.get(key), received);
  } else {
    const tolerance = new Fraction(BigInt(roundings)).timesPowerOfTen(-8);
    report.within(key, expected.number(key), received, tolerance, "entry costs rounded to 1e-8");
  }
  return true;
}

/** "btcMM", "ethUPNL", "btcLiquidationPrice"; the main position's liquidation price has no name before it. */
function comparePosition(
  expected: Fields,
  position: Position,
  whole: Valuation,
  alone: Valuation,
  compare: Compare,
  report: Report,
): readonly string[] {
  const own = whole.holdings.find(({ row }) => row.name === position.symbol);
  if (own === undefined) return [];
  const base = position.base.toLowerCase();
  const figures: Readonly<Record<string, Fraction>> = {
    [`${base}mm`]: fromUsd(own.maintenance),
    [`${base}upnl`]: fromUsd(alone.equity),
    [`${base}notional`]: fromUsd(own.notional),
  };
  return expected.keys.filter((key) => {
    const name = key.toLowerCase();
    if (name === `${base}liquidationprice` || (position.main && name === "liquidationprice")) {
      compareLiquidation(key, expected.get(key), whole, own, report);
      return true;
    }
    const figure = Object.hasOwn(figures, name) ? figures[name] : undefined;
    return figure !== undefined && compare(key, figure);
  });
}

/** A published null: no price brings the position to liquidation. */
function compareLiquidation(
  name: string,
  expected: unknown,
  whole: Valuation,
  own: HoldingValuation,
  report: Report,
): void {
  const price = liquidationPrice(whole, own);
  const exact = price === null ? null : new Fraction(price.numerator, price.denominator).timesPowerOfTen(-8);
  if (exact !== null && expected !== null) {
    report.equalAsPublished(name, expected, exact);
    return;
  }
  const published = expected === null ? "none" : numberOf(expected, name).toString();
  report.check(
    name,
    published,
    exact === null ? "none" : exact.toString(),
    exact === null && expected === null,
  );
}

const ZERO = new Fraction(0n);

const negative = (value: Fraction): Fraction => new Fraction(-value.numerator, value.denominator);
