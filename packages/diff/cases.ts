// The table of changes and their classes: cases/*.yaml. The tests of this package compare it with `diffManifests`, and
// scripts/verify-rollout compares it with an API server.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ApplyMode, RolloutClass } from '@thanos-gitops/manifest/change'
import type { Operation } from 'fast-json-patch'

const require = createRequire(import.meta.url)

export interface RolloutCase {
  readonly id: string
  readonly before: KubernetesObject
  /** Undefined if the object is removed. */
  readonly after: KubernetesObject | undefined
  /** The class with server-side apply. */
  readonly class: RolloutClass
  /** The classes of other ways of applying, if they differ. */
  readonly by: Readonly<Partial<Record<ApplyMode, RolloutClass>>>
  /** Part of the API server's message. Of several, each version has one. */
  readonly error?: string | readonly string[]
  /** The first minor version of Kubernetes that behaves like this. */
  readonly since?: string
  /** Other objects on both sides. */
  readonly context: readonly KubernetesObject[]
  /** Objects that must exist in the cluster. */
  readonly cluster: readonly KubernetesObject[]
  /** Fields of the live object that no manifest sets. */
  readonly live?: { readonly spec?: object; readonly status?: object }
  /** Ways of applying that cannot be verified with a server, and the reason. */
  readonly notVerified?: Readonly<Partial<Record<ApplyMode, string>>>
  readonly source: string
}

interface CaseFile {
  readonly objects: Readonly<Record<string, KubernetesObject>>
  readonly cases: readonly (Omit<RolloutCase, 'before' | 'after' | 'by' | 'context' | 'cluster'> &
    Partial<RolloutCase> & {
      readonly object: string
      readonly change: readonly Operation[] | 'removed'
      /** A field of the new object that gets a string of this length. */
      readonly fill?: { readonly path: string; readonly bytes: number }
    })[]
}

export function rolloutCases(): readonly RolloutCase[] {
  const { parse } = require('yaml') as typeof import('yaml')
  const { applyPatch } = require('fast-json-patch') as {
    default?: typeof import('fast-json-patch')
  } & typeof import('fast-json-patch')
  const folder = join(import.meta.dirname, 'cases')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const file = parse(readFileSync(join(folder, name), 'utf8')) as CaseFile
      return file.cases.map(({ object, change, fill, by = {}, context = [], cluster = [], ...row }): RolloutCase => {
        const before = file.objects[object]
        if (before === undefined)
          throw new Error(`${name}: case ${row.id}: there is no object ${object} under objects.`)
        const filled: readonly Operation[] =
          fill === undefined ? [] : [{ op: 'add', path: fill.path, value: 'x'.repeat(fill.bytes) }]
        const after =
          change === 'removed'
            ? undefined
            : (applyPatch(structuredClone(before), structuredClone([...change, ...filled]) as Operation[], true)
                .newDocument as KubernetesObject)
        return { ...row, before, after, by, context, cluster }
      })
    })
}
