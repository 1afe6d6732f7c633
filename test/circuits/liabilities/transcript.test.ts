import { beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../../prover/domain/field.ts";
import { type Poseidon, poseidon } from "../../../prover/hash/poseidon.ts";
import { unusedPlace } from "../../../prover/liabilities/batch.ts";
import { placedWorth, placeHoldings } from "../../../prover/liabilities/place.ts";
import { type BatchTranscript, batchChallenges, cellSums } from "../../../prover/liabilities/transcript.ts";
import { CellTable } from "../../../prover/market/cells/table.ts";
import { at } from "../../support/at.ts";
import {
  BLIND,
  batchSystem,
  committedBatch,
  EPOCH,
  inputOf,
  randomAccounts,
  SMALL,
  smallTable,
} from "../../support/batch-case.ts";
import { batchMarket } from "../../support/batch-market.ts";
import { COMPILING } from "../../support/patience.ts";

let hash: Poseidon;
beforeAll(async () => {
  hash = await poseidon();
});

async function honest(kind: "flat" | "margin") {
  const table = await smallTable(kind);
  const size = SMALL[kind];
  const accounts = randomAccounts(table, { seed: 11, count: 6, most: 8, worth: 5n });
  const batch = await committedBatch(size, table, accounts);
  const placed = [
    ...accounts.map(({ account }) => placeHoldings(table, account, size.holdings)),
    ...Array.from({ length: 2 }, () => Array(size.holdings).fill(unusedPlace(table))),
  ];
  const transcript: BatchTranscript = {
    size,
    table,
    epoch: EPOCH,
    root: batch.subtree.root,
    blind: BLIND,
    placed,
    worth: placed.map((each) => placedWorth(table, each)),
  };
  return { batch, transcript };
}

describe.each(["flat", "margin"] as const)(
  "the challenges of a batch by a table of kind %s (T-15)",
  (kind) => {
    it(
      "are those the circuit draws",
      async () => {
        const { batch, transcript } = await honest(kind);
        const circuit = await batchSystem(SMALL[kind]);
        const witness = (await circuit.calculated(inputOf(batch))) ?? [];
        const drawn = batchChallenges(hash, transcript);
        expect(at(witness, circuit.wire("core.lambda"))).toBe(drawn.lambda);
        expect(at(witness, circuit.wire("core.zeta"))).toBe(drawn.zeta);
        expect(at(witness, circuit.wire("core.y"))).toBe(drawn.y);
      },
      COMPILING,
    );

    it("are other ones after a change of any single thing that was committed before", async () => {
      const { transcript } = await honest(kind);
      const { placed, worth } = transcript;
      const later = await CellTable.build(
        { ...transcript.table.market, asOf: transcript.table.market.asOf + 1 },
        kind,
        transcript.size.cells,
      );
      const variants: BatchTranscript[] = [
        { ...transcript, epoch: (transcript.epoch + 1n) as FieldElement },
        { ...transcript, root: (transcript.root + 1n) as FieldElement },
        { ...transcript, table: later },
        ...worth.map((value, a) => ({ ...transcript, worth: worth.with(a, value + 1n) })),
        ...worth.map((value, a) => ({ ...transcript, worth: worth.with(a, value + 2n ** 163n) })),
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
            variants.push({ ...transcript, placed: placed.with(a, holdings.with(i, other)) });
        });
      });
      const lambdas = new Set([transcript, ...variants].map((each) => batchChallenges(hash, each).lambda));
      expect(lambdas.size).toBe(1 + variants.length);
    });

    it("y and zeta follow every one of the sums, which are in them after lambda is drawn", async () => {
      const { transcript } = await honest(kind);
      const { lambda, zeta } = batchChallenges(hash, transcript);
      // A hash that adds one to the n-th value it is asked to chain, as a prover would who changes one sum.
      const [codes, bases, rates] = cellSums(transcript, lambda);
      const values = [...codes, ...bases, ...rates];
      const seen = new Set([zeta]);
      for (let v = 0; v < values.length; v++) {
        const altered: Poseidon = Object.assign(
          (inputs: readonly FieldElement[]) =>
            hash(inputs.map((each) => (each === values[v] ? ((each + 1n) as FieldElement) : each))),
          { packed: hash.packed },
        );
        seen.add(batchChallenges(altered, transcript).zeta);
      }
      seen.add(batchChallenges(hash, { ...transcript, blind: (BLIND + 1n) as FieldElement }).zeta);
      expect(seen.size).toBe(2 + new Set(values).size);
    });

    it("does not depend on the market's names, which are not in the table", async () => {
      const { transcript } = await honest(kind);
      const market = { ...batchMarket(kind), venue: "another" };
      const table = await CellTable.build(market, kind, transcript.size.cells);
      expect(table.digest).toBe(transcript.table.digest);
    });
  },
);
