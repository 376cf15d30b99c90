import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Environment,
  Failure,
  type Finding,
  pathFrom,
  registerCredentials,
  type SourcedObject,
} from '@thanos-gitops/manifest'
import { type ParsedDocuments, readManifests } from '@thanos-gitops/manifest/read'
import { type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import type { Comparison } from './comparison.ts'

export interface FolderComparisonOptions {
  /** Default: the newest parsed version. */
  readonly kubernetesVersion?: KubernetesVersion | undefined
  /** Default: both. */
  readonly delivery?: Environment['delivery'] | undefined
}

/** Two folders or files of Kubernetes YAML from any source. Throws a Failure with all problems of both. */
export function compareFolders(before: string, after: string, options: FolderComparisonOptions = {}): Comparison {
  const findings: Finding[] = []
  // A document that is equal on both sides is parsed once.
  const parsed: ParsedDocuments = new Map()
  const sides = { before: objectsIn(before, parsed, findings), after: objectsIn(after, parsed, findings) }
  const problems = findings.filter(({ severity }) => severity === 'error')
  if (problems.length > 0) throw new Failure(problems)
  return {
    base: before,
    warnings: findings,
    sides: [
      {
        name: after,
        ...sides,
        side: 'both',
        kubernetesVersion: options.kubernetesVersion ?? kubernetesVersions.at(-1)!,
        delivery: options.delivery ?? 'both',
        argoCdApplies: 'client-side',
        declaredRemovals: [],
      },
    ],
  }
}

function objectsIn(path: string, parsed: ParsedDocuments, into: Finding[]): readonly SourcedObject[] {
  // An empty folder is a valid side: every object is new, or removed.
  if (isEmptyFolder(path)) {
    into.push(emptyFolder(path))
    return []
  }
  const { objects, findings } = readManifests([path], { parsed })
  registerCredentials(objects)
  // Of an object that appears twice, only one is applied last: a comparison would not show the other one.
  into.push(...findings)
  return objects
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
