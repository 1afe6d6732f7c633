import { ascii } from "../domain/ascii.ts";

/** Separate the uses of Poseidon; the same constants as in circuits/margin/AccountLeaf.circom. */
export const DOMAIN_LEAF = ascii("solvency/leaf/1");
export const DOMAIN_OWNER = ascii("solvency/owner/1");
export const DOMAIN_NULLIFIER = ascii("solvency/null/1");
