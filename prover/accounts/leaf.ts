import type { FieldElement } from "../domain/field.ts";
import type { Quantity } from "../domain/quantity.ts";
import type { Poseidon } from "../hash/poseidon.ts";
import { QUANTITY_SHIFT } from "../market/piece.ts";
import { type Account, type Holding, MODE_CODES } from "./account.ts";
import { DOMAIN_LEAF } from "./domains.ts";

const HOLDINGS_PER_WORD = 3;
const ROW_SHIFT = 2n ** 65n;
const HOLDING_BITS = 84n;

const UNUSED: Holding = { row: 0, quantity: 0n as Quantity };

/** The places of an account of the given capacity, unused ones first (SPEC, "Account"). */
export function placesOf(holdings: readonly Holding[], capacity: number): readonly Holding[] {
  if (holdings.length > capacity)
    throw new RangeError(`${holdings.length} holdings exceed capacity ${capacity}`);
  return [...Array<Holding>(capacity - holdings.length).fill(UNUSED), ...holdings];
}

/** Inputs of the hash that is a leaf of an account of the given capacity. */
export const leafInputCount = (capacity: number): number => 4 + Math.ceil(capacity / HOLDINGS_PER_WORD);

/** What an account's leaf is the hash of: header, tag, salt, owner, words... */
export function leafInputs(account: Account, salt: FieldElement, capacity: number): FieldElement[] {
  const places = placesOf(account.holdings, capacity);
  const words: bigint[] = Array<bigint>(Math.ceil(capacity / HOLDINGS_PER_WORD)).fill(0n);
  places.forEach((holding, i) => {
    const word = Math.floor(i / HOLDINGS_PER_WORD);
    const code = BigInt(holding.row) * ROW_SHIFT + holding.quantity + QUANTITY_SHIFT;
    words[word] = (words[word] ?? 0n) + (code << (HOLDING_BITS * BigInt(i % HOLDINGS_PER_WORD)));
  });
  const header = (DOMAIN_LEAF << 32n) + (MODE_CODES[account.mode] << 16n) + BigInt(capacity);
  return [header, account.tag, salt, account.owner, ...words] as FieldElement[];
}

/**
 * The account-tree leaf, as the circuit's AccountLeaf.
 * @param capacity holdings of the circuit that will open it
 */
export const accountLeaf = (
  hash: Poseidon,
  account: Account,
  salt: FieldElement,
  capacity: number,
): FieldElement => hash(leafInputs(account, salt, capacity));
