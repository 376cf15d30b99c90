import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathFrom } from '@thanos-gitops/manifest'
import type { ValidatedEnvironment } from '@thanos-gitops/validate'
import type { findKubeconform } from '@thanos-gitops/validate/kubeconform'
import { recordedResults } from '../unchanged/recorded-results.ts'
import { programVersion } from '../unchanged/running-program.ts'

/** Environments that were valid in an earlier run, with their numbers of objects. */
export interface ValidationMemory {
  /** Identifies the manifests of an environment. Undefined for a folder that cannot be read, or with something else than files. */
  keyOf(folders: readonly ValidatedEnvironment[]): string | undefined
  find(name: string, key: string): number | undefined
  add(name: string, key: string, objects: number): void
}

/** Undefined if nothing identifies the modules that run, in pipelines, and without the pinned version of kubeconform. */
export function validationMemory(
  root: string,
  { tool, notes }: Awaited<ReturnType<typeof findKubeconform>>,
): ValidationMemory | undefined {
  const program = tool === undefined || notes.length > 0 ? undefined : programVersion(root)
  if (program === undefined) return undefined
  const { find, add } = recordedResults<number>(root, 'validated')
  return {
    find,
    add,
    keyOf(folders) {
      try {
        const contents = folders.map(({ kubernetesVersion, directory }) => [
          kubernetesVersion,
          directory,
          ...filesIn(root, join(root, directory)),
        ])
        return hash('sha256', JSON.stringify([program, contents]))
      } catch {
        return undefined
      }
    },
  }
}

/** Throws an Error for what is neither a file nor a folder, such as a link. */
const filesIn = (root: string, folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(root, path)
    if (!entry.isFile()) throw new Error(`${path} is not a file.`)
    return [pathFrom(root, path), hash('sha256', readFileSync(path))]
  })
