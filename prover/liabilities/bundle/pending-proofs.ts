import { InvalidProofError } from "../../domain/errors.ts";
import type { ProvenSignals } from "../../groth16/verify-batch.ts";
import type { OwnKey } from "./own-key.ts";

/** Proofs of one key that are checked together: each costs a pairing less than apart, and what a batch costs by itself is spread. */
const TOGETHER = 512;

interface Pending {
  readonly key: OwnKey;
  readonly places: string[];
  readonly proofs: ProvenSignals[];
}

/** Collects proofs and checks those of one key together, a few hundred at a time. */
export class PendingProofs {
  readonly #byKey = new Map<string, Pending>();
  readonly #onChecked: (proofs: number) => void;

  /** @param onChecked told how many proofs were just checked */
  constructor(onChecked: (proofs: number) => void) {
    this.#onChecked = onChecked;
  }

  /** @throws InvalidProofError naming the place of a proof that does not hold, of those that were waiting */
  async add(place: string, key: OwnKey, proven: ProvenSignals): Promise<void> {
    const pending = this.#byKey.get(key.keyDigest) ?? { key, places: [], proofs: [] };
    this.#byKey.set(key.keyDigest, pending);
    pending.places.push(place);
    pending.proofs.push(proven);
    if (pending.proofs.length >= TOGETHER) await this.#check(pending);
  }

  /** Checks what is left. @throws InvalidProofError likewise */
  async finish(): Promise<void> {
    for (const pending of this.#byKey.values()) await this.#check(pending);
  }

  async #check({ key, places, proofs }: Pending): Promise<void> {
    if (proofs.length === 0) return;
    const [invalid] = await key.invalid(proofs);
    if (invalid !== undefined) throw new InvalidProofError(`${places[invalid]}: the proof does not hold`);
    this.#onChecked(proofs.length);
    places.length = 0;
    proofs.length = 0;
  }
}
