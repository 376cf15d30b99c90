// The example in packages/diff/README.md is what the formatter writes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Change, DeliveredChange } from '@thanos-gitops/manifest/change'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import { expect, it } from 'vitest'
import { diffMarkdown } from './comment.ts'

const storage = '/spec/volumeClaimTemplates/[metadata.name=data]/spec/resources/requests/storage'
const amounts = { replicas: 14, cpuRequests: 20, cpuLimits: 0, memoryRequests: 0, memoryLimits: 0, storage: 2 ** 40 }
const larger = { ...amounts, storage: amounts.storage + 200 * 2 ** 30 }

const change: Change = {
  pointer: storage,
  path: storage,
  before: '100Gi',
  after: '200Gi',
  class: 'refused',
  why: 'The claim templates of a StatefulSet cannot change, not even their labels. Existing volumes would not change either.',
  cause: {
    after: {
      place: { file: 'environments/production/manifests/prometheus.statefulset.yaml', line: 210 },
      origins: [{ layer: 'patch', place: { file: 'environments/production/patches/storage.yaml', line: 13 } }],
    },
  },
}

const prometheus: DeliveredChange = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'kube-monitor',
  name: 'prometheus',
  status: 'changed',
  class: 'refused',
  why: change.why,
  wave: 0,
  outcome: { flux: 'refused' },
  changes: [change],
  remedy: {
    id: 'enlarge-volumes',
    title: 'Enlarge the volumes of StatefulSet/prometheus without downtime',
    steps: [
      { text: 'Merge this pull request.' },
      {
        text: 'Delete the object, but keep its pods. They continue to run, and the new object adopts them.',
        commands: [
          'kubectl --context production --namespace kube-monitor delete statefulset/prometheus --cascade=orphan',
        ],
      },
    ],
  },
}

it('is the comment in packages/diff/README.md', () => {
  const total = { before: amounts, after: larger }
  const size = (gibibytes: number) => ({ ...amounts, storage: gibibytes * 2 ** 30 })
  const component = { component: 'prometheus', before: size(200), after: size(400) }
  const comment = diffMarkdown(
    [namedDiff('production', [prometheus], { capacity: { components: [component], total } })],
    '1a2b3c4d, where this branch left origin/main',
  )
  const readme = readFileSync(join(import.meta.dirname, '../../../diff/README.md'), 'utf8')
  const [, example] = /^````markdown\n([^]*?)^````$/m.exec(readme) ?? []
  expect(example).toBe(comment)
})
