import { z } from "zod";
import { formatDecimal, parseDecimal } from "../domain/decimal.ts";
import { RuleError } from "../domain/errors.ts";
import { formatFieldElement } from "../domain/field.ts";
import { QUANTITY_DECIMALS } from "../domain/quantity.ts";
import { provenStatementSchema } from "./proven-statement.ts";
import { fieldText, format, text, unixSeconds, wordText } from "./schema.ts";

const sha256 = z
  .string("must be a SHA-256 in hexadecimal")
  .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");
const file = z.strictObject({ sha256, bytes: z.int("must be a number of bytes").min(0) });
const circuitId = z.string("must be a circuit id").regex(/^[a-z0-9-]{1,64}$/, "must be a circuit id");

/** A net sum of millions of accounts: below 2^93 units of 1e-8. */
const netText = text((value) => {
  const net = parseDecimal(value, QUANTITY_DECIMALS);
  if (net <= -(2n ** 93n) || net >= 2n ** 93n) throw new RuleError("must be below 2^93 units of 1e-8");
  return net;
});

/**
 * `solvency-attestation/1`: the manifest of a bundle, the folder that a venue publishes of an epoch. Its SHA-256 is what the venue signs
 * and the chain records. It names every file but what the chain has by itself.
 */
export const attestationSchema = z.strictObject({
  format: format("solvency-attestation/1"),
  venue: z.strictObject({ name: z.string().min(1), id: wordText }),
  epoch: z.int("must be a whole number").min(1, "epochs count from 1"),
  /** When the accounts were read. */
  asOf: unixSeconds,
  accountsRoot: fieldText,
  marketRoot: fieldText,
  table: z.strictObject({
    kind: z.enum(["flat", "equity", "margin"], { error: 'must be "flat", "equity" or "margin"' }),
    /** Cells that hold something. */
    cells: z.int().min(1).max(8_192),
    digest: fieldText,
  }),
  /** Commitment of the whole table, read against the subtree that holds all accounts. */
  subtree: fieldText,
  /** Net quantity of every row of the market, in its order. */
  net: z.array(z.strictObject({ row: z.string(), quantity: netText })).min(1),
  /** The keys that the proofs were made with, by circuit. Verifiers use their own, and compare. */
  keys: z.record(circuitId, wordText),
  batches: z.int().min(1),
  folds: z.int().min(0),
  /** Steps in which the table is read. */
  readings: z.int().min(1),
  /** Accounts of the ledger that are not in the attestation, as the venue says. */
  leftOut: z.int().min(0),
  files: z.strictObject({
    "market.json": file,
    "proofs.ndjson": file,
    "total.json": file,
    "reserves.json": file.optional(),
  }),
});

export type AttestationManifest = z.output<typeof attestationSchema>;

export function attestationToJson(manifest: AttestationManifest): z.input<typeof attestationSchema> {
  const { accountsRoot, marketRoot, table, subtree, net, ...rest } = manifest;
  return {
    ...rest,
    accountsRoot: formatFieldElement(accountsRoot),
    marketRoot: formatFieldElement(marketRoot),
    table: { ...table, digest: formatFieldElement(table.digest) },
    subtree: formatFieldElement(subtree),
    net: net.map(({ row, quantity }) => ({ row, quantity: formatDecimal(quantity, QUANTITY_DECIMALS) })),
  };
}

export type BundleFile = keyof AttestationManifest["files"];

/**
 * A line of proofs.ndjson: a batch's commitment goes on a stack; a fold takes `taken` commitments off and puts its own on; steps of the table
 * come last.
 */
export const proofLineSchema = provenStatementSchema.extend({ taken: z.int().min(1).max(8).optional() });
