import type { HDNodeWallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, printed, solvency } from "./support/run.ts";
import {
  ATTESTOR,
  CONSUMER,
  DEPLOYER,
  SIGNERS,
  STRANGER,
  TRADER,
  type VenueWorld,
  venueWorld,
} from "./support/venue-world.ts";

let world: VenueWorld;
beforeAll(async () => {
  world = await venueWorld();
});
afterAll(() => world?.close());

const onChain = (): string[] => ["--rpc", world.anvil.url, "--deployment", world.deploymentFile];

/** Runs a command on the chain, with --json. */
async function run(who: HDNodeWallet | null, command: string, ...args: string[]) {
  const line = [...command.split(" "), ...args, ...onChain(), "--json"];
  const ran = await (who === null ? solvency(line) : world.as(who, line));
  return { ...ran, json: jsonOf(ran) as Record<string, unknown> & { error?: { message: string } } };
}

/** Signs off the chain: the node is not asked. */
async function sign(who: HDNodeWallet, command: string, ...args: string[]) {
  const line = [...command.split(" "), ...args, "--deployment", world.deploymentFile, "--json"];
  const ran = await world.as(who, line);
  return { ...ran, json: jsonOf(ran) as Record<string, unknown> & { error?: { message: string } } };
}

async function writeEpoch(name: string, epoch: number, asOf: number, root = 12_345n): Promise<string> {
  const accountsRoot = `0x${root.toString(16).padStart(64, "0")}`;
  const venue = world.ws.market.venue;
  return world.ws.write(name, { format: "solvency-epoch/1", venue, epoch, asOf, accountsRoot });
}

const refusedBy = (name: string) => ({
  code: 1,
  json: { error: { message: `the contract refuses: ${name}` } },
});

describe("venue", () => {
  it("register: by registrars only, and once", async () => {
    expect(await run(STRANGER, "venue register", "other")).toMatchObject(
      refusedBy("AccessControlUnauthorizedAccount"),
    );
    const done = await run(DEPLOYER, "venue register", "other", "--admin", TRADER.address);
    expect(done).toMatchObject({ code: 0, json: { admin: TRADER.address } });
    expect(await run(DEPLOYER, "venue register", "other")).toMatchObject(
      refusedBy("SubjectAlreadyRegistered"),
    );
    const long = await run(DEPLOYER, "venue register", "a name of more than thirty-one bytes");
    expect(long.code).toBe(3);
    expect(long.stderr).toContain("<venue>");
  });

  it("attestor: a key consents, the administrator adds it", async () => {
    const file = world.ws.at("consent.json");
    const window = ["--not-before", "1750000000", "--not-after", "1890000000"];
    const consent = await sign(CONSUMER, "venue attestor consent", "other", ...window, "--out", file);
    expect(consent).toMatchObject({ code: 0, json: { attestor: CONSUMER.address } });
    expect(await run(STRANGER, "venue attestor add", file)).toMatchObject(
      refusedBy("AccessControlUnauthorizedAccount"),
    );
    const changed = await world.ws.write("changed.json", {
      ...(await world.ws.readJson("consent.json")),
      notAfter: "1890000001",
    });
    expect(await run(TRADER, "venue attestor add", changed)).toMatchObject(refusedBy("SignatureInvalid"));
    expect(await run(TRADER, "venue attestor add", file)).toMatchObject({ code: 0 });
    const shown = await run(null, "venue show", "other");
    expect(shown).toMatchObject({
      code: 0,
      json: { keys: [{ key: CONSUMER.address, notBefore: "1750000000", revokedFrom: null }], void: null },
    });
    const backwards = await sign(
      CONSUMER,
      "venue attestor consent",
      ...["other", "--not-before", "1890000000", "--not-after", "1750000000", "--out", file],
    );
    expect(backwards).toMatchObject({ code: 3 });
  });

  it("attest signs without a transaction; post records it, once for each epoch (T-27)", async () => {
    const before = await world.anvil.provider.getBlockNumber();
    const { asOf } = world.ws.market;
    const epoch = await writeEpoch("epoch.json", 5, asOf + 5);
    const file = world.ws.at("attestation.json");
    const signed = await sign(ATTESTOR, "venue attest", epoch, "--out", file);
    expect(signed).toMatchObject({ code: 0, json: { epoch: "5", attestor: ATTESTOR.address } });
    expect(await world.anvil.provider.getBlockNumber()).toBe(before);

    expect(await run(STRANGER, "venue post", file)).toMatchObject({ code: 0, json: { epoch: "5" } });
    const shown = await run(null, "venue show", world.ws.market.venue);
    expect(shown.json.latest).toEqual({ epoch: "5", asOf: String(asOf + 5) });

    const other = await writeEpoch("epoch.json", 5, asOf + 5, 54_321n);
    await sign(ATTESTOR, "venue attest", other, "--out", file);
    expect(await run(STRANGER, "venue post", file)).toMatchObject(refusedBy("EpochAlreadyRecorded"));
  });

  it("post refuses what no attestor signed, and what was signed for elsewhere (T-20)", async () => {
    const epoch = await writeEpoch("epoch.json", 6, world.ws.market.asOf + 6);
    const file = world.ws.at("attestation.json");
    await sign(STRANGER, "venue attest", epoch, "--out", file);
    expect(await run(STRANGER, "venue post", file)).toMatchObject(refusedBy("KeyUnknown"));
    const elsewhere = ["--chain-id", "1", "--registry", world.venues.address, "--out", file];
    const signed = await world.as(ATTESTOR, ["venue", "attest", epoch, ...elsewhere]);
    expect(signed.code, signed.stderr).toBe(0);
    const refused = await run(STRANGER, "venue post", file);
    expect(refused.code).toBe(3);
    expect(refused.json.error?.message).toContain("chainId is 1: was signed for another chain");
  });

  it("retire shortens a window, revoke voids what a key attested (T-26)", async () => {
    const retire = (until: string) =>
      run(TRADER, "venue retire", "other", CONSUMER.address, "--not-after", until);
    expect(await retire("1890000001")).toMatchObject(refusedBy("WindowEndsTooLate"));
    expect(await retire("1880000000")).toMatchObject({ code: 0 });
    const revoke = (who: HDNodeWallet, from: string) =>
      run(who, "venue revoke", "other", CONSUMER.address, "--from", from);
    expect(await revoke(STRANGER, "1750000000")).toMatchObject(refusedBy("AccessControlUnauthorizedAccount"));
    expect(await revoke(TRADER, "1889000000")).toMatchObject(refusedBy("RevokedTooLate"));
    expect(await revoke(DEPLOYER, "1750000000")).toMatchObject({ code: 0 }); // a guardian
    const { json } = await run(null, "venue show", "other");
    expect(json).toMatchObject({ keys: [{ revokedFrom: "1750000000" }], void: { from: "1750000000" } });
  });

  it("show says when there is none", async () => {
    const { code, stderr } = await run(null, "venue show", "nobody");
    expect([code, stderr]).toEqual([5, expect.stringContaining('no venue "nobody" is registered')]);
  });
});

describe("oracle", () => {
  const signers = (): string[] => ["--signer", ...SIGNERS.map(({ address }) => address)];

  it("open: by registrars, two signers at least, no attestor among them", async () => {
    const one = await run(DEPLOYER, "oracle open", "prices", "--threshold", "1", ...signers());
    expect(one.code).toBe(3);
    expect(one.stderr).toContain("--threshold");
    const three = await run(DEPLOYER, "oracle open", "prices", "--threshold", "3", ...signers());
    expect(three).toMatchObject(refusedBy("ThresholdOutOfRange"));
    const venue = await run(
      DEPLOYER,
      "oracle open",
      ...["prices", "--threshold", "2", ...signers(), ATTESTOR.address],
    );
    expect(venue).toMatchObject(refusedBy("SignerIsAttestor"));
    expect(
      await run(
        DEPLOYER,
        "oracle open",
        ...["prices", "--threshold", "2", ...signers(), "--admin", TRADER.address],
      ),
    ).toMatchObject({ code: 0, json: { threshold: "2", admin: TRADER.address } });
    expect(await run(null, "oracle show", "prices")).toMatchObject({
      code: 0,
      json: { threshold: "2", signers: [{ revokedFrom: null }, { revokedFrom: null }] },
    });
  });

  it("signer add: announced before it counts", async () => {
    const add = (from: string) =>
      run(TRADER, "oracle signer add", "prices", STRANGER.address, "--not-before", from);
    expect(await add("1760000001")).toMatchObject(refusedBy("SignerTooEarly"));
    expect(await add("1850000000")).toMatchObject({ code: 0 });
  });

  /** The workspace's market, a second later than the one attested already. */
  async function marketFile(): Promise<string> {
    const market = await world.ws.readJson("market.json");
    return world.ws.write("market-2.json", { ...market, asOf: world.ws.market.asOf + 1 });
  }

  it("sign, merge, post: m of n, in any order, each once", async () => {
    const market = await marketFile();
    const files = ["a.json", "b.json"].map((name) => world.ws.at(name));
    for (const [k, file] of files.entries()) {
      const who = SIGNERS[k as 0 | 1];
      expect(await sign(who, "oracle sign", market, "--out", file)).toMatchObject({ code: 0 });
    }
    const alone = await run(STRANGER, "oracle post", files[0] ?? "");
    expect(alone).toMatchObject(refusedBy("NotEnoughSigners"));
    const merged = world.ws.at("merged.json");
    const merge = await solvency(["oracle", "merge", ...files, ...files, "--out", merged, "--json"]);
    expect(merge.code, merge.stderr).toBe(0);
    expect((jsonOf(merge) as { signatures: unknown[] }).signatures).toHaveLength(2);
    expect(await run(STRANGER, "oracle post", merged)).toMatchObject({ code: 0 });
  });

  it("merge refuses other attestations and foreign signatures, naming the file", async () => {
    const other = world.ws.at("other.json");
    await sign(SIGNERS[1], "oracle sign", world.ws.at("market.json"), "--out", other);
    const out = ["--out", world.ws.at("merged.json")];
    const ran = await solvency(["oracle", "merge", world.ws.at("a.json"), other, ...out]);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining("other.json: the attestation")]);
    expect(ran.stderr).toContain("they differ in marketRoot");
    const file = await world.ws.readJson("b.json");
    const [entry] = file.signatures as [{ signer: string; signature: string }];
    const forged = [{ ...entry, signer: STRANGER.address }];
    const changed = await world.ws.write("changed.json", { ...file, signatures: forged });
    const bad = await solvency(["oracle", "merge", world.ws.at("a.json"), changed, ...out]);
    expect([bad.code, bad.stderr]).toEqual([
      3,
      expect.stringContaining("changed.json: signatures[0].signature"),
    ]);
  });

  it("sign refuses a market that breaks a rule of publication (T-42)", async () => {
    const market = (await world.ws.readJson("market.json")) as { rows: Record<string, unknown>[] };
    const row = market.rows.find(({ name }) => name === "BTC/USDT:USDT");
    (row?.long as unknown[] | undefined)?.splice(1, 1);
    const bad = await world.ws.write("bad-market.json", market);
    const ran = await sign(SIGNERS[0], "oracle sign", bad, "--out", world.ws.at("never.json"));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("must equal the cap of bracket 0");
  });

  it("retire and revoke end a signer's key (T-26)", async () => {
    const key = SIGNERS[0].address;
    expect(await run(TRADER, "oracle retire", "prices", key, "--not-after", "1790000000")).toMatchObject({
      code: 0,
    });
    expect(await run(TRADER, "oracle revoke", "prices", key, "--from", "1760000000")).toMatchObject({
      code: 0,
    });
    expect(await run(TRADER, "oracle revoke", "prices", key, "--from", "1760000000")).toMatchObject(
      refusedBy("RevokedTooLate"),
    );
  });
});

describe("scope", () => {
  const ages = ["--max-accounts-age", "1d", "--max-market-age", "1h"];

  it("open, level add, show", async () => {
    const { venue } = world.ws.market;
    const unknown = await run(CONSUMER, "scope open", "--venue", "nobody", ...ages);
    expect(unknown).toMatchObject(refusedBy("VenueUnknown"));
    const opened = await run(CONSUMER, "scope open", "--venue", venue, ...ages, "--ratio", "1.2");
    expect(opened).toMatchObject({ code: 0, json: { owner: CONSUMER.address } });
    const scope = String(opened.json.scope);
    expect(await run(CONSUMER, "scope open", "--venue", venue, ...ages, "--ratio", "1.2")).toMatchObject(
      refusedBy("ScopeAlreadyOpen"),
    );
    const stranger = await run(STRANGER, "scope level add", scope, "--kind", "initial");
    expect(stranger).toMatchObject(refusedBy("NotScopeOwner"));
    const added = await run(CONSUMER, "scope level add", scope, "--kind", "initial", "--buffer", "100");
    expect(added).toMatchObject({ code: 0, json: { level: 1 } });
    const twice = await run(CONSUMER, "scope level add", scope, "--kind", "initial", "--buffer", "100");
    expect(twice.code).toBe(3);
    expect(twice.stderr).toContain("has this level already, number 1");
    expect(await run(null, "scope show", scope)).toMatchObject({
      code: 0,
      json: {
        owner: CONSUMER.address,
        venue,
        maxMarketAge: "3600",
        family: "solvency/margin/1",
        levels: ["equity ≥ 1.2 × maintenance margin", "equity ≥ initial margin + 100 USD"],
      },
    });
  });

  it("refuses ages beyond 30 days before it asks, and says when a scope is not open", async () => {
    const long = ["--max-accounts-age", "31d", "--max-market-age", "1h"];
    const ran = await run(CONSUMER, "scope open", "--venue", world.ws.market.venue, ...long);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining("--max-accounts-age")]);
    const none = await run(null, "scope show", "0x7");
    expect([none.code, none.stderr]).toEqual([5, expect.stringContaining("is not open")]);
  });

  it("prove margin --rpc warns of a predicate that is on no level", async () => {
    const args = world.ws.proveArgs.filter(
      (_, k, all) => all[k] !== "--chain-id" && all[k - 1] !== "--chain-id",
    );
    const [contract, scope] = [args.indexOf("--contract") + 1, args.indexOf("--scope") + 1];
    args[contract] = world.claims.address;
    args[scope] = `0x${world.scope.toString(16)}`;
    const more = ["--rpc", world.anvil.url, "--out", world.ws.at("unwanted")];
    const ran = await solvency([...args, "--ratio", "1.1", ...more]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(
      "no level of the scope says equity ≥ 1.1 × maintenance margin; its levels: equity ≥ maintenance margin; equity ≥ 1.5 × maintenance margin",
    );
    const other = await solvency([...args, ...more, "--chain-id", "1", "--out", world.ws.at("never")]);
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("is not the node's, 31337")]);
  });
});

describe("router", () => {
  const digestOf = async (): Promise<string> => (await world.router.digests())[0] ?? "";

  it("show, freeze, unfreeze, activate, tombstone", async () => {
    const digest = await digestOf();
    const status = async (): Promise<string> => {
      const { json } = await run(null, "router show");
      return (json as unknown as { routes: { status: string }[] }).routes[0]?.status ?? "";
    };
    expect(await status()).toBe("active");
    expect(await run(STRANGER, "router freeze", digest)).toMatchObject(
      refusedBy("AccessControlUnauthorizedAccount"),
    );
    expect(await run(DEPLOYER, "router freeze", digest)).toMatchObject({ code: 0 });
    expect(await status()).toBe("frozen");
    expect(await run(DEPLOYER, "router unfreeze", digest)).toMatchObject({ code: 0 });
    await world.anvil.request("evm_increaseTime", 5);
    await world.anvil.request("evm_mine");
    expect(await run(STRANGER, "router activate", digest)).toMatchObject({ code: 0 });
    expect(await status()).toBe("active");
    expect(await run(DEPLOYER, "router tombstone", digest)).toMatchObject({ code: 0 });
    expect(await run(DEPLOYER, "router unfreeze", digest)).toMatchObject(refusedBy("StatusMismatch"));
    expect((await run(STRANGER, "router activate", "0x12")).code).toBe(3);
  });
});

describe("where the contracts are", () => {
  it("needs a deployment file or an address, and says when the address is empty", async () => {
    const neither = await solvency(["router", "show", "--rpc", world.anvil.url], { cwd: world.ws.at() });
    expect([neither.code, neither.stderr]).toEqual([3, expect.stringContaining("--deployment")]);
    const empty = ["router", "show", "--rpc", world.anvil.url, "--claims", STRANGER.address];
    const ran = await solvency(empty);
    expect([ran.code, ran.stderr]).toEqual([5, expect.stringContaining("there is no contract")]);
    const good = ["router", "show", "--rpc", world.anvil.url, "--claims", world.claims.address];
    expect((await solvency(good)).code).toBe(0);
  });

  it("has shown no private key (T-32)", () => {
    for (const text of printed) {
      for (const { privateKey } of [ATTESTOR, DEPLOYER, CONSUMER, ...SIGNERS]) {
        expect(text).not.toContain(privateKey.slice(2));
      }
    }
  });
});
