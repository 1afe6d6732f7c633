import { concatenate, name, section, signed, unsigned, vector } from "./encoding.ts";
import { FunctionBuilder, type FunctionReference, type Local } from "./function-builder.ts";

/** Largest memory of a 32-bit module: 65536 pages of 64 KiB. */
const MAX_PAGES = 65536;
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const FUNCTION_TYPE = 0x60;
const I32_TYPE = 0x7f;
/** Kinds of imports and exports. */
const FUNCTION = 0x00;
const MEMORY = 0x02;
const SHARED_WITH_MAXIMUM = 0x03;

interface Declared extends FunctionReference {
  readonly name: string;
  readonly body: Uint8Array;
}

/** Addresses of the constants: a module's memory begins with them, and instances write them when they are made. */
const FIRST_CONSTANT = 8;
export const CONSTANTS_END = 2048;
const CONSTANT_BYTES = 8;

/** A module over one imported shared memory (`env.memory`); every function is exported under its name. */
export class ModuleBuilder {
  readonly #functions: Declared[] = [];
  /** Addresses by value. */
  readonly #constants = new Map<bigint, number>();

  /** Adds a function without result; `build` appends its statements. */
  define(
    functionName: string,
    parameters: number,
    build: (f: FunctionBuilder, ...parameters: Local<"i32">[]) => void,
  ): FunctionReference {
    const f = new FunctionBuilder(parameters);
    build(f, ...f.parameters);
    const reference = { index: this.#functions.length, parameters };
    this.#functions.push({
      ...reference,
      name: functionName,
      body: f.finish((constant) => this.#addressOf(constant)),
    });
    return reference;
  }

  /** The module's bytes; the same functions give the same bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    const types = this.#functions.map(({ parameters }) =>
      concatenate([
        [FUNCTION_TYPE],
        vector(Array.from({ length: parameters }, () => [I32_TYPE])),
        vector([]),
      ]),
    );
    const indexes = this.#functions.map(({ index }) => unsigned(index));
    const limits = [MEMORY, SHARED_WITH_MAXIMUM, ...unsigned(1), ...unsigned(MAX_PAGES)];
    const memory = concatenate([name("env"), name("memory"), limits]);
    const exported = this.#functions.map((each) =>
      concatenate([name(each.name), [FUNCTION, ...unsigned(each.index)]]),
    );
    const data = concatenate([
      // Memory 0, at a constant address.
      [0x00, 0x41, ...signed(BigInt(FIRST_CONSTANT)), 0x0b],
      unsigned(CONSTANT_BYTES * this.#constants.size),
      new Uint8Array(BigUint64Array.from(this.#constants.keys()).buffer),
    ]);
    return concatenate([
      MAGIC_AND_VERSION,
      section(1, vector(types)),
      section(2, vector([memory])),
      section(3, vector(indexes)),
      section(7, vector(exported)),
      section(10, vector(this.#functions.map(({ body }) => body))),
      ...(this.#constants.size === 0 ? [] : [section(11, vector([data]))]),
    ]);
  }

  #addressOf(constant: bigint): number {
    const found = this.#constants.get(constant);
    if (found !== undefined) return found;
    const address = FIRST_CONSTANT + CONSTANT_BYTES * this.#constants.size;
    if (address >= CONSTANTS_END) throw new RangeError("too many constants");
    this.#constants.set(constant, address);
    return address;
  }
}
