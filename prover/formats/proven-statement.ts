import { z } from "zod";
import { FIELD_MODULUS } from "../domain/field.ts";
import { proofSchema } from "./claim.ts";

const signal = z
  .string("must be a decimal number")
  .regex(/^(?:0|[1-9]\d{0,76})$/, "must be a decimal number")
  .refine((text) => BigInt(text) < FIELD_MODULUS, "must be a canonical field element");

/** A proof, of which circuit, and what it says. Public. */
export const provenStatementSchema = z.strictObject({
  circuit: z.string("must be a circuit id"),
  publicSignals: z.array(signal).min(1).max(64),
  proof: proofSchema,
});

export type ProvenStatement = z.output<typeof provenStatementSchema>;
