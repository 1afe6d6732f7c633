import { inField } from "../../domain/in-field.ts";
import { type Place, refuse } from "../../domain/refuse.ts";
import type { Market, Row } from "../../market/row.ts";
import { type ContractSymbol, parseContractSymbol } from "../../market/sources/contract-symbol.ts";
import { amount, FINE, type Fields, isFields, oneOf, optional, positive } from "./amount.ts";

/** A position that is not zero. Amounts in 1e-18. */
export interface Position {
  readonly place: Place;
  readonly row: Row;
  readonly contract: ContractSymbol;
  /** 1 for long, -1 for short. */
  readonly sign: bigint;
  /** contracts * contractSize: base units of a linear contract, quote units of an inverse one. */
  readonly size: bigint;
  readonly entry: bigint;
  readonly funding: bigint;
  readonly unrealizedPnl: bigint | null;
  /** Collateral of its own, without P&L; null for a cross position. */
  readonly isolatedWallet: bigint | null;
}

/**
 * The positions of a `fetchPositions` answer that are not zero.
 * @throws InputError naming file, field, value and rule
 */
export function readPositions(positions: unknown, market: Market, source?: string): readonly Position[] {
  if (!Array.isArray(positions)) {
    refuse({ source, field: "positions" }, "must be the list that fetchPositions returns");
  }
  const rows = new Map(market.rows.map((row) => [row.name, row]));
  return (positions as readonly unknown[]).flatMap((entry, k): Position | [] => {
    const at = (field: string): Place => ({
      source,
      field: `positions[${k}]${field === "" ? "" : `.${field}`}`,
    });
    if (!isFields(entry)) return refuse(at(""), "must be a position");
    const contracts = amount(entry.contracts, at("contracts"));
    if (contracts === 0n) return [];
    const shown = { ...at("symbol"), value: JSON.stringify(entry.symbol) };
    const symbol = typeof entry.symbol === "string" ? entry.symbol : refuse(shown, "must be a string");
    const contract = inField(shown, () => parseContractSymbol(symbol));
    const row =
      rows.get(symbol) ?? refuse(shown, `unknown row: the market of ${market.venue} has no row of this name`);
    if ((row.valuePrice === null) !== (contract.kind === "inverse")) {
      refuse(
        shown,
        `is ${contract.kind}, but the market's row ${contract.kind === "linear" ? "has no value" : "has a value"}`,
      );
    }
    if (contracts < 0n) refuse(at("contracts"), 'must not be negative; the direction is in "side"');
    const size = contracts * positive(entry.contractSize, at("contractSize"));
    if (size % FINE !== 0n) refuse(at("contracts"), "times contractSize must have at most 18 decimals");
    const unrealizedPnl = optional(entry.unrealizedPnl, at("unrealizedPnl"));
    return {
      place: at(""),
      row,
      contract,
      sign: oneOf(entry.side, { long: 1n, short: -1n }, at("side")),
      size: size / FINE,
      entry: positive(entry.entryPrice, at("entryPrice")),
      funding: optional(entry.accruedFunding, at("accruedFunding")) ?? 0n,
      unrealizedPnl,
      isolatedWallet: oneOf(entry.marginMode, { cross: false, isolated: true }, at("marginMode"))
        ? isolatedWallet(entry, unrealizedPnl, at)
        : null,
    };
  });
}

function isolatedWallet(entry: Fields, unrealizedPnl: bigint | null, at: (field: string) => Place): bigint {
  const info = isFields(entry.info) ? entry.info : {};
  const wallet = optional(info.isolatedWallet, at("info.isolatedWallet"));
  if (wallet !== null) return wallet;
  const collateral = amount(entry.collateral, at("collateral"));
  return collateral - (unrealizedPnl ?? amount(entry.unrealizedPnl, at("unrealizedPnl")));
}
