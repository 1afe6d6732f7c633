import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { encryptKeystoreJsonSync, HDNodeWallet } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildContracts } from "../../cli/chain/contracts.ts";
import { deployClaims } from "../../cli/chain/deploy.ts";
import type { MarginClaims } from "../../cli/chain/margin-claims.ts";
import { type LocalNode, startNode } from "../../cli/chain/node.ts";
import { circuitById, developmentSetup } from "../../prover/index.ts";
import { jsonOf, printed, solvency } from "./support/run.ts";
import { type Workspace, workspace } from "./support/workspace.ts";

const PHRASE = "test test test test test test test test test test test junk";
const account = (index: number) => HDNodeWallet.fromPhrase(PHRASE, "", `m/44'/60'/0'/0/${index}`);
const TRADER = account(1);
const STRANGER = account(2);

interface ClaimFile {
  readonly publicSignals: readonly string[];
  readonly context: Readonly<Record<string, string>>;
}

let ws: Workspace;
let node: LocalNode;
let claims: MarginClaims;
let claim: ClaimFile;
beforeAll(async () => {
  ws = await workspace();
  const circuit = circuitById("margin-standard-8");
  await buildContracts(circuit, await developmentSetup(circuit));
  node = await startNode();
  ({ claims } = await deployClaims(circuit, account(0).connect(node.provider), 86_400));
  const args = [...ws.proveArgs];
  args[args.indexOf("--contract") + 1] = claims.address;
  args[args.indexOf("--recipient") + 1] = TRADER.address;
  const proven = await solvency([...args, "--out", ws.at("claim")]);
  expect(proven.stderr).toBe("");
  claim = (await ws.readJson("claim/claim.json")) as unknown as ClaimFile;
});
afterAll(async () => {
  await node?.stop();
  await ws?.remove();
});

interface Submitted {
  readonly submitted?: boolean;
  readonly checks?: readonly { name: string; holds: boolean | null; detail: string; more?: string[] }[];
}

async function submit(path: string, args: readonly string[] = [], privateKey = TRADER.privateKey) {
  const ran = await solvency(["submit", path, "--rpc", node.url, "--json", ...args], {
    env: privateKey === "" ? {} : { SOLVENCY_PRIVATE_KEY: privateKey },
  });
  const json = jsonOf(ran) as Submitted;
  const failed = (json.checks ?? []).filter(({ holds }) => holds === false).map(({ name }) => name);
  return { ...ran, json, failed };
}

async function changed(context: Readonly<Record<string, string>>): Promise<string> {
  return ws.write("changed.json", { ...claim, context: { ...claim.context, ...context } });
}

describe("submit: preflight", () => {
  it("names what the contract refuses and its arguments, and sends nothing", async () => {
    const { code, json, failed, stderr } = await submit(ws.at("claim"));
    expect(code).toBe(1);
    expect(json.submitted).toBe(false);
    expect(failed).toEqual(["accounts root", "market root", "check"]);
    expect(json.checks?.find(({ name }) => name === "check")).toMatchObject({
      detail: "reverts with AccountsRootNotTrusted",
      more: [
        expect.stringMatching(/^root = 0x[0-9a-f]{64}$/),
        "received = unknown",
        "expected = trusted",
        expect.any(String),
      ],
    });
    expect(stderr).toContain(
      "error: the contract would refuse this claim (accounts root, market root, check); nothing was sent",
    );
  });

  it("passes once the roots are trusted", async () => {
    const now = Math.floor(Date.now() / 1000) - 60;
    const [accountsRoot = "0", marketRoot = "0"] = claim.publicSignals;
    await (await claims.trustAccountsRoot(BigInt(accountsRoot), 1, now)).wait();
    await (await claims.trustMarketRoot(BigInt(marketRoot), now)).wait();
    const { code, json, failed, stderr } = await submit(ws.at("claim"), ["--dry-run"]);
    expect(failed).toEqual([]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ submitted: false, dryRun: true });
    expect(stderr).toMatch(/✔ accounts root +trusted, epoch 1, 1 min/);
  });

  it("says in a dry run without a key what it did not check", async () => {
    const { code, json } = await submit(ws.at("claim"), ["--dry-run"], "");
    expect(code).toBe(0);
    expect(json.checks?.find(({ name }) => name === "recipient")?.holds).toBeNull();
  });

  it("refuses another sender than the recipient (T-19)", async () => {
    const { code, failed } = await submit(ws.at("claim"), [], STRANGER.privateKey);
    expect([code, failed]).toEqual([1, ["recipient"]]);
  });

  it("stops at once on another chain, and where there is no contract (T-20)", async () => {
    const otherChain = await submit(await changed({ chainId: "1" }));
    expect([otherChain.code, otherChain.failed]).toEqual([5, ["chain"]]);
    expect(otherChain.json.checks).toHaveLength(1);
    const noCode = await submit(await changed({ claims: STRANGER.address }));
    expect([noCode.code, noCode.failed]).toEqual([5, ["contract"]]);
  });

  it("sees a deadline that has passed, and a context of something else", async () => {
    const { code, failed } = await submit(await changed({ deadline: "1760000000" }));
    expect([code, failed]).toEqual([1, ["context", "deadline", "check"]]);
  });

  it("finds a proof that was tampered with", async () => {
    const publicSignals = claim.publicSignals.map((signal, i) =>
      i === 4 ? String(BigInt(signal) ^ 1n) : signal,
    );
    await ws.write("changed.json", { ...claim, publicSignals });
    const { code, json } = await submit(ws.at("changed.json"));
    expect(code).toBe(1);
    expect(json.checks?.at(-1)?.detail).toBe("reverts with InvalidProof");
  });
});

describe("submit: keys", () => {
  it("needs one", async () => {
    const { code, stderr } = await submit(ws.at("claim"), [], "");
    expect(code).toBe(5);
    expect(stderr).toContain("SOLVENCY_PRIVATE_KEY");
  });

  it("refuses a malformed one without repeating it", async () => {
    const bad = `${TRADER.privateKey}ff`;
    const { code, stderr } = await submit(ws.at("claim"), [], bad);
    expect(code).toBe(3);
    expect(stderr).toContain(
      "environment variable SOLVENCY_PRIVATE_KEY: must be 0x and 64 hexadecimal digits",
    );
  });

  it("opens a keystore with a password from the environment", async () => {
    const keystore = encryptKeystoreJsonSync(
      { address: TRADER.address, privateKey: TRADER.privateKey },
      "correct horse",
      { scrypt: { N: 2, r: 8, p: 1 } },
    );
    await ws.write("keystore.json", keystore);
    const run = (password: string) =>
      solvency(
        ["submit", ws.at("claim"), "--rpc", node.url, "--dry-run", "--keystore", ws.at("keystore.json")],
        {
          env: { SOLVENCY_KEYSTORE_PASSWORD: password },
        },
      );
    const good = await run("correct horse");
    expect(good.code).toBe(0);
    expect(good.stdout).toContain(`✔ recipient      ${TRADER.address}`);
    const bad = await run("wrong horse");
    expect(bad.code).toBe(3);
    expect(bad.stderr).toContain("keystore.json: the keystore: cannot be opened");
  });
});

describe("submit: nodes", () => {
  it("does not hang on a dead address", async () => {
    const ran = await solvency([
      "submit",
      ws.at("claim"),
      "--rpc",
      "http://127.0.0.1:1/v3/secret-api-key",
      "--dry-run",
    ]);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("the node at http://127.0.0.1:1 does not answer");
    expect(ran.stderr).not.toContain("secret-api-key");
  });

  it("says when an address is no node", async () => {
    const server = createServer((_, response) => response.end("<html></html>"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const ran = await solvency(["submit", ws.at("claim"), "--rpc", `http://127.0.0.1:${port}`, "--dry-run"]);
    expect(ran.code).toBe(5);
    expect(ran.stderr.match(/^error: /gm)).toHaveLength(1);
    server.close();
  });
});

describe("submit", () => {
  it("records the claim, and shows it as the contract now holds it", async () => {
    const { code, json } = await submit(ws.at("claim"));
    expect(code).toBe(0);
    expect(json).toMatchObject({
      submitted: true,
      isSolvent: true,
      transaction: {
        hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
        gasUsed: expect.stringMatching(/^\d{6}$/),
        chainId: "31337",
      },
      claim: { recipient: TRADER.address, epoch: "1" },
    });
  });

  it("is refused a second time, with the reason (T-07)", async () => {
    const { code, json } = await submit(ws.at("claim"));
    expect(code).toBe(1);
    const check = json.checks?.at(-1);
    expect(check?.detail).toBe("reverts with RenewalNotNewer");
    expect(check?.more).toContain("heldEpoch = 1");
  });

  it("has shown no private key (T-32)", () => {
    expect(printed.length).toBeGreaterThan(10);
    for (const text of printed) {
      for (const { privateKey } of [TRADER, STRANGER]) expect(text).not.toContain(privateKey.slice(2));
    }
  });
});
