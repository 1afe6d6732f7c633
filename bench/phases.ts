import { cpuUsage } from "node:process";

export interface Phase {
  readonly name: string;
  /** What was done so many times: accounts, or steps of something that comes once an epoch. */
  readonly count: number;
  readonly coreSeconds: number;
}

/** Core-seconds of this process and its threads, phase by phase. */
export class Phases {
  readonly all: Phase[] = [];

  async run<T>(name: string, count: number, work: () => Promise<T>): Promise<T> {
    const before = cpuUsage();
    const result = await work();
    const { user, system } = cpuUsage(before);
    this.all.push({ name, count, coreSeconds: (user + system) / 1e6 });
    return result;
  }

  /** Core-seconds for each. */
  each(name: string): number {
    const phase = this.all.find((one) => one.name === name);
    return phase === undefined ? 0 : phase.coreSeconds / phase.count;
  }
}
