import { Contract } from "ethers";
import { ceilDiv } from "../../prover/domain/decimal.ts";
import { QUANTITY_DECIMALS } from "../../prover/domain/quantity.ts";
import { writeJson } from "../../prover/formats/json.ts";
import { readRowMeanings } from "../../prover/formats/row-meanings.ts";
import type { Groth16Proof } from "../../prover/index.ts";
import type { BuiltAttestation } from "../../prover/liabilities/attest/build.ts";
import type { CellTable } from "../../prover/market/cells/table.ts";
import { signBundle } from "../../verifier-contracts/client/bundle-publication.ts";
import { mergeMarkets } from "../../verifier-contracts/client/merge-markets.ts";
import { signOwnership, signTable } from "../../verifier-contracts/client/solvency-typed-data.ts";
import {
  describeTable,
  NATIVE_COIN,
  rowsDigest,
  TABLE_KINDS,
} from "../../verifier-contracts/client/tables.ts";
import { signAccounts, signMarket } from "../../verifier-contracts/client/typed-data.ts";
import { mined } from "../chain/mined.ts";
import { deployToken, type ExchangeChain } from "./chain.ts";
import { PERPETUALS, perpetual } from "./market.ts";

const DAY = 86_400n;

export interface Published {
  readonly gasUsed: bigint;
  readonly transaction: string;
  /** Moves some of an asset's reserves to an address that is not the venue's. */
  readonly moveAway: (amount: bigint) => Promise<void>;
  /** Decimals of that asset. */
  readonly decimals: number;
}

/**
 * The venue's reserves, exactly what is owed of each token and the chain's coin, and the publication: signers of the market attest root and
 * table, the venue its accounts and its statement, and wallets sign that they are the venue's.
 */
export async function publish(
  chain: ExchangeChain,
  table: CellTable,
  built: BuiltAttestation,
  total: Groth16Proof,
  assetsFile: string,
): Promise<Published> {
  const { contracts, account, name, node } = chain;
  const { manifest, hash } = built;
  const place = (registry: string) => ({ chainId: node.chainId, registry });
  const owed = (...rows: string[]): bigint =>
    manifest.net.filter(({ row }) => rows.includes(row)).reduce((sum, { quantity }) => sum + quantity, 0n);
  const [hot, cold] = [account("hot"), account("cold")];

  const decimals = { USDT: 6, BTC: 8 } as const;
  const scale = (amount: bigint, to: number) =>
    ceilDiv(amount * 10n ** BigInt(to), 10n ** BigInt(QUANTITY_DECIMALS));
  const tether = await deployToken(
    hot,
    "USDT",
    decimals.USDT,
    scale(owed("USDT", "PNL-USDT"), decimals.USDT),
  );
  const bitcoin = await deployToken(cold, "BTC", decimals.BTC, scale(owed("BTC"), decimals.BTC));
  await writeJson(assetsFile, {
    format: "solvency-assets/1",
    closed: PERPETUALS.map(perpetual),
    owedIn: { "PNL-USDT": "USDT" },
    tokens: [
      { row: "ETH", token: NATIVE_COIN, decimals: 18 },
      { row: "USDT", token: tether, decimals: decimals.USDT },
      { row: "BTC", token: bitcoin, decimals: decimals.BTC },
    ],
  });
  const { rows, tokens } = describeTable(table, await readRowMeanings(assetsFile, table.market));
  const tokenAt = (address: string) => BigInt(tokens.findIndex(({ token }) => token === address));

  const until = BigInt(chain.now) + 30n * DAY;
  const ownerships = await Promise.all(
    [hot, cold].map((wallet) =>
      signOwnership(wallet, place(contracts.reserves.address), {
        venue: name,
        owner: wallet.address,
        notAfter: until,
      }),
    ),
  );
  await mined(await contracts.reserves.record(ownerships));

  const market = { market: name, marketRoot: manifest.marketRoot, asOf: BigInt(table.market.asOf) };
  const tableAttestation = {
    ...market,
    table: table.digest,
    kind: BigInt(TABLE_KINDS.indexOf(table.kind)),
    rows: rowsDigest(rows, tokens),
  };
  const signers = [account("firstSigner"), account("secondSigner")].toSorted((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );
  const signedMarkets = await Promise.all(
    signers.map((signer) => signMarket(signer, place(contracts.markets.address), market)),
  );
  const signedTables = await Promise.all(
    signers.map((signer) => signTable(signer, place(contracts.tables.address), tableAttestation)),
  );
  const publication = await signBundle(account("attestor"), place(contracts.attestations.address), {
    manifest,
    hash,
    total,
    accounts: await signAccounts(account("attestor"), place(contracts.venues.address), {
      venue: name,
      epoch: BigInt(manifest.epoch),
      accountsRoot: manifest.accountsRoot,
      asOf: BigInt(manifest.asOf),
    }),
    market: mergeMarkets(signedMarkets),
    table: {
      attestation: tableAttestation,
      signers: signedTables.flatMap(({ signers: each }) => each),
      signatures: signedTables.flatMap(({ signatures }) => signatures),
    },
    rows,
    tokens,
    holdings: [
      { token: tokenAt(NATIVE_COIN), owner: cold.address },
      { token: tokenAt(tether), owner: hot.address },
      { token: tokenAt(bitcoin), owner: cold.address },
    ],
    uri: "https://exchange.example/epochs/1",
  });
  const receipt = await mined(await contracts.attestations.attest(publication));
  return {
    gasUsed: receipt.gasUsed,
    transaction: receipt.hash,
    decimals: decimals.USDT,
    moveAway: async (amount) => {
      const token = new Contract(tether, ["function transfer(address,uint256) returns (bool)"], hot);
      const sent = await token.getFunction("transfer")(account("elsewhere").address, amount);
      await mined(sent);
    },
  };
}
