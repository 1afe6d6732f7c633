import { CELL_BITS } from "../../circuits/liabilities/circuits.ts";
import { MODE_CODES } from "../../prover/accounts/account.ts";
import { leafInputs } from "../../prover/accounts/leaf.ts";
import { FIELD_MODULUS, type FieldElement } from "../../prover/domain/field.ts";
import { poseidon } from "../../prover/hash/poseidon.ts";
import { inverse, power, reduce } from "../../prover/keys/scalar-field.ts";
import { type CellSum, CellSums } from "../../prover/liabilities/cell-sums.ts";
import { Challenges, drawFirst, drawSecond, netsDigest } from "../../prover/liabilities/challenges.ts";
import type { BatchAccount } from "../../prover/liabilities/open-batch.ts";
import { appendPlaces, batchOpening } from "../../prover/liabilities/opening.ts";
import {
  type PlacedHolding,
  placedWorth,
  placeHoldings,
  unusedPlace,
} from "../../prover/liabilities/place.ts";
import { prepareReadings, sumsChain } from "../../prover/liabilities/reading.ts";
import { type Subtree, subtreeCommitment } from "../../prover/liabilities/subtree.ts";
import { netOf, paddedNet, prepareTotal } from "../../prover/liabilities/total.ts";
import { CellTable } from "../../prover/market/cells/table.ts";
import { EMPTY_LEAF, Tree } from "../../prover/tree/tree.ts";
import { at } from "./at.ts";
import { BLIND } from "./batch-case.ts";
import { EPOCH, SUMS_BLIND } from "./batch-epoch.ts";
import { BitList } from "./bits.ts";
import type { ConstraintSystem, Input } from "./constraint-system.ts";
import { testMarket } from "./market.ts";
import { compileTemplate } from "./template.ts";

/**
 * An epoch of one batch as an attacker tells it, who puts any words, cells, spans and worths into BatchCore by itself, and adapts all sums,
 * challenges and commitments to them. It knows nothing of FlatPlaces and PiecePlaces, whose bits refuse more.
 */
export const CORE_SIZE = { kind: "margin", height: 1, holdings: 3 } as const;

/** Rows of the total. */
export const ROWS = 8;

/** @param margin 1 for a batch that refuses portfolio accounts */
export const coreSystem = (margin: 0 | 1 = 1): Promise<ConstraintSystem> =>
  compileTemplate({
    main: `BatchCore(1, 3, ${1 + margin}, ${3 * (CELL_BITS + 136)}, 0)`,
    files: ["liabilities/BatchCore.circom"],
    inputs: [
      "epoch",
      "table",
      "drawn",
      "start",
      "blind",
      "firstTag",
      "live",
      "tagGap",
      "salt",
      "mode",
      "owner",
      "word",
      "bits",
      "cell",
      "measure",
      "scale",
      "span",
      "worth",
    ],
  });

/** Settlement in USDT and dollars and two perpetuals of eight pieces each: 19 cells. */
export function coreTable(): Promise<CellTable> {
  const market = testMarket();
  const rows = market.rows.filter(({ index }) => [7, 9, 100, 101].includes(index));
  return CellTable.build({ ...market, rows }, CORE_SIZE.kind);
}

/** Where the attacker departs from the truth. */
export interface Lies {
  readonly placed?: ReadonlyMap<number, readonly PlacedHolding[]>;
  readonly worth?: ReadonlyMap<number, bigint>;
  readonly word?: ReadonlyMap<number, bigint>;
  /** Changes what is said to be the sums on a cell, after the first challenges. */
  readonly sum?: (cell: number, sum: Readonly<CellSum>) => Readonly<CellSum>;
  readonly start?: FieldElement;
}

export interface ToldEpoch {
  readonly batch: Input;
  /** What BatchCore has to state. */
  readonly commitment: FieldElement;
  readonly reading: Input;
  readonly total: Input;
}

class ToldSums extends CellSums {
  tell: Lies["sum"];

  override of(cell: number): Readonly<CellSum> {
    const sum = super.of(cell);
    const { codes, scales, measures, offsets, counts } = this.tell?.(cell, sum) ?? sum;
    const [a, b, c, d, e] = [codes, scales, measures, offsets, counts].map(reduce);
    return { codes: a ?? 0n, scales: b ?? 0n, measures: c ?? 0n, offsets: d ?? 0n, counts: e ?? 0n };
  }

  override net(cell: number): bigint {
    const { offsets, counts } = this.of(cell);
    const net = reduce(offsets + counts * (this.lower(cell) - 2n ** 64n));
    return net > FIELD_MODULUS / 2n ? net - FIELD_MODULUS : net;
  }

  lower: (cell: number) => bigint = () => 0n;
}

export async function tellEpoch(
  table: CellTable,
  accounts: readonly BatchAccount[],
  lies: Lies = {},
): Promise<ToldEpoch> {
  const hash = await poseidon();
  const { start = 1n as FieldElement } = lies;
  const unused = Array<PlacedHolding>(3).fill(unusedPlace(table));
  const own = Array.from({ length: 8 }, (_, a) => {
    const account = accounts[a]?.account;
    return account === undefined ? unused : placeHoldings(table, account, 3);
  });
  const placed = own.map((places, a) => lies.placed?.get(a) ?? places);
  // The leaf is the account's own, whatever its places are said to be.
  const words = own.map((places, a) => lies.word?.get(a) ?? wordOf(table, places));
  const worth = placed.map((places, a) => lies.worth?.get(a) ?? placedWorth(table, places));
  const leaves = own.map((_, a) => {
    const each = accounts[a];
    if (each === undefined) return EMPTY_LEAF;
    return hash([
      ...leafInputs(each.account, each.salt, 3).slice(0, 4),
      reduce(at(words, a)) as FieldElement,
    ]);
  });
  const { root } = Tree.build(hash, [8], leaves);
  const opening = batchOpening(hash, { size: CORE_SIZE, root, blind: BLIND, placed, worth });

  const of = { epoch: EPOCH, table };
  const first = drawFirst(hash, of, opening);
  const sums = new ToldSums(table, first.lambda, start);
  sums.lower = (cell) => table.cells[cell]?.lower ?? 0n;
  for (const places of placed) sums.add(places);
  sums.tell = lies.sum;
  const net = netOf(sums, table);
  const second = drawSecond(hash, first.lambda, {
    blind: SUMS_BLIND,
    sums: at(sumsChain(hash, table, sums), 0),
    nets: netsDigest(hash, paddedNet(net, ROWS)),
  });
  const drawn = await Challenges.of(of, first, second);

  const tag = (a: number): bigint => accounts[a]?.account.tag ?? 0n;
  const subtree: Subtree = {
    height: 1,
    challenges: drawn.digest,
    firstTag: tag(0),
    lastTag: tag(accounts.length - 1),
    root,
    opening,
    start,
    end: reduce(start * power(first.lambda, 8n)) as FieldElement,
    ...sidesOf(placed, words, worth, drawn, start),
  };
  const commitment = subtreeCommitment(hash, subtree);
  const readings = prepareReadings(table, sums, drawn, commitment, () => 77n as FieldElement);
  const { value: step } = await readings.next();
  if (step === undefined) throw new Error("no table");
  const request = { subtree, reading: step.reading, table, drawn, net, sumsBlind: SUMS_BLIND, rows: ROWS };
  const each = <T>(value: (account: BatchAccount | undefined, a: number) => T): T[] =>
    own.map((_, a) => value(accounts[a], a));
  return {
    commitment,
    reading: step.input as Input,
    total: (await prepareTotal(request)).input as Input,
    batch: {
      epoch: EPOCH,
      table: table.digest,
      drawn: drawn.drawn,
      start,
      blind: BLIND,
      firstTag: tag(0),
      live: each((account) => (account === undefined ? 0n : 1n)),
      tagGap: each((account, a) => (account === undefined || a === 0 ? 0n : tag(a) - tag(a - 1) - 1n)).slice(
        1,
      ),
      salt: each((account) => account?.salt ?? 0n),
      mode: each((account) => (account === undefined ? 0n : MODE_CODES[account.account.mode])),
      owner: each((account) => account?.account.owner ?? 0n),
      word: words.map((word) => [word]),
      bits: placed.map((places) => {
        const list = new BitList();
        appendPlaces(list, CORE_SIZE, places);
        return list.bits;
      }),
      cell: placed.map((places) => places.map(({ cell }) => BigInt(cell))),
      measure: placed.map((places) => places.map(({ offset }) => offset)),
      scale: placed.map((places) => places.map(() => 1n)),
      span: placed.map((places) => places.map(spanOf)),
      worth,
    },
  };
}

const wordOf = (table: CellTable, places: readonly PlacedHolding[]): bigint =>
  places.reduce((word, { cell, offset }, i) => {
    const { row, lower } = at(table.cells, cell);
    return word + ((BigInt(row) * 2n ** 65n + lower + offset) << (84n * BigInt(i)));
  }, 0n);

const spanOf = ({ offset, room, ordinal }: PlacedHolding): bigint =>
  offset + room + 1n + (BigInt(ordinal) << 66n);

/** SPEC, "Challenges": the accounts' sides of both equations, straight from what is told. Accounts have one word. */
function sidesOf(
  placed: readonly (readonly PlacedHolding[])[],
  words: readonly bigint[],
  worth: readonly bigint[],
  { lambda, theta, zeta, y }: Challenges,
  start: bigint,
): { readonly quotients: FieldElement; readonly claims: FieldElement } {
  let [quotients, claims] = [0n, 0n];
  placed.forEach((places, a) => {
    const weight = reduce(start * power(lambda, BigInt(a)));
    let [offsets, spans] = [0n, 0n];
    places.forEach((place, k) => {
      const { cell, offset } = place;
      const share =
        weight * 2n ** BigInt(84 * k) +
        zeta * weight +
        zeta ** 2n * weight * offset +
        zeta ** 3n * offset +
        zeta ** 4n;
      quotients = reduce(quotients + reduce(share) * inverse(y - BigInt(cell)));
      offsets += offset << BigInt(84 * k);
      spans += spanOf(place) << BigInt(84 * k);
    });
    claims = reduce(
      claims + weight * (at(words, a) - offsets + theta * spans + reduce(theta ** 2n) * at(worth, a)),
    );
  });
  return { quotients: quotients as FieldElement, claims: claims as FieldElement };
}
