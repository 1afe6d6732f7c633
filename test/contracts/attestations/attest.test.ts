import { encodeBytes32String, ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { liabilityCircuitById } from "../../../circuits/registry.ts";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { solidityKey } from "../../../prover/keys/solidity-key.ts";
import { epochSignal } from "../../../prover/liabilities/epoch-signal.ts";
import { groth16ProofVerifierAbi } from "../../../verifier-contracts/abi/groth16ProofVerifier.ts";
import { marketRegistryAbi } from "../../../verifier-contracts/abi/marketRegistry.ts";
import { reviewRegistryAbi } from "../../../verifier-contracts/abi/reviewRegistry.ts";
import { solvencyAttestationsAbi } from "../../../verifier-contracts/abi/solvencyAttestations.ts";
import { venueRegistryAbi } from "../../../verifier-contracts/abi/venueRegistry.ts";
import { recordedAccounts, recordedMarket } from "../../../verifier-contracts/client/attestations.ts";
import { nameToBytes32 } from "../../../verifier-contracts/client/names.ts";
import type { Publication } from "../../../verifier-contracts/client/publication.ts";
import { statementDigest } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import { recordedTable, rowsDigest, type TableRow } from "../../../verifier-contracts/client/tables.ts";
import { at } from "../../support/at.ts";
import { reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { keyOf, MARKET, UNKNOWN, VENUE } from "../../support/registries.ts";
import { AS_OF, BTC, BUNDLE, COIN, OKB, SolvencyWorld, USDT } from "../../support/solvency.ts";
import { totalKey } from "../../support/total-proof.ts";

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

const COVERED = [
  { row: USDT, liability: 6_030n * 10n ** 8n, onChain: 6_030n * 10n ** 8n, attested: 0n },
  { row: BTC, liability: 5n * 10n ** 7n, onChain: 5n * 10n ** 7n, attested: 0n },
  { row: OKB, liability: 10n ** 9n, onChain: 10n ** 9n, attested: 0n },
];

/** The honest publication with its statement changed, signed by the venue: a venue that lies. */
const lying = (statement: Partial<Publication["statement"]>): Promise<Publication> =>
  world.signed({ ...honest, statement: { ...honest.statement, ...statement } });

/** What the last two public signals do not say: nobody supplies them. */
const invalidTotal = { error: "InvalidTotal" };

describe("an attestation", () => {
  it("is recorded with what is owed and held, and the venue is solvent", async () => {
    expect(await world.isSolvent()).toBe(false);
    const receipt = await world.attest(honest);
    expect(await world.isSolvent()).toBe(true);
    expect(await world.attestations.read("coverageOf", [VENUE, 1n])).toEqual(COVERED);
    expect(await world.attestations.read("coverageNow", [VENUE, 1n])).toEqual(COVERED);
    expect(await world.attestations.read("latestEpochOf", [VENUE])).toBe(1n);
    expect(await world.attestations.read("attestationOf", [VENUE, 1n])).toEqual({
      statement: statementDigest(world.place(world.attestations), honest),
      bundle: BUNDLE,
      market: MARKET,
      table: honest.table.attestation.table,
      subtree: honest.statement.subtree,
      marketAsOf: AS_OF,
      attestedAt: receipt.timestamp,
      verifier: 1n,
      kind: 0n,
      rowCount: 10n,
      openRows: 0n,
      shortOnChain: 0n,
      shortWithAttested: 0n,
    });
  });

  it("needs no signatures for what the registries have recorded", async () => {
    const { venues, markets } = world.parts.registries;
    await venues.send("record", [honest.accounts]);
    await markets.send("record", [honest.market]);
    await world.parts.tables.send("record", [honest.table]);
    await world.attest({
      ...honest,
      accounts: recordedAccounts(honest.accounts.attestation),
      market: recordedMarket(honest.market.attestation),
      table: recordedTable(honest.table.attestation),
    });
    expect(await world.isSolvent()).toBe(true);
  });

  it("is of the family, the epoch and the digest that the library has", async () => {
    const { family } = liabilityCircuitById("solvency-total-64");
    expect(await world.attestations.read("FAMILY")).toBe(nameToBytes32(family));
    for (const epoch of [1n, 2n ** 64n - 1n]) {
      expect(await world.attestations.read("epochSignalOf", [VENUE, epoch])).toBe(epochSignal(VENUE, epoch));
    }
    expect(await world.attestations.read("statementDigestOf", [honest])).toBe(
      statementDigest(world.place(world.attestations), honest),
    );
  });

  it("leaves what an auditor needs in its events", async () => {
    const events = world.attestations.events(await world.attest(honest));
    const { subtree, net, bundle, uri } = honest.statement;
    expect(events.map(({ name }) => name)).toEqual(["SolvencyAttested", "TotalVerified"]);
    expect(events[0]?.args).toMatchObject({ venue: VENUE, epoch: 1n, subtree, net, bundle, uri });
    expect(events[1]?.args).toMatchObject({ keyDigest: honest.keyDigest, proof: honest.proof });
  });

  it("may be submitted by anyone, and only as the venue signed it (T-19)", async () => {
    const { mallory } = world.parts.registries;
    const statement = { ...honest.statement, holdings: [] };
    const digest = statementDigest(world.place(world.attestations), { ...honest, statement });
    await expect(world.attest({ ...honest, statement }, { from: mallory })).rejects.toMatchObject(
      reverting("SignatureInvalid", honest.attestor, digest),
    );
    await world.attest(honest, { from: mallory });
    expect(await world.isSolvent()).toBe(true);
  });

  it("must be signed by a key of the venue", async () => {
    const stranger = keyOf("stranger");
    await expect(world.attest(await world.signed(honest, stranger))).rejects.toMatchObject(
      reverting("KeyUnknown", VENUE, stranger.address),
    );
  });

  it("stands for its epoch for ever: there is no second (T-27)", async () => {
    await world.attest(honest);
    const again = reverting("EpochAlreadyAttested", VENUE, 1n);
    await expect(world.attest(honest)).rejects.toMatchObject(again);
    await expect(world.attest(await lying({ bundle: `0x${"00".repeat(32)}` }))).rejects.toMatchObject(again);
  });

  it("is refused while paused", async () => {
    await world.attestations.send("pause", [], { from: world.parts.registries.guardian });
    await expect(world.attest(honest)).rejects.toMatchObject(reverting("EnforcedPause"));
  });
});

describe("sums that are not those proven (T-13)", () => {
  it.each([
    ["a unit less is owed", 0, -1n],
    ["a unit more is owed", 0, 1n],
    ["a contract is said to cancel out in part", 6, 1n],
    ["an unheld row has something", 2, -1n],
  ])("%s", async (_, place, by) => {
    const net = honest.statement.net.with(place, at(honest.statement.net, place) + by);
    await expect(world.attest(await lying({ net }))).rejects.toMatchObject(invalidTotal);
  });

  it("two rows change places", async () => {
    const [first, second, ...rest] = honest.statement.net as [bigint, bigint, ...bigint[]];
    await expect(world.attest(await lying({ net: [second, first, ...rest] }))).rejects.toMatchObject(
      invalidTotal,
    );
  });

  it.each([-1n, 1n])(
    "a sum that equals the true one modulo the field, %s times it away (T-06)",
    async (sign) => {
      const sum = at(honest.statement.net, 0) + sign * FIELD_MODULUS;
      const net = honest.statement.net.with(0, sum);
      await expect(world.attest(await lying({ net }))).rejects.toMatchObject(
        reverting("NetOutOfRange", 0n, sum, 2n ** 93n),
      );
    },
  );

  it.each([-1n, 1n])("a sum at the bound, of sign %s; a unit within, it is only not proven", async (sign) => {
    const outside = honest.statement.net.with(3, sign * 2n ** 93n);
    const within = honest.statement.net.with(3, sign * (2n ** 93n - 1n));
    await expect(world.attest(await lying({ net: outside }))).rejects.toMatchObject(
      reverting("NetOutOfRange", 3n, sign * 2n ** 93n, 2n ** 93n),
    );
    await expect(world.attest(await lying({ net: within }))).rejects.toMatchObject(invalidTotal);
  });

  it("a row more or less than the table has", async () => {
    const { net } = honest.statement;
    for (const other of [[...net, 0n], net.slice(0, -1)]) {
      await expect(world.attest(await lying({ net: other }))).rejects.toMatchObject(
        reverting("NetCountMismatch", BigInt(other.length), 10n),
      );
    }
  });
});

describe("a proof of something else (T-28)", () => {
  it("of another subtree", async () => {
    const subtree = honest.statement.subtree + 1n;
    await expect(world.attest(await lying({ subtree }))).rejects.toMatchObject(invalidTotal);
  });

  it("of a subtree that equals the true one modulo the field (T-06)", async () => {
    const subtree = honest.statement.subtree + FIELD_MODULUS;
    await expect(world.attest(await lying({ subtree }))).rejects.toMatchObject(invalidTotal);
  });

  it("of another epoch", async () => {
    const { registries } = world.parts;
    const { accountsRoot } = honest.accounts.attestation;
    const accounts = await registries.signAccounts(2n, accountsRoot, AS_OF);
    await expect(world.attest(await world.signed({ ...honest, accounts }))).rejects.toMatchObject(
      invalidTotal,
    );
  });

  it("of other accounts", async () => {
    const accounts = await world.parts.registries.signAccounts(1n, 5n, AS_OF);
    await expect(world.attest(await world.signed({ ...honest, accounts }))).rejects.toMatchObject(
      invalidTotal,
    );
  });

  it("of another table of the market", async () => {
    const table = await world.signTable({ ...honest.table.attestation, table: 5n });
    await expect(world.attest(await world.signed({ ...honest, table }))).rejects.toMatchObject(invalidTotal);
  });

  it("with a word of it changed", async () => {
    const other = await world.publication({ epoch: 2n });
    const proof = honest.proof.with(6, at(other.proof, 6)).with(7, at(other.proof, 7));
    await expect(world.attest({ ...honest, proof })).rejects.toMatchObject(invalidTotal);
  });

  it("by a key of another statement", async () => {
    const key = await totalKey();
    const ic = key.IC.toReversed();
    const { chain, router } = { chain: world.chain, router: world.parts.router };
    const verifier = await Contract.deploy(chain, "Groth16ProofVerifier", groth16ProofVerifierAbi, [
      solidityKey({ ...key, IC: ic }),
    ]);
    const keyDigest = (await verifier.read("keyDigest")) as string;
    const family = encodeBytes32String("solvency/margin/1");
    await router.send("propose", [keyDigest, verifier.address, family, family]);
    await router.send("activate", [keyDigest], { at: (await chain.now()) + 1n });
    await expect(world.attest({ ...honest, keyDigest })).rejects.toMatchObject(
      reverting("FamilyMismatch", family, encodeBytes32String("solvency/total/1")),
    );
  });

  it("by a verifier that is frozen", async () => {
    await world.parts.router.send("freeze", [honest.keyDigest]);
    await expect(world.attest(honest)).rejects.toMatchObject(
      reverting("StatusMismatch", honest.keyDigest, 3n, 2n),
    );
  });
});

describe("prices (T-23)", () => {
  const HOUR = 3_600n;

  it.each([
    ["before", 0n, HOUR],
    ["after", HOUR, 0n],
  ])("are at most an hour %s the accounts", async (_, market, accounts) => {
    await world.chain.warpTo(AS_OF + HOUR + 1n);
    const [asOf, accountsAsOf] = [AS_OF + market, AS_OF + accounts];
    const further = { asOf: asOf + market / HOUR, accountsAsOf: accountsAsOf + accounts / HOUR };
    await expect(world.attest(await world.publication(further))).rejects.toMatchObject(
      reverting("MarketFarFromAccounts", further.asOf, further.accountsAsOf, HOUR),
    );
    await world.attest(await world.publication({ asOf, accountsAsOf }));
    expect(await world.attestations.read("latestEpochOf", [VENUE])).toBe(1n);
  });
});

describe("the table", () => {
  it.each([
    ["market", { market: UNKNOWN }],
    ["root", { marketRoot: 5n }],
    ["time", { asOf: AS_OF - 1n }],
  ])("must be of the same %s as the market's attestation (T-23)", async (_, change) => {
    const attestation = { ...honest.table.attestation, ...change };
    // That of another market is not signed by its signers, which the registry sees first.
    const error = "market" in change ? "SubjectUnknown" : "TableMismatch";
    const table = await world.signTable(attestation);
    await expect(world.attest(await world.signed({ ...honest, table }))).rejects.toMatchObject({ error });
  });

  it("must have the rows and tokens that its signers attested", async () => {
    const rows = honest.rows.map((row, k) => (k === 0 ? { ...row, closed: true } : row));
    await expect(world.attest({ ...honest, rows })).rejects.toMatchObject(
      reverting("RowsMismatch", rowsDigest(rows, honest.tokens), honest.table.attestation.rows),
    );
    const tokens = honest.tokens.map((each) => ({ ...each, decimals: 0n }));
    await expect(world.attest({ ...honest, tokens })).rejects.toMatchObject(
      reverting("RowsMismatch", rowsDigest(honest.rows, tokens), honest.table.attestation.rows),
    );
  });

  it.each<[string, (rows: readonly TableRow[]) => TableRow[]]>([
    ["in a row that the table does not have", (rows) => rows.with(3, { ...at(rows, 3), asset: 11n })],
    ["in a contract", (rows) => rows.with(3, { ...at(rows, 3), asset: 6n })],
    ["in a row that is owed in another", (rows) => rows.with(3, { ...at(rows, 3), asset: 4n })],
  ])("owes nothing %s", async (_, change) => {
    const rows = change(honest.rows);
    await expect(world.attest(await world.publication({ rows }))).rejects.toMatchObject(
      reverting("AssetUnusable", 3n, at(rows, 3).asset),
    );
  });

  it.each([
    ["of a contract", { row: 6n }],
    ["of profit and loss", { row: 3n }],
    ["of no row", { row: 11n }],
    ["of more than 36 decimals", { decimals: 37n }],
  ])("has no token %s", async (_, change) => {
    const tokens = honest.tokens.with(1, { ...at(honest.tokens, 1), ...change });
    const { row, decimals } = at(tokens, 1);
    await expect(world.attest(await world.publication({ tokens }))).rejects.toMatchObject(
      reverting("TokenUnusable", 1n, row, decimals),
    );
  });

  it("has no token twice", async () => {
    const tokens = honest.tokens.with(2, { ...at(honest.tokens, 2), token: at(honest.tokens, 1).token });
    await expect(world.attest(await world.publication({ tokens }))).rejects.toMatchObject(
      reverting("TokensNotIncreasing", 2n),
    );
  });
});

describe("reserves", () => {
  it("count an address once for each token (T-17)", async () => {
    const [first, ...rest] = honest.statement.holdings;
    if (first === undefined) throw new Error("no holdings");
    await expect(world.attest(await lying({ holdings: [first, first, ...rest] }))).rejects.toMatchObject(
      reverting("HoldingsNotIncreasing", 1n),
    );
    const reversed = honest.statement.holdings.toReversed();
    await expect(world.attest(await lying({ holdings: reversed }))).rejects.toMatchObject(
      reverting("HoldingsNotIncreasing", 1n),
    );
  });

  it("are not at the zero address, which holds what was burned", async () => {
    await expect(
      world.attest(await lying({ holdings: [{ token: COIN, owner: ZeroAddress }] })),
    ).rejects.toMatchObject(reverting("HoldingsNotIncreasing", 0n));
  });

  it("are of a listed token", async () => {
    const holdings = [{ token: 3n, owner: world.hot.address }];
    await expect(world.attest(await lying({ holdings }))).rejects.toMatchObject(
      reverting("TokenUnknown", 3n, 3n),
    );
  });

  it("are at addresses that back this venue now (T-17)", async () => {
    const { mallory } = world.parts.registries;
    await expect(
      world.attest(await lying({ holdings: [{ token: COIN, owner: mallory }] })),
    ).rejects.toMatchObject({ error: "NotOwned", args: [mallory, VENUE, expect.anything()] });
    const whale = keyOf("whale");
    await world.own(whale, { venue: UNKNOWN });
    await expect(
      world.attest(await lying({ holdings: [{ token: COIN, owner: whale.address }] })),
    ).rejects.toMatchObject({ error: "NotOwned", args: [whale.address, VENUE, expect.anything()] });
  });

  it.each([
    ["twice", [0n, 0n]],
    ["out of order", [1n, 0n]],
    ["of a contract", [6n]],
    ["of profit and loss", [3n]],
    ["of no row", [11n]],
  ])("elsewhere are not given %s", async (_, rows) => {
    const attested = rows.map((row) => ({ row, amount: 1n }));
    await expect(world.attest(await lying({ attested }))).rejects.toMatchObject(
      reverting("AttestedRowInvalid", at(rows, rows.length - 1)),
    );
  });

  it("that cannot be read count nothing, and are shown to be missing", async () => {
    await world.parts.tether.send("smash");
    await world.attest(honest);
    const [tether] = (await world.attestations.read("coverageOf", [VENUE, 1n])) as [unknown];
    expect(tether).toEqual({ ...COVERED[0], onChain: 0n });
    expect(await world.isSolvent()).toBe(false);
  });

  it("larger than any liability count as the largest, without overflow", async () => {
    await world.parts.bitcoin.send("set", [world.cold.address, 2n ** 256n - 1n]);
    await world.attest(honest);
    const [, bitcoin] = (await world.attestations.read("coverageOf", [VENUE, 1n])) as [unknown, unknown];
    expect(bitcoin).toEqual({ ...COVERED[1], onChain: 2n ** 96n - 1n });
  });
});

describe("roots that are void (T-26)", () => {
  it("the venue's", async () => {
    const { venues, guardian, attestor } = world.parts.registries;
    await venues.send("revokeKey", [VENUE, attestor.address, AS_OF], { from: guardian });
    await expect(world.attest(honest)).rejects.toMatchObject({ error: "AttestationVoid" });
  });

  it("the market's", async () => {
    const { markets, guardian, signers } = world.parts.registries;
    await markets.send("revokeKey", [MARKET, at(signers, 0).address, AS_OF], { from: guardian });
    await expect(world.attest(honest)).rejects.toMatchObject({ error: "AttestationVoid" });
  });
});

describe("what the contract is made of", () => {
  it("rests on one registry of venues and one of markets", async () => {
    const { registries, tables, reserves, reviews, router } = world.parts;
    const { chain, admin } = registries;
    const deployed = [registries.venues, tables, reserves, reviews, router].map(({ address }) => address);
    const venues = await Contract.deploy(chain, "VenueRegistry", venueRegistryAbi, [admin]);
    const markets = await Contract.deploy(chain, "MarketRegistry", marketRegistryAbi, [
      admin,
      registries.venues.address,
      0n,
    ]);
    const otherReviews = await Contract.deploy(chain, "ReviewRegistry", reviewRegistryAbi, [markets.address]);
    const deploy = (args: readonly string[]) =>
      Contract.deploy(chain, "SolvencyAttestations", solvencyAttestationsAbi, [admin, ...args]);
    await expect(deploy(deployed.with(0, venues.address))).rejects.toMatchObject(
      reverting("RegistryMismatch", registries.venues.address, venues.address),
    );
    await expect(deploy(deployed.with(3, otherReviews.address))).rejects.toMatchObject(
      reverting("RegistryMismatch", markets.address, registries.markets.address),
    );
    await deploy(deployed);
  });

  it("is given once, and must be contracts", async () => {
    const { registries, tables, reserves, reviews, router } = world.parts;
    const { admin, venues, mallory } = registries;
    const args = [admin, ...[venues, tables, reserves, reviews, router].map(({ address }) => address)];
    for (const place of [1, 2, 3, 4, 5]) {
      await expect(
        Contract.deploy(
          world.chain,
          "SolvencyAttestations",
          solvencyAttestationsAbi,
          args.with(place, mallory),
        ),
      ).rejects.toMatchObject(reverting("NotContract", mallory));
    }
    await expect(
      Contract.deploy(
        world.chain,
        "SolvencyAttestations",
        solvencyAttestationsAbi,
        args.with(0, ZeroAddress),
      ),
    ).rejects.toMatchObject(reverting("AdminIsZero"));
    const named = ["venues", "tables", "reserves", "reviews", "router"] as const;
    const found = await Promise.all(named.map((name) => world.attestations.read(name)));
    expect(found).toEqual(args.slice(1));
    expect(await world.attestations.read("markets")).toBe(registries.markets.address);
  });
});
