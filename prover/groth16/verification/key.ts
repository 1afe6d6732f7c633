import type { VerificationKey } from "../../keys/verification-key.ts";
import {
  add,
  finalExp,
  type G1,
  type GT,
  keyPointG2,
  mul,
  neg,
  type PrecomputedG2,
  PreparedG2,
  pointG1,
  precomputedMillerLoop,
  scalar,
  zeroG1,
} from "./pairing.ts";
import type { Term } from "./term.ts";

let last: { readonly text: string; readonly prepared: PreparedKey } | undefined;

/**
 * The key made ready, which takes as long as a third of a verification. The last one is kept, under all that it consists
 * of, and freed when another takes its place: use it at once, before anything is awaited.
 *
 * @throws Error for points that are not in their groups; assertSoundKey says more
 */
export function preparedKey(key: VerificationKey): PreparedKey {
  const text = JSON.stringify([
    ...[key.nPublic, key.vk_alpha_1, key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2, key.IC],
  ]);
  if (last?.text === text) return last.prepared;
  const prepared = new PreparedKey(key);
  last?.prepared.free();
  last = { text, prepared };
  return prepared;
}

/** A verification key whose points that every proof is paired with are prepared. */
export class PreparedKey {
  readonly nPublic: number;
  readonly #alpha: G1;
  readonly #ic: readonly G1[];
  readonly #beta: PrecomputedG2;
  readonly #gamma: PrecomputedG2;
  readonly #delta: PrecomputedG2;

  /** Only after preparePairing. To be freed, as mcl keeps prepared points in its own memory. */
  constructor(key: VerificationKey) {
    this.nPublic = key.nPublic;
    this.#alpha = pointG1(key.vk_alpha_1);
    this.#ic = key.IC.map(pointG1);
    const prepared = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(keyPointG2);
    const [beta, gamma, delta] = prepared.map((point) => new PreparedG2(point)) as [
      PrecomputedG2,
      PrecomputedG2,
      PrecomputedG2,
    ];
    [this.#beta, this.#gamma, this.#delta] = [beta, gamma, delta];
  }

  /** prod e(w A, B) = e(sum w alpha, beta) e(sum w V, gamma) e(sum w C, delta), V = ic_0 + sum s_j ic_j. */
  holds({ left, c, weights }: Term): boolean {
    const inputs = this.#ic.reduce(
      (sum, point, j) => add(sum, mul(point, scalar(weights[j] ?? 0n))),
      zeroG1(),
    );
    const alpha = mul(this.#alpha, scalar(weights[0] ?? 0n));
    const right = [
      precomputedMillerLoop(neg(alpha), this.#beta),
      precomputedMillerLoop(neg(inputs), this.#gamma),
      precomputedMillerLoop(neg(c), this.#delta),
    ];
    return finalExp(right.reduce<GT>((product, value) => mul(product, value), left)).isOne();
  }

  free(): void {
    for (const prepared of [this.#beta, this.#gamma, this.#delta]) prepared.destroy();
  }
}
