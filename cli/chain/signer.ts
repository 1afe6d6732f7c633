import type { Command } from "commander";
import { Wallet } from "ethers";
import { readText } from "../../prover/formats/json.ts";
import { EnvironmentError, InputError } from "../../prover/index.ts";
import { keepSecret } from "../redaction.ts";
import { askPassword } from "../screen/password.ts";

export interface SignerOptions {
  readonly privateKeyEnv: string;
  readonly keystore?: string;
}

/** @param whose what the key is for, such as "the venue's administrator" */
export function withSigner(command: Command, whose: string): Command {
  return command
    .option(
      "--private-key-env <name>",
      `environment variable with the private key of ${whose}`,
      "SOLVENCY_PRIVATE_KEY",
    )
    .option("--keystore <file>", `encrypted keystore instead (password: ${PASSWORD_ENV}, or asked for)`);
}

const PASSWORD_ENV = "SOLVENCY_KEYSTORE_PASSWORD";

/**
 * The sender's wallet, from the environment or from an encrypted keystore. Never from the command line, which other
 * users of the machine can read.
 *
 * @returns undefined when neither is given
 */
export async function walletFrom(options: SignerOptions): Promise<Wallet | undefined> {
  return options.keystore === undefined
    ? fromEnvironment(options.privateKeyEnv)
    : fromKeystore(options.keystore);
}

/** @throws EnvironmentError when there is no key */
export async function signerFrom(options: SignerOptions): Promise<Wallet> {
  const wallet = await walletFrom(options);
  if (wallet === undefined) throw noSigner(options);
  return wallet;
}

export const noSigner = ({ privateKeyEnv }: SignerOptions): EnvironmentError =>
  new EnvironmentError("no key to sign with", {
    details: [`Put the private key into the environment variable ${privateKeyEnv}, or give --keystore.`],
  });

function fromEnvironment(name: string): Wallet | undefined {
  const text = process.env[name];
  if (text === undefined || text === "") return undefined;
  keepSecret(text);
  keepSecret(text.replace(/^0x/, ""));
  const rule = "must be 0x and 64 hexadecimal digits, a private key of secp256k1";
  if (!/^0x[0-9a-fA-F]{64}$/.test(text))
    throw new InputError({ field: `environment variable ${name}`, rule });
  try {
    return new Wallet(text);
  } catch {
    throw new InputError({ field: `environment variable ${name}`, rule });
  }
}

async function fromKeystore(file: string): Promise<Wallet> {
  const content = await readText(file);
  const password = process.env[PASSWORD_ENV] ?? (await askPassword(`Password of ${file}: `));
  if (password === undefined) {
    throw new EnvironmentError(`no password for ${file}`, {
      details: [`Put it into the environment variable ${PASSWORD_ENV}, or run on a terminal.`],
    });
  }
  keepSecret(password);
  try {
    const wallet = await Wallet.fromEncryptedJson(content, password);
    keepSecret(wallet.privateKey);
    keepSecret(wallet.privateKey.slice(2));
    return new Wallet(wallet.privateKey);
  } catch {
    throw new InputError({
      source: file,
      field: "the keystore",
      rule: "cannot be opened: wrong password, or no keystore",
    });
  }
}
