/** Worker thread of the engine: does the tasks it is sent, one at a time. */
import { parentPort } from "node:worker_threads";
import { type Answer, createServant, type Request } from "./servant.ts";

const port = parentPort;
if (port === null) throw new Error("this file only runs as a worker thread");
const serve = createServant();
port.on("message", (request: Request) => {
  const answer: Answer | undefined = serve(request);
  if (answer !== undefined) port.postMessage(answer);
});
