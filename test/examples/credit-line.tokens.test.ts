import { ZeroAddress } from "ethers";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { contractArtifact } from "../support/artifact.ts";
import { reverting } from "../support/chain.ts";
import { Contract } from "../support/contract.ts";
import { closeProver } from "../support/proofs.ts";
import { CreditLineWorld, POLICY, TERMS, usd } from "./support/credit-line-world.ts";

let world: CreditLineWorld | undefined;
afterEach(() => world?.close());
afterAll(closeProver);

describe("a hostile token", () => {
  it("cannot call back while a line is drawn, whatever it calls", async () => {
    world = await CreditLineWorld.open("ReentrantDollar");
    const { line, token, alice } = world;
    const nullifier = await world.submit({ epoch: 1, recipient: alice });
    await line.send("open", [nullifier], { from: alice });
    const calls = [
      ...["open", "settle", "callMargin", "cure", "closeLine"].map((name) => [name, [nullifier]] as const),
      ...["draw", "repay"].map((name) => [name, [nullifier, 1n]] as const),
      ["fund", [1n]] as const,
      ["withdraw", [alice, 1n]] as const,
    ];
    for (const [name, args] of calls) {
      await token.send("arm", [line.address, line.data(name, args)]);
      const drawn = line.send("draw", [nullifier, usd(1n)], { from: alice });
      await expect(drawn, name).rejects.toMatchObject(reverting("ReentrancyGuardReentrantCall"));
    }
    expect(await world.books()).toMatchObject({ debt: 0n, cash: usd(20_000n) });
    // It is the call that is refused, not the draw: one that asks back is served.
    await token.send("arm", [line.address, line.data("cash")]);
    await line.send("draw", [nullifier, usd(1n)], { from: alice });
  });

  it("is refused if it takes a fee", async () => {
    const opened = CreditLineWorld.open("FeeDollar");
    const refusal = reverting("TransferMismatch", usd(20_000n) - 1n, usd(20_000n));
    await expect(opened).rejects.toMatchObject(refusal);
  });
});

describe("a credit line", () => {
  it("says what holds for all lines, and where to claim", async () => {
    world = await CreditLineWorld.open();
    const { line, token, claims } = world;
    expect(await line.read("terms")).toEqual(TERMS);
    expect(await line.read("token")).toBe(token.address);
    expect(await line.read("claims")).toBe(claims.address);
    const { policy, owner } = (await claims.read("scopeOf", [await line.read("scope")])) as {
      policy: object;
      owner: string;
    };
    expect({ policy, owner }).toEqual({ policy: POLICY, owner: line.address });
    expect(await line.read("levelAsked")).toBe(0n);
    expect(await line.read("closableAt", [1n])).toBe(0n);
  });
});

describe("a credit line is not made", () => {
  it.each([
    ["without an administrator", { admin: ZeroAddress }, reverting("ZeroAddress")],
    ["without a token", { token: ZeroAddress }, reverting("ZeroAddress")],
    ["without a limit", { terms: { ...TERMS, limit: 0n } }, reverting("TermIsZero", "limit")],
    ["without a buffer", { terms: { ...TERMS, bufferUSD: 0n } }, reverting("TermIsZero", "bufferUSD")],
    ["without grace", { terms: { ...TERMS, gracePeriod: 0n } }, reverting("TermIsZero", "gracePeriod")],
    [
      "without time to draw",
      { terms: { ...TERMS, maxAgeToDraw: 0n } },
      reverting("TermIsZero", "maxAgeToDraw"),
    ],
    [
      "on a ladder that does not rise",
      { ratios: [12_000n, 12_000n] },
      reverting("RatioNotAbove", 12_000n, 12_000n),
    ],
    ["on a ladder from zero", { ratios: [0n] }, reverting("RatioNotAbove", 0n, 0n)],
    [
      "without claims",
      { claims: "0x00000000000000000000000000000000000000ff" },
      { error: "ClaimsNotContract" },
    ],
  ])("%s", async (_, changes, refusal) => {
    world = await CreditLineWorld.open();
    const { admin, token, claims } = world;
    const ratios = [12_000n, 15_000n];
    const given = { admin, token: token.address, terms: TERMS, claims: claims.address, ratios, ...changes };
    const { abi } = await contractArtifact("CreditLine");
    const args = [given.admin, given.token, given.terms, given.claims, POLICY, given.ratios];
    await expect(Contract.deploy(world.chain, "CreditLine", abi, args)).rejects.toMatchObject(refusal);
  });
});
