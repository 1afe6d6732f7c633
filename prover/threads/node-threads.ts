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

/** A thread that answers one message at a time. */
class Member<Request, Answer> {
  readonly #worker: Worker;
  #asked: PromiseWithResolvers<Answer> | undefined;
  /** Set once the thread is no more, whether it was at work or not. */
  #failed: EnvironmentError | undefined;

  constructor(file: URL, workerData: unknown) {
    // Flags of the main thread are not for a worker's file: --input-type would keep it from starting.
    this.#worker = new Worker(file, { workerData, execArgv: [] });
    this.#worker.on("message", (answer: Answer) => this.#asked?.resolve(answer));
    this.#worker.on("error", (cause: unknown) =>
      this.#fail(
        new EnvironmentError(`a thread failed: ${cause instanceof Error ? cause.message : cause}`, { cause }),
      ),
    );
    this.#worker.on("exit", (code) => this.#fail(new EnvironmentError(`a thread exited with code ${code}`)));
  }

  async ask({ request, transfer = [] }: Piece<Request>): Promise<Answer> {
    if (this.#failed !== undefined) throw this.#failed;
    this.#asked = Promise.withResolvers<Answer>();
    this.#worker.postMessage(request, [...transfer]);
    return this.#asked.promise;
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: EnvironmentError): void {
    this.#failed ??= error;
    this.#asked?.reject(this.#failed);
  }
}

/** Threads that run one file, which answers every message with one message. */
export class NodeThreads<Request, Answer> {
  readonly #members: readonly Member<Request, Answer>[];

  constructor(file: URL, threads: number, workerData: unknown) {
    this.#members = Array.from({ length: threads }, () => new Member<Request, Answer>(file, workerData));
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
    let over = false;
    const serve = async (member: Member<Request, Answer>): Promise<void> => {
      while (!over) {
        const next = queue.next();
        if (next.done === true) return;
        take(await member.ask(next.value), next.value);
      }
    };
    try {
      await Promise.all(this.#members.map(serve));
    } finally {
      over = true; // after a failure, the others take no further pieces
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.terminate()));
  }
}
