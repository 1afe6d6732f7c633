import type { CellTable } from "../../market/cells/table.ts";
import type { SizeClasses } from "./size-classes.ts";

/** What an attestation is of. Commitments depend on it and on the ledger, and on nothing else that is not random. */
export interface EpochIdentity {
  readonly venue: {
    readonly name: string;
    /** On the chain: 0x and 64 hexadecimal digits. */
    readonly id: string;
  };
  /** From 1 to 2^53 - 1. */
  readonly epoch: number;
  /** When the accounts were read, in Unix seconds. */
  readonly asOf: number;
  readonly table: CellTable;
  readonly classes: SizeClasses;
  /** Accounts without holdings are added until there are so many: it hides how many customers there are below it. */
  readonly padTo?: number;
}
