import { z } from "zod";
import { ACCOUNT_ARITIES } from "../../circuits/registry.ts";
import type { Epoch, Membership } from "../accounts/epoch.ts";
import { formatFieldElement } from "../domain/field.ts";
import { formatQuantity } from "../domain/quantity.ts";
import { ROW_INDEX_BOUND } from "../market/row.ts";
import { readJson, writeJson } from "./json.ts";
import { fieldText, format, quantityText, tagText, unixSeconds } from "./schema.ts";

const epochFields = {
  venue: z.string("must be a string").min(1, "must not be empty"),
  epoch: z.int("must be a whole number").min(1, "epochs count from 1"),
  asOf: unixSeconds,
  accountsRoot: fieldText,
};

/** `solvency-epoch/1`: what a venue publishes of an epoch. */
export const epochSchema = z.strictObject({ format: format("solvency-epoch/1"), ...epochFields });

/** `solvency-membership/1`: one customer's account in an epoch and its path. Private: it holds the salt. */
export const membershipSchema = z.strictObject({
  format: format("solvency-membership/1"),
  ...epochFields,
  tag: tagText,
  mode: z.enum(["cross", "isolated", "portfolio"], { error: 'must be "cross", "isolated" or "portfolio"' }),
  owner: fieldText,
  capacity: z.int("must be a whole number").min(1, "must be at least 1"),
  salt: fieldText,
  holdings: z.array(
    z.strictObject({
      row: z
        .int("must be a row index")
        .min(1, "must be a row index")
        .max(ROW_INDEX_BOUND - 1, "must be a row index"),
      quantity: quantityText,
    }),
    "must be a list of holdings",
  ),
  path: z
    .array(z.array(fieldText).length(8, "must have 8 children"), "must be a list of levels")
    .length(ACCOUNT_ARITIES.length, `must have ${ACCOUNT_ARITIES.length} levels`),
});

export async function readEpoch(path: string): Promise<Epoch> {
  const { venue, epoch: number, asOf, accountsRoot } = await readJson(path, epochSchema);
  return { venue, number, asOf, accountsRoot };
}

export async function writeEpoch(path: string, epoch: Epoch): Promise<void> {
  await writeJson(path, { format: "solvency-epoch/1", ...epochToJson(epoch) });
}

export async function readMembership(path: string): Promise<Membership> {
  const file = await readJson(path, membershipSchema);
  const { venue, epoch: number, asOf, accountsRoot, tag, mode, owner, holdings, capacity, salt } = file;
  const epoch: Epoch = { venue, number, asOf, accountsRoot };
  return { epoch, account: { tag, mode, owner, holdings }, capacity, salt, path: file.path };
}

/** Written with mode 0600. */
export async function writeMembership(path: string, membership: Membership): Promise<void> {
  const { epoch, account, capacity, salt } = membership;
  const file: z.input<typeof membershipSchema> = {
    format: "solvency-membership/1",
    ...epochToJson(epoch),
    tag: account.tag.toString(),
    mode: account.mode,
    owner: formatFieldElement(account.owner),
    capacity,
    salt: formatFieldElement(salt),
    holdings: account.holdings.map(({ row, quantity }) => ({ row, quantity: formatQuantity(quantity) })),
    path: membership.path.map((children) => children.map(formatFieldElement)),
  };
  await writeJson(path, file, { secret: true });
}

function epochToJson(epoch: Epoch) {
  const { venue, number, asOf, accountsRoot } = epoch;
  return { venue, epoch: number, asOf, accountsRoot: formatFieldElement(accountsRoot) };
}
