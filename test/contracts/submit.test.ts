import { ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import type { FieldElement } from "../../prover/domain/field.ts";
import { contextSignal } from "../../prover/margin/context.ts";
import { MEETS_MAINTENANCE } from "../../prover/margin/predicate.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import { at } from "../support/at.ts";
import { plain, reverting } from "../support/chain.ts";
import {
  ACCOUNTS_AS_OF,
  CLAIMS_ABI,
  type ClaimRecord,
  type ClaimsWorld,
  DEADLINE,
  LIFETIME,
  MARKET_AS_OF,
  openClaims,
  type Submission,
  snarkjsProof,
  submitData,
  trustRoots,
} from "../support/claims.ts";
import { closeProver, SCOPE, verifierArtefacts } from "../support/proofs.ts";

const NO_CLAIM: ClaimRecord = {
  recipient: ZeroAddress,
  expiry: 0n,
  epoch: 0n,
  marketAsOf: 0n,
  accountsRoot: 0n,
  marketRoot: 0n,
  predicate: 0n,
  scope: 0n,
};

/** What the event of a claim says. */
type ClaimSubmitted = ClaimRecord & { readonly nullifier: bigint; readonly deadline: bigint };

let world: ClaimsWorld;
let restore: () => Promise<void>;
/** Epoch 1 and the first market, for alice. */
let first: Submission;

beforeAll(async () => {
  world = await openClaims();
  await trustRoots(world);
  first = await world.proven();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

describe("submit", () => {
  it("records a proven claim under its nullifier; check said what it would record", async () => {
    const { claims, alice } = world;
    const { nullifier, ...rest } = first.statement;
    const expected: ClaimRecord = {
      ...rest,
      recipient: alice,
      expiry: ACCOUNTS_AS_OF[0] + LIFETIME,
      epoch: 1n,
      marketAsOf: MARKET_AS_OF[0],
    };
    expect(await claims.claimOf(nullifier)).toEqual(NO_CLAIM);
    expect(await claims.holds(first)).toBe(false);
    expect(await claims.check(first)).toEqual(expected);
    expect(await claims.claimOf(nullifier)).toEqual(NO_CLAIM);

    const receipt = await claims.submit(first);
    expect(await claims.claimOf(nullifier)).toEqual(expected);
    expect(await claims.holds(first)).toBe(true);
    expect(claims.events(receipt)).toEqual([
      {
        name: "ClaimSubmitted",
        args: { nullifier, ...expected, deadline: DEADLINE, previousRecipient: ZeroAddress },
      },
    ]);
  });

  it("leaves all it takes to verify a past claim off-chain: calldata and event, nothing else", async () => {
    const { chain, claims } = world;
    const { hash } = await claims.submit(first);
    await claims.submit(await world.proven({ accounts: 1, market: 1 }));

    // From here on, only what any node serves about a past transaction.
    const { input, chainId } = await chain.request<{ input: string; chainId: string }>(
      "eth_getTransactionByHash",
      hash,
    );
    const { logs } = await chain.request<{ logs: { address: string; topics: string[]; data: string }[] }>(
      "eth_getTransactionReceipt",
      hash,
    );
    const log = at(logs, 0);
    const event = plain(CLAIMS_ABI.parseLog(log)?.args) as ClaimSubmitted;
    const [proof] = CLAIMS_ABI.decodeFunctionData("submit", input).toArray().map(plain);
    const { recipient, deadline } = event;
    const context = { chainId: BigInt(chainId), claims: log.address, recipient, deadline };
    const publicSignals = MARGIN_PUBLIC_SIGNALS.map((name) =>
      name === "context" ? contextSignal(context) : event[name],
    );
    const key = await verifierArtefacts();
    const verdict = await verifyClaim(
      {
        circuit: key.circuit.id,
        keyDigest: key.keyDigest,
        proof: snarkjsProof(proof as Submission["proof"]),
        publicSignals,
        context,
      },
      key,
    );
    expect(verdict.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(verdict.valid).toBe(true);
  });

  it("refuses whoever is not the recipient, be it with a proof seen in the mempool (T-19)", async () => {
    const { claims, alice, mallory } = world;
    await expect(claims.submit(first, { from: mallory })).rejects.toMatchObject(
      reverting("NotRecipient", mallory, alice),
    );
    await expect(claims.submit({ ...first, recipient: mallory })).rejects.toMatchObject({
      error: "InvalidProof",
    });
    await expect(
      claims.submit({ ...first, recipient: ZeroAddress }, { from: mallory }),
    ).rejects.toMatchObject(reverting("NotRecipient", mallory, ZeroAddress));
  });

  it("gains a thief nothing even in the same block and ahead of the victim (T-19)", async () => {
    const { chain, claims, alice, mallory } = world;
    const stolen = { ...first, recipient: mallory };
    const send = (submission: Submission, from: string, price: string): Promise<string> =>
      chain.request("eth_sendTransaction", {
        from,
        to: claims.address,
        gas: "0xf4240",
        gasPrice: price,
        data: submitData(submission),
      });
    await chain.request("evm_setAutomine", false);
    const honest = await send(first, alice, "0x12a05f200");
    const copies = [await send(first, mallory, "0x174876e800"), await send(stolen, mallory, "0x174876e800")];
    await chain.request("evm_mine");
    await chain.request("evm_setAutomine", true);
    const receipt = (hash: string) =>
      chain.request<{ status: string; transactionIndex: string }>("eth_getTransactionReceipt", hash);
    expect(await receipt(honest)).toMatchObject({ status: "0x1", transactionIndex: "0x2" });
    for (const copy of copies) expect(await receipt(copy)).toMatchObject({ status: "0x0" });
    expect((await claims.claimOf(first.statement.nullifier)).recipient).toBe(alice);
  });

  it("takes roots that are trusted as what they are: neither unknown, nor of the other kind (T-23)", async () => {
    const { claims, roots } = world;
    const withRoots = (accountsRoot: bigint, marketRoot: bigint) =>
      claims.submit({ ...first, statement: { ...first.statement, accountsRoot, marketRoot } });
    const accounts = at(roots.accounts, 0);
    const market = at(roots.markets, 0);
    for (const root of [0n, 5n, market]) {
      await expect(withRoots(root, market)).rejects.toMatchObject(
        reverting("AccountsRootNotTrusted", root, 0n, 1n),
      );
    }
    for (const root of [0n, 5n, accounts]) {
      await expect(withRoots(accounts, root)).rejects.toMatchObject(
        reverting("MarketRootNotTrusted", root, 0n, 1n),
      );
    }
    await expect(withRoots(market, accounts)).rejects.toMatchObject({ error: "AccountsRootNotTrusted" });
  });

  it("mixes no trusted roots: those of the proof, or none (T-23)", async () => {
    const { claims, roots } = world;
    for (const [accounts, market] of [
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const statement = {
        ...first.statement,
        accountsRoot: at(roots.accounts, accounts),
        marketRoot: at(roots.markets, market),
      };
      await expect(claims.submit({ ...first, statement })).rejects.toMatchObject({ error: "InvalidProof" });
    }
  });

  it("takes no distrusted root (T-26)", async () => {
    const { claims, roots } = world;
    await claims.distrust("Market", at(roots.markets, 0));
    await expect(claims.submit(first)).rejects.toMatchObject(
      reverting("MarketRootNotTrusted", at(roots.markets, 0), 2n, 1n),
    );
    await claims.distrust("Accounts", at(roots.accounts, 0));
    await expect(claims.submit(first)).rejects.toMatchObject(
      reverting("AccountsRootNotTrusted", at(roots.accounts, 0), 2n, 1n),
    );
  });

  it("and check are suspended by a pause, isSolvent is false, claimOf still answers (T-26)", async () => {
    const { claims } = world;
    await claims.submit(first);
    const recorded = await claims.claimOf(first.statement.nullifier);
    await claims.send("pause");
    const second = await world.proven({ accounts: 1, market: 1 });
    await expect(claims.submit(second)).rejects.toMatchObject(reverting("EnforcedPause"));
    await expect(claims.check(second)).rejects.toMatchObject(reverting("EnforcedPause"));
    await expect(claims.send("pause")).rejects.toMatchObject(reverting("EnforcedPause"));
    expect(await claims.holds(first)).toBe(false);
    expect(await claims.claimOf(first.statement.nullifier)).toEqual(recorded);

    await claims.send("unpause");
    await expect(claims.send("unpause")).rejects.toMatchObject(reverting("ExpectedPause"));
    expect(await claims.holds(first)).toBe(true);
    await claims.submit(second);
  });
});

describe("a renewal", () => {
  it("of a later epoch replaces the claim; the one before is gone", async () => {
    const { claims, alice } = world;
    await claims.submit(first);
    const renewal = await world.proven({ accounts: 1, market: 1 });
    expect(renewal.statement.nullifier).toBe(first.statement.nullifier);
    const receipt = await claims.submit(renewal);
    expect(claims.events(receipt)).toMatchObject([{ args: { epoch: 2n, previousRecipient: alice } }]);
    expect(await claims.claimOf(renewal.statement.nullifier)).toMatchObject({
      epoch: 2n,
      marketAsOf: MARKET_AS_OF[1],
      expiry: ACCOUNTS_AS_OF[1] + LIFETIME,
    });
  });

  it("of the same epoch needs a later market: neither the same proof twice, nor an older market (T-07)", async () => {
    const { claims, roots } = world;
    const later = await world.proven({ market: 1 });
    const { nullifier } = first.statement;
    await claims.submit(first);
    await expect(claims.submit(first)).rejects.toMatchObject(
      reverting("RenewalNotNewer", nullifier, 1n, MARKET_AS_OF[0], 1n, MARKET_AS_OF[0]),
    );
    await expect(claims.check(first)).rejects.toMatchObject({ error: "RenewalNotNewer" });
    await claims.submit(later);
    await expect(claims.submit(first)).rejects.toMatchObject(
      reverting("RenewalNotNewer", nullifier, 1n, MARKET_AS_OF[0], 1n, MARKET_AS_OF[1]),
    );
    expect((await claims.claimOf(nullifier)).marketRoot).toBe(at(roots.markets, 1));
  });

  it("of an earlier epoch never replaces a later one, not even with a later market (T-24)", async () => {
    const { claims, roots } = world;
    await claims.submit(await world.proven({ accounts: 1 }));
    const { nullifier } = first.statement;
    for (const market of [0, 1] as const) {
      await expect(claims.submit(await world.proven({ market }))).rejects.toMatchObject(
        reverting("RenewalNotNewer", nullifier, 1n, MARKET_AS_OF[market], 2n, MARKET_AS_OF[0]),
      );
    }
    expect((await claims.claimOf(nullifier)).accountsRoot).toBe(at(roots.accounts, 1));
  });

  it("of a later epoch may use an older market", async () => {
    const { claims } = world;
    await claims.submit(await world.proven({ market: 1 }));
    await claims.submit(await world.proven({ accounts: 1 }));
    expect(await claims.claimOf(first.statement.nullifier)).toMatchObject({
      epoch: 2n,
      marketAsOf: MARKET_AS_OF[0],
    });
  });

  it("for another recipient takes the claim from the former one, and says so", async () => {
    const { claims, alice, bob } = world;
    await claims.submit(first);
    const moved = await world.proven({ accounts: 2, market: 1, context: { recipient: bob } });
    const receipt = await claims.submit(moved);
    expect(claims.events(receipt)).toMatchObject([{ args: { recipient: bob, previousRecipient: alice } }]);
    expect(await claims.holds(moved)).toBe(true);
    expect(await claims.holds(first)).toBe(false);
  });

  it("that claims less still replaces: only the newest counts", async () => {
    const { claims } = world;
    await claims.submit(first);
    const weaker = await world.proven({ accounts: 1, market: 1, predicate: MEETS_MAINTENANCE });
    await claims.submit(weaker);
    expect(await claims.holds(weaker)).toBe(true);
    expect(await claims.holds(first)).toBe(false);
  });

  it("is needed after its roots are distrusted: the place is not free for an older claim (T-26)", async () => {
    const { claims, roots } = world;
    await claims.submit(await world.proven({ accounts: 1, market: 1 }));
    await claims.distrust("Accounts", at(roots.accounts, 1));
    await expect(claims.submit(first)).rejects.toMatchObject({ error: "RenewalNotNewer" });
    const newer = await world.proven({ accounts: 2, market: 1, context: { recipient: world.bob } });
    await claims.submit(newer);
    expect(await claims.holds(newer)).toBe(true);
  });

  it("of one account leaves the claims of others alone, also for the same recipient (T-14)", async () => {
    const { claims } = world;
    const other = await world.proven({ owner: "second" });
    expect(other.statement.nullifier).not.toBe(first.statement.nullifier);
    await claims.submit(first);
    await claims.submit(other);
    expect(await claims.holds(first)).toBe(true);
    expect(await claims.holds(other)).toBe(true);
  });

  it("in another scope is none: one account has a claim per scope, under unrelated nullifiers (T-30)", async () => {
    const { claims, alice } = world;
    const elsewhere = await world.proven({ scope: (SCOPE + 1n) as FieldElement });
    await claims.submit(first);
    await claims.submit(elsewhere);
    expect(elsewhere.statement.nullifier).not.toBe(first.statement.nullifier);
    const { nullifier, predicate } = first.statement;
    expect(await claims.isSolvent(nullifier, alice, SCOPE, predicate)).toBe(true);
    expect(await claims.isSolvent(nullifier, alice, SCOPE + 1n, predicate)).toBe(false);
    expect(await claims.isSolvent(elsewhere.statement.nullifier, alice, SCOPE, predicate)).toBe(false);
  });
});

describe("times", () => {
  const cases = [
    ["the accounts are older", 0, 0, ACCOUNTS_AS_OF[0], "Accounts"],
    ["the market is older", 1, 0, MARKET_AS_OF[0], "Market"],
  ] as const;

  it.each(cases)("a claim expires a lifetime after its older root: %s (T-24)", async (...row) => {
    const [, accounts, market, oldest] = row;
    const { chain, claims } = world;
    const expiry = oldest + LIFETIME;
    const submission = await world.proven({ accounts, market });
    await claims.submit(submission);
    expect((await claims.claimOf(submission.statement.nullifier)).expiry).toBe(expiry);
    for (const [time, holds] of [
      [expiry - 1n, true],
      [expiry, true],
      [expiry + 1n, false],
      [expiry + 2n ** 40n, false],
    ] as const) {
      await chain.warpTo(time);
      expect(await claims.holds(submission), `at ${time - expiry} s`).toBe(holds);
    }
    // The record stays readable, with its expiry.
    expect((await claims.claimOf(submission.statement.nullifier)).expiry).toBe(expiry);
  });

  it.each(cases)("a claim is refused one second after it would have expired: %s (T-21)", async (...row) => {
    const [, accounts, market, oldest, kind] = row;
    const { chain, claims } = world;
    const submission = await world.proven({ accounts, market });
    const root = submission.statement[kind === "Accounts" ? "accountsRoot" : "marketRoot"];
    const stale = reverting("StaleRoot", root, oldest, oldest + 1n);
    const retry = await chain.checkpoint();
    for (const time of [oldest + LIFETIME - 1n, oldest + LIFETIME]) {
      await claims.submit(submission, { at: time });
      await retry();
    }
    await expect(claims.submit(submission, { at: oldest + LIFETIME + 1n })).rejects.toMatchObject(stale);
    await expect(claims.check(submission)).rejects.toMatchObject(stale);
  });

  it("the deadline is the last second for submitting; a recorded claim outlives it (T-20)", async () => {
    // Proofs of the world have one deadline: the roots move instead, on a contract of the same address.
    const late = await openClaims();
    const { chain, claims } = late;
    try {
      const submission = await late.proven();
      const asOf = DEADLINE - 10n;
      await claims.trustAccountsRoot(submission.statement.accountsRoot, 1n, asOf, { at: DEADLINE - 5n });
      await claims.trustMarketRoot(submission.statement.marketRoot, asOf, { at: DEADLINE - 4n });
      const retry = await chain.checkpoint();
      for (const time of [DEADLINE - 1n, DEADLINE]) {
        await retry();
        await claims.submit(submission, { at: time });
      }
      await chain.warpTo(asOf + LIFETIME);
      expect(await claims.holds(submission)).toBe(true);
      await retry();
      await expect(claims.submit(submission, { at: DEADLINE + 1n })).rejects.toMatchObject(
        reverting("DeadlinePassed", DEADLINE + 1n, DEADLINE),
      );
      await expect(claims.check(submission)).rejects.toMatchObject({ error: "DeadlinePassed" });
    } finally {
      await late.close();
    }
  });
});
