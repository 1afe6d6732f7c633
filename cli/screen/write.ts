import { redact } from "../redaction.ts";

/** The only two ways out of the process. No secret passes. */
export function writeStdout(text: string): void {
  process.stdout.write(redact(text));
}

export function writeStderr(text: string): void {
  process.stderr.write(redact(text));
}
