import { z } from "zod";
import { format } from "./schema.ts";

const sha256 = z
  .string("must be a SHA-256 in hexadecimal")
  .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hexadecimal");
const bytes = z.int("must be a number of bytes").min(1, "must be a number of bytes");
const file = z.strictObject({ sha256, bytes });

/** `solvency-manifest/2`: what the files of a key folder are, what they were made from, and how far to trust them. */
export const manifestSchema = z.strictObject({
  format: format("solvency-manifest/2"),
  circuit: z.string("must be a circuit id"),
  /** Constraints of the circuit. */
  constraints: z.int("must be a whole number").min(1, "must be a whole number"),
  compiler: z.strictObject({ name: z.string(), version: z.string(), options: z.array(z.string()) }),
  /** Digest of the circuit's sources; a key of other sources is stale. */
  sources: sha256,
  setup: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("development"),
      /** The trapdoor is known to everyone: whoever knows it forges proofs. */
      insecure: z.literal(true),
      warning: z.string(),
    }),
    z.strictObject({ kind: z.literal("ceremony"), insecure: z.literal(false), transcript: sha256 }),
  ]),
  files: z.strictObject({
    "circuit.r1cs": file,
    "circuit.wasm": file,
    "circuit.zkey": file,
    "verification_key.json": file,
  }),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ArtefactName = keyof Manifest["files"];
