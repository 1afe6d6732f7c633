import { InvalidProofError } from "../domain/errors.ts";
import { formatQuantity, type Quantity } from "../domain/quantity.ts";
import type { ReserveReport } from "./verify.ts";

/** What a venue says on chain that it has elsewhere of an asset. */
export interface AttestedAmount {
  /** Index of the row. */
  readonly row: number;
  /** In 1e-8 units. */
  readonly amount: bigint;
}

/**
 * Checks that the evidence shows what the venue attested: of every asset at least as much. What is unverified does not count.
 * @throws InvalidProofError naming the first asset of which less was shown, with what is missing
 */
export function assertShown({ amounts }: ReserveReport, attested: readonly AttestedAmount[]): void {
  for (const { row, amount } of attested) {
    const { verified, unverified } = amounts.get(row) ?? { verified: 0n, unverified: 0n };
    if (verified >= amount) continue;
    throw new InvalidProofError(`reserves of row ${row}: less was shown than attested`, {
      details: [
        `attested    ${formatQuantity(amount as Quantity)}`,
        `verified    ${formatQuantity(verified as Quantity)}`,
        `unverified  ${formatQuantity(unverified as Quantity)}`,
      ],
    });
  }
}
