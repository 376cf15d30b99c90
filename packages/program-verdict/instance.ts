import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import {
  committedDigest,
  entryPath,
  type Instance,
  instantiate,
  readCommitted,
  readSnapshot,
  type Snapshot,
  saveSnapshot,
  withExportedGlobals,
} from '@thanos-gitops/programs/wasm'
import { withFailures } from './failures.ts'
import { cacheFolder, moduleFolder } from './folders.ts'
import { type ProgramName, warmUp } from './programs.ts'
import { requestLine } from './protocol.ts'
import { digestOfSources } from './sources.ts'

interface Prepared {
  readonly module: WebAssembly.Module
  readonly snapshot: Snapshot
}

const prepared = new Map<ProgramName, Prepared>()

/**
 * Starts the code of a program in this thread.
 *
 * @throws Failure if the module does not exist, is damaged or has other sources
 */
export function startProgram(name: ProgramName): Instance {
  const { module, snapshot } = prepared.get(name) ?? prepare(name)
  return instantiate(module, snapshot)
}

function prepare(name: ProgramName): Prepared {
  const folder = moduleFolder(name)
  const digest = withFailures(name, () => committedDigest(folder, name, digestOfSources(name)))
  const entry = entryPath(join(cacheFolder, name), digest)
  const found =
    readPrepared(entry) ??
    initialize(
      name,
      entry,
      withFailures(name, () => readCommitted(folder, name, digest)),
    )
  prepared.set(name, found)
  return found
}

function readPrepared(entry: string): Prepared | undefined {
  let wasm: Buffer | undefined
  const snapshot = readSnapshot(entry, (content) => {
    wasm = content
  })
  return wasm === undefined || snapshot === undefined ? undefined : { module: compile(wasm), snapshot }
}

/** Lets Go's runtime and the packages initialize, once for each version of the module. */
function initialize(name: ProgramName, entry: string, committed: Buffer): Prepared {
  const wasm = withExportedGlobals(committed)
  const module = compile(wasm)
  const instance = instantiate(module)
  for (const [kind, document] of warmUp[name]) instance.answer(requestLine(kind, document))
  const snapshot = instance.snapshot()
  saveSnapshot(entry, wasm, snapshot)
  return { module, snapshot }
}

/** Compiles a function when it is first called. Most functions of the module are never called. */
function compile(wasm: Uint8Array): WebAssembly.Module {
  setFlagsFromString('--wasm-lazy-validation')
  return new WebAssembly.Module(wasm)
}
