import { describe, expect, it } from "vitest";
import { address, duration, option, root, scope, unixTime, wholeNumber } from "../../cli/options.ts";
import { FIELD_MODULUS } from "../../prover/index.ts";
import { CONTRACT } from "./support/workspace.ts";

describe("option values", () => {
  it("reads a scope as a field element", () => {
    expect(scope("0x2")).toBe(2n);
    expect(scope(`0x${(FIELD_MODULUS - 1n).toString(16)}`)).toBe(FIELD_MODULUS - 1n);
    expect(() => scope(`0x${FIELD_MODULUS.toString(16)}`)).toThrow("must be below");
    expect(() => scope("2")).toThrow("must be 0x");
  });

  it("reads durations and times in seconds", () => {
    expect(["90s", "30m", "1h", "2d"].map(duration)).toEqual([90n, 1800n, 3600n, 172_800n]);
    for (const bad of ["", "1", "0h", "1.5h", "-1h", "1w", "1h30m"])
      expect(() => duration(bad)).toThrow("duration");
    expect(unixTime("1760000000")).toBe(1_760_000_000n);
    for (const bad of ["0", "-1", "1.5", "1e9", "1760000000000000"])
      expect(() => unixTime(bad)).toThrow("Unix seconds");
  });

  it("reads whole numbers within bounds", () => {
    expect(wholeNumber(1n)("18446744073709551615")).toBe(2n ** 64n - 1n);
    for (const bad of ["0", "18446744073709551616", "1.0", "01", "+1", "0x1"])
      expect(() => wholeNumber(1n)(bad)).toThrow();
  });

  it("reads roots and addresses strictly", () => {
    expect(root(`0x${"0".repeat(63)}A`)).toBe(10n);
    expect(() => root("0xA")).toThrow("64");
    expect(address(CONTRACT.toLowerCase())).toBe(CONTRACT);
    expect(() => address(CONTRACT.slice(2))).toThrow("0x and 40");
  });

  it("names the option in errors", () => {
    expect(() => option("--tag", "x", wholeNumber(1n))).toThrow(
      '--tag is "x": must be a whole number from 1',
    );
  });
});
