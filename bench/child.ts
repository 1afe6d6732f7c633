/** One contender in a process of its own, so that its memory and processor time are its own. Told when to run. */
import type { BenchOptions } from "./contender.ts";
import { processorTime } from "./processor-time.ts";
import { SECTIONS } from "./sections/index.ts";

/** One run. Times in milliseconds, of all threads and of programs it starts for `cpu`; memory in bytes. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  readonly peakMemory: number;
  readonly units: number;
  readonly profile?: Readonly<Record<string, number>>;
}

/** What the process is started with. */
export interface ChildTask {
  readonly section: string;
  readonly folder: string;
  readonly caseName: string;
  readonly contender: string;
  readonly options: BenchOptions;
}

const {
  section,
  folder,
  caseName,
  contender: name,
  options,
} = JSON.parse(process.argv[2] ?? "{}") as ChildTask;
const cases = (await SECTIONS[section]?.())?.cases(folder, options);
const make = cases?.find((each) => each.name === caseName)?.contenders[name];
if (make === undefined) throw new Error(`no contender ${name} of ${caseName} in ${section}`);
const contender = await make();

process.on("message", async (command: "run" | "end") => {
  if (command === "end") {
    await contender.close?.();
    process.exit(0);
  }
  const [start, before] = [performance.now(), processorTime()];
  await contender.run();
  const wall = performance.now() - start;
  const cpu = processorTime() - before;
  const profile = contender.profile?.();
  process.send?.({
    ...{ wall, cpu, units: contender.units },
    peakMemory: process.resourceUsage().maxRSS * 1024,
    ...(options.profile && profile !== undefined ? { profile } : {}),
  } satisfies Sample);
});
process.send?.("ready");
