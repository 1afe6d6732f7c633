import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mined } from "../../cli/chain/mined.ts";
import { circuitById, developmentSetup } from "../../prover/index.ts";
import { ROLES } from "../../verifier-contracts/client/access-controlled.ts";
import { SolvencyAttestations } from "../../verifier-contracts/client/solvency-attestations.ts";
import { type Anvil, startAnvil, testAccount } from "./support/anvil.ts";
import { jsonOf, solvency } from "./support/run.ts";
import { type Workspace, workspace } from "./support/workspace.ts";

const DEPLOYER = testAccount(0);
const FILE = "deployments/31337.attestations.json";
const env = { SOLVENCY_PRIVATE_KEY: DEPLOYER.privateKey };

interface Checked {
  readonly same: boolean;
  readonly checks: readonly { name: string; holds: boolean | null; detail: string }[];
}

let ws: Workspace;
let anvil: Anvil;
const place = () => ["--rpc", anvil.url, "--deployment", ws.at("deployments/31337.json")];
const deploy = (...args: string[]) =>
  solvency(["attestation", "deploy", ...place(), "--out", ws.at(FILE), "--json", ...args], { env });

beforeAll(async () => {
  ws = await workspace();
  await developmentSetup(circuitById("margin-standard-8"));
  anvil = await startAnvil();
  const claims = await solvency(["deploy", "--rpc", anvil.url, "--out", ws.at("deployments"), "--json"], {
    env,
  });
  expect(claims.code, claims.stderr).toBe(0);
  const ran = await deploy();
  expect(ran.code, ran.stderr).toBe(0);
}, 240_000);
afterAll(async () => {
  await anvil?.stop();
  await ws?.remove();
});

async function check(change: (file: Record<string, never>) => void = () => {}) {
  const file = JSON.parse(await readFile(ws.at(FILE), "utf8"));
  change(file);
  await writeFile(ws.at("changed.json"), JSON.stringify(file));
  const ran = await solvency([
    "attestation",
    "check-deployment",
    ws.at("changed.json"),
    ...place(),
    "--json",
  ]);
  const json = jsonOf(ran) as unknown as Checked;
  return {
    code: ran.code,
    failed: json.checks.filter(({ holds }) => holds === false).map(({ name }) => name),
  };
}

describe("the contracts of attestations", () => {
  it("are what their file says, and stand on the claims' registries", async () => {
    expect(await check()).toEqual({ code: 0, failed: [] });
  });

  it("are not deployed over a file that is there", async () => {
    const ran = await deploy();
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain("is there already; --force replaces it");
  });

  it("are found to be others than the file says: code, wiring, administrator (T-16)", async () => {
    type File = {
      contracts: Record<string, { address: string; codeHash: string }>;
      markets: string;
      roles: Record<string, string[]>;
    };
    const changed = async (change: (file: File) => void) => check(change as never);
    const hash = await changed((file) => {
      const { reviewRegistry } = file.contracts;
      if (reviewRegistry !== undefined) reviewRegistry.codeHash = `0x${"1".repeat(64)}`;
    });
    expect(hash).toEqual({ code: 1, failed: ["ReviewRegistry"] });
    const swapped = await changed((file) => {
      const { tableRegistry, reserveRegistry } = file.contracts;
      if (tableRegistry !== undefined && reserveRegistry !== undefined)
        tableRegistry.address = reserveRegistry.address;
    });
    expect(swapped.failed).toEqual(["TableRegistry", "SolvencyAttestations"]);
    const elsewhere = await changed((file) => {
      file.markets = testAccount(3).address;
    });
    expect(elsewhere.failed).toContain("stands on markets");
    const admin = await changed((file) => {
      file.roles.DEFAULT_ADMIN_ROLE = [testAccount(3).address];
    });
    expect(admin.failed).toEqual(["SolvencyAttestations DEFAULT_ADMIN_ROLE"]);
    const guardian = await changed((file) => {
      file.roles.GUARDIAN_ROLE = [testAccount(3).address];
    });
    expect(guardian.failed).toEqual(["SolvencyAttestations GUARDIAN_ROLE"]);
  }, 120_000);

  it("are found to have other administrators and guardians since, also where the file names a later block", async () => {
    const { contracts } = JSON.parse(await readFile(ws.at(FILE), "utf8"));
    const { address } = contracts.solvencyAttestations;
    const attestations = new SolvencyAttestations(address, DEPLOYER.connect(anvil.provider));
    const receipt = await mined(await attestations.grantRole(ROLES.GUARDIAN_ROLE, testAccount(4).address));
    expect((await check()).failed).toEqual(["SolvencyAttestations GUARDIAN_ROLE"]);
    await mined(await attestations.grantRole(ROLES.DEFAULT_ADMIN_ROLE, testAccount(4).address));
    expect((await check()).failed).toEqual([
      "SolvencyAttestations DEFAULT_ADMIN_ROLE",
      "SolvencyAttestations GUARDIAN_ROLE",
    ]);
    type File = { contracts: { solvencyAttestations: { block: number } } };
    const later = await check(((file: File) => {
      file.contracts.solvencyAttestations.block = receipt.blockNumber + 1;
    }) as never);
    expect(later.failed).toContain("SolvencyAttestations creation");
  }, 60_000);
});
