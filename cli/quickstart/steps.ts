import { seconds } from "../screen/amounts.ts";
import type { Screen } from "../screen/screen.ts";

export interface StepTime {
  readonly name: string;
  readonly ms: number;
}

/** Runs named steps one after the other, says each when it is done, and remembers how long it took. */
export class Steps {
  readonly times: StepTime[] = [];
  readonly #screen: Screen;
  readonly #width: number;

  constructor(screen: Screen, names: readonly string[]) {
    this.#screen = screen;
    this.#width = Math.max(...names.map((name) => name.length));
  }

  /** @param detail what came of it, in a few words */
  async run<T>(name: string, work: () => Promise<T>, detail: (result: T) => string): Promise<T> {
    const { colours, progress } = this.#screen;
    const start = performance.now();
    progress.show(name);
    const result = await work();
    const ms = performance.now() - start;
    this.times.push({ name, ms });
    const time = colours.dim(seconds(ms).padStart(8));
    this.#screen.say(`  ${colours.green("✔")} ${name.padEnd(this.#width)} ${time}  ${detail(result)}`);
    return result;
  }
}
