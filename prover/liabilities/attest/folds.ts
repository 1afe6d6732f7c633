import { type PreparedFold, prepareFold } from "../fold.ts";
import type { Subtree } from "../subtree.ts";
import type { EpochSecret } from "./epoch-secret.ts";

const FAN_IN = 8;

/** A subtree, and the place of its first leaf. */
export interface PlacedSubtree {
  readonly subtree: Subtree;
  readonly place: number;
}

/** What a fold is proven with: the inputs, and how many subtrees it took. */
export interface PlannedFold extends PreparedFold {
  readonly taken: number;
}

/**
 * Joins neighbouring subtrees as soon as eight are there, so that of any number of batches only a few subtrees are held at each height: a
 * counter to the base 8 whose digits are subtrees.
 */
export class Folds {
  readonly #secret: EpochSecret;
  readonly #onFold: (fold: PlannedFold) => Promise<void>;
  /** Subtrees that wait, by height. */
  readonly #waiting = new Map<number, PlacedSubtree[]>();

  /** @param onFold proves the fold; called in the order in which a stack checks batches and folds */
  constructor(secret: EpochSecret, onFold: (fold: PlannedFold) => Promise<void>) {
    this.#secret = secret;
    this.#onFold = onFold;
  }

  /** Joins what is shorter than the subtree that comes next: it ends where that one begins. Called before `add`. */
  async closeBelow(height: number): Promise<void> {
    for (let lower = 0; lower < height; lower++) if (this.#at(lower).length > 0) await this.#join(lower);
  }

  /** Takes the next subtree. */
  async add(next: PlacedSubtree): Promise<void> {
    await this.closeBelow(next.subtree.height);
    await this.#push(next);
  }

  /** Joins what is left. @returns the subtree of everything; undefined if nothing was added */
  async finish(): Promise<Subtree | undefined> {
    for (let height = 0; ; height++) {
      const heights = [...this.#waiting].filter(([, subtrees]) => subtrees.length > 0).map(([each]) => each);
      const top = Math.max(...heights);
      const [only, ...others] = this.#at(top);
      if (heights.length === 0) return undefined;
      if (heights.length === 1 && others.length === 0) return only?.subtree;
      if (this.#at(height).length > 0) await this.#join(height);
    }
  }

  async #push(next: PlacedSubtree): Promise<void> {
    const { height } = next.subtree;
    const waiting = this.#at(height);
    waiting.push(next);
    if (waiting.length === FAN_IN) await this.#join(height);
  }

  async #join(height: number): Promise<void> {
    const children = this.#at(height);
    const place = children[0]?.place ?? 0;
    const blind = this.#secret.blind(height + 1, place);
    const fold = await prepareFold(
      children.map(({ subtree }) => subtree),
      blind,
    );
    this.#waiting.set(height, []);
    await this.#onFold({ ...fold, taken: children.length });
    await this.#push({ subtree: fold.subtree, place });
  }

  #at(height: number): PlacedSubtree[] {
    const waiting = this.#waiting.get(height) ?? [];
    this.#waiting.set(height, waiting);
    return waiting;
  }
}
