import { concatenate, unsigned, vector } from "./encoding.ts";
import type { F64x2, I32, I64x2, Kind, Value } from "./value.ts";
import { i32 } from "./value.ts";

/** A variable of a function; reading it is an expression. */
export interface Local<K extends Kind> extends Value<K> {
  readonly index: number;
}

/** Code of a function that can be called by others of its module. */
export interface FunctionReference {
  readonly index: number;
  readonly parameters: number;
}

const WASM_TYPE: Readonly<Record<Kind, number>> = { i32: 0x7f, i64x2: 0x7b, f64x2: 0x7b };
const BLOCK_WITHOUT_RESULT = 0x40;
const END = 0x0b;

/** Statements of one function body, appended in order. Parameters are all addresses or counts, i32. */
export class FunctionBuilder {
  readonly parameters: readonly Local<"i32">[];
  readonly #locals: number[][] = [];
  readonly #code: (number | bigint)[] = [];

  constructor(parameters: number) {
    this.parameters = Array.from({ length: parameters }, (_, index) => this.#reference("i32", index));
  }

  /** A new variable, 0 at first or set to `value`. */
  local<K extends Kind>(kind: K, value?: Value<K>): Local<K> {
    const local = this.#reference(kind, this.parameters.length + this.#locals.length);
    this.#locals.push([1, WASM_TYPE[kind]]);
    if (value !== undefined) this.set(local, value);
    return local;
  }

  set<K extends Kind>(local: Local<K>, value: Value<K>): void {
    this.#code.push(...value.code, 0x21, ...unsigned(local.index));
  }

  /** Keeps a value in a new variable, to use it more than once. */
  keep<K extends Kind>(value: Value<K>): Local<K> {
    return this.local(value.kind, value);
  }

  /** Stores both lanes, 16 bytes. */
  store(address: I32, value: F64x2 | I64x2, offset = 0): void {
    this.#code.push(...address.code, ...value.code, 0xfd, 0x0b, 3, ...unsigned(offset));
  }

  /** Stores one of the two lanes, 8 bytes. */
  storeLane(address: I32, value: F64x2 | I64x2, lane: 0 | 1, offset = 0): void {
    this.#code.push(...address.code, ...value.code, 0xfd, 0x5b, 3, ...unsigned(offset), lane);
  }

  store32(address: I32, value: I32, offset = 0): void {
    this.#code.push(...address.code, ...value.code, 0x36, 2, ...unsigned(offset));
  }

  call(callee: FunctionReference, ...args: readonly (I32 | number)[]): void {
    if (args.length !== callee.parameters) throw new RangeError("wrong number of arguments");
    for (const arg of args) this.#code.push(...(typeof arg === "number" ? i32.const(arg) : arg).code);
    this.#code.push(0x10, ...unsigned(callee.index));
  }

  if(condition: I32, then: () => void, otherwise?: () => void): void {
    this.#code.push(...condition.code, 0x04, BLOCK_WITHOUT_RESULT);
    then();
    if (otherwise !== undefined) {
      this.#code.push(0x05);
      otherwise();
    }
    this.#code.push(END);
  }

  /** Repeats the body while the condition holds; the condition is tested first. */
  while(condition: I32, body: () => void): void {
    // block { loop { if (!condition) leave the block; body; continue } }
    this.#code.push(0x02, BLOCK_WITHOUT_RESULT, 0x03, BLOCK_WITHOUT_RESULT);
    this.#code.push(...i32.eqz(condition).code, 0x0d, 1);
    body();
    this.#code.push(0x0c, 0, END, END);
  }

  /** @param addressOf where the module has a constant */
  finish(addressOf: (constant: bigint) => number): Uint8Array {
    const code = this.#code.flatMap((each) => (typeof each === "bigint" ? unsigned(addressOf(each)) : each));
    const body = concatenate([vector(this.#locals), code, [END]]);
    return concatenate([unsigned(body.length), body]);
  }

  #reference<K extends Kind>(kind: K, index: number): Local<K> {
    return { kind, index, code: [0x20, ...unsigned(index)] };
  }
}
