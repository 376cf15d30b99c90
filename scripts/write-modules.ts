// Writes the files of a WebAssembly module into the repository, or compares them with those of a new build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModuleFiles } from '@thanos-gitops/programs/wasm'
import { failure } from './failure.ts'

/** A module in the repository, and how it is built. */
export interface CommittedModule {
  /** What is built: `the module of Kubernetes 1.36`. */
  readonly title: string
  /** How long a build takes: `a minute`. */
  readonly duration: string
  readonly folder: string
  /** The folder from the root of the repository. */
  readonly shown: string
  /** The npm script that builds it. */
  readonly script: string
  build(isCompressed: boolean): Promise<ModuleFiles>
  /** @throws Failure if the committed module is not that of its digest and of the sources */
  readCommitted(): Buffer
}

/** Builds a module and writes its files, or compares the digests. Returns 1 if they differ. @throws Failure if the build fails */
export async function writeOrCompare(module: CommittedModule, isCheck: boolean): Promise<number> {
  const { title, duration, folder, shown } = module
  console.error(`Building ${title} at low priority: ${duration}.`)
  // Another version of Node.js may compress in another way: the digest is that of the module itself.
  const files = await filesOf(module, !isCheck)
  if (isCheck) return compare(module, files)
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content)
    console.log(`${shown}/${name}: ${content.length} bytes`)
  }
  return 0
}

async function filesOf(module: CommittedModule, isCompressed: boolean): Promise<ModuleFiles> {
  try {
    return await module.build(isCompressed)
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string }
    const reason = stderr?.trim().split('\n').at(-1) || message
    throw failure('build-failed', `The module cannot be built: ${reason}`, 'Fix the sources, and build again.')
  }
}

function compare({ folder, shown, script, readCommitted }: CommittedModule, files: ModuleFiles): number {
  const differing = Object.entries(files).filter(([name, content]) => content !== read(join(folder, name)))
  for (const [name, content] of differing)
    console.log(
      `${shown}/${name} differs from a build of the sources: ${String(content).trim()}. Run: npm run ${script}`,
    )
  if (differing.length > 0) return 1
  readCommitted()
  console.log(`${shown} is a build of the sources`)
  return 0
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
