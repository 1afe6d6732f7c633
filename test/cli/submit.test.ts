import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { encryptKeystoreJsonSync, type HDNodeWallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildEpoch, writeMembership } from "../../prover/index.ts";
import { jsonOf, printed, solvency } from "./support/run.ts";
import { ATTESTOR, replaced, STRANGER, TRADER, type VenueWorld, venueWorld } from "./support/venue-world.ts";

interface ClaimFile {
  readonly publicSignals: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

let world: VenueWorld;
let claim: ClaimFile;
/** The same for all: claims of one batch share it. */
let deadline: string;
beforeAll(async () => {
  world = await venueWorld();
  deadline = String(Math.floor(Date.now() / 1000) + 36_000);
  await world.prove("claim", "--deadline", deadline);
  claim = (await world.ws.readJson("claim/claim.json")) as unknown as ClaimFile;
});
afterAll(() => world?.close());

interface Checked {
  readonly checks: readonly { name: string; holds: boolean | null; detail: string; more?: string[] }[];
}

interface Submitted {
  readonly submitted?: boolean;
  readonly claims?: readonly Checked[];
  readonly error?: { readonly message: string; readonly details: readonly string[] };
  readonly bad?: readonly string[];
  readonly transactions?: readonly Record<string, unknown>[];
}

const carried = (): string[] => [
  ...["--accounts-attestation", world.accountsFile, "--market-attestation", world.marketFile],
];

async function submit(
  paths: readonly string[],
  args: readonly string[] = [],
  who: HDNodeWallet | null = TRADER,
) {
  const ran = await solvency(["submit", ...paths, "--rpc", world.anvil.url, "--json", ...args], {
    env: who === null ? {} : { SOLVENCY_PRIVATE_KEY: who.privateKey },
  });
  const json = jsonOf(ran) as Submitted;
  const failed = (json.claims?.[0]?.checks ?? []).filter(({ holds }) => holds === false);
  return { ...ran, json, failed: failed.map(({ name }) => name), last: json.claims?.[0]?.checks.at(-1) };
}

const CLAIM = (): string[] => [world.ws.at("claim")];

async function changed(context: Readonly<Record<string, string>>): Promise<string[]> {
  return [await world.ws.write("changed.json", { ...claim, context: { ...claim.context, ...context } })];
}

describe("submit: preflight", () => {
  it("names the roots for which there is no evidence, and sends nothing", async () => {
    const { code, json, failed, stderr } = await submit(CLAIM());
    expect([code, json.submitted, failed]).toEqual([1, false, ["accounts root", "market root"]]);
    expect(stderr).toContain("neither recorded on the chain nor given with --accounts-attestation");
    expect(stderr).toContain("nothing was sent");
  });

  it("passes with both attestations, whose roots nobody recorded", async () => {
    const { code, json, failed, stderr } = await submit(CLAIM(), [...carried(), "--dry-run"]);
    expect([code, failed], stderr).toEqual([0, []]);
    expect(json).toMatchObject({ submitted: false, dryRun: true });
    expect(stderr).toMatch(/✔ accounts root +epoch 1, \d.* old, attested by 0x/);
    expect(stderr).toMatch(/✔ market root +\d.* old, attested by 2 signers/);
  });

  it("says in a dry run without a key what it did not check", async () => {
    const { code, json } = await submit(CLAIM(), [...carried(), "--dry-run"], null);
    expect(code).toBe(0);
    expect(json.claims?.[0]?.checks.find(({ name }) => name === "submitter")?.holds).toBeNull();
  });

  it("refuses another sender than the submitter that the claim names (T-19)", async () => {
    const { code, failed } = await submit(CLAIM(), carried(), STRANGER);
    expect([code, failed]).toEqual([1, ["submitter"]]);
  });

  it("stops at once on another chain, and where there is no contract (T-20)", async () => {
    const otherChain = await submit(await changed({ chainId: "1" }), carried());
    expect([otherChain.code, otherChain.failed]).toEqual([5, ["chain"]]);
    expect(otherChain.json.claims?.[0]?.checks).toHaveLength(1);
    const noCode = await submit(await changed({ claims: STRANGER.address }), carried());
    expect([noCode.code, noCode.failed]).toEqual([5, ["contract"]]);
  });

  it("sees a deadline that has passed, and a context of something else", async () => {
    const { code, failed, last } = await submit(await changed({ deadline: "1759990000" }), carried());
    expect([code, failed]).toEqual([1, ["context", "deadline", "check"]]);
    expect(last?.detail).toBe("reverts with DeadlinePassed");
  });

  it("finds a proof that was tampered with", async () => {
    const signals = claim.publicSignals.map((signal, i) => (i === 4 ? String(BigInt(signal) ^ 1n) : signal));
    await world.ws.write("changed.json", { ...claim, publicSignals: signals });
    const { code, last } = await submit([world.ws.at("changed.json")], carried());
    expect([code, last?.detail]).toEqual([1, "reverts with InvalidProof"]);
  });

  it("finds a scope that nobody opened, and a predicate on no level", async () => {
    const at = (index: number, value: string) =>
      world.ws.write("changed.json", { ...claim, publicSignals: claim.publicSignals.with(index, value) });
    const closed = await submit([await at(3, "7")], carried());
    expect([closed.code, closed.failed]).toEqual([1, ["scope"]]);
    const level = await submit([await at(2, String(2n * 12_345n))], carried());
    expect([level.code, level.failed]).toEqual([1, ["level"]]);
    expect(level.stderr).toContain("no level of the scope says equity ≥ 1.2345 × maintenance margin");
  });

  it("refuses an attestation of another root, another registry, another chain (T-20)", async () => {
    const attestation = await world.ws.readJson("accounts-attestation.json");
    for (const [change, says] of [
      [{ accountsRoot: `0x${"0".repeat(63)}7` }, "of another root than the claim's"],
      [{ registry: STRANGER.address }, `for registry ${STRANGER.address}`],
      [{ chainId: "1" }, "for chain 1, this is 31337"],
    ] as const) {
      const file = await world.ws.write("other-attestation.json", { ...attestation, ...change });
      const args = ["--accounts-attestation", file, "--market-attestation", world.marketFile];
      const { code, failed, stderr } = await submit(CLAIM(), args);
      expect([code, failed]).toEqual([1, ["accounts root"]]);
      expect(stderr).toContain(says);
    }
  });

  it("lets the contract judge a signature, and explains why it refuses", async () => {
    const attestation = await world.ws.readJson("market-attestation.json");
    const [first] = attestation.signatures as unknown[];
    const file = await world.ws.write("one-signer.json", { ...attestation, signatures: [first] });
    const args = ["--accounts-attestation", world.accountsFile, "--market-attestation", file];
    const { code, last } = await submit(CLAIM(), args);
    expect([code, last?.detail]).toEqual([1, "reverts with NotEnoughSigners"]);
    expect(last?.more).toContain("minimum = 2");
  });
});

describe("submit: keys", () => {
  it("needs one", async () => {
    const { code, stderr } = await submit(CLAIM(), carried(), null);
    expect(code).toBe(5);
    expect(stderr).toContain("SOLVENCY_PRIVATE_KEY");
  });

  it("refuses a malformed one without repeating it", async () => {
    const ran = await solvency(["submit", ...CLAIM(), "--rpc", world.anvil.url], {
      env: { SOLVENCY_PRIVATE_KEY: `${TRADER.privateKey}ff` },
    });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      "environment variable SOLVENCY_PRIVATE_KEY: must be 0x and 64 hexadecimal digits",
    );
  });

  it("opens a keystore with a password from the environment", async () => {
    const keystore = encryptKeystoreJsonSync(
      { address: TRADER.address, privateKey: TRADER.privateKey },
      "correct horse",
      { scrypt: { N: 2, r: 8, p: 1 } },
    );
    await world.ws.write("keystore.json", keystore);
    const run = (password: string) =>
      solvency(
        [
          ...["submit", ...CLAIM(), "--rpc", world.anvil.url, "--dry-run", ...carried()],
          ...["--keystore", world.ws.at("keystore.json")],
        ],
        { env: { SOLVENCY_KEYSTORE_PASSWORD: password } },
      );
    const good = await run("correct horse");
    expect(good.code).toBe(0);
    expect(good.stdout).toContain(`✔ submitter      ${TRADER.address}`);
    const bad = await run("wrong horse");
    expect(bad.code).toBe(3);
    expect(bad.stderr).toContain("keystore.json: the keystore: cannot be opened");
  });
});

describe("submit: nodes", () => {
  it("does not hang on a dead address", async () => {
    const dead = "http://127.0.0.1:1/v3/secret-api-key";
    const ran = await solvency(["submit", ...CLAIM(), "--rpc", dead, "--dry-run"]);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("the node at http://127.0.0.1:1 does not answer");
    expect(ran.stderr).not.toContain("secret-api-key");
  });

  it("says when an address is no node", async () => {
    const server = createServer((_, response) => response.end("<html></html>"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const ran = await solvency(["submit", ...CLAIM(), "--rpc", `http://127.0.0.1:${port}`, "--dry-run"]);
    expect(ran.code).toBe(5);
    expect(ran.stderr.match(/^error: /gm)).toHaveLength(1);
    server.close();
  });
});

/** Claims of two accounts of a second epoch, by the same trader and for the same call. Returns the epoch's file. */
async function proveTwo(folder: string): Promise<string> {
  const { ws } = world;
  const { account, epoch } = ws.membership;
  const other = { ...account, tag: account.tag + 1000n };
  const made = await buildEpoch({ venue: ws.market.venue, number: 2, asOf: epoch.asOf + 30 }, [
    account,
    other,
  ]);
  for (const [k, membership] of made.memberships.entries()) {
    await writeMembership(ws.at(`two-${k}.json`), membership);
  }
  const args = replaced(ws.proveArgs, {
    "--membership": ws.at("two-0.json"),
    "--contract": world.claims.address,
    "--recipient": TRADER.address,
    "--scope": `0x${world.scope.toString(16)}`,
  });
  for (const k of [0, 1]) {
    const ran = await solvency([
      ...replaced(args, { "--membership": ws.at(`two-${k}.json`) }),
      ...["--deadline", deadline, "--ratio", "1.5", "--out", ws.at(`${folder}-${k}`)],
    ]);
    if (ran.code !== 0) throw new Error(ran.stderr);
  }
  await ws.write("epoch-2.json", {
    ...{ format: "solvency-epoch/1", venue: made.epoch.venue, epoch: 2, asOf: made.epoch.asOf },
    accountsRoot: `0x${made.epoch.accountsRoot.toString(16).padStart(64, "0")}`,
  });
  return ws.at("epoch-2.json");
}

describe("submit", () => {
  it("records the claim with its attestations, and shows it as the contract now holds it", async () => {
    const { code, json, stderr } = await submit(CLAIM(), carried());
    expect(code, stderr).toBe(0);
    expect(json).toMatchObject({
      submitted: true,
      transactions: [
        {
          hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
          gasUsed: expect.stringMatching(/^\d{6}$/),
          chainId: "31337",
          claims: [{ recipient: TRADER.address, epoch: "1", level: "0", isSolvent: true }],
        },
      ],
    });
  });

  it("finds the roots on the chain, now that they are recorded; and is refused a second time (T-07)", async () => {
    const { code, json, failed, last } = await submit(CLAIM());
    expect([code, failed]).toEqual([1, ["check"]]);
    const root = json.claims?.[0]?.checks.find(({ name }) => name === "accounts root");
    expect(root?.detail).toMatch(/^epoch 1, .* old, recorded$/);
    expect(last?.detail).toBe("reverts with RenewalNotNewer");
    expect(last?.more).toContain("heldEpoch = 1");
  });
});

describe("submit --batch", () => {
  const batch = (...names: string[]) => names.map((name) => world.ws.at(name));
  let accounts: string;
  beforeAll(async () => {
    const epoch = await proveTwo("batch");
    accounts = world.ws.at("accounts-2.json");
    const signed = await world.as(ATTESTOR, [
      "venue",
      "attest",
      epoch,
      "--deployment",
      world.deploymentFile,
      "--out",
      accounts,
    ]);
    expect(signed.code, signed.stderr).toBe(0);
  });
  const evidence = () => ["--accounts-attestation", accounts, "--market-attestation", world.marketFile];

  it("refuses claims that do not belong in one call, naming file and field", async () => {
    const { code, json } = await submit([...CLAIM(), ...batch("batch-0")], ["--batch", ...evidence()]);
    expect(code).toBe(3);
    expect(json.error?.message).toMatch(/batch-0.claim\.json: predicate is 0x/);
    const twice = await submit(batch("batch-0", "batch-0"), ["--batch", ...evidence()]);
    expect(twice.code).toBe(3);
    expect(twice.json.error?.message).toContain("one account has one claim in a scope");
  });

  it("says which proof is bad before anything is sent, and offers the single path", async () => {
    const good = (await world.ws.readJson("batch-1/claim.json")) as { proof: { pi_a: string[] } };
    const donor = (await world.ws.readJson("batch-0/claim.json")) as { proof: { pi_a: string[] } };
    await world.ws.write("bad.json", { ...good, proof: { ...good.proof, pi_a: donor.proof.pi_a } });
    const { code, json, stderr } = await submit(
      [...batch("batch-0"), world.ws.at("bad.json")],
      ["--batch", ...evidence()],
    );
    expect(code).toBe(1);
    expect(json.bad).toEqual([world.ws.at("bad.json")]);
    expect(stderr).toContain("leave --batch out");
    expect(await world.claims.claimOf(world.scope, nullifierOf(good))).toMatchObject({ epoch: 0n });
  });

  it("records all claims in one transaction", async () => {
    const state = await world.anvil.request<string>("evm_snapshot");
    const { code, json, stderr } = await submit(batch("batch-0", "batch-1"), ["--batch", ...evidence()]);
    expect(code, stderr).toBe(0);
    expect(json.transactions).toHaveLength(1);
    expect(json.transactions?.[0]?.claims).toMatchObject([
      { epoch: "2", level: "1", isSolvent: true },
      { epoch: "2", level: "1", isSolvent: true },
    ]);
    await world.anvil.request("evm_revert", state);
  });

  it("without --batch, a good claim goes its way although another is refused", async () => {
    const { code, json, stderr } = await submit([world.ws.at("bad.json"), ...batch("batch-0")], evidence());
    expect(code).toBe(1);
    expect(json.submitted).toBe(true);
    expect(json.transactions).toHaveLength(1);
    expect(stderr).toContain("bad.json (check); the others were submitted");
  });
});

const nullifierOf = (file: object): bigint => BigInt((file as ClaimFile).publicSignals[4] ?? "0");

describe("what was printed", () => {
  it("has shown no private key (T-32)", () => {
    expect(printed.length).toBeGreaterThan(10);
    for (const text of printed) {
      for (const { privateKey } of [TRADER, STRANGER]) expect(text).not.toContain(privateKey.slice(2));
    }
  });
});
