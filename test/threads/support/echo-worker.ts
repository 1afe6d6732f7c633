/** Answers numbers with their double; exits or throws when told to. */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", (request: number | "exit" | "throw") => {
  if (request === "exit") process.exit(3);
  if (request === "throw") throw new Error("broken");
  parentPort?.postMessage(2 * request);
});
