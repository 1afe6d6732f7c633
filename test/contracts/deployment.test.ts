import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { id, ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { circuitById } from "../../circuits/registry.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { developmentKeyFolder } from "../../prover/keys/setup.ts";
import { CONTEXT_TYPE } from "../../prover/margin/context.ts";
import { reverting } from "../support/chain.ts";
import { type ClaimsWorld, LIFETIME, openClaims } from "../support/claims.ts";
import { CIRCUIT_ID } from "../support/proofs.ts";

const MAX_LIFETIME = 30n * 86_400n;

let world: ClaimsWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await openClaims();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.close());

const deploy = (verifier: string, lifetime: bigint, owner: string): Promise<string> =>
  world.chain.deploy("MarginClaims", [verifier, lifetime, owner]);

describe("MarginClaims, deployed", () => {
  it("refuses a verifier without code: an account, nobody, a precompile (T-16)", async () => {
    for (const address of [world.alice, ZeroAddress, "0x0000000000000000000000000000000000000008"]) {
      await expect(deploy(address, LIFETIME, world.owner)).rejects.toMatchObject(
        reverting("VerifierNotContract", address),
      );
    }
  });

  it("refuses a lifetime of nothing, and one beyond thirty days", async () => {
    for (const lifetime of [0n, MAX_LIFETIME + 1n, 2n ** 64n - 1n]) {
      await expect(deploy(world.verifier, lifetime, world.owner)).rejects.toMatchObject(
        reverting("ClaimLifetimeOutOfRange", lifetime, 1n, MAX_LIFETIME),
      );
    }
    for (const lifetime of [1n, MAX_LIFETIME]) await deploy(world.verifier, lifetime, world.owner);
  });

  it("refuses to have no owner", async () => {
    await expect(deploy(world.verifier, LIFETIME, ZeroAddress)).rejects.toMatchObject(
      reverting("OwnableInvalidOwner", ZeroAddress),
    );
  });

  it("says what it was made with, and starts empty and running", async () => {
    const { claims } = world;
    expect(await claims.read("verifier")).toBe(world.verifier);
    expect(await claims.read("claimLifetime")).toBe(LIFETIME);
    expect(await claims.read("owner")).toBe(world.owner);
    expect(await claims.read("CONTEXT_TYPEHASH")).toBe(id(CONTEXT_TYPE));
    expect(await claims.read("MAX_CLAIM_LIFETIME")).toBe(MAX_LIFETIME);
    expect(await claims.read("latestEpoch")).toBe(0n);
    expect(await claims.read("paused")).toBe(false);
  });

  it("has the verifier of the circuit's key, to the byte (T-16)", async () => {
    const folder = await developmentKeyFolder(circuitById(CIRCUIT_ID));
    const generated = join(packageFolder(), "verifier-contracts", "generated", "MarginStandard8Verifier.sol");
    expect(await readFile(generated, "utf8")).toBe(await readFile(join(folder, "Verifier.sol"), "utf8"));
  });

  it("takes no money", async () => {
    const { chain, claims, alice } = world;
    const payment = { from: alice, to: claims.address, value: "0x1", data: "0x", gas: "0x30000" };
    await expect(chain.request("eth_sendTransaction", payment)).rejects.toThrow();
  });
});

describe("the owner of MarginClaims", () => {
  const OWNER_ONLY: readonly (readonly [string, readonly unknown[]])[] = [
    ["trustAccountsRoot", [1n, 1n, 1n]],
    ["trustMarketRoot", [1n, 1n]],
    ["distrustAccountsRoot", [1n]],
    ["distrustMarketRoot", [1n]],
    ["pause", []],
    ["unpause", []],
    ["transferOwnership", ["0x0000000000000000000000000000000000000001"]],
    ["renounceOwnership", []],
  ];

  it.each(OWNER_ONLY)("alone may call %s (T-26)", async (name, args) => {
    const { claims, mallory } = world;
    await expect(claims.send(name, args, { from: mallory })).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", mallory),
    );
  });

  it("hands over in two steps: the old one stays until the new one accepts (T-26)", async () => {
    const { claims, owner, alice, mallory } = world;
    const started = await claims.send("transferOwnership", [alice]);
    expect(claims.events(started)).toEqual([
      { name: "OwnershipTransferStarted", args: { previousOwner: owner, newOwner: alice } },
    ]);
    expect(await claims.read("owner")).toBe(owner);
    expect(await claims.read("pendingOwner")).toBe(alice);
    await expect(claims.trustMarketRoot(1n, 1n, { from: alice })).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", alice),
    );
    await expect(claims.send("acceptOwnership", [], { from: mallory })).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", mallory),
    );

    const accepted = await claims.send("acceptOwnership", [], { from: alice });
    expect(claims.events(accepted)).toEqual([
      { name: "OwnershipTransferred", args: { previousOwner: owner, newOwner: alice } },
    ]);
    expect(await claims.read("pendingOwner")).toBe(ZeroAddress);
    await expect(claims.trustMarketRoot(1n, 1n)).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", owner),
    );
    await claims.trustMarketRoot(1n, 1n, { from: alice });
  });

  it("can take an offer back before it is accepted (T-26)", async () => {
    const { claims, alice } = world;
    await claims.send("transferOwnership", [alice]);
    await claims.send("transferOwnership", [ZeroAddress]);
    await expect(claims.send("acceptOwnership", [], { from: alice })).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", alice),
    );
  });

  it("once renounced, is nobody, not even whom it was offered to (T-26)", async () => {
    const { claims, owner, alice } = world;
    await claims.send("transferOwnership", [alice]);
    await claims.send("renounceOwnership");
    expect(await claims.read("owner")).toBe(ZeroAddress);
    await expect(claims.send("acceptOwnership", [], { from: alice })).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", alice),
    );
    await expect(claims.trustMarketRoot(1n, 1n)).rejects.toMatchObject(
      reverting("OwnableUnauthorizedAccount", owner),
    );
  });
});
