import { type Answer, createServant } from "./servant.ts";
import type { Thread } from "./thread.ts";

/** Serves requests in this thread, one at a time: for places that cannot share memory with another thread. */
export function startInlineThread(): Thread {
  const serve = createServant();
  let listener: ((answer: Answer) => void) | undefined;
  let ended = false;
  return {
    post(request) {
      // Later, as another thread would: the caller is not done with its own work yet.
      setTimeout(() => {
        const answer = ended ? undefined : serve(request);
        if (answer !== undefined) listener?.(answer);
      });
    },
    listen(onAnswer) {
      listener = onAnswer;
    },
    async terminate() {
      ended = true;
    },
  };
}
