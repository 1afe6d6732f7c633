import { describe, expect, it } from "vitest";
import { formatFieldElement } from "../../../prover/domain/field.ts";
import { accountsFromCsv } from "../../../prover/liabilities/ledger/accounts-csv.ts";
import { collect, collectLedger } from "../../support/collect.ts";
import { testMarket } from "../../support/market.ts";
import { temporaryFile } from "../../support/temporary.ts";

const OWNER = formatFieldElement(77n as never);
const read = async (content: string) =>
  collectLedger(accountsFromCsv(await temporaryFile(content), testMarket()));

describe("accountsFromCsv", () => {
  it("groups lines that follow one another, whatever their order of rows, and accounts in any order", async () => {
    const { accounts, refused } = await read(
      `tag,mode,owner,row,quantity\n1002,isolated,${OWNER},BTC,-0.5\n1002,,,USDT,1500.25\n7,,,,\n3,cross,,USDT,0\n`,
    );
    expect(refused).toEqual([]);
    expect(accounts).toEqual([
      {
        tag: 1002n,
        mode: "isolated",
        owner: 77n,
        holdings: [
          { row: 1, quantity: 150_025_000_000n },
          { row: 2, quantity: -50_000_000n },
        ],
      },
      { tag: 7n, mode: "cross", owner: 0n, holdings: [] },
      { tag: 3n, mode: "cross", owner: 0n, holdings: [] },
    ]);
  });

  it("takes rows by index where the header says so, and quoted fields", async () => {
    const { accounts } = await read(`"index","quantity","tag"\n2,"1",5\n1,"2",5\n`);
    expect(accounts).toMatchObject([{ tag: 5n, holdings: [{ row: 1 }, { row: 2 }] }]);
  });

  it.each([
    "1e3",
    "+1",
    "01",
    ".5",
    "5.",
    "-0",
    "NaN",
    "0x1",
    " 1",
    "1 ",
    "1.123456789",
    "184467440737.09551616",
  ])("refuses the account with the quantity %j and goes on (T-40)", async (quantity) => {
    const { accounts, refused } = await read(`tag,row,quantity\n1,USDT,"${quantity}"\n2,USDT,1\n`);
    expect(accounts.map(({ tag }) => tag)).toEqual([2n]);
    expect(refused).toMatchObject([
      { who: "account 1", error: { field: "line 2, quantity", value: JSON.stringify(quantity) } },
    ]);
  });

  it.each([
    ["0,,,USDT,1", "line 2, tag"],
    ["18446744073709551616,,,USDT,1", "line 2, tag"],
    ["1,hedged,,USDT,1", "line 2, mode"],
    ["1,,0x12,USDT,1", "line 2, owner"],
    ["1,,,NONE,1", "line 2, row"],
    ["1,,,USDT,1\n1,,,USDT,2", "line 3, row"],
    ["1,,,USDT,1\n1,isolated,,BTC,2", "line 3, mode"],
    ["1,,,USDT,1\n1,,,,", "line 3, row"],
  ])("names what is wrong with an account: %j", async (lines, field) => {
    const { accounts, refused } = await read(`tag,mode,owner,row,quantity\n${lines}\n`);
    expect(accounts).toEqual([]);
    expect(refused.map(({ error }) => "field" in error && error.field)).toEqual([field]);
  });

  it("refuses a file that is no such CSV as a whole", async () => {
    const stream = async (content: string) =>
      collect(accountsFromCsv(await temporaryFile(content), testMarket()));
    await expect(stream("tag,row\n1,USDT\n")).rejects.toThrow('line 1 is tag,row: has no column "quantity"');
    await expect(stream("tag,row,quantity,tag\n1,USDT,1,2\n")).rejects.toThrow('has the column "tag" twice');
    await expect(stream("tag,row,quantity\n1,USDT\n")).rejects.toThrow("line 2: is not valid CSV");
    await expect(collect(accountsFromCsv("/no/such/file.csv", testMarket()))).rejects.toThrow("no such file");
  });
});
