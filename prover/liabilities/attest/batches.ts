import { readRecords } from "../ledger/record.ts";
import { type BatchAccount, type OpenedBatch, openBatch } from "../open-batch.ts";
import { type PlacedHolding, placeHoldings, unusedPlace } from "../place.ts";
import type { EpochIdentity } from "./epoch-identity.ts";
import { type PlannedBatch, planBatches } from "./plan.ts";
import type { WorkFolder } from "./work-folder.ts";

/** The batches of the ledger in a work folder: the same ones each time. */
export const plannedBatches = (
  work: WorkFolder,
  { classes }: Pick<EpochIdentity, "classes">,
): AsyncGenerator<PlannedBatch> => planBatches(readRecords(work.at("ledger")), classes);

/** A planned batch with the salts and the blind that the epoch's secret gives it. */
export function openPlanned(
  { secret }: Pick<WorkFolder, "secret">,
  { table }: Pick<EpochIdentity, "table">,
  { circuit, accounts, place }: PlannedBatch,
): Promise<OpenedBatch> {
  const inTree = accounts.map((account): BatchAccount => ({ account, salt: secret.salt(account.tag) }));
  return openBatch({ size: circuit, table, accounts: inTree, blind: secret.blind(place) });
}

/** The holdings of a planned batch, on their cells: of every place, those without account too. */
export function* placesOfPlanned(
  { table }: Pick<EpochIdentity, "table">,
  { circuit, accounts }: PlannedBatch,
): Generator<readonly PlacedHolding[]> {
  for (const account of accounts) yield placeHoldings(table, account, circuit.holdings);
  const unused = Array<PlacedHolding>(circuit.holdings).fill(unusedPlace(table));
  for (let vacant = accounts.length; vacant < circuit.accounts; vacant++) yield unused;
}
