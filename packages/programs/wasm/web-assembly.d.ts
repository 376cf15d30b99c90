// The part of WebAssembly that this package uses. TypeScript declares it with the other interfaces of browsers only.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: object)
    readonly exports: Readonly<Record<string, unknown>>
  }
  class Memory {
    constructor(descriptor: { readonly initial: number })
    readonly buffer: ArrayBuffer
    /** Adds pages of 64 KiB. */
    grow(pages: number): number
  }
  class Global {
    constructor(
      descriptor: { readonly value: 'i32' | 'i64' | 'f32' | 'f64'; readonly mutable: boolean },
      value: unknown,
    )
    value: unknown
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
