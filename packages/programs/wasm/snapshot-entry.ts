// A prepared module in a cache: the module with exported globals, and the state of an instance after its start.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { digestSuffix, moveIntoCache, readIntact } from '../cache-entry.ts'
import type { Snapshot } from './instance.ts'
import { readState, stateText } from './state.ts'

/** Other code that prepares a module has another version, and other entries. */
const formatVersion = 2
const files = { module: 'module.wasm', memory: 'memory', state: 'state.json' } as const

/** Where the prepared module of a digest is. */
export const entryPath = (cache: string, digest: string): string =>
  join(cache, 'module', `${digest.slice(0, 16)}-${formatVersion}`)

/**
 * The snapshot of an intact entry; undefined if there is none, or if the cache cannot be read.
 *
 * @param onModule receives the module before it is verified: what is made of it may be used only if the entry is intact
 */
export function readSnapshot(entry: string, onModule: (wasm: Buffer) => void): Snapshot | undefined {
  const contents = readEntry(entry, (file, content) => {
    if (file === files.module) onModule(content)
  })
  const [module, memory, state] = [files.module, files.memory, files.state].map((name) => contents?.get(name))
  if (module === undefined || memory === undefined || state === undefined) return undefined
  return { memory, ...readState(state.toString()) }
}

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

/** Writes an entry, and removes those of old modules. Without the entry, the next run prepares the module again. */
export function saveSnapshot(entry: string, wasm: Uint8Array, snapshot: Snapshot): void {
  save(entry, { [files.module]: wasm, [files.memory]: snapshot.memory, [files.state]: stateText(snapshot) })
}

function save(entry: string, contents: Readonly<Record<string, Uint8Array | string>>): void {
  const folder = dirname(entry)
  let staging: string | undefined
  try {
    mkdirSync(folder, { recursive: true })
    staging = mkdtempSync(join(folder, '.prepare-'))
    for (const [name, content] of Object.entries(contents)) writeFileSync(join(staging, name), content)
    moveIntoCache(staging, entry)
    removeOld(folder, basename(entry))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true })
  }
}

/** How many other entries stay: checkouts of several versions use one cache. */
const otherEntries = 2

/** An entry can have hundreds of megabytes. Those that were written first are prepared again if a checkout still uses them. */
function removeOld(folder: string, name: string): void {
  const others = readdirSync(folder)
    .filter((other) => other !== name && !other.startsWith('.') && !other.endsWith(digestSuffix))
    .map((other) => ({ path: join(folder, other), written: statSync(join(folder, other)).mtimeMs }))
    .sort((a, b) => b.written - a.written)
  for (const { path } of others.slice(otherEntries))
    for (const file of [path, path + digestSuffix]) rmSync(file, { recursive: true, force: true })
}
