import { FAN_IN } from "./fold.ts";

/** Joins up to eight neighbouring subtrees into one, a level higher. `place` is that of the first leaf. */
export type Join<T> = (children: readonly T[], place: number) => Promise<T>;

interface Waiting<T> {
  readonly subtree: T;
  readonly place: number;
}

/**
 * Joins neighbouring subtrees as soon as eight are there, so that of any number of batches only a few subtrees are held at each height: a
 * counter to the base 8 whose digits are subtrees.
 */
export class Folds<T extends { readonly height: number }> {
  readonly #join: Join<T>;
  /** Subtrees that wait, by height. */
  readonly #waiting = new Map<number, Waiting<T>[]>();

  /** @param join called in the order in which a stack checks batches and folds */
  constructor(join: Join<T>) {
    this.#join = join;
  }

  /** Joins what is shorter than the subtree that comes next: it ends where that one begins. Called before `add`. */
  async closeBelow(height: number): Promise<void> {
    for (let lower = 0; lower < height; lower++) if (this.#at(lower).length > 0) await this.#fold(lower);
  }

  /** Takes the next subtree. */
  async add(subtree: T, place: number): Promise<void> {
    await this.closeBelow(subtree.height);
    await this.#push({ subtree, place });
  }

  /** Joins what is left. @returns the subtree of everything; undefined if nothing was added */
  async finish(): Promise<T | undefined> {
    for (let height = 0; ; height++) {
      const heights = [...this.#waiting].filter(([, subtrees]) => subtrees.length > 0).map(([each]) => each);
      const top = Math.max(...heights);
      const [only, ...others] = this.#at(top);
      if (heights.length === 0) return undefined;
      if (heights.length === 1 && others.length === 0) return only?.subtree;
      if (this.#at(height).length > 0) await this.#fold(height);
    }
  }

  async #push(next: Waiting<T>): Promise<void> {
    const { height } = next.subtree;
    const waiting = this.#at(height);
    waiting.push(next);
    if (waiting.length === FAN_IN) await this.#fold(height);
  }

  async #fold(height: number): Promise<void> {
    const children = this.#at(height);
    const place = children[0]?.place ?? 0;
    this.#waiting.set(height, []);
    const subtree = await this.#join(
      children.map((child) => child.subtree),
      place,
    );
    await this.#push({ subtree, place });
  }

  #at(height: number): Waiting<T>[] {
    const waiting = this.#waiting.get(height) ?? [];
    this.#waiting.set(height, waiting);
    return waiting;
  }
}
