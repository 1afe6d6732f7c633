import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Publication } from "../../../verifier-contracts/client/publication.ts";
import { statementDigest } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { UNKNOWN, VENUE } from "../../support/registries.ts";
import { AS_OF, OPEN_LEDGER, PANEL, SolvencyWorld, USDT } from "../../support/solvency.ts";

let world: SolvencyWorld;
let honest: Publication;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await SolvencyWorld.open();
  honest = await world.publication();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

/** What the hot wallet has of USDT, in millionths. The reserves are exactly what is owed. */
const setHot = (balance: bigint) => world.parts.tether.send("set", [world.hot.address, balance]);
const HOT = 6_000_000_000n;

describe("reserves that fall short by the smallest unit", () => {
  it("before: the venue is not solvent, and all can see of which asset", async () => {
    await setHot(HOT - 1n);
    await world.attest(honest);
    expect(await world.isSolvent()).toBe(false);
    expect(await world.attestations.read("attestationOf", [VENUE, 1n])).toMatchObject({
      shortOnChain: 1n,
      shortWithAttested: 1n,
    });
  });

  it("after: it still was when attested, and no longer is", async () => {
    await world.attest(honest);
    await setHot(HOT - 1n);
    expect(await world.isSolvent()).toBe(true);
    expect(await world.isSolvent({ current: true })).toBe(false);
    const now = await world.attestations.read("coverageNow", [VENUE, 1n]);
    expect(now).toMatchObject([{ row: USDT, onChain: 6_030n * 10n ** 8n - 100n }, {}, {}]);
    await setHot(HOT);
    expect(await world.isSolvent({ current: true })).toBe(true);
  });

  it("of the coin: rounded down, against the venue", async () => {
    await world.attest(honest);
    const set = (wei: bigint) =>
      world.chain.request("hardhat_setBalance", world.cold.address, `0x${wei.toString(16)}`);
    await set(10n ** 19n - 1n);
    expect(await world.isSolvent({ current: true })).toBe(false);
    await set(10n ** 19n);
    expect(await world.isSolvent({ current: true })).toBe(true);
  });

  it("when attested are not made up for by what is there now: that could be lent for the question (T-17)", async () => {
    await setHot(HOT - 1n);
    await world.attest(honest);
    await setHot(HOT);
    expect(await world.attestations.read("coverageNow", [VENUE, 1n])).toMatchObject([
      { onChain: 603_000_000_000n },
      {},
      {},
    ]);
    expect(await world.isSolvent({ current: true })).toBe(false);
  });

  it("of an address that no longer backs the venue: it may count for another (T-17)", async () => {
    await world.attest(honest);
    const asked = { maxAccountsAge: 6_000_000n, maxMarketAge: 6_000_000n, current: true };
    await world.chain.warpTo(AS_OF + 5_000_000n);
    expect(await world.isSolvent(asked)).toBe(true);
    await world.own(world.hot, { venue: UNKNOWN, notAfter: AS_OF + 5_100_000n }, { at: AS_OF + 5_000_001n });
    expect(await world.isSolvent(asked)).toBe(false);
    expect(await world.isSolvent({ ...asked, current: false })).toBe(false);
  });

  it("a token that breaks later has nothing, and asking does not revert", async () => {
    await world.attest(honest);
    await world.parts.tether.send("smash");
    expect(await world.isSolvent({ current: true })).toBe(false);
    expect(await world.isSolvent()).toBe(true);
  });
});

describe("reserves elsewhere", () => {
  const missing = 100n; // A millionth of a USDT, in 1e-8.

  async function withAttested(amount: bigint): Promise<string> {
    await setHot(HOT - 1n);
    const statement = { ...honest.statement, attested: [{ row: USDT, amount }] };
    const publication = await world.signed({ ...honest, statement });
    await world.attest(publication);
    return statementDigest(world.place(world.attestations), publication);
  }

  const review = async (statement: string): Promise<void> => {
    await world.review({ panel: PANEL, statement, asOf: await world.chain.now() });
  };

  it("count for who asks for them and names a panel that reviewed the bundle", async () => {
    const statement = await withAttested(missing);
    const asked = { attested: true, panel: PANEL };
    expect(await world.isSolvent(asked)).toBe(false);
    await review(statement);
    expect(await world.isSolvent(asked)).toBe(true);
    expect(await world.isSolvent({ ...asked, current: true })).toBe(true);
    expect(await world.isSolvent({ ...asked, attested: false })).toBe(false);
    expect(await world.isSolvent()).toBe(false);
    expect(await world.isSolvent({ ...asked, panel: UNKNOWN })).toBe(false);
  });

  it("count to the unit", async () => {
    await review(await withAttested(missing - 1n));
    expect(await world.isSolvent({ attested: true, panel: PANEL })).toBe(false);
  });

  it("are kept apart from what the contract saw", async () => {
    await withAttested(missing);
    expect(await world.attestations.read("coverageOf", [VENUE, 1n])).toMatchObject([
      { row: USDT, onChain: 6_030n * 10n ** 8n - missing, attested: missing },
      { attested: 0n },
      { attested: 0n },
    ]);
  });

  it("fall with the panel: its reviews of a void time do not count", async () => {
    await review(await withAttested(missing));
    const { markets, guardian } = world.parts.registries;
    await markets.send("revokeKey", [PANEL, world.auditors[0]?.address, AS_OF], { from: guardian });
    expect(await world.isSolvent({ attested: true, panel: PANEL })).toBe(false);
  });
});

describe("time (T-21, T-24)", () => {
  it("accounts and prices are too old a second after their ages", async () => {
    await world.attest(honest);
    const ages = { maxAccountsAge: 7_200n, maxMarketAge: 7_200n };
    await world.chain.warpTo(AS_OF + 3_600n);
    expect(await world.isSolvent()).toBe(true);
    await world.chain.warpTo(AS_OF + 3_601n);
    expect(await world.isSolvent()).toBe(false);
    expect(await world.isSolvent({ ...ages, maxAccountsAge: 3_600n })).toBe(false);
    expect(await world.isSolvent({ ...ages, maxMarketAge: 3_600n })).toBe(false);
    expect(await world.isSolvent(ages)).toBe(true);
  });
});

describe("what an attestation rests on", () => {
  beforeEach(() => world.attest(honest).then(() => undefined));

  it("the venue's roots", async () => {
    const { venues, guardian, attestor } = world.parts.registries;
    await venues.send("revokeKey", [VENUE, attestor.address, AS_OF], { from: guardian });
    expect(await world.isSolvent()).toBe(false);
  });

  it("the market's roots", async () => {
    const { markets, guardian, signers } = world.parts.registries;
    const market = honest.market.attestation.market;
    await markets.send("revokeKey", [market, signers[0]?.address, AS_OF], { from: guardian });
    expect(await world.isSolvent()).toBe(false);
  });

  it("its verifier", async () => {
    await world.parts.router.send("freeze", [honest.keyDigest]);
    expect(await world.isSolvent()).toBe(false);
  });

  it("the contract: paused by guardians, taken up again by administrators", async () => {
    const { guardian, mallory, admin } = world.parts.registries;
    await expect(world.attestations.send("pause", [], { from: mallory })).rejects.toMatchObject({
      error: "AccessControlUnauthorizedAccount",
    });
    await world.attestations.send("pause", [], { from: guardian });
    expect(await world.isSolvent()).toBe(false);
    await expect(world.attestations.send("unpause", [], { from: guardian })).rejects.toMatchObject({
      error: "AccessControlUnauthorizedAccount",
    });
    await world.attestations.send("unpause", [], { from: admin });
    expect(await world.isSolvent()).toBe(true);
  });

  it("what is asked: another market, another venue, margin of each account", async () => {
    expect(await world.isSolvent({ market: UNKNOWN })).toBe(false);
    expect(await world.isSolvent({}, UNKNOWN)).toBe(false);
    expect(await world.isSolvent({ margin: true })).toBe(false);
  });
});

describe("margin of each account", () => {
  it("is what a table of that kind shows, and nothing less", async () => {
    await world.attest(await world.publication({ table: { kind: 1n } }));
    expect(await world.isSolvent({ margin: true })).toBe(false);
  });

  it("is shown by a margin table", async () => {
    await world.attest(await world.publication({ table: { kind: 2n } }));
    expect(await world.isSolvent({ margin: true })).toBe(true);
  });
});

describe("contracts whose longs and shorts do not cancel out", () => {
  it("make a venue insolvent for all who do not accept it", async () => {
    await setHot(20_000n * 10n ** 6n);
    await world.attest(await world.publication({ ledger: OPEN_LEDGER }));
    expect(await world.attestations.read("attestationOf", [VENUE, 1n])).toMatchObject({ openRows: 1n });
    expect(await world.isSolvent()).toBe(false);
    expect(await world.isSolvent({ openContracts: true })).toBe(true);
  });
});

describe("several epochs", () => {
  it("the latest one counts, whatever the order of attesting; the others can be read", async () => {
    const later = await world.publication({ epoch: 2n, asOf: AS_OF + 60n });
    await world.attest(later);
    await world.attest(honest);
    expect(await world.attestations.read("latestEpochOf", [VENUE])).toBe(2n);
    await setHot(0n);
    const third = await world.publication({ epoch: 3n, asOf: AS_OF + 120n });
    await world.attest(third);
    expect(await world.isSolvent()).toBe(false);
    for (const [epoch, short] of [
      [1n, 0n],
      [2n, 0n],
      [3n, 1n],
    ]) {
      expect(await world.attestations.read("attestationOf", [VENUE, epoch])).toMatchObject({
        shortOnChain: short,
      });
    }
  });
});
