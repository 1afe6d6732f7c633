/** Takes bits as BitWords does, and keeps them one by one. */
export class BitList {
  readonly bits: bigint[] = [];

  append(value: bigint, width: number): void {
    for (let i = 0; i < width; i++) this.bits.push((value >> BigInt(i)) & 1n);
  }
}
