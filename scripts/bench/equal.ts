import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { parse, parseAllDocuments } from 'yaml'
import { comparable } from '../tests/comparable.ts'

/**
 * Compares a folder of manifests with the output of kustomize, both read as YAML 1.1. Returns the number of objects.
 *
 * @throws Error if the objects differ
 */
export function assertEqual(manifests: string, overlay: string): number {
  const output = execFileSync('kubectl', ['kustomize', overlay], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  const theirs = index(
    parseAllDocuments(output, { version: '1.1' }).map((document) => document.toJS() as KubernetesObject),
  )
  const ours = index(
    readdirSync(manifests).map(
      (file) => parse(readFileSync(join(manifests, file), 'utf8'), { version: '1.1' }) as KubernetesObject,
    ),
  )
  const differing = [...new Set([...theirs.keys(), ...ours.keys()])].filter(
    (identity) => ours.get(identity) !== theirs.get(identity),
  )
  if (differing.length > 0)
    throw new Error(`The outputs differ, so their times cannot be compared: ${differing.slice(0, 5).join(', ')}`)
  return ours.size
}

/** JSON with sorted keys of each object, by its identity. */
const index = (objects: readonly KubernetesObject[]): Map<string, string> =>
  new Map(objects.map((object) => [identityOf(object), JSON.stringify(sorted(comparable(object)))]))

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([key, field]) => [key, sorted(field)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value
