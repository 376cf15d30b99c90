import { existsSync } from 'node:fs'
import type { Engine } from './engine.ts'
import { cacheFolder, moduleFolder, sourcesFolder } from './folders.ts'
import { startNative } from './native/engine.ts'
import { findNative, nativePath } from './native/program.ts'
import { sourcesDigest } from './sources.ts'
import { startModule } from './wasm/engine.ts'
import { moduleDigest } from './wasm/module-file.ts'
import { type PreparedModule, prepareModule } from './wasm/prepare.ts'

/** The program that gives verdicts, natively or as a WebAssembly module. */
export interface Program {
  readonly kind: 'native' | 'module'
  /** Identifies the code: programs with the same id give the same verdicts. */
  readonly id: string
  /** Starts one instance. Several can run at the same time. */
  start(): Promise<Engine>
}

export interface ProgramLocation {
  readonly sources?: string
  readonly module?: string
  readonly cache?: string
  /** Called before the module is prepared for the first time, which takes seconds. */
  readonly onPrepare?: () => void
  /** The time for one answer, in milliseconds. */
  readonly limit?: number
}

/**
 * The native program if one was built from these sources, otherwise the committed module. Neither is started. Their content is
 * verified when they start.
 *
 * @throws Failure if there is neither, or if the module was built from other sources
 */
export function findProgram(location: ProgramLocation = {}): Program {
  const { sources = sourcesFolder, module = moduleFolder, cache = cacheFolder, limit } = location
  const id = sourcesDigest(sources)
  const options = limit === undefined ? {} : { limit }
  if (!existsSync(nativePath(cache, id))) return moduleProgram(id, module, cache, location)
  let program: Program | undefined
  return {
    kind: 'native',
    id,
    async start() {
      // A program that is damaged never runs.
      const path = program === undefined ? findNative(cache, id) : undefined
      if (path !== undefined) program = { kind: 'native', id, start: async () => startNative(path, options) }
      program ??= moduleProgram(id, module, cache, location)
      return program.start()
    },
  }
}

function moduleProgram(id: string, folder: string, cache: string, { onPrepare, limit }: ProgramLocation): Program {
  const digest = moduleDigest(folder, id)
  const options = limit === undefined ? {} : { limit }
  // All instances share the compiled code.
  let prepared: Promise<PreparedModule> | undefined
  return {
    kind: 'module',
    id,
    async start() {
      prepared ??= prepareModule({ folder, digest, cache, ...options, ...(onPrepare && { onPrepare }) })
      return startModule(await prepared, options)
    },
  }
}
