import { keccak256 } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contractArtifact } from "../../cli/chain/contracts.ts";
import { mined } from "../../cli/chain/mined.ts";
import { circuitById, developmentSetup } from "../../prover/index.ts";
import { ROLES } from "../../verifier-contracts/client/access-controlled.ts";
import { type Deployment, readDeployment } from "../../verifier-contracts/client/formats/deployment.ts";
import { MarginClaims } from "../../verifier-contracts/client/margin-claims.ts";
import { MarketRegistry } from "../../verifier-contracts/client/market-registry.ts";
import { VerifierRouter } from "../../verifier-contracts/client/verifier-router.ts";
import { type Anvil, startAnvil, testAccount } from "./support/anvil.ts";
import { jsonOf, printed, solvency } from "./support/run.ts";
import { type Workspace, workspace } from "./support/workspace.ts";

const DEPLOYER = testAccount(0);
const [ADMIN, GUARDIAN] = [testAccount(7), testAccount(8)];

let ws: Workspace;
let anvil: Anvil;
beforeAll(async () => {
  ws = await workspace();
  await developmentSetup(circuitById("margin-standard-8"));
  anvil = await startAnvil();
});
afterAll(async () => {
  await anvil?.stop();
  await ws?.remove();
});

const deploy = (url: string, ...args: string[]) =>
  solvency(["deploy", "--rpc", url, "--out", ws.at("deployments"), "--json", ...args], {
    env: { SOLVENCY_PRIVATE_KEY: DEPLOYER.privateKey },
  });

const FILE = "deployments/31337.json";

/** The parts of a deployment file that the tests change. */
interface LooseFile {
  readonly contracts: {
    readonly venueRegistry: { codeHash: string };
    readonly verifierRouter: { readonly constructorArguments: { delay: string } };
  };
  readonly routes: [{ keyDigest: string; readonly verifier: { codeHash: string } }];
  readonly roles: { readonly marginClaims: { GUARDIAN_ROLE: string[] } };
}

interface Checked {
  readonly same: boolean;
  readonly checks: readonly { name: string; holds: boolean | null; detail: string }[];
}

async function check(name = FILE) {
  const ran = await solvency(["deployment", "check", ws.at(name), "--rpc", anvil.url, "--json"]);
  const json = jsonOf(ran) as unknown as Checked;
  return { ...ran, json, failed: json.checks.filter(({ holds }) => holds === false) };
}

describe("deploy", () => {
  it("sends nothing in a dry run, also without a key", async () => {
    const ran = await solvency(["deploy", "--rpc", anvil.url, "--dry-run", "--json"]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(jsonOf(ran)).toMatchObject({ deployed: false, dryRun: true });
    expect(await anvil.provider.getBlockNumber()).toBe(0);
  });

  it("needs a key to send", async () => {
    const ran = await solvency(["deploy", "--rpc", anvil.url]);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("SOLVENCY_PRIVATE_KEY");
  });

  it("refuses development keys on a chain that is not local, and says the way out", async () => {
    const mainnet = await startAnvil({ chainId: 1 });
    try {
      const ran = await deploy(mainnet.url);
      expect(ran.code).toBe(5);
      expect(ran.stderr).toContain("anybody can forge claims for it, and chain 1 is not local");
      expect(ran.stderr).toContain("--keys with a folder whose key comes from a ceremony");
      expect(await mainnet.provider.getBlockNumber()).toBe(0);
      const dry = await deploy(mainnet.url, "--dry-run");
      expect(dry.code).toBe(5);
    } finally {
      await mainnet.stop();
    }
  });

  it("deploys, hands the roles over and writes what it did", async () => {
    const ran = await deploy(anvil.url, "--admin", ADMIN.address, "--guardian", GUARDIAN.address);
    expect(ran.code, ran.stderr).toBe(0);
    expect(jsonOf(ran)).toMatchObject({ deployed: true, activated: true, chainId: "31337" });
    const deployment = await readDeployment(ws.at(FILE));
    const claims = new MarginClaims(deployment.contracts.marginClaims.address, anvil.provider);
    expect(await claims.hasRole(ROLES.DEFAULT_ADMIN_ROLE, ADMIN.address)).toBe(true);
    expect(await claims.hasRole(ROLES.GUARDIAN_ROLE, GUARDIAN.address)).toBe(true);
    const markets = new MarketRegistry(deployment.contracts.marketRegistry.address, anvil.provider);
    const router = new VerifierRouter(deployment.contracts.verifierRouter.address, anvil.provider);
    for (const contract of [claims, markets, router]) {
      for (const role of Object.values(ROLES)) {
        expect(await contract.hasRole(role, DEPLOYER.address)).toBe(false);
      }
    }
    const [route] = deployment.routes;
    expect(await router.routeOf(route?.keyDigest ?? "")).toMatchObject({
      status: "active",
      verifier: route?.verifier.address,
    });
  });

  it("does not overwrite the file of another deployment", async () => {
    const before = await ws.readJson(FILE);
    const ran = await deploy(anvil.url);
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("it tells of an earlier deployment");
    expect(await ws.readJson(FILE)).toEqual(before);
  });

  it("refuses a deployer who cannot pay", async () => {
    await anvil.request("anvil_setBalance", testAccount(9).address, "0x1");
    const ran = await solvency(["deploy", "--rpc", anvil.url, "--out", ws.at("poor")], {
      env: { SOLVENCY_PRIVATE_KEY: testAccount(9).privateKey },
    });
    expect(ran.code).toBe(5);
    expect(ran.stderr).toMatch(/not ready to deploy \(balance\)/);
  });
});

describe("deployment check", () => {
  it("finds a deployment to be what its file says", async () => {
    const { code, json, failed, stderr } = await check();
    expect(failed).toEqual([]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(json.checks.length).toBeGreaterThan(20);
  });

  /** A copy of the file with a change. */
  async function checkChanged(change: (file: LooseFile) => void) {
    const file = await ws.readJson(FILE);
    change(file as unknown as LooseFile);
    await ws.write("changed.json", file);
    return check("changed.json");
  }

  it("sees another code hash, other wiring, other roles in the file", async () => {
    const hash = await checkChanged((file) => {
      file.contracts.venueRegistry.codeHash = `0x${"ab".repeat(32)}`;
    });
    expect([hash.code, hash.failed.map(({ name }) => name)]).toEqual([1, ["VenueRegistry"]]);
    const delay = await checkChanged((file) => {
      file.contracts.verifierRouter.constructorArguments.delay = "172800";
    });
    expect([delay.code, delay.failed.map(({ name }) => name)]).toEqual([1, ["VerifierRouter"]]);
    expect(delay.failed[0]?.detail).toContain("with other values than its constructor arguments give");
    const role = await checkChanged((file) => {
      file.roles.marginClaims.GUARDIAN_ROLE = [ADMIN.address];
    });
    expect(role.failed.map(({ name }) => name)).toEqual(["MarginClaims GUARDIAN_ROLE"]);
    expect(role.stderr).toContain("the deployment is not what");
  });

  it("sees a key digest that is not the verifier's, and a verifier elsewhere", async () => {
    const { code, failed } = await checkChanged((file) => {
      file.routes[0].keyDigest = `0x${"cd".repeat(32)}`;
    });
    expect(code).toBe(1);
    expect(failed[0]?.detail).toContain("the verifier's key has the digest");
    // The true digest is then a route that the file does not know.
    expect(failed[1]?.detail).toContain("not in the file");
  });

  it("sees a role granted and a verifier frozen since", async () => {
    const state = await anvil.request<string>("evm_snapshot");
    const { contracts, routes } = await readDeployment(ws.at(FILE));
    const admin = ADMIN.connect(anvil.provider);
    await anvil.request("anvil_setBalance", ADMIN.address, "0x56bc75e2d63100000");
    const router = new VerifierRouter(contracts.verifierRouter.address, admin);
    await mined(await router.grantRole(ROLES.GUARDIAN_ROLE, ADMIN.address));
    await mined(await router.freeze(routes[0]?.keyDigest ?? ""));
    const { code, failed } = await check();
    expect(code).toBe(1);
    expect(failed.map(({ name }) => name)).toEqual([
      "route of margin-standard-8",
      "VerifierRouter GUARDIAN_ROLE",
    ]);
    await anvil.request("evm_revert", state);
  });

  it("sees foreign code, before it believes what that code says (T-16)", async () => {
    const state = await anvil.request<string>("evm_snapshot");
    const { contracts, routes } = await readDeployment(ws.at(FILE));
    const verifier = routes[0]?.verifier.address ?? "";
    const code = await anvil.provider.getCode(verifier);
    // One bit of the code, far from immutables.
    const changed = `${code.slice(0, 200)}${code[200] === "0" ? "1" : "0"}${code.slice(201)}`;
    await anvil.request("anvil_setCode", verifier, changed);
    const { failed, code: exitCode } = await check();
    expect([exitCode, failed.map(({ name }) => name)]).toEqual([1, ["verifier of margin-standard-8"]]);
    expect(failed[0]?.detail).toContain("is not that of our Groth16ProofVerifier");
    await anvil.request("anvil_setCode", contracts.venueRegistry.address, "0x");
    expect((await check()).failed[0]?.detail).toContain("there is no code");
    await anvil.request("evm_revert", state);
  });

  it("sees immutables that no constructor put there, whatever the file says (T-16)", async () => {
    const state = await anvil.request<string>("evm_snapshot");
    const { address } = (await readDeployment(ws.at(FILE))).routes[0]?.verifier ?? { address: "" };
    const { immutableReferences } = await contractArtifact("Groth16ProofVerifier");
    const code = await anvil.provider.getCode(address);
    for (const places of Object.values(immutableReferences)) {
      const [{ start, length } = { start: 0, length: 0 }] = places;
      const end = 2 + 2 * (start + length); // its last hexadecimal digit
      const changed = `${code.slice(0, end - 1)}${code[end - 1] === "0" ? "1" : "0"}${code.slice(end)}`;
      await anvil.request("anvil_setCode", address, changed);
      const { code: exitCode, failed } = await checkChanged((file) => {
        file.routes[0].verifier.codeHash = keccak256(changed);
      });
      expect([exitCode, failed[0]?.name]).toEqual([1, "verifier of margin-standard-8"]);
    }
    await anvil.request("evm_revert", state);
  });

  it("refuses a file of another chain, and one that is no deployment", async () => {
    await ws.write("other.json", { ...(await ws.readJson(FILE)), chainId: "1" });
    const other = await solvency(["deployment", "check", ws.at("other.json"), "--rpc", anvil.url]);
    expect([other.code, other.stderr]).toEqual([5, expect.stringContaining("is of chain 1")]);
    const { roles: _, ...cut } = (await ws.readJson(FILE)) as unknown as Deployment;
    await ws.write("cut.json", cut);
    const ran = await solvency(["deployment", "check", ws.at("cut.json"), "--rpc", anvil.url]);
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining("cut.json: roles")]);
  });

  it("has shown no private key (T-32)", () => {
    for (const text of printed) expect(text).not.toContain(DEPLOYER.privateKey.slice(2));
  });
});
