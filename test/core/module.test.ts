import { describe, expect, it } from "vitest";
import { hasFusedMultiplyAdd } from "../../prover/core/instance.ts";
import { buildCore, buildFusedCheck } from "../../prover/core/module.ts";
import { name, signed, unsigned } from "../../prover/core/wasm/encoding.ts";

const RELAXED_MULTIPLY_ADD = [0xfd, 0x87, 0x02];

const contains = (bytes: Uint8Array, part: readonly number[]): boolean =>
  Buffer.from(bytes).includes(Buffer.from(part));

describe("the core", () => {
  it.each([true, false])("is the same bytes every time, fused: %s", (fused) => {
    expect(Buffer.compare(buildCore({ fused }), buildCore({ fused }))).toBe(0);
  });

  it("uses relaxed instructions only when told to", () => {
    expect(contains(buildCore({ fused: true }), RELAXED_MULTIPLY_ADD)).toBe(true);
    expect(contains(buildCore({ fused: false }), RELAXED_MULTIPLY_ADD)).toBe(false);
    expect(contains(buildFusedCheck(), RELAXED_MULTIPLY_ADD)).toBe(true);
  });

  it("finds out about this machine without failing", () => {
    expect(typeof hasFusedMultiplyAdd()).toBe("boolean");
  });
});

describe("encoding", () => {
  it("follows the examples of the specification", () => {
    // https://en.wikipedia.org/wiki/LEB128
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(2 ** 32 - 1)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(signed(-123456n)).toEqual([0xc0, 0xbb, 0x78]);
    expect(signed(63n)).toEqual([63]);
    expect(signed(64n)).toEqual([0xc0, 0x00]);
    expect(signed(-64n)).toEqual([0x40]);
    expect([...name("ab")]).toEqual([2, 97, 98]);
  });
});
