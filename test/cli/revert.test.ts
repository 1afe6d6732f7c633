import { Interface, type ParamType } from "ethers";
import { describe, expect, it } from "vitest";
import { revertLines, revertOf } from "../../cli/chain/revert.ts";
import { marginClaimsAbi } from "../../verifier-contracts/abi.ts";

const contract = new Interface(marginClaimsAbi);
const names: string[] = [];
contract.forEachError(({ name }) => names.push(name));

const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

function sample({ type }: ParamType): unknown {
  if (type === "address") return ADDRESS;
  if (type === "uint8") return 1;
  return type.endsWith("[6]") ? [1n, 2n, 3n, 4n, 5n, 2n ** 250n] : 1_760_000_000n;
}

/** As ethers throws it. */
function thrown(name: string, args?: readonly unknown[]): unknown {
  const fragment = contract.getError(name);
  if (fragment === null) throw new Error(`no error ${name}`);
  return {
    code: "CALL_EXCEPTION",
    data: contract.encodeErrorResult(fragment, args ?? fragment.inputs.map(sample)),
  };
}

describe("reverts", () => {
  it.each(names)("%s is decoded with its arguments by name", (name) => {
    const revert = revertOf(thrown(name));
    expect(revert?.name).toBe(name);
    expect(Object.keys(revert?.values ?? {})).toEqual(
      contract.getError(name)?.inputs.map((input) => input.name),
    );
  });

  it("shows statuses, times and field elements in readable form", () => {
    const root = 2n ** 250n;
    const untrusted = revertOf(thrown("AccountsRootNotTrusted", [root, 2, 1]));
    expect(untrusted?.values).toEqual({
      root: `0x${root.toString(16).padStart(64, "0")}`,
      received: "distrusted",
      expected: "trusted",
    });
    const late = revertOf(thrown("DeadlinePassed", [1_760_000_060n, 1_760_000_000n]));
    expect(late === undefined ? [] : revertLines(late)).toEqual([
      "received = 2025-10-09 08:54:20 UTC",
      "maximum = 2025-10-09 08:53:20 UTC",
      expect.stringContaining("--deadline"),
    ]);
  });

  it("finds the bytes where nodes and ethers put them", () => {
    const { data } = thrown("EnforcedPause") as { data: string };
    for (const error of [{ info: { error: { data } } }, { error: { data: { data } } }, { data: { data } }]) {
      expect(revertOf(error)?.name).toBe("EnforcedPause");
    }
    for (const other of [undefined, null, "0x", {}, { data: "0x" }, { data: "0x12345678" }]) {
      expect(revertOf(other)).toBeUndefined();
    }
  });
});
