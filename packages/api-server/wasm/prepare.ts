// Prepares the module once: decompresses it, starts it, and saves the state after the start. The next starts continue from there.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { moveIntoCache, readIntact } from '@thanos-gitops/programs/cache-entry'
import { versionLine } from '../protocol.ts'
import { startModule } from './engine.ts'
import { withExportedGlobals } from './exports.ts'
import type { Snapshot } from './instance.ts'
import { readModule } from './module-file.ts'
import { readState, stateText } from './state.ts'

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

/** Other code that prepares the module has another version, and other entries. */
const formatVersion = 2
const files = { module: 'module.wasm', memory: 'memory', state: 'state.json' } as const

/** @throws Failure if the module cannot be used; EngineFailure if it does not start */
export async function prepareModule(location: ModuleLocation): Promise<PreparedModule> {
  const entry = join(location.cache, 'module', `${location.digest.slice(0, 16)}-${formatVersion}`)
  return (await readPrepared(entry)) ?? prepare(location, entry)
}

async function readPrepared(entry: string): Promise<PreparedModule | undefined> {
  // V8 compiles in other threads while this one verifies the content.
  let compiling: Promise<WebAssembly.Module> | undefined
  const contents = readEntry(entry, (file, content) => {
    if (file === files.module) compiling = compile(content)
  })
  const [memory, state] = [files.memory, files.state].map((name) => contents?.get(name))
  if (compiling === undefined || memory === undefined || state === undefined) return undefined
  return { module: await compiling, snapshot: { memory, ...readState(state.toString()) } }
}

/** Undefined also if the cache cannot be read. */
function readEntry(
  entry: string,
  onRead: (file: string, content: Buffer) => void,
): ReadonlyMap<string, Buffer> | undefined {
  try {
    return readIntact(entry, { isShared: (file) => file === files.memory, onRead })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    return undefined
  }
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
    save(entry, { [files.module]: wasm, [files.memory]: snapshot.memory, [files.state]: stateText(snapshot) })
    return { module, snapshot }
  } finally {
    await engine.close()
  }
}

/** Without the entry, the next run prepares the module again. */
function save(entry: string, contents: Readonly<Record<string, Uint8Array | string>>): void {
  const folder = dirname(entry)
  let staging: string | undefined
  try {
    mkdirSync(folder, { recursive: true })
    staging = mkdtempSync(join(folder, '.prepare-'))
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(staging, name), content)
    moveIntoCache(staging, entry)
    removeOthers(folder, basename(entry))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true })
  }
}

/** An entry has hundreds of megabytes, and those of earlier modules are not read again. */
function removeOthers(folder: string, name: string): void {
  for (const other of readdirSync(folder))
    if (other !== name && other !== `${name}.sha256` && !other.startsWith('.'))
      rmSync(join(folder, other), { recursive: true, force: true })
}
