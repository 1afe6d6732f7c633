import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reviewRegistryAbi } from "../../../verifier-contracts/abi/reviewRegistry.ts";
import { reviewDomain } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { UNKNOWN } from "../../support/registries.ts";
import { AS_OF, PANEL, SolvencyWorld } from "../../support/solvency.ts";

const STATEMENT = `0x${"5e".repeat(32)}`;

let world: SolvencyWorld;
let reviews: Contract;
let now: bigint;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await SolvencyWorld.open();
  reviews = world.parts.reviews;
  now = await world.chain.now();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

const isReviewed = (panel: string = PANEL, since: bigint = AS_OF) =>
  reviews.read("isReviewed", [panel, STATEMENT, since]);

describe("a review", () => {
  it("is recorded for its panel and its statement", async () => {
    expect(await isReviewed()).toBe(false);
    const review = { panel: PANEL, statement: STATEMENT, asOf: now };
    expect(reviews.events(await world.review(review))).toMatchObject([{ name: "BundleReviewed" }]);
    expect(await isReviewed()).toBe(true);
    expect(await isReviewed(UNKNOWN)).toBe(false);
    expect(reviews.events(await world.review(review))).toEqual([]);
  });

  it("takes as many signers as the panel's threshold", async () => {
    const review = { panel: PANEL, statement: STATEMENT, asOf: now };
    await expect(world.review(review, world.auditors.slice(1))).rejects.toMatchObject(
      reverting("NotEnoughSigners", PANEL, 1n, 2n),
    );
  });

  it("speaks of a time that has come", async () => {
    await expect(
      world.review({ panel: PANEL, statement: STATEMENT, asOf: now + 1_000n }),
    ).rejects.toMatchObject({
      error: "ReviewInFuture",
    });
  });

  it("falls with its panel's time", async () => {
    const { markets, guardian } = world.parts.registries;
    await world.review({ panel: PANEL, statement: STATEMENT, asOf: now });
    await markets.send("revokeKey", [PANEL, world.auditors[0]?.address, AS_OF], { from: guardian });
    expect(await isReviewed()).toBe(false);
  });

  it("is for this contract (T-20)", async () => {
    const domain = { ...reviewDomain(world.place(reviews)), verifyingContract: world.parts.tables.address };
    const review = { panel: PANEL, statement: STATEMENT, asOf: now };
    await expect(world.review(review, world.auditors, domain)).rejects.toMatchObject({
      error: "SignatureInvalid",
    });
  });

  it("is by panels of a registry of markets", async () => {
    const { mallory, markets } = world.parts.registries;
    expect(await reviews.read("markets")).toBe(markets.address);
    await expect(
      Contract.deploy(world.chain, "ReviewRegistry", reviewRegistryAbi, [mallory]),
    ).rejects.toMatchObject(reverting("PanelRegistryNotContract", mallory));
  });
});
