// ffjavascript 0.3.1 ships no types. Only what this project uses is declared.
// Field elements and points are byte strings: little-endian, Montgomery form, 32 bytes a coordinate limb.
declare module "ffjavascript" {
  export interface WasmField {
    readonly n8: number;
    readonly one: Uint8Array;
    readonly zero: Uint8Array;
    /** Roots of unity: `w[k]` has order 2^k (scalar field only). */
    readonly w: Uint8Array[];
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    mul(a: Uint8Array, b: Uint8Array): Uint8Array;
    eq(a: Uint8Array, b: Uint8Array): boolean;
    random: () => Uint8Array;
    fft(values: Uint8Array): Promise<Uint8Array>;
    ifft(values: Uint8Array): Promise<Uint8Array>;
    /** values[i] * first * ratio^i. */
    batchApplyKey(values: Uint8Array, first: Uint8Array, ratio: Uint8Array): Promise<Uint8Array>;
    square(a: Uint8Array): Uint8Array;
    isSquare(a: Uint8Array): boolean;
    sqrt(a: Uint8Array): Uint8Array;
    e(value: bigint | number): Uint8Array;
    fromObject(value: unknown): Uint8Array;
    toObject(value: Uint8Array): unknown;
  }

  export interface WasmCurveGroup {
    readonly F: WasmField;
    /** Generator, Jacobian. */
    readonly g: Uint8Array;
    /** Coefficient b of y^2 = x^3 + b. */
    readonly b: Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(a: Uint8Array): Uint8Array;
    eq(a: Uint8Array, b: Uint8Array): boolean;
    timesScalar(point: Uint8Array, scalar: bigint | number | Uint8Array): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    toObject(point: Uint8Array): unknown;
    fromObject(value: unknown): Uint8Array;
  }

  export interface WasmThreadManager {
    /** Bytes of the module; set only when the curve was built single-threaded. */
    readonly code: Uint8Array;
    /** Addresses of the generators in the module's memory. */
    readonly pG1gen: number;
    readonly pG2gen: number;
  }

  export interface Bn128 {
    readonly name: string;
    readonly q: bigint;
    readonly r: bigint;
    readonly tm: WasmThreadManager;
    readonly Fr: WasmField;
    readonly G1: WasmCurveGroup;
    readonly G2: WasmCurveGroup;
    readonly Gt: WasmField;
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
    terminate(): Promise<void>;
  }

  export function buildBn128(singleThread?: boolean): Promise<Bn128>;
}
