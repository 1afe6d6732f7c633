import type { Account } from "../../accounts/account.ts";
import { InputError } from "../../domain/errors.ts";
import { randomFieldElement } from "../../domain/field.ts";

/**
 * Adds accounts without holdings after the last one. From outside they look like any other, so that only "at most so many customers" can be
 * told from the number of proofs.
 *
 * @param padTo how many accounts there are at least
 * @throws InputError when there are no tags left above the last one
 */
export async function* padded(accounts: AsyncIterable<Account>, padTo: number): AsyncGenerator<Account> {
  let count = 0;
  let tag = 0n;
  for await (const account of accounts) {
    count++;
    tag = account.tag;
    yield account;
  }
  for (; count < padTo && count > 0; count++) {
    tag += 1n;
    if (tag >= 2n ** 64n) {
      throw new InputError({
        field: "padding",
        value: String(padTo),
        rule: "there are no tags left above the last account's",
      });
    }
    yield { tag, mode: "cross", owner: randomFieldElement(), holdings: [] };
  }
}
