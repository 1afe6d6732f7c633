import { ascii } from "../domain/ascii.ts";

/** Separate the uses of Poseidon; the same constants as in circuits/liabilities/Domains.circom. */
export const DOMAIN_BATCH = ascii("solvency/batch/1");
export const DOMAIN_FOLD = ascii("solvency/fold/1");
export const DOMAIN_SUMS = ascii("solvency/sums/1");
export const DOMAIN_LAMBDA = ascii("solvency/lambda/1");
export const DOMAIN_ZETA = ascii("solvency/zeta/1");
export const DOMAIN_NETS = ascii("solvency/nets/1");
export const DOMAIN_DRAWN = ascii("solvency/drawn/1");
export const DOMAIN_SUBTREE = ascii("solvency/subtree/1");
export const DOMAIN_READING = ascii("solvency/reading/1");
