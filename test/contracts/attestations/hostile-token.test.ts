import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Publication } from "../../../verifier-contracts/client/publication.ts";
import { PLENTY_OF_GAS, REPORTING_GAS } from "../../support/chain.ts";
import { VENUE } from "../../support/registries.ts";
import { compileSolidity } from "../../support/solidity.ts";
import { SolvencyWorld } from "../../support/solvency.ts";

/** Tokens on the list that turn on whoever reads a balance, and callers who leave too little gas for it (T-18). */
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

/** What reading a balance may cost. */
const READ_GAS = 200_000n;

/** The listed token gets other code, and keeps its balances. */
async function becomes(name: string, args: readonly unknown[] = []): Promise<void> {
  const contract = (await compileSolidity("test/contracts/hostile/HostileTokens.sol"))[name];
  if (contract === undefined) throw new Error(`no ${name}`);
  const code = await world.chain.request(
    "eth_getCode",
    await world.chain.deployCode(contract, args),
    "latest",
  );
  await world.chain.request("hardhat_setCode", world.parts.tether.address, code);
}

const tetherNow = async (): Promise<bigint | undefined> => {
  const now = (await world.attestations.read("coverageNow", [VENUE, 1n])) as {
    row: bigint;
    onChain: bigint;
  }[];
  return now.find(({ row }) => row === 0n)?.onChain;
};

describe.each(["BottomlessToken", "LongToken", "LongReasonToken"])("a %s", (name) => {
  it("has nothing, and who asks does not run out of gas", async () => {
    await world.attest(honest);
    await becomes(name);
    expect(await world.isSolvent({ current: true })).toBe(false);
    expect(await world.isSolvent()).toBe(true);
    expect(await tetherNow()).toBe(0n);
  });

  it("costs who attests no more than two reads", async () => {
    await becomes(name);
    const { gasUsed } = await world.attest(honest);
    expect(gasUsed).toBeLessThan(PLENTY_OF_GAS + 2n * READ_GAS + 200_000n + REPORTING_GAS);
    expect(await world.isSolvent()).toBe(false);
  });
});

it("a token that is dear to read counts, up to a limit", async () => {
  await world.attest(honest);
  await becomes("HungryToken", [READ_GAS - 5_000n]);
  expect(await tetherNow()).toBe(603_000_000_000n);
  await becomes("HungryToken", [READ_GAS]);
  expect(await tetherNow()).toBe(0n);
});

describe("too little gas", () => {
  it("is no reason to call a venue insolvent", async () => {
    await world.attest(honest);
    const statement = await world.latestStatement();
    const ask = (gas: bigint) =>
      world.attestations.read(
        "isSolvent",
        [VENUE, { ...ASKED, market: honest.market.attestation.market, statement }],
        { gas: gas + REPORTING_GAS },
      );
    const ASKED = {
      panel: `0x${"00".repeat(32)}`,
      maxAccountsAge: 3_600n,
      maxMarketAge: 3_600n,
      margin: false,
      attested: false,
      current: true,
      openContracts: false,
    };
    const answers: unknown[] = [];
    for (let gas = 60_000n; gas < 420_000n; gas += 20_000n) {
      answers.push(await ask(gas).catch(({ error }: { error: string }) => error));
    }
    expect(answers).not.toContain(false);
    expect(answers).toContain("InsufficientGas");
    expect(answers.at(-1)).toBe(true);
  });

  it("does not make reserves disappear: whoever submits chooses the gas", async () => {
    await becomes("HungryToken", [READ_GAS - 5_000n]);
    const needed = (await world.attest(honest)).gasUsed;
    for (let gas = needed - 400_000n; gas < needed + 250_000n; gas += 50_000n) {
      await restore();
      await becomes("HungryToken", [READ_GAS - 5_000n]);
      const done = await world.attest(honest, { gas }).then(
        () => true,
        () => false,
      );
      expect(await world.isSolvent()).toBe(done);
    }
  });
});
