import { Interface } from "ethers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes32ToName, nameToBytes32 } from "../../verifier-contracts/client/names.ts";
import { plain } from "../../verifier-contracts/client/plain.ts";
import { proofFromWords, proofWords } from "../../verifier-contracts/client/proof-words.ts";

describe("names", () => {
  it("are bytes32 on the chain, and read back", () => {
    for (const name of ["a", "binance-example", "x".repeat(31)]) {
      expect(bytes32ToName(nameToBytes32(name))).toBe(name);
    }
    const word = `0x${"ab".repeat(32)}`;
    expect(nameToBytes32(word.toUpperCase().replace("0X", "0x"))).toBe(word);
    expect(bytes32ToName(word)).toBe(word);
  });

  it("refuses what does not fit", () => {
    for (const bad of ["", " ", "x".repeat(32), "é".repeat(16)]) {
      expect(() => nameToBytes32(bad)).toThrow("a name of 1 to 31 bytes");
    }
  });
});

describe("proof words", () => {
  it("swap the parts of G2's coordinates, and go back to the same proof", () => {
    const proof = proofFromWords([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
    expect(proof.pi_b).toEqual([
      ["4", "3"],
      ["6", "5"],
      ["1", "0"],
    ]);
    const word = fc.bigInt({ min: 0n, max: 2n ** 254n });
    fc.assert(
      fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), (words) => {
        expect(proofWords(proofFromWords(words))).toEqual(words);
      }),
      { seed: 8, numRuns: 50 },
    );
  });

  it("refuses another number of words", () => {
    expect(() => proofFromWords([1n])).toThrow("eight words, not 1");
  });
});

describe("ABI values", () => {
  const abi = new Interface([
    "function f() view returns ((bytes32 name, uint32 age) policy, uint256[] list, (uint64 from, uint64 until)[] spans)",
  ]);
  const decode = (list: readonly bigint[], spans: readonly (readonly bigint[])[]) => {
    const data = abi.encodeFunctionResult("f", [[`0x${"01".repeat(32)}`, 3n], list, spans]);
    return plain(abi.decodeFunctionResult("f", data));
  };

  it.each([0, 1, 2])("are objects for structs and arrays for lists, also of %i items", (length) => {
    const list = Array.from({ length }, (_, k) => BigInt(k));
    const spans = list.map((k) => ({ from: k, until: k + 1n }));
    const policy = { name: `0x${"01".repeat(32)}`, age: 3n };
    expect(
      decode(
        list,
        spans.map(({ from, until }) => [from, until]),
      ),
    ).toEqual({ policy, list, spans });
  });
});
