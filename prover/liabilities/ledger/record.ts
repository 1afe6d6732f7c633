import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type Account, MODE_CODES, type Mode } from "../../accounts/account.ts";
import type { FieldElement } from "../../domain/field.ts";
import type { Quantity } from "../../domain/quantity.ts";

/** Accounts in files of our own, one a line: "tag;mode;owner;row:quantity,row:quantity". Private, and written by nobody else. */

const MODES = Object.keys(MODE_CODES) as Mode[];

export function accountRecord({ tag, mode, owner, holdings }: Account): string {
  const held = holdings.map(({ row, quantity }) => `${row}:${quantity}`).join(",");
  return `${tag};${MODE_CODES[mode]};${owner.toString(16)};${held}\n`;
}

function accountFromRecord(line: string): Account {
  const [tag = "", mode = "", owner = "", held = ""] = line.split(";");
  return {
    tag: BigInt(tag),
    mode: MODES[Number(mode)] ?? "cross",
    owner: BigInt(`0x${owner}`) as FieldElement,
    holdings:
      held === ""
        ? []
        : held.split(",").map((each) => {
            const [row = "", quantity = ""] = each.split(":");
            return { row: Number(row), quantity: BigInt(quantity) as Quantity };
          }),
  };
}

export async function* readRecords(path: string): AsyncGenerator<Account> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) if (line !== "") yield accountFromRecord(line);
}
