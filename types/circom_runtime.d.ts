// circom_runtime 0.1.28 ships no types.
declare module "circom_runtime" {
  export interface WitnessCalculator {
    /** The witness as the bytes of a .wtns file. */
    calculateWTNSBin(input: Readonly<Record<string, unknown>>, sanityCheck?: boolean): Promise<Uint8Array>;
    calculateWitness(input: Readonly<Record<string, unknown>>, sanityCheck?: boolean): Promise<bigint[]>;
  }
  export function WitnessCalculatorBuilder(
    code: Uint8Array | WebAssembly.Instance,
    options?: { sanityCheck?: boolean; memorySize?: number },
  ): Promise<WitnessCalculator>;
}
