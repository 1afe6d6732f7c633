import { InvalidProofError } from "../../prover/domain/errors.ts";
import { assertRowMeanings } from "../../prover/liabilities/row-meanings.ts";
import type { Market } from "../../prover/market/row.ts";
import type { SolvencyAttestations } from "./solvency-attestations.ts";
import { TableRegistry } from "./table-registry.ts";
import { rowName, rowsDigest, type TableRow } from "./tables.ts";

/**
 * What a market's signers say its rows are, and what they call them: names are in no proof and no root, and a venue could exchange them in its
 * bundle. The chain keeps a hash of that; the rows are read from the transaction that published them, and held
 * to the hash, so that the node is not taken at its word.
 *
 * @throws InvalidProofError when the node has no such rows, or they are of another market
 * @throws InputError for rows whose sums do not bound what is owed: see assertRowMeanings
 */
export async function rowsOnChain(
  attestations: SolvencyAttestations,
  venue: string,
  epoch: bigint,
  market: Market,
): Promise<readonly TableRow[]> {
  const refuse = (why: string): never => {
    throw new InvalidProofError(why);
  };
  const published = await attestations.publicationOf(venue, epoch);
  if (published === undefined) return refuse("the node does not have the call that published it");
  const { rows, tokens } = published;
  const recorded = await attestations.attestationOf(venue, epoch);
  const tables = new TableRegistry(await attestations.tables(), attestations.provider);
  const signed = await tables.tableOf(recorded.market, recorded.table);
  if (rowsDigest(rows, tokens) !== signed.rows) refuse("the node shows other rows than were signed");
  if (rows.length !== market.rows.length)
    refuse(`the signers list ${rows.length} rows, the market ${market.rows.length}`);
  market.rows.forEach(({ index, name }, k) => {
    if (rows[k]?.index === BigInt(index) && rows[k].name === rowName(name)) return;
    refuse(`the signers call rows[${k}] otherwise than the market, which says ${index} "${name}"`);
  });
  assertRowMeanings(
    market,
    rows.map(({ closed, asset }) => ({ closed, asset: Number(asset) })),
  );
  return rows;
}
