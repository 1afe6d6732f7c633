import { describe, expect, it } from "vitest";
import { branchesOf, type RunStatement } from "./branches.ts";

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Example {
    error No();

    // “Curly” quotes are of three bytes each, and one character.
    function run(uint256 a) external pure returns (uint256 b) {
        if (a == 0) revert No();
        if (a == 1) {
            b = 1;
        } else {
            b = 2;
        }
        if (a == 2) b = 3;
    }
}
`;

/** Each statement by its text, as Hardhat has them: with the space before. */
function statement(text: string, hits: number): RunStatement {
  const at = SOURCE.indexOf(text);
  const before = SOURCE.slice(0, at).trimEnd().length;
  return { startUtf16: before, endUtf16: at + text.length, hits };
}

/** Whether the ways out of the three ifs are taken: of each, then and else. */
function taken(hits: Readonly<Record<string, number>>): string {
  const branches = branchesOf(
    "Example.sol",
    SOURCE,
    Object.entries(hits).map(([text, count]) => statement(text, count)),
  );
  expect(branches.map(({ line }) => line)).toEqual([9, 9, 10, 10, 15, 15]);
  return branches.map((branch) => (branch.taken ? "1" : "0")).join("");
}

const [FIRST, REVERT, SECOND, ONE, TWO, THIRD, THREE] = [
  "if (a == 0) revert",
  "revert No()",
  "if (a == 1)",
  "b = 1",
  "b = 2",
  "if (a == 2)",
  "b = 3",
] as const;

describe("branches", () => {
  it("are taken where their first statement ran", () => {
    const all = { [FIRST]: 4, [REVERT]: 1, [SECOND]: 3, [ONE]: 1, [TWO]: 2, [THIRD]: 3, [THREE]: 1 };
    expect(taken(all)).toBe("111111");
    expect(taken({ ...all, [REVERT]: 0 })).toBe("011111");
    expect(taken({ ...all, [ONE]: 0 })).toBe("110111");
    expect(taken({ ...all, [TWO]: 0 })).toBe("111011");
    expect(taken({ ...all, [THREE]: 0 })).toBe("111101");
  });

  it("that pass a body by show where the body ran less often, or leaves and something follows", () => {
    const always = { [FIRST]: 1, [REVERT]: 1, [SECOND]: 0, [ONE]: 0, [TWO]: 0, [THIRD]: 1, [THREE]: 1 };
    expect(taken(always)).toBe("100010");
    expect(taken({ ...always, [SECOND]: 1, [ONE]: 1 })).toBe("111010");
    expect(taken({ ...always, [THIRD]: 2 })).toBe("100011");
  });

  it("of what never ran are not taken", () => {
    expect(taken({})).toBe("000000");
  });
});
