import type { Manifest } from '@thanos-gitops/render'

/** How many objects of an environment differ between two renders. */
export interface ObjectCounts {
  readonly objects: number
  readonly changed: number
  readonly added: number
  readonly removed: number
}

export function objectCounts(before: readonly Manifest[], after: readonly Manifest[]): ObjectCounts {
  const old = new Map(before.map(({ file, text }) => [file, text]))
  const files = new Set(after.map(({ file }) => file))
  return {
    objects: after.length,
    changed: after.filter(({ file, text }) => old.has(file) && old.get(file) !== text).length,
    added: after.filter(({ file }) => !old.has(file)).length,
    removed: before.filter(({ file }) => !files.has(file)).length,
  }
}
