import { describe, expect, it } from "vitest";
import { isBitcoinSignature } from "../../prover/reserves/bitcoin-signature.ts";

/** The test vectors of BIP-322, "Message signing": one key, two texts. */
const ADDRESS = "bc1q9vza2e8x573nczrlzms0wvx3gsqjx7vavgkx0l";
const EMPTY =
  "AkcwRAIgM2gBAQqvZX15ZiysmKmQpDrG83avLIT492QBzLnQIxYCIBaTpOaD20qRlEylyxFSeEA2ba9YOixpX8z46TSDtS40ASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI=";
const HELLO =
  "AkcwRAIgZRfIY3p7/DoVTty6YZbWS71bc5Vct9p9Fia83eRmw2QCICK/ENGfwLtptFluMGs2KsqoNSk89pO7F29zJLUx9a/sASECx/EgAxlkQpQ9hYjgGu6EBCPMVPwVIVJqO4XCsMvViHI=";

describe("BIP-322 signatures", () => {
  it.each([
    ["", EMPTY],
    ["Hello World", HELLO],
  ])("accepts the published signature of %j", async (text, signature) => {
    expect(await isBitcoinSignature(ADDRESS, text, signature)).toBe(true);
  });

  it.each([
    ["another text", ADDRESS, "Hello World!", HELLO],
    ["a signature of another text", ADDRESS, "Hello World", EMPTY],
    ["another address", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "Hello World", HELLO],
    ["the same key on a test chain", "tb1q9vza2e8x573nczrlzms0wvx3gsqjx7vaxwd45v", "Hello World", HELLO],
    ["nothing", ADDRESS, "Hello World", ""],
    ["half a signature", ADDRESS, "Hello World", HELLO.slice(0, 60)],
    ["an address that is none", "bc1q", "Hello World", HELLO],
  ])("refuses %s", async (_, address, text, signature) => {
    expect(await isBitcoinSignature(address, text, signature)).toBe(false);
  });

  it("refuses a signature with any one byte of it changed", async () => {
    const bytes = Buffer.from(HELLO, "base64");
    for (let i = 0; i < bytes.length; i += 7) {
      // The byte after the signature says what of the transaction is signed; the library takes it for "all".
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(await isBitcoinSignature(ADDRESS, "Hello World", changed.toString("base64")), `byte ${i}`).toBe(
        false,
      );
    }
  });
});
