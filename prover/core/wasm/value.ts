/**
 * Typed expressions: a value knows its type and the code that leaves it on the stack. Two lanes of integers and two
 * lanes of doubles are the same v128 to WebAssembly, and different types here, so that a forgotten conversion does
 * not compile.
 */
import { signed, unsigned } from "./encoding.ts";

export type Kind = "i32" | "i64x2" | "f64x2";

/** Bytes, and bigints, which stand for the address of such a 64-bit constant, as yet unknown. */
export type Code = readonly (number | bigint)[];

export interface Value<K extends Kind = Kind> {
  readonly kind: K;
  readonly code: Code;
}
export type I32 = Value<"i32">;
/** Two 64-bit integers; all arithmetic wraps around. */
export type I64x2 = Value<"i64x2">;
/** Two doubles. */
export type F64x2 = Value<"f64x2">;

const SIMD = 0xfd;

const operation =
  <K extends Kind>(kind: K, ...opcode: number[]) =>
  (...operands: readonly Value[]): Value<K> => {
    const code: (number | bigint)[] = [];
    for (const each of operands) for (const byte of each.code) code.push(byte);
    for (const byte of opcode) code.push(byte);
    return { kind, code };
  };

const simd = (opcode: number): number[] => [SIMD, ...unsigned(opcode)];

export const i32 = {
  const: (value: number): I32 => ({ kind: "i32", code: [0x41, ...signed(BigInt(value | 0))] }),
  add: (a: I32, b: I32 | number): I32 => operation("i32", 0x6a)(a, operand(b)),
  sub: (a: I32, b: I32 | number): I32 => operation("i32", 0x6b)(a, operand(b)),
  mul: (a: I32, b: I32 | number): I32 => operation("i32", 0x6c)(a, operand(b)),
  and: (a: I32, b: I32 | number): I32 => operation("i32", 0x71)(a, operand(b)),
  shl: (a: I32, b: I32 | number): I32 => operation("i32", 0x74)(a, operand(b)),
  shrU: (a: I32, b: I32 | number): I32 => operation("i32", 0x76)(a, operand(b)),
  /** a when the condition is not 0, otherwise b. */
  select: (a: I32, b: I32, condition: I32): I32 => operation("i32", 0x1b)(a, b, condition),
  eqz: (a: I32): I32 => operation("i32", 0x45)(a),
  eq: (a: I32, b: I32 | number): I32 => operation("i32", 0x46)(a, operand(b)),
  ltU: (a: I32, b: I32 | number): I32 => operation("i32", 0x49)(a, operand(b)),
  load: (address: I32, offset = 0): I32 => operation("i32", 0x28, 2, ...unsigned(offset))(address),
  load8: (address: I32, offset = 0): I32 => operation("i32", 0x2d, 0, ...unsigned(offset))(address),
};

const operand = (value: I32 | number): I32 => (typeof value === "number" ? i32.const(value) : value);

export const i64x2 = {
  /**
   * The same integer in both lanes; taken modulo 2^64. It is loaded from the module's constants: V8 takes three or four
   * instructions to make one from code (measured: 15 % of a multiplication).
   */
  splat: (value: bigint): I64x2 => ({
    kind: "i64x2",
    code: [...i32.const(0).code, ...simd(0x0a), 3, BigInt.asUintN(64, value)],
  }),
  add: (a: I64x2, b: I64x2): I64x2 => operation("i64x2", ...simd(0xce))(a, b),
  sub: (a: I64x2, b: I64x2): I64x2 => operation("i64x2", ...simd(0xd1))(a, b),
  mul: (a: I64x2, b: I64x2): I64x2 => operation("i64x2", ...simd(0xd5))(a, b),
  and: (a: I64x2, b: I64x2): I64x2 => operation("i64x2", ...simd(0x4e))(a, b),
  or: (a: I64x2, b: I64x2): I64x2 => operation("i64x2", ...simd(0x50))(a, b),
  xor: (a: I64x2, b: I64x2): I64x2 => operation("i64x2", ...simd(0x51))(a, b),
  shl: (a: I64x2, bits: number): I64x2 => operation("i64x2", ...simd(0xcb))(a, i32.const(bits)),
  /** Shifts the sign in. */
  shrS: (a: I64x2, bits: number): I64x2 => operation("i64x2", ...simd(0xcc))(a, i32.const(bits)),
  shrU: (a: I64x2, bits: number): I64x2 => operation("i64x2", ...simd(0xcd))(a, i32.const(bits)),
  /** The bit patterns of two doubles. */
  bits: (a: F64x2): I64x2 => ({ kind: "i64x2", code: a.code }),
  /** A lane each from two 32-bit integers, unsigned. */
  fromLanes: (low: I32, high: I32): I64x2 => ({
    kind: "i64x2",
    code: [...low.code, 0xad, ...simd(0x12), ...high.code, 0xad, ...simd(0x1e), 1],
  }),
  /** 1 when any bit of either lane is set. */
  anyTrue: (a: I64x2): I32 => operation("i32", ...simd(0x53))(a),
  load: (address: I32, offset = 0): I64x2 =>
    operation("i64x2", ...simd(0x00), 3, ...unsigned(offset))(address),
};

export const f64x2 = {
  splat: (value: number): F64x2 => {
    const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] ?? 0n;
    return { kind: "f64x2", code: i64x2.splat(bits).code };
  },
  add: (a: F64x2, b: F64x2): F64x2 => operation("f64x2", ...simd(0xf0))(a, b),
  sub: (a: F64x2, b: F64x2): F64x2 => operation("f64x2", ...simd(0xf1))(a, b),
  mul: (a: F64x2, b: F64x2): F64x2 => operation("f64x2", ...simd(0xf2))(a, b),
  neg: (a: F64x2): F64x2 => operation("f64x2", ...simd(0xed))(a),
  /** a * b + c. "Relaxed": rounded once where the processor can, which the engine checks before it relies on it. */
  relaxedMadd: (a: F64x2, b: F64x2, c: F64x2): F64x2 => operation("f64x2", ...simd(0x107))(a, b, c),
  /** The doubles with these bit patterns. */
  fromBits: (a: I64x2): F64x2 => ({ kind: "f64x2", code: a.code }),
  /** All bits of a where the mask is set, of b elsewhere. */
  select: (a: F64x2, b: F64x2, mask: I64x2): F64x2 => operation("f64x2", ...simd(0x52))(a, b, mask),
  load: (address: I32, offset = 0): F64x2 =>
    operation("f64x2", ...simd(0x00), 3, ...unsigned(offset))(address),
  /** One double in both lanes. */
  loadSplat: (address: I32, offset = 0): F64x2 =>
    operation("f64x2", ...simd(0x0a), 3, ...unsigned(offset))(address),
  /** A double from each of two addresses. */
  gather: (low: I32, high: I32, offset = 0): F64x2 => ({
    kind: "f64x2",
    code: [
      ...high.code,
      ...operation("f64x2", ...simd(0x5d), 3, ...unsigned(offset))(low).code,
      ...simd(0x57),
      3,
      ...unsigned(offset),
      1,
    ],
  }),
};
