/** What a worker does, apart from how it gets its messages. */
import { type Core, instantiateCore } from "../../core/instance.ts";
import type { Layout } from "./layout.ts";
import { type PartialSum, runTask, type Task } from "./tasks.ts";

/** A proving key in shared memory; can be sent to a worker. */
export interface Session {
  readonly id: number;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly layout: Layout;
}

export type Request =
  | { readonly kind: "open"; readonly session: Session; readonly workspace: number }
  | { readonly kind: "forget"; readonly session: number }
  | { readonly kind: "task"; readonly session: number; readonly task: Task };

/** To each "task" one answer. */
export type Answer =
  /** `elapsed`: milliseconds that the task took. */
  { readonly parts: readonly PartialSum[]; readonly elapsed: number } | { readonly error: string };

/** A function that serves requests in order; "open" and "forget" have no answer. */
export function createServant(): (request: Request) => Answer | undefined {
  const opened = new Map<number, { core: Core; layout: Layout; workspace: number }>();
  return (request) => {
    if (request.kind === "open") {
      const { id, module, memory, layout } = request.session;
      opened.set(id, { core: instantiateCore(module, memory), layout, workspace: request.workspace });
      return undefined;
    }
    if (request.kind === "forget") {
      opened.delete(request.session);
      return undefined;
    }
    try {
      const found = opened.get(request.session);
      const workspace = found?.layout.workspaces[found.workspace];
      if (found === undefined || workspace === undefined) throw new Error("the key is not open");
      const start = performance.now();
      const parts = runTask(found.core, found.layout, workspace, request.task);
      return { parts, elapsed: performance.now() - start };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}
