import { describe, expect, it } from "vitest";
import { expiryDay, formatExpiry, parseExpiry } from "../../../prover/market/risk/expiry.ts";

describe("parseExpiry", () => {
  it("reads UTC and writes it back", () => {
    expect(parseExpiry("2025-08-29T08:00:00Z")).toBe(1_756_454_400);
    expect(formatExpiry(1_756_454_400)).toBe("2025-08-29T08:00:00Z");
    expect(parseExpiry("2024-02-29T00:00:00Z")).toBe(1_709_164_800);
  });

  it.each([
    ["no zone", "2025-08-29T08:00:00"],
    ["another zone", "2025-08-29T08:00:00+02:00"],
    ["no hour", "2025-08-29"],
    ["a day that no month has", "2025-02-30T08:00:00Z"],
    ["an hour that no day has", "2025-08-29T25:00:00Z"],
    ["milliseconds", "1756454400000"],
  ])("refuses %s", (_, text) => {
    expect(() => parseExpiry(text)).toThrow(/must be a time in UTC/);
  });

  it("names days as option symbols do", () => {
    expect(expiryDay(parseExpiry("2025-08-29T08:00:00Z"))).toBe("29AUG25");
    expect(expiryDay(parseExpiry("2026-01-02T08:00:00Z"))).toBe("2JAN26");
  });
});
