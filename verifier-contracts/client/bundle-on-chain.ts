import { ZeroHash } from "ethers";
import { formatDecimal } from "../../prover/domain/decimal.ts";
import { InvalidProofError } from "../../prover/domain/errors.ts";
import { QUANTITY_DECIMALS } from "../../prover/domain/quantity.ts";
import { notLookedAt, type Stage, stage } from "../../prover/liabilities/bundle/stage.ts";
import type { BundleReport } from "../../prover/liabilities/bundle/verify-bundle.ts";
import { bytes32ToName, nameToBytes32 } from "./names.ts";
import { ReviewRegistry } from "./review-registry.ts";
import { rowsOnChain } from "./rows-on-chain.ts";
import type { Coverage, SolvencyAttestations, SolvencyRequirement } from "./solvency-attestations.ts";
import { TableRegistry } from "./table-registry.ts";
import { TABLE_KINDS } from "./tables.ts";
import type { VenueRegistry } from "./venue-registry.ts";

export interface ChainExpectation {
  readonly attestations: SolvencyAttestations;
  readonly venues: VenueRegistry;
  /** bytes32: the market whose signers' word on prices and rows is taken. Anybody can have one opened: a bundle names none. */
  readonly market: string;
  /** What else is asked of the venue: ages, panel. */
  readonly required?: Partial<SolvencyRequirement>;
}

export interface ChainReport {
  readonly stages: readonly Stage[];
  /** What is owed and held of every asset, as of now; undefined where it could not be read. */
  readonly coverage: readonly Coverage[] | undefined;
}

const DAY = 86_400n;
const HOUR = 3_600;

/**
 * Compares a bundle with what the chain recorded of it, and asks the contract for its verdict. The caller says which contract it trusts: a
 * bundle names none.
 */
export async function compareWithChain(
  { manifest, hash, totals, market, reserves }: BundleReport,
  { attestations, venues, market: trustedMarket, required = {} }: ChainExpectation,
): Promise<ChainReport> {
  const stages: Stage[] = [];
  const refuse = (why: string): never => {
    throw new InvalidProofError(why);
  };
  const recorded = await stage(stages, "recorded", async () => {
    if (manifest === undefined || hash === undefined || totals === undefined)
      return refuse("there is no bundle to compare");
    const [venue, epoch] = [manifest.venue.id, BigInt(manifest.epoch)];
    if (nameToBytes32(manifest.venue.name) !== venue)
      refuse("the bundle calls the venue otherwise than the chain");
    const found = await attestations.attestationOf(venue, epoch);
    if (BigInt(found.statement) === 0n) refuse(`nothing is recorded of epoch ${epoch}`);
    if (found.bundle !== hash) refuse("the chain recorded another bundle");
    if (found.market !== trustedMarket)
      refuse(`it is of the market ${bytes32ToName(found.market)}, whose signers you did not name`);
    if (found.table !== totals.table || found.subtree !== totals.subtree)
      refuse("the chain recorded other accounts or another table");
    if (TABLE_KINDS[Number(found.kind)] !== manifest.table.kind)
      refuse("the chain recorded another kind of table");
    if ((await attestations.epochSignalOf(venue, epoch)) !== totals.epoch)
      refuse("the contract names the epoch otherwise");
    const trusted = await attestations.venues();
    if (trusted !== venues.address) refuse("the contract reads another registry of venues");
    const { root, asOf } = await venues.accountsRootOf(venue, epoch);
    const tables = new TableRegistry(await attestations.tables(), attestations.provider);
    const { marketRoot } = await tables.tableOf(found.market, found.table);
    if (marketRoot !== manifest.marketRoot) refuse("the chain recorded another root of the market");
    if (root !== manifest.accountsRoot) refuse("the venue registered another root of this epoch");
    if (asOf !== BigInt(manifest.asOf)) refuse("the venue registered another time of this epoch");
    return [
      `bundle, root, table and subtree are those of the chain; prices are of ${bytes32ToName(trustedMarket)}`,
      { venue, epoch, statement: found.statement, attestedAt: found.attestedAt },
    ] as const;
  });
  if (recorded === undefined) {
    for (const name of ["rows", "reserves", "solvent now"]) {
      notLookedAt(stages, name, "nothing comparable is recorded");
    }
    return { stages, coverage: undefined };
  }
  const { venue, epoch, statement, attestedAt } = recorded;
  await stage(stages, "rows", async () => {
    if (market === undefined) return refuse("the bundle's market could not be read");
    const rows = await rowsOnChain(attestations, venue, epoch, market);
    const contracts = rows.filter(({ closed }) => closed).length;
    const assets = new Set(rows.filter(({ closed }) => !closed).map(({ asset }) => asset)).size;
    return [
      `${contracts} contracts cancel out; ${rows.length - contracts} rows are owed in ${assets} assets`,
      true,
    ] as const;
  });
  // What is elsewhere counts where the caller says so, or has had its evidence checked.
  const attested = required.attested ?? reserves !== undefined;
  const nameOf = ({ row }: Coverage): string => manifest?.net[Number(row)]?.row ?? `row ${row}`;
  let coverage: readonly Coverage[] | undefined;
  await stage(stages, "reserves", async () => {
    // Balances on this chain were read when it was recorded: those elsewhere are of about that time, or they could be moved here meanwhile.
    if (reserves !== undefined && Math.abs(Number(attestedAt) - reserves.asOf) > HOUR) {
      refuse("balances elsewhere are of a time more than an hour from the attestation's");
    }
    coverage = await attestations.coverageNow(venue, epoch);
    for (const asset of coverage) {
      const row = market?.rows[Number(asset.row)]?.index ?? -1;
      const proven = reserves?.amounts.get(row)?.verified ?? 0n;
      if (asset.attested <= proven) continue;
      const [said, found] = [asset.attested, proven].map((each) => formatDecimal(each, QUANTITY_DECIMALS));
      refuse(`the venue recorded ${said} ${nameOf(asset)} on other chains, ${found} are proven to you`);
    }
    const counted = (asset: Coverage) => asset.onChain + (attested ? asset.attested : 0n);
    const short = coverage.filter((asset) => counted(asset) < asset.liability);
    const missing = short.map(
      (asset) => `${formatDecimal(asset.liability - counted(asset), QUANTITY_DECIMALS)} ${nameOf(asset)}`,
    );
    if (missing.length > 0) refuse(`reserves now are short of ${missing.join(", ")}`);
    return [`cover what is owed of ${coverage.length} assets, read now`, true] as const;
  });
  const { panel = ZeroHash } = required;
  if (panel !== ZeroHash) {
    await stage(stages, "panel", async () => {
      const reviews = new ReviewRegistry(await attestations.reviews(), attestations.provider);
      const since = BigInt(manifest?.asOf ?? 0);
      if (!(await reviews.isReviewed(panel, statement, since))) {
        refuse(`${bytes32ToName(panel)} has not reviewed it`);
      }
      return [`${bytes32ToName(panel)} has reviewed it`, true] as const;
    });
  }
  await stage(stages, "solvent now", async () => {
    const latest = await attestations.latestEpochOf(venue);
    if (latest !== epoch) refuse(`epoch ${latest} is later: this one is history`);
    const requirement: SolvencyRequirement = {
      market: trustedMarket,
      panel: ZeroHash,
      statement,
      maxAccountsAge: DAY,
      maxMarketAge: DAY,
      margin: manifest?.table.kind === "margin",
      attested,
      current: true,
      openContracts: false,
      ...required,
    };
    if (!(await attestations.isSolvent(venue, requirement))) {
      const { maxAccountsAge, maxMarketAge } = requirement;
      const block = await attestations.provider.getBlock("latest");
      const age = (time = 0): bigint => BigInt((block?.timestamp ?? 0) - time);
      if (age(manifest?.asOf) > maxAccountsAge) refuse(`accounts are ${age(manifest?.asOf)} s old`);
      if (age(market?.asOf) > maxMarketAge) refuse(`prices are ${age(market?.asOf)} s old`);
      refuse("the contract says: not solvent");
    }
    return ["the contract says: solvent", true] as const;
  });
  return { stages, coverage };
}
