import { Interface, id, type JsonRpcProvider, type Log } from "ethers";
import { describe, expect, it } from "vitest";
import { ClaimWatch } from "../../cli/chain/claim-watch.ts";
import { marginClaimsAbi } from "../../verifier-contracts/abi/marginClaims.ts";

/**
 * Re-organisations between two calls of one poll, which no node can be asked for: a node of a list of blocks, with a
 * moment at which its chain changes (T-25).
 */

const events = new Interface(marginClaimsAbi);
const CLAIMS = "0xDc64a140Aa3E981100a9becA4E685f962f0cF6C9";
const SOMEBODY = `0x${"11".repeat(20)}`;

type Call = "getBlockNumber" | "getLogs" | "getBlock";

/** A chain is written as a word of letters, one for each block from 0: a capital letter is a block with a claim. */
class ListNode {
  #chain: string;
  #change: { readonly chain: string; readonly after: Call; calls: number } | undefined;

  constructor(chain: string) {
    this.#chain = chain;
  }

  /** Takes another chain after so many more calls of a kind. */
  becomes(chain: string, after: Call, calls: number): void {
    this.#change = { chain, after, calls };
  }

  get provider(): JsonRpcProvider {
    const call =
      <A extends readonly unknown[], T>(name: Call, answer: (...args: A) => T) =>
      async (...args: A): Promise<T> => {
        const value = answer(...args);
        if (this.#change?.after === name && --this.#change.calls === 0) {
          this.#chain = this.#change.chain;
          this.#change = undefined;
        }
        return value;
      };
    return {
      getBlockNumber: call("getBlockNumber", () => this.#chain.length - 1),
      getBlock: call("getBlock", (number: number) =>
        number < this.#chain.length ? { hash: this.#hash(number), parentHash: this.#hash(number - 1) } : null,
      ),
      getLogs: call("getLogs", ({ fromBlock, toBlock }: { fromBlock: number; toBlock: number }) =>
        [...this.#chain].flatMap((letter, number) =>
          number >= fromBlock && number <= toBlock && letter !== letter.toLowerCase()
            ? this.#logsOf(letter, number)
            : [],
        ),
      ),
    } as unknown as JsonRpcProvider;
  }

  /** Of a block and all before it. */
  #hash(number: number): string {
    return id(this.#chain.slice(0, number + 1));
  }

  #logsOf(letter: string, number: number): Log[] {
    const place = { address: CLAIMS, blockNumber: number, blockHash: this.#hash(number) };
    const log = (name: string, index: number, args: readonly unknown[]): Log => {
      const fragment = events.getEvent(name);
      if (fragment === null) throw new Error(name);
      const transactionHash = id(letter);
      return { ...events.encodeEventLog(fragment, args), ...place, transactionHash, index } as unknown as Log;
    };
    const words = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];
    const nullifier = BigInt(letter.charCodeAt(0));
    return [
      log("ClaimsVerified", 0, [9n, id("key"), SOMEBODY, 0n, 3n, 31n, 100n, 32n, 200n, 300n, 1n]),
      log("ClaimRecorded", 1, [nullifier, SOMEBODY, 9n, words]),
    ];
  }
}

const watching = (node: ListNode): ClaimWatch =>
  new ClaimWatch({ provider: node.provider, chainId: 1n, claims: CLAIMS, fromBlock: 0, confirmations: 1 });

/** What is left of the claims announced, after some polls. */
async function announced(watch: ClaimWatch, polls: number): Promise<string> {
  const claims: string[] = [];
  for (let poll = 0; poll < polls; poll++) {
    for (const { kind, record } of await watch.poll()) {
      const letter = String.fromCharCode(Number(record.nullifier));
      if (kind === "recorded") claims.push(letter);
      else expect(claims.pop()).toBe(letter);
    }
  }
  return claims.join("");
}

describe("claims watch, while the chain changes (T-25)", () => {
  it("follows a chain that only grows", async () => {
    const node = new ListNode("aaBaaC");
    node.becomes("aaBaaCaD", "getBlockNumber", 2);
    expect(await announced(watching(node), 3)).toBe("BCD");
  });

  it.each(Array.from({ length: 24 }, (_, k) => k + 1))(
    "misses no claim and keeps none that is gone, if another branch wins after %i headers",
    async (calls) => {
      const node = new ListNode("aaaaaBaaaaaaaaaaaaaaaa");
      node.becomes("aaaaazaaaCaaaaaaaaaaaaaa", "getBlock", calls);
      expect(await announced(watching(node), 4)).toBe("C");
    },
  );

  it("misses no claim of a branch that wins after the logs were read", async () => {
    const node = new ListNode("aaaaaa");
    node.becomes("aaaaBaa", "getLogs", 1);
    expect(await announced(watching(node), 3)).toBe("B");
  });
});
