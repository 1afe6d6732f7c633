import { floorDiv, formatDecimal } from "../../domain/decimal.ts";
import { inField } from "../../domain/in-field.ts";
import { quantity } from "../../domain/quantity.ts";
import { type Place, refuse } from "../../domain/refuse.ts";
import type { Market, Row } from "../../market/row.ts";
import type { ImportNote } from "../../market/sources/note.ts";
import { settlementName } from "../../market/sources/plain.ts";
import type { Holding } from "../account.ts";
import { FINE, FINE_DECIMALS } from "./amount.ts";
import type { Position } from "./positions.ts";

/** One 1e-8 unit in 1e-18. */
const UNIT = 10n ** 10n;

/** Quantities of one account by row, in 1e-18 until they become holdings. */
export class Ledger {
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #venue: string;
  readonly #amounts = new Map<string, { amount: bigint; place: Place }>();

  constructor(market: Market) {
    this.#rows = new Map(market.rows.map((row) => [row.name, row]));
    this.#venue = market.venue;
  }

  lists(row: string): boolean {
    return this.#rows.has(row);
  }

  add(row: string, amount: bigint, place: Place): void {
    if (!this.lists(row)) {
      refuse(place, `needs row "${row}", which the market of ${this.#venue} does not have`);
    }
    const before = this.#amounts.get(row);
    this.#amounts.set(row, { amount: (before?.amount ?? 0n) + amount, place: before?.place ?? place });
  }

  /** The position's quantity, entry cost and accrued funding. */
  open(position: Position): void {
    const { row, contract, sign, size, entry, funding, place } = position;
    const signed = sign * size;
    const settle = settlementName(contract.settle);
    // Rounded towards minus infinity: never in the account's favour.
    if (contract.kind === "linear") {
      this.add(row.name, wholeUnits(signed, place), place);
      this.add(settle, floorDiv(-signed * entry, FINE), place);
    } else {
      const unitUsd = (row.notionalPrice ?? 0n) * UNIT;
      if (unitUsd === 0n || (signed * FINE) % unitUsd !== 0n) {
        refuse(place, "must be a whole number of the row's units");
      }
      this.add(row.name, wholeUnits((signed * FINE) / unitUsd, place), place);
      this.add(settle, floorDiv(signed * FINE, entry), place);
      this.add(settlementName(contract.quote), -signed, place);
    }
    if (funding !== 0n) this.add(settle, funding, place);
  }

  holdings(notes: ImportNote[]): readonly Holding[] {
    const holdings: Holding[] = [];
    for (const [name, { amount, place }] of this.#amounts) {
      const units = floorDiv(amount, UNIT);
      const used = formatDecimal(units, 8);
      if (units * UNIT !== amount) {
        const given = formatDecimal(amount, FINE_DECIMALS);
        notes.push({
          row: name,
          field: place.field,
          given,
          used,
          reason: "rounded down to 1e-8, against the account",
        });
      }
      if (units === 0n) continue;
      const row = this.#rows.get(name)?.index ?? refuse(place, `needs row "${name}"`);
      holdings.push({ row, quantity: inField({ ...place, value: used }, () => quantity(units)) });
    }
    return holdings.toSorted((a, b) => a.row - b.row);
  }
}

/** A size must fit a holding as it is: rounding it would be margining another position. */
function wholeUnits(amount: bigint, place: Place): bigint {
  if (amount % UNIT !== 0n) {
    const value = formatDecimal(amount, FINE_DECIMALS);
    refuse({ ...place, value }, "must be a whole number of 1e-8 units");
  }
  return amount;
}
