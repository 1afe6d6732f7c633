import { z } from "zod";
import { InputError } from "../domain/errors.ts";
import type { Market } from "../market/row.ts";
import type { AcceptedAsset } from "../reserves/verify.ts";
import { readJson } from "./json.ts";
import { addressText, format, wholeText } from "./schema.ts";

/** `solvency-accepted-assets/1`: what a verifier accepts as reserves on other chains. It is the verifier's, never the venue's. */
export const acceptedAssetsSchema = z.strictObject({
  format: format("solvency-accepted-assets/1"),
  assets: z.array(
    z.strictObject({
      chain: z
        .string()
        .regex(
          /^(?:eip155:[1-9]\d{0,31}|bip122:[0-9a-f]{32})$/,
          'must be a CAIP-2 chain, such as "eip155:10"',
        ),
      /** Absent for the chain's coin. `slot` is that of the mapping of balances in the token's storage. */
      token: z.strictObject({ address: addressText, slot: wholeText(256n) }).optional(),
      /** Name of the row of the market that it counts for. */
      row: z.string().min(1, "must be the name of a row"),
      decimals: z.int("must be a number of decimals").min(0).max(36),
    }),
  ),
});

/** @throws InputError for a row that the market does not have, naming it */
export async function readAcceptedAssets(path: string, market: Market): Promise<readonly AcceptedAsset[]> {
  const { assets } = await readJson(path, acceptedAssetsSchema);
  return assets.map(({ row: name, chain, decimals, token }, k) => {
    const row = market.rows.find((each) => each.name === name);
    if (row === undefined) {
      const rule = `the market of ${market.venue} has no such row`;
      throw new InputError({ source: path, field: `assets[${k}].row`, value: JSON.stringify(name), rule });
    }
    return { chain, decimals, row: row.index, ...(token === undefined ? {} : { token }) };
  });
}
