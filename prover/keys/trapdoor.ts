import { hkdfSync } from "node:crypto";
import { FIELD_MODULUS } from "../domain/field.ts";

/** The secrets of a Groth16 setup ("toxic waste"): who knows them can forge any proof. */
export interface Trapdoor {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
}

/** Default seed. It is public on purpose: a development key protects nothing. */
export const INSECURE_PUBLIC_SEED =
  "zk-solvency INSECURE development key: this seed is public, anyone can forge";

/**
 * Derives a trapdoor from a seed with HKDF-SHA512 (RFC 5869), so that keys are reproducible byte for byte.
 * Each secret is 512 derived bits modulo the group order: uniform up to a bias of 2^-258.
 */
export function trapdoorFromSeed(seed: string): Trapdoor {
  return {
    tau: secret(seed, "tau"),
    alpha: secret(seed, "alpha"),
    beta: secret(seed, "beta"),
    delta: secret(seed, "delta"),
  };
}

function secret(seed: string, name: string): bigint {
  for (let attempt = 0; ; attempt++) {
    const okm = hkdfSync("sha512", seed, "zk-solvency/development-key/v1", `${name}/${attempt}`, 64);
    const value = BigInt(`0x${Buffer.from(okm).toString("hex")}`) % FIELD_MODULUS;
    // 0 gives points at infinity, and delta = 1 is the mark of an unfinished phase 2.
    if (value > 1n) return value;
  }
}
