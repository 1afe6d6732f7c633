/** Threads of node for work that comes in independent pieces. */
import { Worker } from "node:worker_threads";
import { EnvironmentError } from "../domain/errors.ts";

/** A piece of work; the buffers listed in `transfer` move to the thread instead of being copied. */
export interface Piece<Request> {
  readonly request: Request;
  readonly transfer?: readonly ArrayBuffer[];
}

/**
 * The worker file `name` beside the module with the given import.meta.url. It is .ts in the repository and .js in dist,
 * as the module is.
 */
export const workerFile = (moduleUrl: string, name: string): URL =>
  new URL(`./${name}${moduleUrl.endsWith(".ts") ? ".ts" : ".js"}`, moduleUrl);

/** Threads that run one file, which answers every message with one message. */
export class NodeThreads<Request, Answer> {
  readonly #workers: readonly Worker[];

  constructor(file: URL, threads: number, workerData: unknown) {
    // Flags of the main thread are not for a worker's file: --input-type would keep it from starting.
    this.#workers = Array.from({ length: threads }, () => new Worker(file, { workerData, execArgv: [] }));
  }

  /**
   * Has all pieces done, each by the next free thread. A piece is taken from `pieces` when a thread is free for it, so that
   * no more of them exist at a time than there are threads.
   *
   * @param take gets each answer, in no particular order
   * @throws EnvironmentError when a thread dies; what `pieces` or `take` throws
   */
  async each<P extends Piece<Request>>(
    pieces: Iterable<P>,
    take: (answer: Answer, piece: P) => void,
  ): Promise<void> {
    const queue = pieces[Symbol.iterator]();
    const serve = async (worker: Worker): Promise<void> => {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        take(await this.#ask(worker, next.value), next.value);
      }
    };
    await Promise.all(this.#workers.map(serve));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #ask(worker: Worker, { request, transfer }: Piece<Request>): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const onMessage = (answer: Answer): void => resolve(answer);
    const onError = (cause: unknown): void =>
      reject(
        new EnvironmentError(`a thread failed: ${cause instanceof Error ? cause.message : cause}`, { cause }),
      );
    const onExit = (code: number): void => reject(new EnvironmentError(`a thread exited with code ${code}`));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(request, transfer === undefined ? [] : [...transfer]);
    return promise.finally(() => worker.off("message", onMessage).off("error", onError).off("exit", onExit));
  }
}
