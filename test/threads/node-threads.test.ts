import type { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { EnvironmentError } from "../../prover/domain/errors.ts";
import { NodeThreads, workerFile } from "../../prover/threads/node-threads.ts";

type Request = number | "exit" | "throw";

const FILE = workerFile(import.meta.url, "support/echo-worker");

async function withThreads<T>(
  count: number,
  use: (threads: NodeThreads<Request, number>) => Promise<T>,
): Promise<T> {
  const threads = new NodeThreads<Request, number>(FILE, count, undefined);
  try {
    return await use(threads);
  } finally {
    await threads.close();
  }
}

const requests = (...all: Request[]) => all.map((request) => ({ request }));

describe("threads", () => {
  it("do every piece once, and give each answer with its piece", async () => {
    const answers = new Map<Request, number>();
    await withThreads(3, (threads) =>
      threads.each(requests(1, 2, 3, 4, 5, 6, 7), (answer, { request }) => answers.set(request, answer)),
    );
    expect([...answers].sort(([a], [b]) => Number(a) - Number(b))).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((n) => [n, 2 * n]),
    );
  });

  it("take no more pieces at a time than there are threads", async () => {
    let [made, done, most] = [0, 0, 0];
    const pieces = function* () {
      for (let n = 0; n < 20; n++) {
        most = Math.max(most, ++made - done);
        yield { request: n };
      }
    };
    await withThreads(2, (threads) => threads.each(pieces(), () => done++));
    expect([made, done]).toEqual([20, 20]);
    expect(most).toBeLessThanOrEqual(3); // one more is made than a thread is free for: its answer was just taken
  });

  it.each([
    ["throw", /a thread failed: broken/],
    ["exit", /a thread exited with code 3/],
  ] as const)("tell when one dies: %s", async (request, message) => {
    await withThreads(2, async (threads) => {
      const outcome = threads.each(requests(1, request, 2), () => {});
      await expect(outcome).rejects.toThrow(EnvironmentError);
      await expect(threads.each(requests(1, 2, 3, 4), () => {})).rejects.toThrow(message);
    });
  });

  it("tell when one died while it had nothing to do", async () => {
    const started: Worker[] = [];
    const record = (worker: Worker) => started.push(worker);
    process.on("worker", record);
    try {
      await withThreads(1, async (threads) => {
        await threads.each(requests(1), () => {});
        await started[0]?.terminate();
        await expect(threads.each(requests(1), () => {})).rejects.toThrow(/a thread exited with code 1/);
      });
    } finally {
      process.off("worker", record);
    }
  });

  it("tell when their file is missing", async () => {
    const threads = new NodeThreads<Request, number>(
      workerFile(import.meta.url, "support/missing"),
      2,
      undefined,
    );
    await expect(threads.each(requests(1), () => {})).rejects.toThrow(/a thread failed: /);
    await threads.close();
  });
});
