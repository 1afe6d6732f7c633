import type { FieldElement } from "../prover/index.ts";
import { formatFieldElement } from "../prover/index.ts";

/**
 * Texts that must never leave the process: owner secrets, salts, private keys, passwords. Every line the CLI
 * prints passes through `redact`, stack traces and third-party messages included (T-32).
 */
const secrets = new Set<string>();

/** Short texts are not kept: replacing them would garble the output and hide nothing. */
const SHORTEST = 8;

export function keepSecret(text: string): void {
  if (text.length >= SHORTEST) secrets.add(text);
}

/** A secret field element, in every notation it may turn up in. */
export function keepSecretElement(value: FieldElement): void {
  keepSecret(formatFieldElement(value));
  keepSecret(value.toString());
  keepSecret(value.toString(16));
}

export function redact(text: string): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, "[redacted]");
  return clean;
}
