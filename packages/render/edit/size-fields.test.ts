import type { KubernetesObject } from '@thanos-gitops/manifest'
import { baseStack, completeLoad, sizesOf } from '@thanos-gitops/workloads/sizing'
import { expect, it } from 'vitest'
import { sizeFields, valueText } from './size-fields.ts'

const memcached = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'memcached' },
  spec: {
    template: {
      spec: { containers: [{ name: 'memcached', image: 'memcached:1.6.45', args: ['--memory-limit=1024'] }] },
    },
  },
} as KubernetesObject

it('reads and writes the memory of memcached in MiB', () => {
  const sizes = sizesOf(completeLoad({ series: 3_000_000 }), baseStack)
  expect(sizeFields({ manifests: [{ object: memcached, writes: [] }] }, sizes)).toEqual([
    expect.objectContaining({
      path: '/spec/template/spec/containers/[name=memcached]/args/[--memory-limit]',
      current: '--memory-limit=1024',
      amount: 2 ** 30,
    }),
  ])
  expect(valueText(1.5 * 2 ** 30, 'items')).toBe('--memory-limit=1536')
})
