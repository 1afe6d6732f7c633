import { ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MARGIN_PUBLIC_SIGNALS } from "../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../prover/domain/field.ts";
import { contextSignal } from "../../prover/margin/context.ts";
import { packPredicate } from "../../prover/margin/predicate.ts";
import { verifyClaim } from "../../prover/margin/verify.ts";
import { plain } from "../../verifier-contracts/client/plain.ts";
import { at } from "../support/at.ts";
import { reverting } from "../support/chain.ts";
import { type ClaimRecord, ClaimsWorld, DEADLINE, MARGIN_VERIFIER, type Made } from "../support/claims.ts";
import { LEVELS, MAX_ACCOUNTS_AGE, MAX_MARKET_AGE } from "../support/deploy-claims.ts";
import { fromCoordinates } from "../support/points.ts";
import { closeProver, verifierArtefacts } from "../support/proofs.ts";
import { snarkjsProof } from "../support/solidity-proof.ts";

const NO_CLAIM: ClaimRecord = {
  recipient: ZeroAddress,
  epoch: 0n,
  accountsAsOf: 0n,
  marketAsOf: 0n,
  expiry: 0n,
  verifier: 0n,
  level: 0n,
  predicate: 0n,
};

let world: ClaimsWorld;
let restore: () => Promise<void>;
/** A real margin proof of epoch 1 and the first market, for alice. */
let first: Made & { readonly claim: Awaited<ReturnType<ClaimsWorld["proven"]>>["claim"] };

beforeAll(async () => {
  world = await ClaimsWorld.open();
  first = await world.proven();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(async () => {
  await world.close();
  await closeProver();
});

/** `submit` and `check` refuse alike, and nothing is recorded. */
async function refused(made: Made, error: string, ...args: readonly unknown[]): Promise<void> {
  const before = await world.claimOf(made);
  await expect(world.submit(made)).rejects.toMatchObject(reverting(error, ...args));
  await expect(world.check(made)).rejects.toMatchObject(reverting(error, ...args));
  expect(await world.claimOf(made)).toEqual(before);
}

const withTerms = (made: Made, changes: Partial<Made["terms"]>): Made => ({
  ...made,
  terms: { ...made.terms, ...changes },
});
const withSubmission = (made: Made, changes: Partial<Made["submission"]>): Made => ({
  ...made,
  submission: { ...made.submission, ...changes },
});

describe("submit", () => {
  it("records a claim with a real margin proof; check said what it would record", async () => {
    const { claims, registries, alice, accountsAsOf, marketAsOf } = world;
    const expected: ClaimRecord = {
      recipient: alice,
      epoch: 1n,
      accountsAsOf: at(accountsAsOf, 0),
      marketAsOf: at(marketAsOf, 0),
      expiry: at(marketAsOf, 0) + MAX_MARKET_AGE,
      verifier: MARGIN_VERIFIER,
      level: 0n,
      predicate: packPredicate(LEVELS[0]),
    };
    expect(await world.claimOf(first)).toEqual(NO_CLAIM);
    expect(await world.isSolvent(first)).toBe(false);
    expect(await world.check(first)).toEqual(expected);
    expect(await world.claimOf(first)).toEqual(NO_CLAIM);

    const receipt = await world.submit(first);
    expect(await world.claimOf(first)).toEqual(expected);
    expect(await world.isSolvent(first)).toBe(true);
    const { terms, submission } = first;
    const { accounts, market } = terms;
    expect(claims.events(receipt)).toEqual([
      {
        name: "ClaimsVerified",
        args: {
          scope: world.scope,
          keyDigest: world.marginKey,
          submitter: alice,
          predicate: expected.predicate,
          epoch: 1n,
          accountsRoot: accounts.attestation.accountsRoot,
          marketAsOf: expected.marketAsOf,
          marketRoot: market.attestation.marketRoot,
          deadline: DEADLINE,
          expiry: expected.expiry,
          size: 1n,
        },
      },
      {
        name: "ClaimRecorded",
        args: {
          nullifier: submission.nullifier,
          recipient: alice,
          scope: world.scope,
          proof: submission.proof,
        },
      },
    ]);
    // The attestations were recorded on the way.
    expect(registries.venues.events(receipt)).toMatchObject([{ name: "AccountsRootRecorded" }]);
    expect(registries.markets.events(receipt)).toMatchObject([{ name: "MarketRootRecorded" }]);
  });

  it("returns the expiry", async () => {
    const expiry = await world.claims.read("submit", [first.terms, first.submission], { from: world.alice });
    expect(expiry).toBe(at(world.marketAsOf, 0) + MAX_MARKET_AGE);
  });

  it("expires with the accounts where they are what ages first", async () => {
    const { chain, registries, accountsAsOf, roots } = world;
    // Accounts reach their limit 3,600 s after they were taken; this market 1,800 s after it was.
    const marketAsOf = at(accountsAsOf, 0) + MAX_ACCOUNTS_AGE - MAX_MARKET_AGE + 1n;
    await chain.warpTo(marketAsOf);
    const terms = {
      ...(await world.terms()),
      market: await registries.signMarket(at(roots.markets, 2), marketAsOf),
    };
    const made = await world.standIn(terms, 1n);
    await world.submit(made);
    expect((await world.claimOf(made)).expiry).toBe(at(accountsAsOf, 0) + MAX_ACCOUNTS_AGE);
  });

  it("takes attestations that were posted, without their signatures", async () => {
    const { venues, markets } = world.registries;
    const { accounts, market } = first.terms;
    const bare = withTerms(first, {
      accounts: { ...accounts, signature: "0x" },
      market: { ...market, signers: [], signatures: [] },
    });
    await refused(
      bare,
      "SignatureInvalid",
      accounts.attestor,
      await venues.read("digestOf", [accounts.attestation]),
    );
    await venues.send("record", [accounts]);
    await refused(bare, "NotEnoughSigners", market.attestation.market, 0n, 2n);
    await markets.send("record", [market]);
    await world.check(bare);
    const receipt = await world.submit(bare);
    expect([...venues.events(receipt), ...markets.events(receipt)]).toEqual([]);
    expect(await world.isSolvent(first)).toBe(true);
  });

  it("leaves in its events all it takes to verify a past claim off-chain", async () => {
    const { chain, claims } = world;
    const { hash } = await world.submit(first);
    await world.submit(await world.proven({ accounts: 1, market: 1 }));

    // From here on, only what any node serves about a past transaction.
    const { logs } = await chain.request<{ logs: { address: string; topics: string[]; data: string }[] }>(
      "eth_getTransactionReceipt",
      hash,
    );
    const own = logs.filter(({ address }) => address.toLowerCase() === claims.address.toLowerCase());
    const events = own.map((log) => plain(claims.abi.parseLog(log)?.args) as Record<string, never>);
    const event: Record<string, never> = { ...at(events, 0), ...at(events, 1) };
    const { recipient, submitter, deadline, proof } = event as unknown as {
      recipient: string;
      submitter: string;
      deadline: bigint;
      proof: bigint[];
    };
    const chainId = BigInt(await chain.request<string>("eth_chainId"));
    const context = { chainId, claims: at(own, 0).address, submitter, recipient, deadline };
    const publicSignals = MARGIN_PUBLIC_SIGNALS.map((name) =>
      name === "context" ? contextSignal(context) : (event[name] as unknown as bigint),
    );
    const key = await verifierArtefacts();
    const verdict = await verifyClaim(
      {
        circuit: key.circuit.id,
        keyDigest: event.keyDigest as unknown as string,
        proof: snarkjsProof(fromCoordinates(proof)),
        publicSignals,
        context,
      },
      key,
    );
    expect(verdict.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(verdict.valid).toBe(true);
  });

  it("and check are suspended by a pause, isSolvent is false, claimOf still answers (T-26)", async () => {
    const { claims, guardian, admin } = world;
    await world.submit(first);
    const recorded = await world.claimOf(first);
    await claims.send("pause", [], { from: guardian });
    const second = await world.proven({ accounts: 1, market: 1 });
    await refused(second, "EnforcedPause");
    await expect(world.submitBatch([second])).rejects.toMatchObject(reverting("EnforcedPause"));
    expect(await world.isSolvent(first)).toBe(false);
    expect(await world.claimOf(first)).toEqual(recorded);

    await claims.send("unpause", [], { from: admin });
    expect(await world.isSolvent(first)).toBe(true);
    await world.submit(second);
  });
});

describe("a claim seen in the mempool (T-19)", () => {
  it("is for its submitter to send, and names its recipient", async () => {
    const { claims, mallory, alice, bob } = world;
    const stolen = async (made: Made, from: string): Promise<void> => {
      const { recipient } = made.submission;
      const context = (await claims.read("contextOf", [recipient, from, DEADLINE])) as bigint;
      const seen = first.signals.with(5, context);
      await expect(world.submit(made, { from })).rejects.toMatchObject(reverting("InvalidProof", seen));
    };
    await stolen(first, mallory);
    await stolen(withSubmission(first, { recipient: mallory }), mallory);
    await stolen(withSubmission(first, { recipient: mallory }), alice);
    // Not even the recipient can send what was given to somebody else.
    const relayed = await world.proven({ submitter: world.relayer });
    expect(relayed.submission.recipient).toBe(alice);
    await expect(world.submit(relayed, { from: alice })).rejects.toMatchObject({ error: "InvalidProof" });
    await expect(world.submit(relayed, { from: bob })).rejects.toMatchObject({ error: "InvalidProof" });
    await world.submit(relayed);
    expect(await world.isSolvent(relayed)).toBe(true);
  });

  it("gains a thief nothing even in the same block and ahead of the victim", async () => {
    const { chain, claims, alice, mallory } = world;
    const stolen = withSubmission(first, { recipient: mallory });
    const send = (made: Made, from: string, price: string): Promise<string> =>
      chain.request("eth_sendTransaction", {
        from,
        to: claims.address,
        gas: "0xf4240",
        gasPrice: price,
        data: claims.data("submit", [made.terms, made.submission]),
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
    expect((await world.claimOf(first)).recipient).toBe(alice);
  });

  it("can be checked by anybody for its submitter, and for nobody else", async () => {
    await world.check(first);
    await expect(world.check({ ...first, submitter: world.mallory })).rejects.toMatchObject({
      error: "InvalidProof",
    });
  });
});

describe("the terms", () => {
  it("name a scope that is open", async () => {
    for (const scope of [0n, world.scope + 1n, FIELD_MODULUS, 2n ** 256n - 1n]) {
      await refused(withTerms(first, { scope }), "ScopeUnknown", scope);
    }
  });

  it("name a level that the scope has", async () => {
    for (const level of [3n, 255n]) await refused(withTerms(first, { level }), "LevelUnknown", level, 3n);
    const last = await world.made(1n, { level: 2 });
    await world.submit(last);
    expect(await world.claimOf(last)).toMatchObject({ level: 2n, predicate: packPredicate(LEVELS[2]) });
  });

  it("are of the scope's venue and market", async () => {
    const { accounts, market } = first.terms;
    const other = `0x${"11".repeat(32)}`;
    const foreign = { ...accounts, attestation: { ...accounts.attestation, venue: other } };
    await refused(
      withTerms(first, { accounts: foreign }),
      "VenueMismatch",
      other,
      accounts.attestation.venue,
    );
    const elsewhere = { ...market, attestation: { ...market.attestation, market: other } };
    await refused(
      withTerms(first, { market: elsewhere }),
      "MarketMismatch",
      other,
      market.attestation.market,
    );
  });

  it("take roots as what they are: no root of one kind stands for one of the other (T-23)", async () => {
    const { registries, roots, accountsAsOf, marketAsOf } = world;
    const exchanged = withTerms(first, {
      accounts: await registries.signAccounts(1n, at(roots.markets, 0), at(accountsAsOf, 0)),
      market: await registries.signMarket(at(roots.accounts, 0), at(marketAsOf, 0)),
    });
    const seen = [at(first.signals, 1), at(first.signals, 0), ...first.signals.slice(2)];
    await refused(exchanged, "InvalidProof", seen);
  });

  it("mix no attested roots: those of the proof, or none (T-23)", async () => {
    for (const [accounts, market] of [
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const terms = { ...(await world.terms({ accounts, market })), keyDigest: world.marginKey };
      await expect(world.submit({ ...first, terms })).rejects.toMatchObject({ error: "InvalidProof" });
    }
  });

  it("record one accounts root for each epoch and one market root for each time: a second is refused (T-27)", async () => {
    const { registries, accountsAsOf, marketAsOf } = world;
    await world.submit(first);
    const { accounts, market } = first.terms;
    const asOf = at(accountsAsOf, 0);
    const otherAccounts = await world.standIn(
      { ...first.terms, accounts: await registries.signAccounts(1n, 7n, asOf) },
      1n,
    );
    const { accountsRoot, venue } = accounts.attestation;
    await refused(otherAccounts, "EpochAlreadyRecorded", venue, 1n, 7n, asOf, accountsRoot, asOf);
    const marketTime = at(marketAsOf, 0);
    const otherMarket = await world.standIn(
      { ...first.terms, market: await registries.signMarket(7n, marketTime) },
      1n,
    );
    const { marketRoot } = market.attestation;
    await refused(
      otherMarket,
      "MarketRootAlreadyRecorded",
      market.attestation.market,
      marketTime,
      7n,
      marketRoot,
    );
  });

  it("undo what they recorded when the proof is refused", async () => {
    const { venues, markets } = world.registries;
    const { accounts, market } = first.terms;
    await expect(world.submit(first, { from: world.mallory })).rejects.toMatchObject({
      error: "InvalidProof",
    });
    expect(await venues.read("latestOf", [accounts.attestation.venue])).toEqual({ epoch: 0n, asOf: 0n });
    const { market: id, asOf } = market.attestation;
    expect(await markets.read("marketRootOf", [id, asOf])).toBe(0n);
  });
});

describe("a claim", () => {
  it("has a recipient", async () => {
    await refused(withSubmission(first, { recipient: ZeroAddress }), "RecipientIsZero");
  });

  it("has a nullifier of the field: plus r, it would have several (T-06)", async () => {
    const { nullifier } = first.submission;
    const r = FIELD_MODULUS;
    const values = [r, 2n ** 256n - 1n];
    for (let value = nullifier + r; value < 2n ** 256n; value += r) values.push(value);
    for (const value of values) {
      await refused(withSubmission(first, { nullifier: value }), "NullifierNotInField", value, r);
    }
    await world.submit(await world.made(r - 1n));
    await world.submit(await world.made(0n));
  });

  it("leaves the claims of other accounts alone, also those for the same recipient (T-14)", async () => {
    const other = await world.proven({ owner: "second" });
    expect(other.submission.nullifier).not.toBe(first.submission.nullifier);
    await world.submit(first);
    await world.submit(other);
    expect(await world.isSolvent(first)).toBe(true);
    expect(await world.isSolvent(other)).toBe(true);
  });
});
