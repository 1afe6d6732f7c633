import { z } from "zod";
import type { ReserveEvidence } from "../reserves/evidence.ts";
import { readJson, writeJson } from "./json.ts";
import { addressText, bytesText, format, unixSeconds, wholeText, wordText } from "./schema.ts";

const row = z.number("must be the index of a row").int().min(1).max(16_383);
const nodes = z.array(bytesText, "must be a list of trie nodes").max(64);

const tokenSchema = z.strictObject({ address: addressText, slot: wholeText(256n), storageProof: nodes });

const evmSchema = z.strictObject({
  kind: z.literal("evm"),
  chain: z.string().regex(/^eip155:[1-9]\d{0,31}$/, 'must be "eip155:" and a chain id'),
  row,
  owner: addressText,
  balance: wholeText(256n),
  signature: bytesText,
  header: bytesText,
  accountProof: nodes,
  token: tokenSchema.optional(),
});

const bitcoinSchema = z.strictObject({
  kind: z.literal("bitcoin"),
  row,
  // Witness addresses in one case only: no address has two spellings, and so none counts twice.
  address: z.string().regex(/^(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71})$/, {
    error: "must be an address of Bitcoin's main chain, bc1 in lower case",
  }),
  balance: wholeText(64n),
  signature: z.base64("must be Base64"),
  height: z.number("must be the height of a block").int().min(0),
});

/** `solvency-reserves/1`: balances on other chains with proofs, at addresses that signed (SPEC, section 18). */
export const reservesSchema = z.strictObject({
  format: format("solvency-reserves/1"),
  venue: wordText,
  epoch: wholeText(64n),
  asOf: unixSeconds,
  holdings: z.array(z.discriminatedUnion("kind", [evmSchema, bitcoinSchema])),
});

export async function readReserves(path: string): Promise<ReserveEvidence> {
  const { format: _, ...evidence } = await readJson(path, reservesSchema);
  return evidence as ReserveEvidence;
}

export async function writeReserves(path: string, evidence: ReserveEvidence): Promise<void> {
  await writeJson(path, reservesToJson(evidence));
}

export function reservesToJson(evidence: ReserveEvidence): z.input<typeof reservesSchema> {
  return {
    format: "solvency-reserves/1",
    venue: evidence.venue,
    epoch: evidence.epoch.toString(),
    asOf: evidence.asOf,
    holdings: evidence.holdings.map((holding) => {
      const balance = holding.balance.toString();
      if (holding.kind === "bitcoin") return { ...holding, balance };
      const { token, ...rest } = holding;
      const common = { ...rest, balance, accountProof: [...rest.accountProof] };
      return token === undefined
        ? common
        : {
            ...common,
            token: { ...token, slot: token.slot.toString(), storageProof: [...token.storageProof] },
          };
    }),
  };
}
