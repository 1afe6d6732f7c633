/**
 * Gas of attestations, against test/snapshots/gas.json. To bless a change:
 *
 *   UPDATE_SNAPSHOTS=1 npx vitest run test/contracts/attestations/gas.test.ts
 *
 * Whole transactions. Hashes, points and signatures have a zero byte here and there, which costs 4 instead of 16: those bytes are
 * charged as if they were not zero.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getBytes } from "ethers";
import { afterAll, beforeAll, expect, it } from "vitest";
import writeFileAtomic from "write-file-atomic";
import { packageFolder } from "../../../prover/keys/cache.ts";
import type { Receipt } from "../../support/chain.ts";
import { VENUE } from "../../support/registries.ts";
import { REQUIREMENT, SolvencyWorld } from "../../support/solvency.ts";

const SNAPSHOT = join(packageFolder(), "test", "snapshots", "gas.json");

let world: SolvencyWorld;

beforeAll(async () => {
  world = await SolvencyWorld.open();
});
afterAll(() => world.chain.close());

/** Words from here up are hashes, coordinates or field elements; numbers and addresses are below. */
const LARGE = 2n ** 200n;

async function gasOf({ hash, gasUsed }: Receipt): Promise<number> {
  const { input } = await world.chain.request<{ input: string }>("eth_getTransactionByHash", hash);
  let zeros = 0n;
  for (let start = 10; start < input.length; start += 64) {
    const word = `0x${input.slice(start, start + 64)}`;
    if (BigInt(word) >= LARGE) zeros += BigInt(getBytes(word).filter((byte) => byte === 0).length);
  }
  return Number(gasUsed + zeros * 12n);
}

it("costs what the snapshot says, to the unit", async () => {
  const { attestations, chain } = world;
  const { mallory } = world.parts.registries;
  const ask = async (current: boolean): Promise<Receipt> => {
    const statement = await world.latestStatement();
    const data = attestations.data("isSolvent", [VENUE, { ...REQUIREMENT, statement, current }]);
    return chain.transact({ from: mallory, to: attestations.address, data });
  };
  // Eleven rows, of which three assets are owed; four balances. All three attestations are carried and recorded.
  const measured = {
    "SolvencyAttestations.attest": await gasOf(await world.attest(await world.publication())),
    "SolvencyAttestations.isSolvent": await gasOf(await ask(false)),
    "SolvencyAttestations.isSolvent.current": await gasOf(await ask(true)),
  };
  const snapshot = JSON.parse(await readFile(SNAPSHOT, "utf8")) as Record<string, number>;
  if (process.env.UPDATE_SNAPSHOTS === "1") {
    await writeFileAtomic(SNAPSHOT, `${JSON.stringify({ ...snapshot, ...measured }, null, 2)}\n`);
    return;
  }
  expect(snapshot).toMatchObject(measured);
});
