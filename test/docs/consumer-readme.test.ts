import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FieldElement } from "../../prover/domain/field.ts";
import { packageFolder } from "../../prover/keys/cache.ts";
import { CreditLineWorld, LADDER, POLICY } from "../examples/support/credit-line-world.ts";
import { at } from "../support/at.ts";
import { Contract } from "../support/contract.ts";
import { closeProver } from "../support/proofs.ts";
import { MARKET, VENUE } from "../support/registries.ts";
import { compileSolidity } from "../support/solidity.ts";
import { PANEL, SolvencyWorld } from "../support/solvency.ts";

const text = (path: string): Promise<string> => readFile(join(packageFolder(), path), "utf8");
const readme = await text("verifier-contracts/README.md");

/** What each row of the table of gas is called in the snapshot. */
const GAS_ROWS = [
  ["`submit`, both roots posted before", "MarginClaims.submit"],
  ["`submit`, carrying both attestations", "MarginClaims.submit.carried"],
  ["`submit`, replacing an older claim", "MarginClaims.submit.renewal"],
  ["`submitBatch` of 32, roots posted, each claim", "MarginClaims.submitBatch32.perClaim"],
  [
    "`submitBatch` of 32, carrying both attestations, each claim",
    "MarginClaims.submitBatch32.carried.perClaim",
  ],
  ["`isSolvent` as a transaction; about 38,000 inside one of yours", "MarginClaims.isSolvent"],
] as const;

const snippets = [...readme.matchAll(/```solidity\n([\s\S]*?)```/g)].map(([, source]) => source ?? "");

let world: CreditLineWorld;
beforeAll(async () => {
  world = await CreditLineWorld.open();
});
afterAll(async () => {
  await world.close();
  await closeProver();
});

describe("verifier-contracts/README.md", () => {
  it("shows a consumer that compiles with the imports that a user has, and does what it says", async () => {
    expect(snippets).toHaveLength(2);
    const { Allowance } = await compileSolidity("Allowance.sol", at(snippets, 0));
    if (Allowance === undefined) throw new Error("the contract has another name");

    const { chain, claims, alice, bob } = world;
    const address = await chain.deployCode(Allowance, [claims.address, POLICY]);
    const allowance = new Contract(chain, address, Allowance.abi);
    const scope = (await allowance.read("scope")) as FieldElement;
    const nullifier = await world.submit({ epoch: 1, recipient: alice, scope, ladder: [at(LADDER, 1)] });

    const stolen = allowance.send("grant", [nullifier], { from: bob });
    await expect(stolen).rejects.toMatchObject({ error: "NotSolvent" });
    await allowance.send("grant", [nullifier], { from: alice });
    expect(await allowance.read("granted", [nullifier])).toBe(alice);
    const again = allowance.send("grant", [nullifier], { from: alice });
    await expect(again).rejects.toMatchObject({ error: "Error", args: ["granted already"] });
  });

  it("shows a gate that is open while the venue is solvent, reviewed, and no longer", async () => {
    const { VenueGate } = await compileSolidity("VenueGate.sol", at(snippets, 1));
    if (VenueGate === undefined) throw new Error("the contract has another name");
    const exchange = await SolvencyWorld.open();
    try {
      const { chain, attestations } = exchange;
      const gate = await chain.deployCode(VenueGate, [attestations.address, VENUE, MARKET, PANEL]);
      const isOpen = () => new Contract(chain, gate, VenueGate.abi).read("isOpen");
      await exchange.attest(await exchange.publication());
      expect(await isOpen()).toBe(false);
      const statement = await exchange.latestStatement();
      await exchange.review({ panel: PANEL, statement, asOf: await chain.now() });
      expect(await isOpen()).toBe(true);
      await exchange.parts.tether.send("set", [exchange.hot.address, 0n]);
      expect(await isOpen()).toBe(false);
    } finally {
      await exchange.chain.close();
    }
  });

  it("publishes what the consumer imports", async () => {
    const manifest = JSON.parse(await text("package.json")) as {
      exports: Record<string, unknown>;
      files: string[];
    };
    expect(manifest.exports["./verifier-contracts/*"]).toBe("./verifier-contracts/*");
    expect(manifest.files).toContain("verifier-contracts/**/*.sol");
  });

  it("has the gas of the snapshot", async () => {
    const gas = JSON.parse(await text("test/snapshots/gas.json")) as Record<string, number>;
    const rows = [...readme.matchAll(/^\| (.+) \| ([\d,]+) \|$/gm)].map(([, what, figure]) => [what, figure]);
    const shown = (key: string) => gas[key]?.toLocaleString("en-US");
    expect(rows).toEqual(GAS_ROWS.map(([what, key]) => [what, shown(key)]));
    const [asked, current] = ["isSolvent", "isSolvent.current"].map((key) =>
      shown(`SolvencyAttestations.${key}`),
    );
    expect(readme).toContain(`It costs ${asked} gas as a transaction, ${current} with`);
  });

  // What no contract can exclude is said where its users read (T-17, T-25).
  it("names the limits", () => {
    expect(readme).toMatch(/\(T-17\)/);
    expect(readme).toMatch(/\(T-25\)/);
  });
});
