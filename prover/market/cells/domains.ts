import { ascii } from "../../domain/ascii.ts";

/** Separate the uses of Poseidon; the same constants as in circuits/liabilities/Domains.circom. */
export const DOMAIN_TABLE = ascii("solvency/table/1");
export const DOMAIN_CELLS = ascii("solvency/cells/1");
