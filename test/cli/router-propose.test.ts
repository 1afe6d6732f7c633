import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildContracts } from "../../cli/chain/contracts.ts";
import { deploySystem } from "../../cli/chain/deployment.ts";
import { circuitById, developmentSetup } from "../../prover/index.ts";
import type { MarginClaims } from "../../verifier-contracts/client/margin-claims.ts";
import type { VerifierRouter } from "../../verifier-contracts/client/verifier-router.ts";
import { type Anvil, startAnvil, testAccount } from "./support/anvil.ts";
import { jsonOf, solvency } from "./support/run.ts";

const [MANAGER, STRANGER] = [testAccount(0), testAccount(6)];

interface System {
  readonly anvil: Anvil;
  readonly claims: MarginClaims;
  readonly router: VerifierRouter;
}

/** The contracts without any verifier. */
async function system(chainId: number): Promise<System> {
  const anvil = await startAnvil({ chainId });
  const deployer = MANAGER.connect(anvil.provider);
  const { address: admin } = deployer;
  const plan = {
    ...{ chainId: BigInt(chainId), admin, registrar: admin, guardian: admin, manager: admin },
    ...{ routerDelay: 1n, signerDelay: 1n, keys: [] },
  };
  return { anvil, ...(await deploySystem(plan, deployer, () => {})) };
}

let keys: string;
let local: System;
beforeAll(async () => {
  keys = await developmentSetup(circuitById("margin-standard-8"));
  await buildContracts();
  local = await system(31337);
});
afterAll(() => local?.anvil.stop());

const propose = ({ anvil, claims }: System, who = MANAGER) =>
  solvency(["router", "propose", "--keys", keys, "--rpc", anvil.url, "--claims", claims.address, "--json"], {
    env: { SOLVENCY_PRIVATE_KEY: who.privateKey },
  });

describe("router propose", () => {
  it("refuses who is no manager, before a verifier is deployed for nothing", async () => {
    const before = await local.anvil.provider.getBlockNumber();
    const ran = await propose(local, STRANGER);
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining("AccessControlUnauthorizedAccount")]);
    expect(await local.anvil.provider.getBlockNumber()).toBe(before);
  });

  it("deploys a verifier for the key, and proposes it once", async () => {
    const ran = await propose(local);
    expect(ran.code, ran.stderr).toBe(0);
    const { keyDigest, verifier } = jsonOf(ran) as { keyDigest: string; verifier: string };
    expect(await local.router.routeOf(keyDigest)).toMatchObject({ status: "pending", verifier, number: 1n });
    const again = await propose(local);
    expect([again.code, again.stderr]).toEqual([
      3,
      expect.stringContaining("the router knows already: pending"),
    ]);
  });

  it("refuses a development key on a chain that is not local", async () => {
    const mainnet = await system(1);
    try {
      const ran = await propose(mainnet);
      expect([ran.code, ran.stderr]).toEqual([5, expect.stringContaining("refused on chain 1")]);
      expect(await mainnet.router.digests()).toEqual([]);
    } finally {
      await mainnet.anvil.stop();
    }
  });
});
