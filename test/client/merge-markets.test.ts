import { describe, expect, it } from "vitest";
import { mergeMarkets } from "../../verifier-contracts/client/merge-markets.ts";

const ATTESTATION = { market: `0x${"01".repeat(32)}`, marketRoot: 5n, asOf: 7n };
const [LOW, HIGH] = [`0x${"11".repeat(20)}`, `0x${"EE".repeat(20)}`];

const part = (signer: string, signature: string, change: object = {}) => ({
  attestation: { ...ATTESTATION, ...change },
  signers: [signer],
  signatures: [signature],
});

describe("merging signatures of a market", () => {
  it("puts signers in the order of their addresses, each with its signature", () => {
    const merged = mergeMarkets([part(HIGH, "0x02"), part(LOW, "0x01")]);
    expect(merged).toEqual({ attestation: ATTESTATION, signers: [LOW, HIGH], signatures: ["0x01", "0x02"] });
  });

  it("counts a signer once", () => {
    expect(mergeMarkets([part(LOW, "0x01"), part(LOW, "0x03")]).signers).toEqual([LOW]);
  });

  it.each([
    ["market", `0x${"02".repeat(32)}`],
    ["marketRoot", 6n],
    ["asOf", 8n],
  ] as const)("refuses attestations that differ in %s", (field, value) => {
    const other = part(HIGH, "0x02", { [field]: value });
    expect(() => mergeMarkets([part(LOW, "0x01"), other])).toThrow(`they differ in ${field}`);
  });

  it("refuses nothing at all", () => {
    expect(() => mergeMarkets([])).toThrow("nothing to merge");
  });
});
