import { z } from "zod";
import { RuleError } from "../domain/errors.ts";
import { FIELD_MODULUS } from "../domain/field.ts";
import type { Groth16Proof } from "../groth16/backend.ts";
import type { ClaimContext } from "../margin/context.ts";
import { readJson } from "./json.ts";
import { addressText, format, text, wholeText, wordText } from "./schema.ts";

const coordinate = z
  .string("must be a coordinate as a decimal string")
  .regex(/^(?:0|[1-9]\d*)$/, "must be decimal digits");
const g1 = z.array(coordinate).length(3, "must have three coordinates");
const g2 = z
  .array(z.array(coordinate).length(2, "must have two parts"))
  .length(3, "must have three coordinates");

/** proof.json of snarkjs. */
export const proofSchema = z.strictObject({
  pi_a: g1,
  pi_b: g2,
  pi_c: g1,
  protocol: z.literal("groth16", 'must be "groth16"'),
  curve: z.literal("bn128", 'must be "bn128"'),
});

/** public.json of snarkjs: canonical field elements in decimal. */
export const publicSignalsSchema = z.array(
  text((value) => {
    const signal = /^(?:0|[1-9]\d*)$/.test(value) ? BigInt(value) : -1n;
    if (signal < 0n || signal >= FIELD_MODULUS)
      throw new RuleError("must be a field element in decimal digits");
    return signal;
  }),
);

export const contextSchema = z.strictObject({
  chainId: wholeText(256n),
  claims: addressText,
  submitter: addressText,
  deadline: wholeText(64n),
  recipient: addressText,
});

/** `solvency-claim/2`: a proof with all it takes to check and to submit it. Public: it shows nothing of the account. */
export const claimSchema = z.strictObject({
  format: format("solvency-claim/2"),
  circuit: z.string("must be a circuit id"),
  /** Of the verification key that the proof is for: see keyDigestOf. */
  keyDigest: wordText,
  proof: proofSchema,
  publicSignals: publicSignalsSchema,
  context: contextSchema,
});

export interface Claim {
  readonly circuit: string;
  readonly keyDigest: string;
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly bigint[];
  readonly context: ClaimContext;
}

export async function readClaim(path: string): Promise<Claim> {
  const { format: _, ...claim } = await readJson(path, claimSchema);
  return claim;
}

export function claimToJson(claim: Claim): z.input<typeof claimSchema> {
  const { circuit, keyDigest, proof, publicSignals, context } = claim;
  return {
    format: "solvency-claim/2",
    circuit,
    keyDigest,
    proof: structuredClone(proof) as z.input<typeof proofSchema>,
    publicSignals: publicSignals.map(String),
    context: {
      chainId: context.chainId.toString(),
      claims: context.claims,
      submitter: context.submitter,
      deadline: context.deadline.toString(),
      recipient: context.recipient,
    },
  };
}
