import type { KubernetesObject } from '@thanos-gitops/manifest'
import type { ImageChange } from '@thanos-gitops/manifest/change'
import { flagsOf } from './flags.ts'
import { imageParts, programOf } from './programs.ts'
import { type Fields, workloadOf } from './world.ts'

/** What is known of the flags of a program, such as `thanos query`. Flags are written `--store`. */
export interface FlagLookup {
  /** All flags of a version; undefined where the version is not in the catalogue. */
  of(program: string, version: string): ReadonlyMap<string, { readonly deprecated?: string }> | undefined
  /** Of a flag that was taken away on the way from one version to another: what takes its place. */
  removedBetween(program: string, flag: string, from: string, to: string): { readonly instead?: string } | undefined
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** From which image to which, with the flags in use that the new version has no more or warns of. */
export function imagesOf(
  pairs: readonly { readonly before?: KubernetesObject; readonly after?: KubernetesObject }[],
  flags?: FlagLookup,
): readonly ImageChange[] {
  const found = new Map<string, { change: Mutable<ImageChange>; workloads: Set<string> }>()
  for (const { before, after } of pairs) {
    const [old, now] = [before && workloadOf(before), after && workloadOf(after)]
    const label = (now ?? old)?.label
    if (label === undefined) continue
    for (const name of new Set(
      [...(old?.containers ?? []), ...(now?.containers ?? [])].map((container) => String(container.name)),
    )) {
      const [from, to] = [old, now].map((side) => side?.containers.find((container) => container.name === name)) as [
        Fields | undefined,
        Fields | undefined,
      ]
      const [fromImage, toImage] = [from, to].map((container) =>
        typeof container?.image === 'string' ? container.image : undefined,
      )
      if (fromImage === toImage || before === undefined || after === undefined) continue
      const key = JSON.stringify([fromImage, toImage])
      const entry = found.get(key) ?? {
        change: {
          workloads: [],
          ...(fromImage === undefined ? {} : { from: fromImage }),
          ...(toImage === undefined ? {} : { to: toImage }),
        },
        workloads: new Set<string>(),
      }
      entry.workloads.add(label)
      const lost = flags && from && to ? lostFlags(from, to, label, flags) : []
      if (lost.length > 0) entry.change.flags = [...(entry.change.flags ?? []), ...lost]
      found.set(key, entry)
    }
  }
  return [...found.values()].map(({ change, workloads }) => ({ ...change, workloads: [...workloads].sort() }))
}

/** A tag is a version where it says so: `v0.42.4`, `0.42.4-rc.1`. */
const versionOf = (container: Fields): string | undefined =>
  /^v?\d+\.\d+\.\d+/.exec(imageParts(container.image).tag ?? '')?.[0]

function lostFlags(from: Fields, to: Fields, workload: string, lookup: FlagLookup): NonNullable<ImageChange['flags']> {
  const program = programOf(to)
  const [old, now] = [versionOf(from), versionOf(to)]
  if (program === undefined || old === undefined || now === undefined) return []
  const [known, next] = [lookup.of(program, old), lookup.of(program, now)]
  return [...new Set(flagsOf(to).map(({ name }) => name))].flatMap((flag): NonNullable<ImageChange['flags']> => {
    const removed = lookup.removedBetween(program, flag, old, now)
    if (removed)
      return [{ flag, workload, state: 'removed', ...(removed.instead === undefined ? {} : { note: removed.instead }) }]
    if (!next) return []
    const there = next.get(flag)
    // Where nothing is known of the old version it did start with its flags.
    if (there === undefined) return known === undefined || known.has(flag) ? [{ flag, workload, state: 'removed' }] : []
    return there.deprecated !== undefined && known?.get(flag)?.deprecated === undefined
      ? [{ flag, workload, state: 'deprecated', ...(there.deprecated === '' ? {} : { note: there.deprecated }) }]
      : []
  })
}
