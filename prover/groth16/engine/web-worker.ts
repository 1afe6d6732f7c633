/** Worker of the web: does the tasks it is sent, one at a time. To be bundled as an entry of its own. */
import { createServant, type Request } from "./servant.ts";

/** What is used of a worker's global scope. */
interface Scope {
  addEventListener(type: "message", listener: (event: { readonly data: Request }) => void): void;
  postMessage(message: unknown): void;
}

const scope = globalThis as unknown as Scope;
const serve = createServant();
scope.addEventListener("message", ({ data }) => {
  const answer = serve(data);
  if (answer !== undefined) scope.postMessage(answer);
});
