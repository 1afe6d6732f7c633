import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { prepareBatch } from "../../../prover/liabilities/batch.ts";
import { drawFirst, drawSecond } from "../../../prover/liabilities/challenges.ts";
import { layOpen, type OpenedBatch } from "../../../prover/liabilities/open-batch.ts";
import {
  type BatchClaims,
  batchOpening,
  foldOpening,
  WORTH_BITS,
} from "../../../prover/liabilities/opening.ts";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { at } from "../../support/at.ts";
import {
  BLIND,
  batchSystem,
  inputOf,
  openedBatch,
  randomAccounts,
  SMALL,
  smallTable,
} from "../../support/batch-case.ts";
import { committed, EPOCH } from "../../support/batch-epoch.ts";
import { batchMarket } from "../../support/batch-market.ts";
import { COMPILING } from "../../support/patience.ts";

let hash: Poseidon;
beforeAll(async () => {
  hash = await poseidon();
});

async function honest(kind: "flat" | "margin"): Promise<OpenedBatch> {
  const table = await smallTable(kind);
  return openedBatch(SMALL[kind], table, randomAccounts(table, { seed: 6, count: 6, most: 8, worth: 4n }));
}

const claimsOf = ({ size, subtree, placed, worth }: OpenedBatch): BatchClaims => ({
  size,
  root: subtree.root,
  blind: BLIND,
  placed,
  worth,
});

describe.each(["flat", "margin"] as const)("the opening of a batch by a table of kind %s (T-15)", (kind) => {
  it(
    "is the one the circuit hashes",
    async () => {
      const opened = await honest(kind);
      const circuit = await batchSystem(SMALL[kind]);
      const { drawn } = await committed(opened.table, [opened]);
      const witness = (await circuit.calculated(inputOf(await prepareBatch(opened, drawn)))) ?? [];
      expect(at(witness, circuit.wire("core.opening"))).toBe(opened.subtree.opening);
    },
    COMPILING,
  );

  it("is another one after a change of any single thing that is claimed", async () => {
    const claims = claimsOf(await honest(kind));
    const { placed, worth } = claims;
    const variants: BatchClaims[] = [
      { ...claims, root: (claims.root + 1n) as FieldElement },
      { ...claims, blind: (claims.blind + 1n) as FieldElement },
      { ...claims, size: { ...claims.size, height: 2 } },
      { ...claims, size: { ...claims.size, holdings: 7 } },
      { ...claims, size: { ...claims.size, kind: kind === "margin" ? "equity" : "flat", height: 3 } },
      ...worth.map((value, a) => ({ ...claims, worth: worth.with(a, value + 1n) })),
      ...worth.map((value, a) => ({ ...claims, worth: worth.with(a, value + 2n ** BigInt(WORTH_BITS - 1)) })),
    ];
    placed.forEach((holdings, a) => {
      holdings.forEach((each, i) => {
        const changed = [
          { ...each, cell: each.cell + 1 },
          { ...each, ordinal: each.ordinal ^ 1 },
          { ...each, offset: each.offset ^ 1n },
          { ...each, offset: each.offset ^ (2n ** 64n) },
          ...(kind === "flat"
            ? []
            : [
                { ...each, room: each.room ^ 1n },
                { ...each, room: each.room ^ (2n ** 64n) },
              ]),
        ];
        for (const other of changed)
          variants.push({ ...claims, placed: placed.with(a, holdings.with(i, other)) });
      });
    });
    expect(new Set([claims, ...variants].map((each) => batchOpening(hash, each))).size).toBe(
      1 + variants.length,
    );
  });

  it("differs where nothing but the blind does (T-29)", async () => {
    const { size, table, accounts, placed } = await honest(kind);
    const request = { size, table, accounts };
    const [one, two] = [await layOpen(request, placed), await layOpen(request, placed)];
    expect(one.subtree.root).toBe(two.subtree.root);
    expect(one.subtree.opening).not.toBe(two.subtree.opening);
  });
});

describe("Openings of a fold", () => {
  it("depend on every child and on its place", () => {
    const children = [3n, 5n, 8n] as FieldElement[];
    const openings = [children, [5n, 3n, 8n], [3n, 5n], [3n, 5n, 8n, 1n], [3n, 0n, 8n]].map((each) =>
      foldOpening(hash, each as FieldElement[]),
    );
    expect(new Set(openings).size).toBe(openings.length);
  });
});

describe("Challenges", () => {
  it("of the first round follow the opening, the epoch, and the table with its kind and time", async () => {
    const table = await smallTable("equity");
    const later = { ...batchMarket("equity"), asOf: batchMarket("equity").asOf + 1 };
    const draw = (each: Pick<CellTable, "kind" | "digest" | "steps">, epoch = EPOCH, opening = 5n) =>
      drawFirst(hash, { epoch, table: each }, opening as FieldElement);
    const drawn = [
      draw(table),
      draw(await CellTable.build(later, "equity")),
      draw(await smallTable("margin")),
      draw({ ...table, kind: "margin", digest: table.digest, steps: table.steps }),
      draw(table, (EPOCH + 1n) as FieldElement),
      draw(table, EPOCH, 6n),
    ];
    expect(new Set(drawn.map(({ lambda }) => lambda)).size).toBe(drawn.length);
    expect(new Set(drawn.map(({ theta }) => theta)).size).toBe(drawn.length);
  });

  it("of the second round follow the first, the sums, the net sums and the blind, and differ from each other", () => {
    const what = { blind: 1n, sums: 2n, nets: 3n } as Record<"blind" | "sums" | "nets", FieldElement>;
    const drawn = [
      drawSecond(hash, 9n as FieldElement, what),
      drawSecond(hash, 8n as FieldElement, what),
      ...(["blind", "sums", "nets"] as const).map((name) =>
        drawSecond(hash, 9n as FieldElement, { ...what, [name]: 7n }),
      ),
    ];
    const all = drawn.flatMap(({ zeta, y, z }) => [zeta, y, z]);
    expect(new Set(all).size).toBe(3 * drawn.length);
  });

  it("do not depend on the market's names, which are not in the table", async () => {
    const market = { ...batchMarket("margin"), venue: "another" };
    expect((await CellTable.build(market, "margin")).digest).toBe((await smallTable("margin")).digest);
  });
});
