import type { Account, Holding, Mode } from "../../accounts/account.ts";
import { customerOwner } from "../../accounts/customer.ts";
import { parseDecimal } from "../../domain/decimal.ts";
import { InputError, RuleError } from "../../domain/errors.ts";
import { type FieldElement, parseFieldElement } from "../../domain/field.ts";
import { inField } from "../../domain/in-field.ts";
import { parseQuantity, type Quantity } from "../../domain/quantity.ts";
import { refuse } from "../../domain/refuse.ts";
import type { Market } from "../../market/row.ts";
import type { LedgerEntry } from "./entry.ts";

/** One holding of an account as text, from a file or a database. */
export interface AccountLine {
  /** Where it stands: "line 7". */
  readonly place: string;
  readonly tag: string;
  /** Blank: cross. */
  readonly mode: string;
  /** The owner's commitment. */
  readonly owner: string;
  /**
   * In its place, the id by which the venue knows the customer: see customerOwner. Both blank: 0, which is anybody's: nobody can make claims
   * about the account, and nobody sees whether others were shown the same one.
   */
  readonly customer: string;
  /** Name of the row, or with `byIndex` its index. Blank, with a blank quantity: an account without holdings. */
  readonly row: string;
  readonly quantity: string;
}

export interface AccountLinesOptions {
  readonly market: Market;
  readonly source: string;
  readonly byIndex: boolean;
}

const NO_OWNER = 0n as FieldElement;
const MODES: readonly string[] = ["cross", "isolated", "portfolio"] satisfies readonly Mode[];

/**
 * Groups lines into accounts. The lines of an account follow one another, in any order of rows; accounts come in any order.
 * Mode, owner and customer stand on the first line, and are the same or blank on the others. A quantity of 0 is no holding.
 *
 * An account of which a line breaks a rule is refused whole, with that line's error.
 */
export async function* accountsFromLines(
  lines: AsyncIterable<AccountLine>,
  options: AccountLinesOptions,
): AsyncGenerator<LedgerEntry> {
  const rows = new Map(
    options.market.rows.map(({ name, index }) => [options.byIndex ? String(index) : name, index]),
  );
  let group: AccountLine[] = [];
  for await (const line of lines) {
    if (group[0] !== undefined && group[0].tag !== line.tag) {
      yield entryOf(group, rows, options);
      group = [];
    }
    group.push(line);
  }
  if (group.length > 0) yield entryOf(group, rows, options);
}

function entryOf(
  lines: readonly AccountLine[],
  rows: ReadonlyMap<string, number>,
  options: AccountLinesOptions,
): LedgerEntry {
  try {
    return { account: accountOf(lines, rows, options) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refused: { who: `account ${lines[0]?.tag}`, error } };
  }
}

function accountOf(
  lines: readonly AccountLine[],
  rows: ReadonlyMap<string, number>,
  { source, market, byIndex }: AccountLinesOptions,
): Account {
  const [first] = lines;
  if (first === undefined) throw new RangeError("an account without lines");
  const at = (line: AccountLine, name: "tag" | "mode" | "owner" | "customer" | "row" | "quantity") => ({
    source,
    field: `${line.place}, ${name === "row" && byIndex ? "index" : name}`,
    value: JSON.stringify(line[name]),
  });
  const tag = inField(at(first, "tag"), () => parseTag(first.tag));
  if (first.mode !== "" && !MODES.includes(first.mode)) {
    refuse(at(first, "mode"), 'must be "cross", "isolated", "portfolio" or blank');
  }
  if (first.owner !== "" && first.customer !== "") {
    refuse(at(first, "customer"), "must be blank where there is an owner's commitment");
  }
  const owner =
    first.owner !== ""
      ? inField(at(first, "owner"), () => parseFieldElement(first.owner))
      : first.customer === ""
        ? NO_OWNER
        : customerOwner(first.customer);
  const held = new Map<number, { readonly line: AccountLine; readonly quantity: Quantity }>();
  for (const line of lines) {
    for (const name of ["mode", "owner", "customer"] as const) {
      if (line !== first && line[name] !== "" && line[name] !== first[name]) {
        refuse(at(line, name), `must be that of the account's first line, ${first.place}, or blank`);
      }
    }
    if (line.row === "" && line.quantity === "" && lines.length === 1) continue;
    const row =
      rows.get(line.row) ??
      refuse(at(line, "row"), `unknown row: the market of ${market.venue} does not publish it`);
    const twin = held.get(row);
    if (twin !== undefined)
      refuse(at(line, "row"), `duplicate: ${twin.line.place} is in the same row; add them up`);
    held.set(row, { line, quantity: inField(at(line, "quantity"), () => parseQuantity(line.quantity)) });
  }
  const holdings = [...held].map(([row, { quantity }]): Holding => ({ row, quantity }));
  return {
    tag,
    mode: (first.mode === "" ? "cross" : first.mode) as Mode,
    owner,
    holdings: holdings.filter(({ quantity }) => quantity !== 0n).toSorted((a, b) => a.row - b.row),
  };
}

/** @throws RuleError outside [1, 2^64) */
export function parseTag(text: string): bigint {
  const tag = parseDecimal(text, 0);
  if (tag < 1n || tag >= 2n ** 64n) throw new RuleError("must be a whole number from 1 to 2^64 - 1");
  return tag;
}
