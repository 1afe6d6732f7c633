import { z } from "zod";
import { format } from "./schema.ts";

/** `solvency-ledger-summary/1`: what became of the accounts of a ledger. Private: it names customers. */
export const ledgerSummarySchema = z.strictObject({
  format: format("solvency-ledger-summary/1"),
  attested: z.int().min(1),
  /** Which ledger it was: see fileFingerprint. */
  ledger: z.string().min(1),
  /** Accounts without holdings that were added. */
  padding: z.int().min(0),
  refused: z.array(z.strictObject({ who: z.string(), why: z.string(), details: z.array(z.string()) })),
});

export type LedgerSummary = z.output<typeof ledgerSummarySchema>;
