import { beforeAll, describe, expect, it } from "vitest";
import type { ConstraintSystem } from "../../support/constraint-system.ts";
import { compileTemplate } from "../../support/template.ts";

let circuit: ConstraintSystem;
beforeAll(async () => {
  circuit = await compileTemplate({
    main: "GroupShare(3)",
    files: ["margin/GroupShare.circom"],
    inputs: ["quantity", "exposed", "word", "slot", "share"],
  });
});

const SLOTS = [10n, 20n, 30n];

describe("GroupShare(3)", () => {
  it.each<{
    name: string;
    quantity: bigint;
    exposed: bigint;
    word: bigint;
    share: bigint[];
    accepted: boolean;
  }>([
    {
      name: "all in its group's place",
      quantity: -5n,
      exposed: 1n,
      word: 20n,
      share: [0n, -5n, 0n],
      accepted: true,
    },
    { name: "in another's", quantity: -5n, exposed: 1n, word: 20n, share: [-5n, 0n, 0n], accepted: false },
    { name: "in none", quantity: -5n, exposed: 1n, word: 20n, share: [0n, 0n, 0n], accepted: false },
    { name: "one unit less", quantity: -5n, exposed: 1n, word: 20n, share: [0n, -4n, 0n], accepted: false },
    {
      name: "the rest elsewhere",
      quantity: -5n,
      exposed: 1n,
      word: 20n,
      share: [-1n, -4n, 0n],
      accepted: false,
    },
    { name: "two that cancel", quantity: 0n, exposed: 1n, word: 20n, share: [1n, 0n, -1n], accepted: false },
    {
      name: "of a group without a place",
      quantity: 5n,
      exposed: 1n,
      word: 40n,
      share: [0n, 0n, 5n],
      accepted: false,
    },
    {
      name: "of a group without a place, left out",
      quantity: 5n,
      exposed: 1n,
      word: 40n,
      share: [0n, 0n, 0n],
      accepted: false,
    },
    {
      name: "nothing, of a group without a place",
      quantity: 0n,
      exposed: 1n,
      word: 40n,
      share: [0n, 0n, 0n],
      accepted: true,
    },
    {
      name: "nothing, of a row without data",
      quantity: 5n,
      exposed: 0n,
      word: 0n,
      share: [0n, 0n, 0n],
      accepted: true,
    },
    {
      name: "something, of a row without data",
      quantity: 5n,
      exposed: 0n,
      word: 10n,
      share: [5n, 0n, 0n],
      accepted: false,
    },
    {
      name: "a unit, of a row without data",
      quantity: 5n,
      exposed: 0n,
      word: 10n,
      share: [1n, 0n, 0n],
      accepted: false,
    },
  ])("$name: accepted $accepted", async ({ name: _, accepted, ...input }) => {
    expect(await circuit.accepts({ ...input, slot: SLOTS })).toBe(accepted);
  });

  it("needs places that differ: of two alike it would let the prover split a holding", async () => {
    const input = { quantity: 5n, exposed: 1n, word: 10n, share: [9n, -4n, 0n] };
    expect(await circuit.accepts({ ...input, slot: [10n, 10n, 30n] })).toBe(true); // RiskGroups rules it out
    expect(await circuit.accepts({ ...input, slot: SLOTS })).toBe(false);
  });

  it("costs what its head says", () => {
    expect(circuit.products).toBe(3 + 1);
  });
});
