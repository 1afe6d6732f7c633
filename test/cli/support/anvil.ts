import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { HDNodeWallet, JsonRpcProvider } from "ethers";

const require = createRequire(import.meta.url);

const PLATFORM: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The binary that npm brings for this platform: @foundry-rs/anvil itself is only its launcher. */
function executable(): string {
  const system = process.platform === "win32" ? "win32" : process.platform;
  const name = `@foundry-rs/anvil-${system}-${PLATFORM[process.arch] ?? process.arch}`;
  const folder = dirname(require.resolve(`${name}/package.json`));
  return join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
}

export interface AnvilOptions {
  readonly chainId?: number;
  /** Of the first block, in Unix seconds. */
  readonly timestamp?: number;
  readonly port?: number;
}

/** A node process of another make than Hardhat's, which can also re-organise its chain. */
export interface Anvil {
  readonly url: string;
  readonly port: number;
  readonly provider: JsonRpcProvider;
  /** Its own methods. */
  readonly request: <T>(method: string, ...params: unknown[]) => Promise<T>;
  readonly stop: () => Promise<void>;
}

const PHRASE = "test test test test test test test test test test test junk";

/** The funded test accounts, which Hardhat's nodes have too. */
export const testAccount = (index: number): HDNodeWallet =>
  HDNodeWallet.fromPhrase(PHRASE, "", `m/44'/60'/0'/0/${index}`);

export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const args = ["--host", "127.0.0.1", "--port", String(options.port ?? 0), "--hardfork", "cancun"];
  if (options.chainId !== undefined) args.push("--chain-id", String(options.chainId));
  if (options.timestamp !== undefined) args.push("--timestamp", String(options.timestamp));
  const child = spawn(executable(), args, { stdio: ["ignore", "pipe", "pipe"] });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await listening(child);
  child.stdout?.removeAllListeners("data").resume();
  child.stderr?.resume();
  const url = `http://127.0.0.1:${port}`;
  const provider = new JsonRpcProvider(url, undefined, {
    cacheTimeout: -1,
    pollingInterval: 50,
    batchMaxCount: 1,
  });
  return {
    url,
    port,
    provider,
    request: <T>(method: string, ...params: unknown[]) => provider.send(method, params) as Promise<T>,
    stop: async () => {
      provider.destroy();
      process.removeListener("exit", kill);
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout?.on("data", (data: Buffer) => {
      said += data.toString();
      const port = /Listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`anvil ended with ${code}: ${said}`)));
  });
}
