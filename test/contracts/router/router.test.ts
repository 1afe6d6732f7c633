import { encodeBytes32String, id, ZeroAddress, ZeroHash } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { verifierRouterAbi } from "../../../verifier-contracts/abi/verifierRouter.ts";
import { Chain, Reverted, reverting } from "../../support/chain.ts";
import { Contract, type SendOptions } from "../../support/contract.ts";
import { compileSolidity } from "../../support/solidity.ts";
import { type Squares, squares } from "../../support/squares.ts";

const DELAY = 3_600n;
const MAX_DELAY = 365n * 86_400n;
const FAMILY = encodeBytes32String("squares");
const CIRCUIT = encodeBytes32String("squares-6");

const STATUSES = ["Unknown", "Pending", "Active", "Frozen", "Tombstoned"] as const;
type Status = (typeof STATUSES)[number];
const code = (status: Status): bigint => BigInt(STATUSES.indexOf(status));

const OPERATIONS = ["propose", "activate", "freeze", "unfreeze", "tombstone"] as const;
type Operation = (typeof OPERATIONS)[number];

/** Where each operation leads from each state. What is missing is refused. */
const TRANSITIONS: Record<Status, Partial<Record<Operation, Status>>> = {
  Unknown: { propose: "Pending" },
  Pending: { activate: "Active", freeze: "Frozen", tombstone: "Tombstoned" },
  Active: { freeze: "Frozen", tombstone: "Tombstoned" },
  Frozen: { unfreeze: "Pending", tombstone: "Tombstoned" },
  Tombstoned: {},
};

/** The state that an operation wants, as its error says it. */
const EXPECTED: Record<Operation, Status> = {
  propose: "Unknown",
  activate: "Pending",
  freeze: "Active",
  unfreeze: "Frozen",
  tombstone: "Active",
};

let chain: Chain;
let six: Squares;
let router: Contract;
let verifier: Contract;
let digest: string;
let restore: () => Promise<void>;
let admin: string;
let manager: string;
let guardian: string;
let mallory: string;

const deployVerifier = (key: Squares["key"]): Promise<Contract> =>
  Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [key]);

beforeAll(async () => {
  chain = await Chain.open();
  six = await squares(6);
  [admin, manager, guardian, mallory] = [1, 2, 3, 4].map((index) => chain.account(index)) as [
    string,
    string,
    string,
    string,
  ];
  router = await Contract.deploy(chain, "VerifierRouter", verifierRouterAbi, [DELAY, admin]);
  for (const [role, account] of [
    ["MANAGER_ROLE", manager],
    ["GUARDIAN_ROLE", guardian],
  ] as const) {
    await router.send("grantRole", [await router.read(role), account], { from: admin });
  }
  verifier = await deployVerifier(six.key);
  digest = (await verifier.read("keyDigest")) as string;
  restore = await chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => chain.close());

const status = async (): Promise<Status> => {
  const route = (await router.read("routeOf", [digest])) as { status: bigint };
  return STATUSES[Number(route.status)] ?? "Unknown";
};

const run = (operation: Operation, options: SendOptions = {}): Promise<unknown> => {
  const from = operation === "freeze" ? guardian : operation === "activate" ? mallory : manager;
  const args = operation === "propose" ? [digest, verifier.address, FAMILY, CIRCUIT] : [digest];
  return router.send(operation, args, { from, ...options });
};

/** Brings the verifier into a state, with the delay over. */
async function reach(wanted: Status): Promise<void> {
  if (wanted === "Unknown") return;
  await run("propose");
  await chain.warpTo((await chain.now()) + DELAY);
  if (wanted === "Pending") return;
  await run("activate");
  if (wanted === "Frozen") await run("freeze");
  if (wanted === "Tombstoned") await run("tombstone");
}

describe("the states of a verifier", () => {
  it.each(STATUSES.flatMap((from) => OPERATIONS.map((operation) => ({ from, operation }))))(
    "$from: $operation",
    async ({ from, operation }) => {
      await reach(from);
      expect(await status()).toBe(from);
      const to = TRANSITIONS[from][operation];
      if (to === undefined) {
        const refusal = reverting("StatusMismatch", digest, code(from), code(EXPECTED[operation]));
        await expect(run(operation)).rejects.toMatchObject(refusal);
        expect(await status()).toBe(from);
      } else {
        await run(operation);
        expect(await status()).toBe(to);
      }
      expect(await router.read("isActive", [1n])).toBe((to ?? from) === "Active");
    },
  );

  it("is refused to those without the role, who can only activate", async () => {
    await reach("Active");
    const manage = await router.read("MANAGER_ROLE");
    const guard = await router.read("GUARDIAN_ROLE");
    const cases: readonly (readonly [Operation, readonly string[], unknown])[] = [
      ["propose", [mallory, guardian, admin], manage],
      ["freeze", [mallory, manager, admin], guard],
      ["unfreeze", [mallory, guardian, admin], manage],
      ["tombstone", [mallory, guardian, admin], manage],
    ];
    for (const [operation, accounts, role] of cases) {
      for (const from of accounts) {
        await expect(run(operation, { from })).rejects.toMatchObject(
          reverting("AccessControlUnauthorizedAccount", from, role),
        );
      }
    }
  });

  it("is announced by events that carry what changed", async () => {
    const proposed = await router.send("propose", [digest, verifier.address, FAMILY, CIRCUIT], {
      from: manager,
    });
    const eta = proposed.timestamp + DELAY;
    const args = { digest, verifier: verifier.address, number: 1n, family: FAMILY, circuit: CIRCUIT, eta };
    expect(router.events(proposed)).toEqual([{ name: "VerifierProposed", args }]);
    const later = async (operation: string, from: string) =>
      router.events(await router.send(operation, [digest], { from, at: (await chain.now()) + DELAY }));
    expect(await later("activate", mallory)).toEqual([{ name: "VerifierActivated", args: { digest } }]);
    expect(await later("freeze", guardian)).toEqual([{ name: "VerifierFrozen", args: { digest } }]);
    const unfrozen = await later("unfreeze", manager);
    expect(unfrozen).toEqual([
      { name: "VerifierUnfrozen", args: { digest, eta: (await chain.now()) + DELAY } },
    ]);
    expect(await later("tombstone", manager)).toEqual([{ name: "VerifierTombstoned", args: { digest } }]);
  });
});

describe("the delay", () => {
  const eta = async (): Promise<bigint> => ((await router.read("routeOf", [digest])) as { eta: bigint }).eta;

  it("is over at its last second, not one before (T-16)", async () => {
    await run("propose");
    const first = await eta();
    await expect(run("activate", { at: first - 1n })).rejects.toMatchObject(
      reverting("DelayNotOver", first - 1n, first),
    );
    await run("activate", { at: first });
    expect(await status()).toBe("Active");
  });

  it("begins anew when a verifier is unfrozen, even one that waited before", async () => {
    await reach("Frozen");
    await run("unfreeze");
    const second = await eta();
    expect(second).toBe((await chain.now()) + DELAY);
    await expect(run("activate", { at: second - 1n })).rejects.toMatchObject({ error: "DelayNotOver" });
    await run("activate", { at: second });
  });

  it("is from one second to a year", async () => {
    const deploy = (delay: bigint, account = admin) => chain.deploy("VerifierRouter", [delay, account]);
    for (const delay of [0n, MAX_DELAY + 1n, 2n ** 48n - 1n]) {
      await expect(deploy(delay)).rejects.toMatchObject(reverting("DelayOutOfRange", delay, 1n, MAX_DELAY));
    }
    for (const delay of [1n, MAX_DELAY]) await deploy(delay);
    await expect(deploy(1n, ZeroAddress)).rejects.toMatchObject(reverting("AdminIsZero"));
    expect(await router.read("delay")).toBe(DELAY);
  });
});

describe("a digest", () => {
  it("is bound to one verifier for ever: in no state can it be proposed again (T-16)", async () => {
    const twin = await deployVerifier(six.key);
    const propose = () => router.send("propose", [digest, twin.address, FAMILY, CIRCUIT], { from: manager });
    await run("propose");
    for (const next of ["activate", "freeze", "unfreeze", "tombstone"] as const) {
      await expect(propose()).rejects.toMatchObject({ error: "StatusMismatch" });
      await chain.warpTo((await chain.now()) + DELAY);
      await run(next);
    }
    await expect(propose()).rejects.toMatchObject(
      reverting("StatusMismatch", digest, code("Tombstoned"), code("Unknown")),
    );
    expect(await router.read("routeOf", [digest])).toMatchObject({ verifier: verifier.address });
    expect(await router.read("digestOf", [1n])).toBe(digest);
  });

  it("must be that of the verifier's key, when proposed and when activated (T-16)", async () => {
    const propose = (of: string, address: string) =>
      router.send("propose", [of, address, FAMILY, CIRCUIT], { from: manager });
    const other = id("another key");
    await expect(propose(other, verifier.address)).rejects.toMatchObject(
      reverting("KeyDigestMismatch", digest, other),
    );
    await expect(propose(other, mallory)).rejects.toMatchObject(reverting("VerifierNotContract", mallory));
    await expect(propose(other, ZeroAddress)).rejects.toMatchObject({ error: "VerifierNotContract" });

    const { ChangesKey } = await compileSolidity("test/contracts/hostile/HostileProofVerifiers.sol");
    if (ChangesKey === undefined) throw new Error("not compiled");
    const turncoat = new Contract(chain, await chain.deployCode(ChangesKey, [other]), ChangesKey.abi);
    await propose(other, turncoat.address);
    await turncoat.send("turn", [digest]);
    await chain.warpTo((await chain.now()) + DELAY);
    await expect(router.send("activate", [other])).rejects.toMatchObject(
      reverting("KeyDigestMismatch", digest, other),
    );
  });

  it("needs a family and a circuit", async () => {
    for (const names of [
      [ZeroHash, CIRCUIT],
      [FAMILY, ZeroHash],
    ]) {
      await expect(
        router.send("propose", [digest, verifier.address, ...names], { from: manager }),
      ).rejects.toMatchObject(reverting("NameIsZero"));
    }
  });

  it("gets the next number, and leads to its route", async () => {
    await reach("Active");
    const foreign = await deployVerifier(six.foreignKey);
    const second = await foreign.read("keyDigest");
    await router.send("propose", [second, foreign.address, FAMILY, CIRCUIT], { from: manager });
    expect(await router.read("digestOf", [2n])).toBe(second);
    expect(await router.read("routeOf", [digest])).toMatchObject({
      verifier: verifier.address,
      status: code("Active"),
      number: 1n,
      signalCount: 6n,
      family: FAMILY,
      circuit: CIRCUIT,
    });
    expect(await router.read("activeRouteOf", [digest])).toEqual({ number: 1n, family: FAMILY });
    await expect(router.read("activeRouteOf", [second])).rejects.toMatchObject(
      reverting("StatusMismatch", second, code("Pending"), code("Active")),
    );
    for (const number of [0n, 3n, 2n ** 255n]) {
      expect(await router.read("digestOf", [number])).toBe(ZeroHash);
      expect(await router.read("isActive", [number])).toBe(false);
    }
  });

  it("that is unknown has no route, and number 0 is nobody's", async () => {
    const route = (await router.read("routeOf", [id("unknown")])) as Record<string, unknown>;
    expect(Object.values(route).map(BigInt as (value: unknown) => bigint)).toEqual(Array(7).fill(0n));
    await expect(router.read("activeRouteOf", [id("unknown")])).rejects.toBeInstanceOf(Reverted);
  });

  describe("of a verifier that is not one of ours", () => {
    const MAX_NUMBER = 255n;
    const proposeFake = async (key: string, signals: bigint): Promise<void> => {
      const { ReturnsTrue } = await compileSolidity("test/contracts/hostile/HostileProofVerifiers.sol");
      if (ReturnsTrue === undefined) throw new Error("not compiled");
      const fake = await chain.deployCode(ReturnsTrue, [key, signals]);
      await router.send("propose", [key, fake, FAMILY, CIRCUIT], { from: manager });
    };

    it("has at most 255 signals, or its gas could not be capped", async () => {
      const key = id("256 signals");
      await expect(proposeFake(key, 256n)).rejects.toMatchObject(
        reverting("SafeCastOverflowedUintDowncast", 8n, 256n),
      );
      await proposeFake(key, 255n);
    });

    it("is refused after the 255th: a claim has one byte for the number", async () => {
      for (let number = 1n; number <= MAX_NUMBER; number++) await proposeFake(id(`key ${number}`), 6n);
      expect(await router.read("digestOf", [MAX_NUMBER])).toBe(id(`key ${MAX_NUMBER}`));
      await expect(proposeFake(id("one more"), 6n)).rejects.toMatchObject(
        reverting("TooManyVerifiers", MAX_NUMBER + 1n, MAX_NUMBER),
      );
    });
  });
});
