import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sourcesDigest } from '@thanos-gitops/programs/wasm'
import { buildFor } from './builds.ts'
import type { Engine } from './engine.ts'
import { cacheFolder, moduleFolder, sourcesFolder } from './folders.ts'
import { startNative } from './native/engine.ts'
import { findNative, nativePath } from './native/program.ts'
import { readVersion, requestLine, setLine } from './protocol.ts'
import { warmUpDefinition } from './warm-up-definition.ts'
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
 * The program for a version of Kubernetes: the native one if it was built from these sources, otherwise the committed module.
 * Neither is started. Their content is verified when they start.
 *
 * @throws Failure if there is neither, or if the module was built from other sources
 */
export function findProgram(kubernetesVersion: string, location: ProgramLocation = {}): Program {
  const { limit } = location
  const build = buildFor(kubernetesVersion).name
  const cache = join(location.cache ?? cacheFolder, build)
  const digest = sourcesDigest(location.sources ?? sourcesFolder)
  const id = `${build} ${digest}`
  const options = limit === undefined ? {} : { limit }
  const committed = (): Program =>
    moduleProgram(id, digest, { ...location, module: join(location.module ?? moduleFolder, build), cache })
  if (!existsSync(nativePath(cache, digest))) return committed()
  let program: Program | undefined
  return {
    kind: 'native',
    id,
    async start() {
      // A program that is damaged never runs.
      const path = program === undefined ? findNative(cache, digest) : undefined
      if (path !== undefined) program = { kind: 'native', id, start: async () => startNative(path, options) }
      program ??= committed()
      return program.start()
    },
  }
}

/** @param location the folders of the build */
function moduleProgram(
  id: string,
  sources: string,
  { module: folder, cache, onPrepare, limit }: ProgramLocation & { readonly module: string; readonly cache: string },
): Program {
  const digest = moduleDigest(folder, sources)
  const options = limit === undefined ? {} : { limit }
  // All instances share the compiled code.
  let prepared: Promise<PreparedModule> | undefined
  return {
    kind: 'module',
    id,
    async start() {
      prepared ??= prepareModule({ folder, digest, cache, warmUp, ...options, ...(onPrepare && { onPrepare }) })
      return startModule(await prepared, options)
    },
  }
}

/**
 * Objects for each version of Kubernetes: the program reads the schemas of a version when it first needs them, and prepares CEL and
 * the merge of custom resources for the first of them.
 */
function warmUp(versionAnswer: string): readonly string[] {
  const metadata = { name: 'warm-up', namespace: 'default' }
  const objects = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata },
    { apiVersion: `${warmUpDefinition.spec.group}/v1`, kind: warmUpDefinition.spec.names.kind, metadata },
  ]
  return versionsIn(versionAnswer).flatMap((kubernetesVersion) => {
    const name = `warm-up ${kubernetesVersion}`
    return [
      setLine({ name, kubernetesVersion, objects: [warmUpDefinition] }),
      ...objects.map((after) => requestLine('warm-up', name, { after })),
    ]
  })
}

/** None for an invalid answer, which is an error when the program is used. */
function versionsIn(answer: string): readonly string[] {
  try {
    return readVersion(answer).kubernetes
  } catch {
    return []
  }
}
