import { randomInt } from "node:crypto";
import { join } from "node:path";
import { writeJson } from "../../prover/formats/json.ts";
import {
  type Account,
  accountToJson,
  type Holding,
  type Market,
  newOwnerSecret,
  ownerCommitment,
  parseQuantity,
  type Quantity,
  quantity,
} from "../../prover/index.ts";

const UNIT = 10n ** 8n;
const FIRST_TAG = 101n;
const TAG_STEP = 97n;

/** Account files of other customers, made up: some USDT, and one to three positions near the mark. */
export async function writeNeighbours(folder: string, market: Market, howMany: number): Promise<void> {
  const contracts = market.rows.filter((row) => row.name.includes(":") && row.valuePrice !== null);
  const rowOf = (name: string): number => market.rows.find((row) => row.name === name)?.index ?? 0;
  for (let k = 0; k < howMany; k++) {
    const chosen = contracts.filter((_, at) => at === k % contracts.length || randomInt(3) === 0);
    let entryCosts = 0n;
    const positions = chosen.map((row): Holding => {
      const mark = row.valuePrice ?? UNIT;
      // About 500 to 50,000 USD, long or short, entered up to 4 % from the mark.
      const size = (BigInt(randomInt(500, 50_000)) * UNIT * UNIT) / mark;
      const signed = randomInt(2) === 0 ? size : -size;
      entryCosts -= (signed * mark * BigInt(randomInt(960, 1041))) / (1000n * UNIT);
      return { row: row.index, quantity: quantity(signed) };
    });
    const holdings: Holding[] = [
      { row: rowOf("USDT"), quantity: parseQuantity(String(randomInt(2_000, 80_000))) },
      { row: rowOf("PNL-USDT"), quantity: entryCosts as Quantity },
      ...positions,
    ];
    const account: Account = {
      tag: FIRST_TAG + BigInt(k) * TAG_STEP,
      mode: "cross",
      owner: await ownerCommitment(newOwnerSecret()),
      holdings: holdings.filter((held) => held.quantity !== 0n),
    };
    await writeJson(join(folder, `${account.tag}.json`), accountToJson(account, market), { secret: true });
  }
}
