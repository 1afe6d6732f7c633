import { ascii } from "../domain/ascii.ts";

/** Separate the uses of Poseidon; the same constants as in circuits/liabilities/Domains.circom. */
export const DOMAIN_BATCH = ascii("solvency/batch/1");
export const DOMAIN_SUBTREE = ascii("solvency/subtree/1");
