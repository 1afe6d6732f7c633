import { InvalidProofError } from "../domain/errors.ts";
import type { FieldElement } from "../domain/field.ts";
import { poseidon } from "../hash/poseidon.ts";
import type { CellTable } from "../market/cells/table.ts";
import { CellSums } from "./cell-sums.ts";
import { Challenges, drawFirst, drawSecond, netsDigest } from "./challenges.ts";
import { Folds } from "./folds.ts";
import { foldOpening } from "./opening.ts";
import type { PlacedHolding } from "./place.ts";
import { sumsChain } from "./reading.ts";
import type { OpenedSubtree } from "./subtree.ts";
import { netOf, paddedNet } from "./total.ts";

export interface EpochAccounts {
  /** Names venue and epoch. */
  readonly epoch: FieldElement;
  readonly table: CellTable;
  /** Of the sums, random. */
  readonly sumsBlind: FieldElement;
  /** Rows of the total's size class. */
  readonly rows: number;
  /** Of every batch, in order; `place` is that of its first leaf. */
  readonly openings: AsyncIterable<{ readonly subtree: OpenedSubtree; readonly place: number }>;
  /** Of every place of every batch, in order. */
  readonly holdings: () => AsyncIterable<readonly PlacedHolding[]>;
}

/** An epoch whose accounts are bound, with all that is drawn from them. */
export interface CommittedEpoch {
  readonly drawn: Challenges;
  /** Over all accounts. */
  readonly sums: CellSums;
  readonly sumsBlind: FieldElement;
  /** Net quantity of every row of the market, in its order. */
  readonly net: readonly bigint[];
}

/**
 * What comes before any proof: binds all openings, draws the first challenges, sums all holdings with them, and draws the second. Memory does not
 * grow with the number of accounts.
 */
export async function commitAccounts(accounts: EpochAccounts): Promise<CommittedEpoch> {
  const { epoch, table, sumsBlind, rows, openings, holdings } = accounts;
  const hash = await poseidon();
  const of = { epoch, table };
  const folds = new Folds<Pick<OpenedSubtree, "height" | "opening">>(async (children) => ({
    height: (children[0]?.height ?? 0) + 1,
    opening: foldOpening(
      hash,
      children.map(({ opening }) => opening),
    ),
  }));
  for await (const { subtree, place } of openings) await folds.add(subtree, place);
  const all = await folds.finish();
  if (all === undefined) throw new InvalidProofError("there is no account to attest");

  const first = drawFirst(hash, of, all.opening);
  const sums = new CellSums(table, first.lambda);
  for await (const each of holdings()) sums.add(each);
  const net = netOf(sums, table);
  const second = drawSecond(hash, first.lambda, {
    blind: sumsBlind,
    sums: sumsChain(hash, table, sums).at(-1) ?? (0n as FieldElement),
    nets: netsDigest(hash, paddedNet(net, rows)),
  });
  return { drawn: await Challenges.of(of, first, second), sums, sumsBlind, net };
}
