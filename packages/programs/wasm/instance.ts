import { globalPrefix } from './exports.ts'

/** The state of an instance. */
export interface Snapshot {
  readonly memory: Uint8Array
  /** The values of the mutable globals, by the names of their exports. */
  readonly globals: ReadonlyMap<string, number | bigint>
  /** The time that the instance has seen, in nanoseconds. */
  readonly time: bigint
}

export interface Instance {
  answer(line: string): string
  snapshot(): Snapshot
  /** What the program wrote to stderr: the reason of a crash. */
  stderr(): string
}

interface Exports {
  readonly memory: WebAssembly.Memory
  _initialize(): void
  /** The address of a buffer that the program keeps until the next call. */
  allocate(size: number): number
  /** The address of the answer in the upper half, and its size in the lower half. */
  answer(address: number, size: number): bigint
}

const pageSize = 65_536

/** The program lives for seconds: it collects garbage when its memory is five times as large as after the last collection. */
export const programVariables = { GOGC: '400' } as const

/**
 * Starts the module, or continues from a snapshot. Its mutable globals must be exported (`exports.ts`).
 *
 * The module gets no files and no variables of this process.
 */
export function instantiate(module: WebAssembly.Module, snapshot?: Snapshot): Instance {
  const wasi = new (loadWasi())({ version: 'preview1', args: ['program'], env: programVariables, returnOnExit: true })
  const clock = startClock(snapshot?.time ?? 0n)
  let stderr = ''
  const view = (): DataView => new DataView(exports.memory.buffer)
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: {
      ...wasi.wasiImport,
      clock_time_get(_clock: number, _precision: bigint, address: number): number {
        view().setBigUint64(address, clock(), true)
        return 0
      },
      fd_write(_descriptor: number, buffers: number, count: number, written: number): number {
        const text = readBuffers(view(), buffers, count)
        stderr = (stderr + text.toString()).slice(0, longestStderr)
        view().setUint32(written, text.length, true)
        return 0
      },
    },
  })
  const exports = instance.exports as unknown as Exports
  if (snapshot === undefined) wasi.initialize(instance)
  else {
    wasi.finalizeBindings(instance)
    restore(instance, snapshot)
  }
  return {
    answer(line) {
      const request = Buffer.from(line)
      const address = exports.allocate(request.length) >>> 0
      Buffer.from(exports.memory.buffer).set(request, address)
      const packed = BigInt.asUintN(64, exports.answer(address, request.length))
      return Buffer.from(exports.memory.buffer, Number(packed >> 32n), Number(packed & 0xffff_ffffn)).toString()
    },
    snapshot: () => ({
      memory: new Uint8Array(exports.memory.buffer.slice(0)),
      globals: new Map(globalsOf(instance).map(([name, global]) => [name, global.value as number | bigint])),
      time: clock(),
    }),
    stderr: () => stderr,
  }
}

const globalsOf = ({ exports }: WebAssembly.Instance): readonly (readonly [string, WebAssembly.Global])[] =>
  Object.entries(exports).flatMap(([name, value]) =>
    name.startsWith(globalPrefix) ? [[name, value as WebAssembly.Global] as const] : [],
  )

function restore(instance: WebAssembly.Instance, { memory, globals }: Snapshot): void {
  const { memory: own } = instance.exports as unknown as Exports
  own.grow((memory.length - own.buffer.byteLength) / pageSize)
  new Uint8Array(own.buffer).set(memory)
  for (const [name, global] of globalsOf(instance)) {
    const value = globals.get(name)
    if (value === undefined) throw new Error(`The snapshot has no ${name}.`)
    global.value = value
  }
}

const longestStderr = 10_000

/** Loads `node:wasi` at its first use, without the warning of Node.js that it is experimental. */
function loadWasi(): typeof import('node:wasi').WASI {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return process.getBuiltinModule('node:wasi').WASI
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Both clocks of WASI: the time since the first start. After a snapshot it continues, as the Go runtime expects. */
function startClock(from: bigint): () => bigint {
  const start = process.hrtime.bigint()
  return () => from + process.hrtime.bigint() - start
}

/** The strings at a list of addresses and sizes. */
function readBuffers(view: DataView, address: number, count: number): Buffer {
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const at = address + index * 8
      return Buffer.from(view.buffer, view.getUint32(at, true), view.getUint32(at + 4, true))
    }),
  )
}
