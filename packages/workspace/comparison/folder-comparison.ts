import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Environment, Failure, type Finding, pathFrom, registerCredentials } from '@thanos-gitops/manifest'
import { type ParsedDocuments, readManifests } from '@thanos-gitops/manifest/read'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { comparable, type ReadSide } from './comparable.ts'
import type { Comparison } from './comparison.ts'

export interface FolderComparisonOptions {
  /** Default: the newest parsed version. */
  readonly kubernetesVersion?: KubernetesVersion | undefined
  /** Default: both. */
  readonly delivery?: Environment['delivery'] | undefined
}

/**
 * Two folders or files of Kubernetes YAML from any source. Files that cannot be read are among the problems; the others are compared.
 * @throws Failure for a path that does not exist, and for a side without any object that can be read
 */
export function compareFolders(before: string, after: string, options: FolderComparisonOptions = {}): Comparison {
  // A document that is equal on both sides is parsed once.
  const parsed: ParsedDocuments = new Map()
  const warnings: Finding[] = []
  const sides = { before: readSide(before, parsed, warnings), after: readSide(after, parsed, warnings) }
  const problems = [...sides.before.problems, ...sides.after.problems]
  // Nothing of such a side can be compared.
  if ([sides.before, sides.after].some((side) => side.problems.length > 0 && side.objects.length === 0))
    throw new Failure(problems)
  const roots = [before, after].map((path) => resolve(path))
  return {
    base: before,
    problems: [],
    warnings,
    sides: [
      {
        name: after,
        ...comparable(sides.before, sides.after, (file) => withoutRoot(resolve(file), roots)),
        problems,
        side: 'both',
        kubernetesVersion: options.kubernetesVersion ?? kubernetesVersions.at(-1)!,
        delivery: options.delivery ?? 'both',
        argoCdApplies: 'client-side',
        declaredRemovals: [],
      },
    ],
  }
}

/** A file relative to the side that contains it; empty if the side is the file. */
const withoutRoot = (file: string, roots: readonly string[]): string => {
  const root = roots.find((one) => file === one || file.startsWith(`${one}/`))
  return root === undefined ? file : file.slice(root.length)
}

function readSide(path: string, parsed: ParsedDocuments, warnings: Finding[]): ReadSide {
  // An empty folder is a valid side: every object is new, or removed.
  if (isEmptyFolder(path)) {
    warnings.push(emptyFolder(path))
    return { objects: [], problems: [] }
  }
  const { objects, findings } = readManifests([path], { parsed })
  registerCredentials(objects)
  const { error = [], warning = [] } = Object.groupBy(findings, ({ severity }) => severity)
  warnings.push(...warning)
  return { objects, problems: error }
}

const emptyFolder = (path: string): Finding => ({
  code: 'manifests-missing',
  severity: 'warning',
  message: 'The folder is empty: all objects of the other side are new or removed.',
  remedy: 'If this is not what you compare, name the folder that contains the manifests.',
  place: { file: pathFrom(process.cwd(), resolve(path)) || '.' },
})

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0
  } catch {
    // A file, or a path that readManifests reports.
    return false
  }
}
