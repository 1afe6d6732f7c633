import { TABLE_STEP } from "../../circuits/liabilities/circuits.ts";
import type { FieldElement } from "../domain/field.ts";
import { hashVector } from "../hash/hash-vector.ts";
import { type Poseidon, poseidon } from "../hash/poseidon.ts";
import { inverses, reduce } from "../keys/scalar-field.ts";
import { type CellTable, TABLE_KIND_CODES } from "../market/cells/table.ts";
import { DOMAIN_DRAWN, DOMAIN_LAMBDA, DOMAIN_NETS, DOMAIN_ZETA } from "./domains.ts";

/**
 * What is random in an epoch's equations (SPEC, "Challenges"). It is drawn in two rounds, each a hash of all that it has to come after; the
 * total shows that it was.
 */

/** After every account's claims. */
export interface FirstChallenges {
  /** Powers of it weigh the words and the accounts. */
  readonly lambda: FieldElement;
  /** Spans and worths among the words. */
  readonly theta: FieldElement;
}

/** After what is said to be the sums over all accounts. */
export interface SecondChallenges {
  /** Powers of it weigh the five sums of a cell. */
  readonly zeta: FieldElement;
  /** Where the logarithmic derivatives are compared. */
  readonly y: FieldElement;
  /** Powers of it weigh the net sums of the rows. */
  readonly z: FieldElement;
}

/** What an epoch's challenges are for. */
export interface EpochTable {
  /** Names venue and epoch. */
  readonly epoch: FieldElement;
  readonly table: Pick<CellTable, "kind" | "digest" | "steps">;
}

/** @param opening of the subtree of all accounts */
export function drawFirst(
  hash: Poseidon,
  { epoch, table }: EpochTable,
  opening: FieldElement,
): FirstChallenges {
  const kind = TABLE_KIND_CODES[table.kind];
  const lambda = hash([DOMAIN_LAMBDA, kind, epoch, table.digest, opening] as FieldElement[]);
  return { lambda, theta: hash([lambda, 1n as FieldElement]) };
}

/**
 * @param blind of the sums, random
 * @param sums chain over the sums of all cells
 * @param nets of all rows, as netsDigest
 */
export function drawSecond(
  hash: Poseidon,
  lambda: FieldElement,
  { blind, sums, nets }: Readonly<Record<"blind" | "sums" | "nets", FieldElement>>,
): SecondChallenges {
  const zeta = hash([DOMAIN_ZETA as FieldElement, lambda, blind, sums, nets]);
  return { zeta, y: hash([zeta, 1n as FieldElement]), z: hash([zeta, 2n as FieldElement]) };
}

/** @param net of every row, zeros up to the size class of the total */
export const netsDigest = (hash: Poseidon, net: readonly FieldElement[]): FieldElement =>
  hashVector(hash, DOMAIN_NETS as FieldElement, net);

/** All challenges of an epoch, with what is computed from them once. */
export class Challenges implements FirstChallenges, SecondChallenges {
  readonly lambda: FieldElement;
  readonly theta: FieldElement;
  readonly zeta: FieldElement;
  readonly y: FieldElement;
  readonly z: FieldElement;
  readonly of: EpochTable;
  /** Names them in every commitment. */
  readonly digest: FieldElement;
  /** 1 / (y - c) for every cell c, those of zeros too. */
  readonly inverses: readonly bigint[];

  private constructor(hash: Poseidon, of: EpochTable, first: FirstChallenges, second: SecondChallenges) {
    ({ lambda: this.lambda, theta: this.theta } = first);
    ({ zeta: this.zeta, y: this.y, z: this.z } = second);
    this.of = of;
    const { lambda, theta, zeta, y, z } = this;
    const kind = TABLE_KIND_CODES[of.table.kind] as FieldElement;
    this.digest = hash([
      DOMAIN_DRAWN as FieldElement,
      kind,
      of.epoch,
      of.table.digest,
      lambda,
      theta,
      zeta,
      y,
      z,
    ]);
    this.inverses = inverses(
      Array.from({ length: of.table.steps.length * TABLE_STEP }, (_, c) => reduce(y - BigInt(c))),
    );
  }

  static async of(of: EpochTable, first: FirstChallenges, second: SecondChallenges): Promise<Challenges> {
    return new Challenges(await poseidon(), of, first, second);
  }

  /** The circuits' bus of that name: its signals in their order. */
  get drawn(): readonly FieldElement[] {
    return [this.lambda, this.theta, this.zeta, this.y, this.z];
  }
}
