import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { reverting, START } from "../support/chain.ts";
import { type ClaimsWorld, openClaims, type RootKind, type SendOptions } from "../support/claims.ts";

const UNKNOWN = 0n;
const TRUSTED = 1n;
const DISTRUSTED = 2n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** When the tests below act. */
const NOW = START + 1_000n;

let world: ClaimsWorld;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await openClaims();
  await world.chain.warpTo(NOW - 1n);
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.close());

const trust = (kind: RootKind, root: bigint, epoch: bigint, asOf: bigint, options: SendOptions = {}) =>
  kind === "Accounts"
    ? world.claims.trustAccountsRoot(root, epoch, asOf, options)
    : world.claims.trustMarketRoot(root, asOf, options);

describe.each(["Accounts", "Market"] as const)("a root of kind %s", (kind) => {
  const epoch = kind === "Accounts" ? 1n : 0n;
  const notTrusted = `${kind}RootNotTrusted`;

  it("is stamped with what the owner says, and says so in an event", async () => {
    const { claims } = world;
    expect(await claims.rootInfo(kind, 7n)).toEqual({ status: UNKNOWN, epoch: 0n, asOf: 0n });
    const receipt = await trust(kind, 7n, epoch, START);
    expect(claims.events(receipt)).toEqual([
      {
        name: `${kind}RootTrusted`,
        args: { root: 7n, ...(kind === "Accounts" ? { epoch } : {}), asOf: START },
      },
    ]);
    expect(await claims.rootInfo(kind, 7n)).toEqual({ status: TRUSTED, epoch, asOf: START });
  });

  it("is neither zero nor r or more; 1 and r - 1 are (T-06)", async () => {
    for (const root of [0n, FIELD_MODULUS, FIELD_MODULUS + 1n, 2n ** 256n - 1n]) {
      await expect(trust(kind, root, 1n, START)).rejects.toMatchObject(
        reverting("RootOutOfRange", root, 1n, FIELD_MODULUS - 1n),
      );
    }
    await trust(kind, 1n, 1n, START);
    await trust(kind, FIELD_MODULUS - 1n, 2n, START);
  });

  it("is stamped once: neither twice nor with another time, the first stamp stays (T-27)", async () => {
    await trust(kind, 7n, 1n, START);
    for (const [again, asOf] of [
      [1n, START],
      [2n, START + 1n],
    ] as const) {
      await expect(trust(kind, 7n, again, asOf)).rejects.toMatchObject(
        reverting("RootAlreadySet", 7n, kind === "Accounts" ? again : 0n, asOf, epoch, START),
      );
    }
    expect(await world.claims.rootInfo(kind, 7n)).toEqual({ status: TRUSTED, epoch, asOf: START });
  });

  it("describes no time to come: now is accepted, one second later is not (T-22)", async () => {
    await expect(trust(kind, 7n, 1n, NOW + 1n, { at: NOW })).rejects.toMatchObject(
      reverting("AsOfInFuture", NOW + 1n, NOW),
    );
    await expect(trust(kind, 7n, 1n, MAX_UINT64, { at: NOW + 1n })).rejects.toMatchObject(
      reverting("AsOfInFuture", MAX_UINT64, NOW + 1n),
    );
    await trust(kind, 7n, 1n, NOW + 2n, { at: NOW + 2n });
  });

  it("once distrusted, is never trusted again, and keeps its stamp (T-26)", async () => {
    const { claims } = world;
    await trust(kind, 7n, 1n, START);
    const receipt = await claims.distrust(kind, 7n);
    expect(claims.events(receipt)).toEqual([{ name: `${kind}RootDistrusted`, args: { root: 7n } }]);
    const info = { status: DISTRUSTED, epoch, asOf: START };
    expect(await claims.rootInfo(kind, 7n)).toEqual(info);
    await expect(trust(kind, 7n, 2n, START)).rejects.toMatchObject({ error: "RootAlreadySet" });
    await expect(claims.distrust(kind, 7n)).rejects.toMatchObject(
      reverting(notTrusted, 7n, DISTRUSTED, TRUSTED),
    );
    expect(await claims.rootInfo(kind, 7n)).toEqual(info);
  });

  it("cannot be distrusted before it was trusted, so that a typing error shows", async () => {
    for (const root of [0n, 7n]) {
      await expect(world.claims.distrust(kind, root)).rejects.toMatchObject(
        reverting(notTrusted, root, UNKNOWN, TRUSTED),
      );
    }
  });

  it("says nothing about the other kind (T-12)", async () => {
    const other = kind === "Accounts" ? "Market" : "Accounts";
    await trust(kind, 7n, 1n, START);
    expect(await world.claims.rootInfo(other, 7n)).toEqual({ status: UNKNOWN, epoch: 0n, asOf: 0n });
    await expect(world.claims.distrust(other, 7n)).rejects.toMatchObject({ error: `${other}RootNotTrusted` });
  });

  it("can be trusted and distrusted while paused", async () => {
    await world.claims.send("pause");
    await trust(kind, 7n, 1n, START);
    await world.claims.distrust(kind, 7n);
  });
});

describe("accounts roots", () => {
  it("come one per epoch, in order, from 1; epochs may be skipped (T-27)", async () => {
    const { claims } = world;
    await expect(claims.trustAccountsRoot(1n, 0n, START)).rejects.toMatchObject(
      reverting("EpochNotIncreasing", 0n, 1n),
    );
    await claims.trustAccountsRoot(1n, 1n, START);
    await claims.trustAccountsRoot(2n, 5n, START);
    expect(await claims.read("latestEpoch")).toBe(5n);
    for (const epoch of [1n, 4n, 5n]) {
      await expect(claims.trustAccountsRoot(3n, epoch, START)).rejects.toMatchObject(
        reverting("EpochNotIncreasing", epoch, 6n),
      );
    }
    expect(await claims.rootInfo("Accounts", 3n)).toEqual({ status: UNKNOWN, epoch: 0n, asOf: 0n });
  });

  it("of a later epoch describe no earlier time; the same time is accepted (T-22)", async () => {
    const { claims } = world;
    await claims.trustAccountsRoot(1n, 1n, START);
    await expect(claims.trustAccountsRoot(2n, 2n, START - 1n)).rejects.toMatchObject(
      reverting("AsOfDecreasing", START - 1n, START),
    );
    await claims.trustAccountsRoot(2n, 2n, START);
  });

  it("of a distrusted epoch make no room for another root of that epoch (T-27)", async () => {
    const { claims } = world;
    await claims.trustAccountsRoot(1n, 1n, START);
    await claims.distrust("Accounts", 1n);
    await expect(claims.trustAccountsRoot(2n, 1n, START)).rejects.toMatchObject(
      reverting("EpochNotIncreasing", 1n, 2n),
    );
  });

  it("after the last epoch there is, say so without overflow", async () => {
    const { claims } = world;
    await claims.trustAccountsRoot(1n, MAX_UINT64, START);
    await expect(claims.trustAccountsRoot(2n, MAX_UINT64, START)).rejects.toMatchObject(
      reverting("EpochNotIncreasing", MAX_UINT64, MAX_UINT64 + 1n),
    );
  });
});

describe("market roots", () => {
  it("come in any order, several of one time", async () => {
    await world.claims.trustMarketRoot(1n, START + 5n);
    await world.claims.trustMarketRoot(2n, START);
    await world.claims.trustMarketRoot(3n, START);
  });
});
