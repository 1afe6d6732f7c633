/** Addresses of the main chain: pay to key hash, to script hash, and witness programs. Coins of test chains are worth nothing. */
const MAIN_CHAIN = /^(?:1|3|bc1)/;

/**
 * Whether a signature is of an address over a text: BIP-322 "simple" for P2WPKH, P2SH-P2WPKH and P2TR (key path), or the older
 * signed messages with a key's header byte. Multisignature and script-path addresses are not supported, and count as not signed.
 */
export async function isBitcoinSignature(address: string, text: string, signature: string): Promise<boolean> {
  if (!MAIN_CHAIN.test(address)) return false;
  // Large, and few need it: loaded at the first use.
  const { Verifier } = await import("bip322-js");
  try {
    return Verifier.verifySignature(address, text, signature, true);
  } catch {
    return false; // malformed, or of a kind the library does not know
  }
}
