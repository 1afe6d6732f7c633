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

/** A verification key made ready: the points that every proof is paired with are prepared once. */
export class PreparedKey {
  readonly nPublic: number;
  readonly #alpha: G1;
  readonly #ic: readonly G1[];
  readonly #beta: PrecomputedG2;
  readonly #gamma: PrecomputedG2;
  readonly #delta: PrecomputedG2;

  /**
   * Only after preparePairing. To be freed, as mcl keeps prepared points in its own memory.
   * @throws Error for points that are not in their groups; assertSoundKey says more
   */
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
