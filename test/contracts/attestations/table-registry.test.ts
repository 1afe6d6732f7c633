import { ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FIELD_MODULUS } from "../../../prover/domain/field.ts";
import { tableRegistryAbi } from "../../../verifier-contracts/abi/tableRegistry.ts";
import { TABLE_TYPES, tableDomain } from "../../../verifier-contracts/client/solvency-typed-data.ts";
import {
  recordedTable,
  rowsDigest,
  type TableAttestation,
} from "../../../verifier-contracts/client/tables.ts";
import { reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { keyOf, MARKET, UNKNOWN } from "../../support/registries.ts";
import { AS_OF, SolvencyWorld } from "../../support/solvency.ts";

let world: SolvencyWorld;
let tables: Contract;
let attestation: TableAttestation;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await SolvencyWorld.open();
  tables = world.parts.tables;
  const rows = rowsDigest(world.rows, world.tokens);
  attestation = { market: MARKET, marketRoot: 7n, asOf: AS_OF, table: 8n, kind: 1n, rows };
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

const record = async (change: Partial<TableAttestation> = {}) =>
  tables.send("record", [await world.signTable({ ...attestation, ...change })]);

describe("a table", () => {
  it("is recorded with what its signers say of it", async () => {
    expect(tables.events(await record())).toMatchObject([
      { name: "TableRecorded", args: { table: 8n, kind: 1n } },
    ]);
    expect(await tables.read("tableOf", [MARKET, 8n])).toEqual({
      marketRoot: 7n,
      rows: attestation.rows,
      asOf: AS_OF,
      kind: 1n,
    });
    expect(await tables.read("rowsDigestOf", [world.rows, world.tokens])).toBe(attestation.rows);
  });

  it("needs no signatures once it is recorded, and stays what it is", async () => {
    await record();
    expect(tables.events(await tables.send("record", [recordedTable(attestation)]))).toEqual([]);
    for (const change of [
      { marketRoot: 6n },
      { asOf: AS_OF - 1n },
      { kind: 2n },
      { rows: `0x${"1".repeat(64)}` },
    ]) {
      await expect(record(change)).rejects.toMatchObject(reverting("TableAlreadyRecorded", MARKET, 8n));
    }
  });

  it.each([0n, FIELD_MODULUS])("has numbers of the field, not %s (T-06)", async (value) => {
    const refused = reverting("TableOutOfRange", value, 1n, FIELD_MODULUS - 1n);
    await expect(record({ table: value })).rejects.toMatchObject(refused);
    await expect(record({ marketRoot: value })).rejects.toMatchObject(refused);
  });

  it("is not of the future (T-22)", async () => {
    const asOf = (await world.chain.now()) + 1_000n;
    await expect(record({ asOf })).rejects.toMatchObject({ error: "TableInFuture" });
  });
});

describe("its signatures follow the rules of the market's", () => {
  const by = async (...signers: Parameters<SolvencyWorld["signTable"]>[1][]) =>
    tables.send("record", [
      await world.signTable(
        attestation,
        signers.flat().filter((each) => each !== undefined),
      ),
    ]);

  it("as many as the threshold", async () => {
    const [first] = world.parts.registries.signers;
    await expect(by(first === undefined ? [] : [first])).rejects.toMatchObject(
      reverting("NotEnoughSigners", MARKET, 1n, 2n),
    );
  });

  it("each counted once", async () => {
    const [first] = world.parts.registries.signers;
    if (first === undefined) throw new Error("no signers");
    await expect(by([first, first])).rejects.toMatchObject(
      reverting("SignersNotIncreasing", first.address, first.address),
    );
  });

  it("one for each signer", async () => {
    const signed = await world.signTable(attestation);
    const signatures = signed.signatures.slice(1);
    await expect(tables.send("record", [{ ...signed, signatures }])).rejects.toMatchObject(
      reverting("SignatureCountMismatch", 1n, 2n),
    );
  });

  it("of known keys", async () => {
    const [first] = world.parts.registries.signers;
    const stranger = keyOf("stranger");
    const pair = [first, stranger].filter((each) => each !== undefined);
    const sorted = pair.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
    await expect(by(sorted)).rejects.toMatchObject(reverting("KeyUnknown", MARKET, stranger.address));
  });

  it("within the windows of the keys", async () => {
    await expect(record({ asOf: world.parts.registries.marketStart - 1n })).rejects.toMatchObject({
      error: "KeyNotValidAt",
    });
  });

  it("of keys that are not revoked, for times that are not void (T-26)", async () => {
    const { markets, guardian, signers } = world.parts.registries;
    const [first] = signers;
    await markets.send("revokeKey", [MARKET, first?.address, AS_OF + 1n], { from: guardian });
    await expect(record()).rejects.toMatchObject(
      reverting("KeyIsRevoked", MARKET, first?.address, AS_OF + 1n),
    );
    await markets.send("revokeKey", [MARKET, signers[1]?.address, AS_OF], { from: guardian });
    await expect(record()).rejects.toMatchObject({ error: "AttestationVoid" });
  });

  it("not all of venues' keys", async () => {
    const { chain, registries } = { chain: world.chain, registries: world.parts.registries };
    for (const signer of registries.signers.slice(0, 2)) {
      await registries.addAttestor(signer, registries.start, (await chain.now()) + 10_000n);
    }
    await expect(record()).rejects.toMatchObject(reverting("SignersAllAttestors", MARKET));
  });

  it("of a market that is open", async () => {
    await expect(record({ market: UNKNOWN })).rejects.toMatchObject(reverting("SubjectUnknown", UNKNOWN));
  });

  it.each([
    ["chain", { chainId: 1n }],
    ["contract", { verifyingContract: ZeroAddress }],
    ["version", { version: "2" }],
  ])("for this %s (T-20)", async (_, change) => {
    const domain = { ...tableDomain(world.place(tables)), ...change };
    const signers = world.parts.registries.signers.slice(0, 2);
    const signatures = await Promise.all(
      signers.map((signer) => signer.signTypedData(domain, TABLE_TYPES, attestation)),
    );
    const signed = { attestation, signers: signers.map(({ address }) => address), signatures };
    await expect(tables.send("record", [signed])).rejects.toMatchObject({ error: "SignatureInvalid" });
  });
});

describe("the registry", () => {
  it("asks the signers of a registry of markets", async () => {
    const { mallory, markets } = world.parts.registries;
    expect(await tables.read("markets")).toBe(markets.address);
    await expect(
      Contract.deploy(world.chain, "TableRegistry", tableRegistryAbi, [mallory]),
    ).rejects.toMatchObject(reverting("MarketRegistryNotContract", mallory));
  });
});
