import { ZeroAddress, ZeroHash } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reverting } from "../support/chain.ts";
import { ClaimsWorld } from "../support/claims.ts";
import { Contract } from "../support/contract.ts";
import { CLAIMS_ABI } from "../support/deploy-claims.ts";

const ADMIN_ROLE = ZeroHash;

let world: ClaimsWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await ClaimsWorld.open();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.close());

describe("MarginClaims, deployed", () => {
  it("refuses registries and a router without code: an account, nobody, a precompile (T-16)", async () => {
    const { chain, admin, registries, router, alice } = world;
    const parts = [registries.venues, registries.markets, router].map(({ address }) => address);
    for (const address of [alice, ZeroAddress, "0x0000000000000000000000000000000000000008"]) {
      for (const index of parts.keys()) {
        const args = [admin, ...parts.with(index, address)];
        await expect(Contract.deploy(chain, "MarginClaims", CLAIMS_ABI, args)).rejects.toMatchObject(
          reverting("NotContract", address),
        );
      }
    }
    const args = [ZeroAddress, ...parts];
    await expect(Contract.deploy(chain, "MarginClaims", CLAIMS_ABI, args)).rejects.toMatchObject(
      reverting("AdminIsZero"),
    );
  });

  it("says what it was made with", async () => {
    const { claims, registries, router } = world;
    expect(await claims.read("venues")).toBe(registries.venues.address);
    expect(await claims.read("markets")).toBe(registries.markets.address);
    expect(await claims.read("router")).toBe(router.address);
    expect(await claims.read("paused")).toBe(false);
    expect(await claims.read("hasRole", [ADMIN_ROLE, world.admin])).toBe(true);
    // AccessControl's interface, and ERC-165's own.
    expect(await claims.read("supportsInterface", ["0x7965db0b"])).toBe(true);
    expect(await claims.read("supportsInterface", ["0xffffffff"])).toBe(false);
  });

  it("takes no money", async () => {
    const { chain, claims, alice } = world;
    const payment = { from: alice, to: claims.address, value: "0x1", data: "0x", gas: "0x30000" };
    await expect(chain.request("eth_sendTransaction", payment)).rejects.toThrow();
  });
});

describe("the roles of MarginClaims (T-26)", () => {
  it("let guardians pause, and administrators unpause; nobody else, and neither the other's part", async () => {
    const { claims, admin, guardian, mallory } = world;
    const guard = await claims.read("GUARDIAN_ROLE");
    for (const from of [mallory, admin]) {
      await expect(claims.send("pause", [], { from })).rejects.toMatchObject(
        reverting("AccessControlUnauthorizedAccount", from, guard),
      );
    }
    await expect(claims.send("unpause", [], { from: admin })).rejects.toMatchObject(
      reverting("ExpectedPause"),
    );
    const paused = await claims.send("pause", [], { from: guardian });
    expect(claims.events(paused)).toEqual([{ name: "Paused", args: { account: guardian } }]);
    await expect(claims.send("pause", [], { from: guardian })).rejects.toMatchObject(
      reverting("EnforcedPause"),
    );
    for (const from of [mallory, guardian]) {
      await expect(claims.send("unpause", [], { from })).rejects.toMatchObject(
        reverting("AccessControlUnauthorizedAccount", from, ADMIN_ROLE),
      );
    }
    const resumed = await claims.send("unpause", [], { from: admin });
    expect(claims.events(resumed)).toEqual([{ name: "Unpaused", args: { account: admin } }]);
    expect(await claims.read("paused")).toBe(false);
  });

  it("are granted and revoked by administrators only", async () => {
    const { claims, admin, alice, guardian } = world;
    const guard = await claims.read("GUARDIAN_ROLE");
    for (const from of [alice, guardian]) {
      await expect(claims.send("grantRole", [guard, alice], { from })).rejects.toMatchObject(
        reverting("AccessControlUnauthorizedAccount", from, ADMIN_ROLE),
      );
    }
    await claims.send("revokeRole", [guard, guardian], { from: admin });
    await expect(claims.send("pause", [], { from: guardian })).rejects.toMatchObject({
      error: "AccessControlUnauthorizedAccount",
    });
    await claims.send("grantRole", [guard, alice], { from: admin });
    await claims.send("pause", [], { from: alice });
  });

  it("are given up by their holder only, who must name itself", async () => {
    const { claims, guardian, alice } = world;
    const guard = await claims.read("GUARDIAN_ROLE");
    await expect(claims.send("renounceRole", [guard, guardian], { from: alice })).rejects.toMatchObject(
      reverting("AccessControlBadConfirmation"),
    );
    await claims.send("renounceRole", [guard, guardian], { from: guardian });
    expect(await claims.read("hasRole", [guard, guardian])).toBe(false);
  });

  it("give no power over a claim: not to record, nor to change or remove one", async () => {
    const { admin, guardian } = world;
    const made = await world.made(1n);
    await world.submit(made);
    const held = await world.claimOf(made);
    for (const from of [admin, guardian]) {
      const newer = await world.made(1n, { accounts: 1 });
      await expect(world.submit(newer, { from })).rejects.toMatchObject({ error: "InvalidProof" });
    }
    expect(await world.claimOf(made)).toEqual(held);
  });
});
