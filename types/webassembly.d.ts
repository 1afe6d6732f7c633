// The part of the WebAssembly API used here: @types/node 24 leaves it to lib.dom, which this project does
// not load.
declare namespace WebAssembly {
  class Module {
    constructor(code: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true });
    constructor(descriptor: { initial: number; maximum?: number });
    /** A SharedArrayBuffer when the memory is shared. */
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports?: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
}
