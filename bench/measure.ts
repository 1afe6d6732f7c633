import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { ChildTask, Sample } from "./child.ts";
import type { BenchOptions, Case } from "./contender.ts";
import { median } from "./median.ts";

/** Figures for one unit: a proof, a hash. Times in milliseconds, memory in bytes. */
export interface Result {
  readonly section: string;
  readonly case: string;
  readonly unit: string;
  readonly contender: string;
  /** Of the first run, which warms up. */
  readonly first: number;
  /** Medians over the later runs. */
  readonly wall: number;
  readonly cpu: number;
  readonly peakMemory: number;
  /** How many times as long the peer takes. */
  readonly wallRatio: number;
  readonly cpuRatio: number;
  /** Milliseconds of all threads by phase, medians. */
  readonly profile?: Readonly<Record<string, number>>;
}

/** Runs the contenders in turn, so that all meet the same machine. */
export async function measureCase(
  section: string,
  folder: string,
  { name, unit, peer, contenders }: Case,
  options: BenchOptions,
  rounds: number,
): Promise<Result[]> {
  const running = Object.keys(contenders).map((contender) => {
    const task: ChildTask = { section, folder, caseName: name, contender, options };
    const child = fork(new URL("./child.ts", import.meta.url), [JSON.stringify(task)]);
    return { contender, child, samples: [] as Sample[] };
  });
  try {
    for (const { child } of running) await answerOf(child);
    for (let round = 0; round < rounds; round++) {
      for (const { child, samples } of running) {
        child.send("run");
        samples.push((await answerOf(child)) as Sample);
      }
    }
  } finally {
    for (const { child } of running) if (child.connected) child.send("end");
  }
  const figures = running.map(({ contender, samples }) => ({ contender, ...figuresOf(samples) }));
  const base = figures.find(({ contender }) => contender === peer);
  return figures.map((each) => ({
    ...{ section, case: name, unit, ...each },
    wallRatio: (base?.wall ?? Number.NaN) / each.wall,
    cpuRatio: (base?.cpu ?? Number.NaN) / each.cpu,
  }));
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answer] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`a contender exited with code ${code}`);
    }),
  ]);
  return answer;
}

function figuresOf([first, ...later]: readonly Sample[]) {
  const each = (value: (sample: Sample) => number): number =>
    median(later.map((sample) => value(sample) / sample.units));
  const phases = Object.keys(later[0]?.profile ?? {});
  return {
    first: (first?.wall ?? Number.NaN) / (first?.units ?? 1),
    wall: each(({ wall }) => wall),
    cpu: each(({ cpu }) => cpu),
    peakMemory: later.at(-1)?.peakMemory ?? Number.NaN,
    ...(phases.length === 0
      ? {}
      : {
          profile: Object.fromEntries(
            phases.map((phase) => [phase, each(({ profile }) => profile?.[phase] ?? 0)]),
          ),
        }),
  };
}
