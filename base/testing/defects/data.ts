import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { expect } from 'vitest'
import { argument, bytes, hours, selects } from '../rendered-stack.ts'
import type { Defect } from './defect.ts'

const dataFlags = ['--data-dir', '--storage.tsdb.path', '--tsdb.path', '--storage.path']

export const dataDefects: readonly Defect[] = [
  {
    number: 14,
    title: 'keeps data on volumes',
    expectAbsent: ({ all }) => {
      const folders = all<IStatefulSet>('StatefulSet').flatMap(({ metadata, spec }) =>
        spec!.template.spec!.containers.flatMap((container) =>
          dataFlags.flatMap((flag) => {
            const folder = argument(container, flag)
            // A ruler that writes to receivers keeps only what they have not confirmed yet.
            if (folder === undefined || argument(container, '--remote-write.config-file') !== undefined) return []
            const mount = container.volumeMounts!.find(({ mountPath }) => mountPath === folder)
            expect(
              spec!.volumeClaimTemplates!.map((claim) => claim.metadata!.name),
              `${metadata!.name} ${folder}`,
            ).toContain(mount?.name)
            return [folder]
          }),
        ),
      )
      expect(folders.length).toBeGreaterThanOrEqual(4)
    },
  },
  {
    number: 31,
    title: 'labels volume claims as the pods that use them',
    expectAbsent: ({ all }) => {
      for (const { spec } of all<IStatefulSet>('StatefulSet'))
        for (const { metadata } of spec!.volumeClaimTemplates ?? [])
          expect(selects(metadata!.labels!, spec!.template.metadata!.labels!)).toBe(true)
    },
  },
  {
    number: 33,
    title: 'limits memory, above the size of the caches',
    expectAbsent: ({ container, containers }) => {
      for (const { name, resources } of containers) expect(resources?.limits?.memory, name).toBeDefined()
      const store = container('thanos-store')
      // None with memcached.
      const indexCache = argument(store, '--index-cache-size') ?? '0M'
      const cached = bytes(indexCache) + bytes(argument(store, '--chunk-pool-size')!)
      expect(bytes(String(store.resources!.limits!.memory))).toBeGreaterThan(1.5 * cached)
    },
  },
  {
    number: 34,
    title: 'deletes blocks after a retention, once the store gateway ignores them',
    expectAbsent: ({ container }) => {
      const compact = container('thanos-compact')
      const [raw, fiveMinutes, oneHour] = ['raw', '5m', '1h'].map((resolution) =>
        argument(compact, `--retention.resolution-${resolution}`),
      )
      // 0d, which keeps blocks indefinitely, is explicit too: a bucket that exists can have blocks of any age.
      for (const retention of [raw, fiveMinutes, oneHour]) expect(retention).toMatch(/^\d+[dy]$/)
      const delay = argument(compact, '--delete-delay')!
      expect(hours(delay)).toBe(2 * hours(argument(container('thanos-store'), '--ignore-deletion-marks-delay')!))
    },
  },
]
