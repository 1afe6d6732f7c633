import { join } from "node:path";
import type { Provider } from "ethers";
import { z } from "zod";
import { readAcceptedAssets } from "../../prover/formats/accepted-assets.ts";
import { readJson } from "../../prover/formats/json.ts";
import { format, unixSeconds, wholeText } from "../../prover/formats/schema.ts";
import { InputError, readMarket } from "../../prover/index.ts";
import { type BitcoinOutputs, evmAccess } from "../../prover/reserves/chain-access.ts";
import type { VerifyOptions } from "../../prover/reserves/verify.ts";
import { connect } from "./rpc.ts";

/** Options by which a verifier says what counts as reserves on other chains, and whom to ask of them. */
export interface ElsewhereOptions {
  readonly accept?: string;
  readonly reservesRpc?: readonly string[];
  readonly bitcoinBalances?: string;
}

/** `solvency-bitcoin-balances/1`: what the verifier's own node of Bitcoin says of addresses, after a block. */
const bitcoinBalancesSchema = z.strictObject({
  format: format("solvency-bitcoin-balances/1"),
  /** The block after which it was asked, and the time in its header. */
  height: z.int("must be the height of a block").min(0),
  time: unixSeconds,
  balances: z.array(z.strictObject({ address: z.string().min(1), satoshis: wholeText(64n) })),
});

/**
 * @param chainId of the attestation
 * @returns undefined where nothing is accepted: evidence in the bundle is then not looked at
 * @throws InputError for nodes or balances without a list of what is accepted
 */
export async function elsewhere(
  bundle: string,
  chainId: bigint,
  { accept, reservesRpc = [], bitcoinBalances }: ElsewhereOptions,
): Promise<VerifyOptions | undefined> {
  if (accept === undefined) {
    if (reservesRpc.length === 0 && bitcoinBalances === undefined) return undefined;
    const rule =
      "is needed with --reserves-rpc and --bitcoin-balances: no evidence says by itself what is money";
    throw new InputError({ field: "--accept", rule });
  }
  const market = await readMarket(join(bundle, "market.json"));
  const providers = new Map<string, Provider>();
  for (const url of reservesRpc) {
    const node = await connect(url);
    const chain = `eip155:${node.chainId}`;
    if (providers.has(chain)) {
      throw new InputError({
        field: "--reserves-rpc",
        value: node.shownUrl,
        rule: `is a second node of ${chain}`,
      });
    }
    providers.set(chain, node.provider);
  }
  const bitcoin = bitcoinBalances === undefined ? undefined : await bitcoinOutputs(bitcoinBalances);
  return {
    contractChain: `eip155:${chainId}`,
    accepted: await readAcceptedAssets(accept, market),
    access: evmAccess(providers, bitcoin),
  };
}

async function bitcoinOutputs(file: string): Promise<BitcoinOutputs> {
  const { height, time, balances } = await readJson(file, bitcoinBalancesSchema);
  const found = new Map(balances.map(({ address, satoshis }) => [address, satoshis]));
  return { height, time, satoshis: (address) => found.get(address) };
}
