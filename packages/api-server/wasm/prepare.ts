// Prepares the module once: decompresses it, starts it, and saves the state after the start. The next starts continue from there.
import { setFlagsFromString } from 'node:v8'
import { entryPath, readSnapshot, type Snapshot, saveSnapshot, withExportedGlobals } from '@thanos-gitops/programs/wasm'
import { versionLine } from '../protocol.ts'
import { startModule } from './engine.ts'
import { readModule } from './module-file.ts'

export interface PreparedModule {
  readonly module: WebAssembly.Module
  readonly snapshot: Snapshot
}

export interface ModuleLocation {
  readonly folder: string
  readonly digest: string
  readonly cache: string
  /** Called before the module is prepared for the first time, which takes seconds. */
  readonly onPrepare?: () => void
  /** Lines that the program answers before the snapshot, so that it need not initialize again what they use. */
  readonly warmUp?: (versionAnswer: string) => readonly string[]
  readonly limit?: number
}

/** @throws Failure if the module cannot be used; EngineFailure if it does not start */
export async function prepareModule(location: ModuleLocation): Promise<PreparedModule> {
  const entry = entryPath(location.cache, location.digest)
  return (await readPrepared(entry)) ?? prepare(location, entry)
}

async function readPrepared(entry: string): Promise<PreparedModule | undefined> {
  // V8 compiles in other threads while this one verifies the content.
  let compiling: Promise<WebAssembly.Module> | undefined
  const snapshot = readSnapshot(entry, (wasm) => {
    compiling = compile(wasm)
  })
  return compiling === undefined || snapshot === undefined ? undefined : { module: await compiling, snapshot }
}

/** Compiles a function when it is first called. Most functions of the module are never called. */
function compile(wasm: Uint8Array): Promise<WebAssembly.Module> {
  setFlagsFromString('--wasm-lazy-validation')
  const compiling = WebAssembly.compile(wasm)
  // A damaged module is not awaited.
  compiling.catch(() => {})
  return compiling
}

async function prepare(
  { folder, digest, onPrepare, warmUp, limit }: ModuleLocation,
  entry: string,
): Promise<PreparedModule> {
  onPrepare?.()
  const wasm = withExportedGlobals(readModule(folder, digest))
  const module = await compile(wasm)
  const engine = startModule({ module, snapshot: undefined }, limit === undefined ? {} : { limit })
  try {
    const [version = ''] = await engine.answers([versionLine])
    await engine.answers(warmUp?.(version) ?? [])
    const snapshot = await engine.snapshot()
    saveSnapshot(entry, wasm, snapshot)
    return { module, snapshot }
  } finally {
    await engine.close()
  }
}
