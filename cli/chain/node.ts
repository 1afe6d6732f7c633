import { EnvironmentError } from "../../prover/index.ts";
import { hardhat, lastLines } from "./hardhat.ts";
import { connect, type Node } from "./rpc.ts";

/** A Hardhat node of our own, on a port the system chose, with its funded test accounts. */
export interface LocalNode extends Node {
  readonly url: string;
  readonly stop: () => Promise<void>;
  /** Settles when it has ended. */
  readonly ended: Promise<void>;
}

const STARTED = /server at (http:\/\/127\.0\.0\.1:\d+)/;
const START_MS = 60_000;

/** Starts it and waits until it answers. It ends with this process, however that ends. */
export async function startNode(): Promise<LocalNode> {
  const { child, stop } = hardhat(["node", "--hostname", "127.0.0.1", "--port", "0"]);
  let said = "";
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void =>
      reject(new EnvironmentError(`the local node did not start: ${why}`, { details: lastLines(said) }));
    const timer = setTimeout(() => fail(`no answer in ${START_MS / 1000} s`), START_MS);
    const listen = (data: Buffer): void => {
      said += data.toString();
      const found = STARTED.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`it ended with code ${code}`));
  }).catch((error: unknown) => {
    stop();
    throw error;
  });
  // From here on its log is read and dropped: a full pipe would stop it.
  child.stdout.removeAllListeners("data").resume();
  child.stderr.removeAllListeners("data").resume();
  const node = await connect(url);
  return {
    ...node,
    url,
    ended,
    stop: async () => {
      node.provider.destroy();
      stop();
      await ended;
    },
  };
}
