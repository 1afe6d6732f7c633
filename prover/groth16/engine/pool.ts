/** Threads that stay, and a queue of tasks for them. */
import { EnvironmentError } from "../../domain/errors.ts";
import type { Answer, Session } from "./servant.ts";
import type { PartialSum, Task } from "./tasks.ts";
import type { Thread } from "./thread.ts";

interface Job {
  readonly session: Session;
  readonly task: Task;
  readonly resolve: (parts: readonly PartialSum[]) => void;
  readonly reject: (error: Error) => void;
  /** Settles with the job and never rejects. */
  readonly settled: Promise<void>;
}

interface Member {
  readonly thread: Thread;
  /** Number of the thread, which is the number of its workspace. */
  readonly index: number;
  /** Keys it has been told of. */
  readonly known: Set<number>;
  job: Job | undefined;
}

/** Hears of every task that was done and of the milliseconds it took. */
export type TaskListener = (task: Task, elapsed: number) => void;

export class WorkerPool {
  readonly #members: Member[];
  readonly #urgent: Job[] = [];
  readonly #queue: Job[] = [];
  readonly #onTask: TaskListener | undefined;
  /** Set once the pool is of no more use. */
  #ended: Error | undefined;

  constructor(threads: number, start: () => Thread, onTask?: TaskListener) {
    this.#onTask = onTask;
    this.#members = Array.from({ length: threads }, (_, index) => {
      const member: Member = { thread: start(), index, known: new Set(), job: undefined };
      member.thread.listen(
        (answer) => this.#answered(member, answer),
        (cause) => this.#fail(new EnvironmentError(`a prover thread failed: ${cause.message}`, { cause })),
      );
      return member;
    });
  }

  /** Whether a thread has died or the pool was closed: all further tasks are refused. */
  get ended(): boolean {
    return this.#ended !== undefined;
  }

  /**
   * Has a task done by the next free thread.
   *
   * @param urgent before all tasks that are not: others wait for its result
   * @throws EnvironmentError when the task fails or any thread dies
   */
  run(session: Session, task: Task, urgent = false): Promise<readonly PartialSum[]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const { promise, resolve, reject } = Promise.withResolvers<readonly PartialSum[]>();
    const settled = promise.then(
      () => {},
      () => {},
    );
    (urgent ? this.#urgent : this.#queue).push({ session, task, resolve, reject, settled });
    this.#dispatch();
    return promise;
  }

  /** Lets the threads drop a key. */
  forget(session: number): void {
    for (const { thread, known } of this.#members) {
      if (known.delete(session)) thread.post({ kind: "forget", session });
    }
  }

  /** Drops the tasks that wait, after one of a proof has failed. */
  cancel(session: Session): void {
    for (const jobs of [this.#urgent, this.#queue]) {
      for (const job of jobs.splice(0)) {
        if (job.session !== session) jobs.push(job);
        else job.reject(new EnvironmentError("the proof was given up"));
      }
    }
  }

  /** Settles when no thread is at work; at once after the pool has ended. */
  async idle(): Promise<void> {
    while (this.#ended === undefined && this.#members.some(({ job }) => job !== undefined)) {
      await Promise.race(this.#members.map(({ job }) => job?.settled).filter((each) => each !== undefined));
    }
  }

  /** Ends the threads; what is under way is rejected. */
  async close(): Promise<void> {
    this.#fail(new EnvironmentError("the prover was closed"));
    await Promise.all(this.#members.map(({ thread }) => thread.terminate()));
  }

  #dispatch(): void {
    for (const member of this.#members) {
      if (member.job !== undefined) continue;
      const job = this.#urgent.shift() ?? this.#queue.shift();
      if (job === undefined) return;
      const { session, task } = job;
      member.job = job;
      if (!member.known.has(session.id)) {
        member.known.add(session.id);
        member.thread.post({ kind: "open", session, workspace: member.index });
      }
      member.thread.post({ kind: "task", session: session.id, task });
    }
  }

  #answered(member: Member, answer: Answer): void {
    const job = member.job;
    member.job = undefined;
    if ("error" in answer) job?.reject(new EnvironmentError(answer.error));
    else {
      if (job !== undefined) this.#onTask?.(job.task, answer.elapsed);
      job?.resolve(answer.parts);
    }
    this.#dispatch();
  }

  #fail(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    for (const { job } of this.#members) job?.reject(error);
    for (const job of [...this.#urgent.splice(0), ...this.#queue.splice(0)]) job.reject(error);
    for (const { thread } of this.#members) void thread.terminate();
  }
}
