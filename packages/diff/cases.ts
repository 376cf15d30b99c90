// The table of what changes do, as data: cases/*.yaml. The tests of this package compare it with `diffManifests`, and
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
  /** Undefined where the object is removed. */
  readonly after: KubernetesObject | undefined
  /** When it is applied server-side, and where another way of applying gives another class. */
  readonly class: RolloutClass
  readonly by: Readonly<Partial<Record<ApplyMode, RolloutClass>>>
  /** A part of the API server's message. */
  readonly error?: string
  /** The minor version from which on it holds. */
  readonly since?: string
  /** Objects that stand beside it in both renders. */
  readonly context: readonly KubernetesObject[]
  /** Objects that the cluster must have. */
  readonly cluster: readonly KubernetesObject[]
  /** What the live object has that no manifest says. */
  readonly live?: { readonly spec?: object; readonly status?: object }
  /** Ways of applying in which a server cannot be asked, and why. */
  readonly notAsked?: Readonly<Partial<Record<ApplyMode, string>>>
  readonly source: string
}

interface File {
  readonly objects: Readonly<Record<string, KubernetesObject>>
  readonly cases: readonly (Omit<RolloutCase, 'before' | 'after' | 'by' | 'context' | 'cluster'> &
    Partial<RolloutCase> & { readonly object: string; readonly change: readonly Operation[] | 'removed' })[]
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
      const file = parse(readFileSync(join(folder, name), 'utf8')) as File
      return file.cases.map(({ object, change, by = {}, context = [], cluster = [], ...row }): RolloutCase => {
        const before = file.objects[object]
        if (before === undefined)
          throw new Error(`${name}: case ${row.id} names the object ${object}, which is not there.`)
        const after =
          change === 'removed'
            ? undefined
            : (applyPatch(structuredClone(before), structuredClone(change) as Operation[], true)
                .newDocument as KubernetesObject)
        return { ...row, before, after, by, context, cluster }
      })
    })
}
