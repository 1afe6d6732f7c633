import { encodeBytes32String, Interface, type ParamType } from "ethers";
import { describe, expect, it } from "vitest";
import { revertLines, revertOf } from "../../cli/chain/revert.ts";
import { failureOf } from "../../cli/failure.ts";
import { errorsAbi } from "../../verifier-contracts/abi/errors.ts";

const contracts = new Interface(errorsAbi);
const names: string[] = [];
contracts.forEachError(({ name }) => names.push(name));

const ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

function sample({ type, arrayChildren, arrayLength }: ParamType): unknown {
  if (arrayChildren !== null) {
    const length = arrayLength !== null && arrayLength > 0 ? arrayLength : 3;
    return Array.from({ length }, () => sample(arrayChildren));
  }
  if (type === "address") return ADDRESS;
  if (type === "uint8" || type === "uint16") return 1;
  if (type === "bytes32") return `0x${"ab".repeat(32)}`;
  return type === "string" ? "a name" : 1_760_000_000n;
}

/** As ethers throws it. */
function thrown(name: string, args?: readonly unknown[]): { readonly data: string } {
  const fragment = contracts.getError(name);
  if (fragment === null) throw new Error(`no error ${name}`);
  return {
    ...{ code: "CALL_EXCEPTION" },
    data: contracts.encodeErrorResult(fragment, args ?? fragment.inputs.map(sample)),
  };
}

describe("reverts", () => {
  it("are all there are", () => {
    expect(names).toHaveLength(errorsAbi.length);
    expect(names.length).toBeGreaterThan(70);
  });

  it.each(names)("%s is decoded with its arguments by name, and explained in a sentence", (name) => {
    const revert = revertOf(thrown(name));
    expect(revert?.name).toBe(name);
    expect(Object.keys(revert?.values ?? {})).toEqual(
      contracts.getError(name)?.inputs.map((input) => input.name),
    );
    expect(revert?.hint).toMatch(/^[A-Z`].{20,}\.$/);
  });

  it("shows states, times and field elements in readable form", () => {
    const word = `0x${"ab".repeat(32)}`;
    expect(revertOf(thrown("StatusMismatch", [word, 4, 2]))?.values).toEqual({
      digest: word,
      received: "tombstoned",
      expected: "active",
    });
    const nullifier = 2n ** 250n;
    expect(revertOf(thrown("RenewalNotNewer", [nullifier, 2, 1_760_000_000, 3, 0]))?.values).toEqual({
      nullifier: `0x${nullifier.toString(16).padStart(64, "0")}`,
      receivedEpoch: "2",
      receivedMarketAsOf: "2025-10-09 08:53:20 UTC",
      heldEpoch: "3",
      heldMarketAsOf: "0",
    });
    const late = revertOf(thrown("DeadlinePassed", [1_760_000_060n, 1_760_000_000n]));
    expect(late === undefined ? [] : revertLines(late)).toEqual([
      "received = 2025-10-09 08:54:20 UTC",
      "maximum = 2025-10-09 08:53:20 UTC",
      expect.stringContaining("--deadline"),
    ]);
  });

  it("shows names of venues and markets as names", () => {
    const subject = encodeBytes32String("binance-example");
    expect(revertOf(thrown("SubjectUnknown", [subject]))?.values).toEqual({ received: "binance-example" });
  });

  it("shows what is no time, 'never' for example, as the number it is", () => {
    const values = revertOf(thrown("RevokedTooLate", [2n ** 64n - 1n, 1_760_000_000n]))?.values;
    expect(values?.received).toBe("18446744073709551615");
  });

  it("end a command with exit code 1 and the hint", () => {
    expect(failureOf(thrown("EnforcedPause"))).toEqual({
      exitCode: 1,
      code: "refused",
      message: "the contract refuses: EnforcedPause",
      details: ["The contract is paused by its guardian."],
    });
  });

  it("finds the bytes where nodes and ethers put them", () => {
    const { data } = thrown("EnforcedPause");
    for (const error of [{ info: { error: { data } } }, { error: { data: { data } } }, { data: { data } }]) {
      expect(revertOf(error)?.name).toBe("EnforcedPause");
    }
    for (const other of [undefined, null, "0x", {}, { data: "0x" }, { data: "0x12345678" }]) {
      expect(revertOf(other)).toBeUndefined();
    }
    // Begins like an error of ours, and is cut off.
    const cut = thrown("DeadlinePassed").data.slice(0, 20);
    expect(revertOf({ data: cut })).toBeUndefined();
  });
});
