import { ZeroHash } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Publication } from "../../../verifier-contracts/client/publication.ts";
import { batchAccount, holding } from "../../support/batch-case.ts";
import { UNKNOWN, VENUE } from "../../support/registries.ts";
import { AS_OF, LEDGER, PANEL, SolvencyWorld } from "../../support/solvency.ts";

/** A venue that makes everything up that nobody else has looked at (T-56). */
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

/** The same accounts, of which it says that they hold nothing: the total's proof is good, a batch's would not be. */
const holdNothing = LEDGER.map(({ account }) => batchAccount(account.tag, []));
const UNIT = 10n ** 8n;

const unpinned = { statement: ZeroHash };
const owed = async (epoch: bigint): Promise<readonly bigint[]> =>
  ((await world.attestations.read("coverageOf", [VENUE, epoch])) as { liability: bigint }[]).map(
    ({ liability }) => liability,
  );

describe("a venue that owes its customers and publishes that it does not", () => {
  beforeEach(async () => {
    const statement = { holdings: [] };
    const made = await world.publication({ epoch: 2n, asOf: AS_OF + 60n, shown: holdNothing, statement });
    // The lie is about the very accounts that it attested before.
    expect(made.accounts.attestation.accountsRoot).toBe(honest.accounts.attestation.accountsRoot);
    await world.attest(made);
    expect(await owed(2n)).toEqual([]);
  });

  it("is not solvent: nobody is by their own word", async () => {
    expect(await world.isSolvent(unpinned)).toBe(false);
    expect(await world.isSolvent({ ...unpinned, current: true })).toBe(false);
  });

  it("is not by a panel that did not sign", async () => {
    expect(await world.isSolvent({ ...unpinned, panel: PANEL })).toBe(false);
  });
});

describe("a consumer that has verified a bundle by itself", () => {
  it("is not given another epoch for it, which it has not seen", async () => {
    await world.attest(honest);
    const statement = await world.latestStatement();
    expect(await world.isSolvent({ statement })).toBe(true);
    expect(await world.isSolvent({ statement: UNKNOWN })).toBe(false);
    await world.attest(await world.publication({ epoch: 2n, asOf: AS_OF + 60n, shown: holdNothing }));
    expect(await world.isSolvent({ statement })).toBe(false);
  });

  it("and names a panel, asks for both", async () => {
    await world.attest(honest);
    const statement = await world.latestStatement();
    expect(await world.isSolvent({ statement, panel: PANEL })).toBe(false);
    await world.review({ panel: PANEL, statement, asOf: await world.chain.now() });
    expect(await world.isSolvent({ statement, panel: PANEL })).toBe(true);
    expect(await world.isSolvent({ statement: ZeroHash, panel: PANEL })).toBe(true);
    expect(await world.isSolvent({ statement: UNKNOWN, panel: PANEL })).toBe(false);
  });
});

describe("contracts that do not cancel out", () => {
  // Long of a contract at 64,500, for which the account owes more than all customers are owed together: it is worth nothing.
  const made = batchAccount(20n, [holding(7, -6_450n * UNIT), holding(100, UNIT / 10n)]);

  it("settle any debt with accounts that do not exist: who accepts them takes the venue's word", async () => {
    await world.parts.tether.send("set", [world.hot.address, 0n]);
    await world.parts.tether.send("set", [world.cold.address, 0n]);
    await world.attest(await world.publication({ ledger: [...LEDGER, made] }));
    // 6,030 USDT were owed, and are: but 6,450 are owed back by nobody.
    expect((await owed(1n))[0]).toBe(UNIT / 2n);
    expect(await world.attestations.read("attestationOf", [VENUE, 1n])).toMatchObject({ openRows: 1n });
    expect(await world.isSolvent({ openContracts: true })).toBe(true);
    expect(await world.isSolvent()).toBe(false);
  });
});
