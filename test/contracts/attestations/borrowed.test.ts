import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Publication, sortedHoldings } from "../../../verifier-contracts/client/publication.ts";
import { reverting } from "../../support/chain.ts";
import { Contract } from "../../support/contract.ts";
import { keyOf, UNKNOWN, VENUE } from "../../support/registries.ts";
import { compileSolidity } from "../../support/solidity.ts";
import { AS_OF, COIN, GAS, SolvencyWorld } from "../../support/solvency.ts";

/** Reserves that are the venue's for less time than somebody relies on them (T-17). */
let world: SolvencyWorld;
let honest: Publication;
let restore: () => Promise<void>;

const WEEK = 7n * 86_400n;
const HOT = 6_000_000_000n;

beforeAll(async () => {
  world = await SolvencyWorld.open();
  honest = await world.publication();
  restore = await world.chain.checkpoint();
});
beforeEach(() => restore());
afterAll(() => world.chain.close());

async function hostile(name: string) {
  const contract = (await compileSolidity("test/contracts/hostile/FlashBorrower.sol"))[name];
  if (contract === undefined) throw new Error(`no ${name}`);
  return contract;
}

describe("lent for one transaction", () => {
  const setHot = (balance: bigint) => world.parts.tether.send("set", [world.hot.address, balance]);

  it("they count nothing: a contract cannot attest in between", async () => {
    await setHot(0n);
    const { abi, bytecode } = await hostile("FlashBorrower");
    const borrower = await world.chain.deployCode({ abi, bytecode });
    const withErrors = [...(abi as string[]), "error SenderNotPlain(address received)"];
    const data = world.attestations.data("attest", [honest]);
    const { address } = world.attestations;
    await expect(
      new Contract(world.chain, borrower, withErrors).send(
        "during",
        [world.parts.tether.address, world.hot.address, HOT, address, data],
        { gas: 2n * GAS },
      ),
    ).rejects.toMatchObject(reverting("SenderNotPlain", borrower));
    await world.attest(honest);
    expect(await world.isSolvent()).toBe(false);
  });

  it("nor by a contract that has no code yet", async () => {
    const { abi, bytecode } = await hostile("ConstructorCaller");
    const data = world.attestations.data("attest", [honest]);
    const withErrors = [...(abi as string[]), "error SenderNotPlain(address received)"];
    await expect(
      world.chain.deployCode({ abi: withErrors, bytecode }, [world.attestations.address, data]),
    ).rejects.toMatchObject({ error: "SenderNotPlain" });
  });

  it("nor by an account that runs code before it sends (EIP-7702)", async () => {
    const { mallory } = world.parts.registries;
    await world.chain.request("hardhat_impersonateAccount", mallory);
    await world.chain.request("hardhat_setCode", mallory, `0xef0100${"11".repeat(20)}`);
    await expect(world.attest(honest, { from: mallory })).rejects.toMatchObject(
      reverting("SenderNotPlain", mallory),
    );
    await world.chain.request("hardhat_setCode", mallory, "0x");
    await world.attest(honest, { from: mallory });
    expect(await world.isSolvent()).toBe(true);
  });
});

describe("at an address that may soon back another venue", () => {
  const wallet = keyOf("third wallet");
  const at = AS_OF + 1_000n;
  const late = (holdings: Publication["statement"]["holdings"] = [{ token: COIN, owner: wallet.address }]) =>
    world.publication({ epoch: 2n, asOf: at - 60n, statement: { holdings } });

  it.each([0n, 1n])("they count if it must back this one for a week, less %s s", async (less) => {
    await world.own(wallet, { notAfter: at + WEEK - less });
    const sent = world.attestations.send("attest", [await late()], { gas: GAS, at });
    if (less === 0n) await sent;
    else await expect(sent).rejects.toMatchObject(reverting("NotOwned", wallet.address, VENUE, at + WEEK));
    expect(await world.attestations.read("latestEpochOf", [VENUE])).toBe(less === 0n ? 2n : 0n);
  });

  it("they are the venue's for that week, and by themselves no longer", async () => {
    const receipt = await world.attest(honest);
    const ages = { maxAccountsAge: 2_000_000n, maxMarketAge: 2_000_000n };
    await world.chain.warpTo(receipt.timestamp + WEEK);
    expect(await world.isSolvent(ages)).toBe(true);
    await world.chain.warpTo(receipt.timestamp + WEEK + 1n);
    expect(await world.isSolvent(ages)).toBe(false);
    // Where they still back it, they may be asked.
    expect(await world.isSolvent({ ...ages, current: true })).toBe(true);
  });

  it("they never count for two venues at a time", async () => {
    const ages = { maxAccountsAge: 2_000_000n, maxMarketAge: 2_000_000n };
    const overTo = (venue: string, second: bigint) =>
      world.own(wallet, { venue, notAfter: at + 2n * WEEK }, { at: second });
    await world.own(wallet, { notAfter: at + WEEK });
    const holdings = sortedHoldings([...world.holdings, { token: COIN, owner: wallet.address }]);
    await world.attestations.send("attest", [await late(holdings)], { gas: GAS, at });
    await expect(overTo(UNKNOWN, at + WEEK)).rejects.toMatchObject({ error: "OwnedForAnother" });
    expect(await world.isSolvent(ages)).toBe(true);
    await overTo(UNKNOWN, at + WEEK + 1n);
    expect(await world.isSolvent(ages)).toBe(false);
  });
});
