import { createHmac, randomBytes } from "node:crypto";
import { FIELD_MODULUS, type FieldElement } from "../../domain/field.ts";

/**
 * What an epoch's salts and blinds come from: 32 random bytes, new for each epoch, that only the venue has. With it, whatever was
 * committed to can be made again after an interruption, and nothing but the ledger has to be kept; without it, salts are as good
 * as random (T-29, T-30).
 */
export class EpochSecret {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Uint8Array) {
    if (key.length !== 32) throw new RangeError("an epoch's secret has 32 bytes");
    this.#key = Buffer.from(key);
  }

  static random(): EpochSecret {
    return new EpochSecret(randomBytes(32));
  }

  /** For the file that keeps it. */
  reveal(): string {
    return this.#key.toString("hex");
  }

  /** Of the leaf of an account. */
  salt(tag: bigint): FieldElement {
    return this.#draw(`salt ${tag}`);
  }

  /** Of what a batch opens, by the place of its first leaf. */
  blind(place: number): FieldElement {
    return this.#draw(`blind ${place}`);
  }

  /** Of the sums over all accounts. */
  sumsBlind(): FieldElement {
    return this.#draw("sums");
  }

  /** Of the reading after a step of the table. */
  readingBlind(step: number): FieldElement {
    return this.#draw(`reading ${step}`);
  }

  /** 512 bits modulo the field: uniform but for 2^-258. */
  #draw(what: string): FieldElement {
    const digest = createHmac("sha512", this.#key).update(`solvency/epoch-secret/1 ${what}`).digest("hex");
    return (BigInt(`0x${digest}`) % FIELD_MODULUS) as FieldElement;
  }
}
