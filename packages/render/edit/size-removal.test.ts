import { expect, it } from 'vitest'
import { withoutSizeOperations } from './size-removal.ts'

const content = `# yaml-language-server: $schema=../patches.schema.json
# The retention.
- target: {kind: StatefulSet, name: thanos-compact}
  patch:
    # How long.
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-compact]/args/[--retention.resolution-raw]
      value: --retention.resolution-raw=180d
    # Two weeks.
    - op: replace
      path: /spec/volumeClaimTemplates/0/spec/resources/requests/storage
      value: 120Gi
- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/args/[--index-cache-size]
      value: --index-cache-size=1GB
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-store]/resources/limits/memory
      value: 4Gi
- target: {kind: Deployment, name: kube-state-metrics}
  patch:
    - op: replace
      path: /spec/template/spec/containers/[name=kube-state-metrics]/resources/limits/memory
      value: 4Gi
`

it('removes operations that set sizes, with their comments, and keeps the others', () => {
  expect(withoutSizeOperations('a.yaml', content)).toBe(`# yaml-language-server: $schema=../patches.schema.json
# The retention.
- target: {kind: StatefulSet, name: thanos-compact}
  patch:
    # How long.
    - op: replace
      path: /spec/template/spec/containers/[name=thanos-compact]/args/[--retention.resolution-raw]
      value: --retention.resolution-raw=180d
- target: {kind: Deployment, name: kube-state-metrics}
  patch:
    - op: replace
      path: /spec/template/spec/containers/[name=kube-state-metrics]/resources/limits/memory
      value: 4Gi
`)
})

it('has no content where all operations set sizes', () => {
  const start = content.indexOf('- target: {kind: StatefulSet, name: thanos-store}')
  expect(withoutSizeOperations('a.yaml', content.slice(start, content.indexOf('- target: {kind: Deployment')))).toBe(
    undefined,
  )
})

it('does not change a file without sizes', () => {
  const replicas =
    '- target: {kind: StatefulSet, name: thanos-store}\n  patch: \n    - {op: replace, path: /spec/replicas, value: 3}\n'
  expect(withoutSizeOperations('a.yaml', replicas)).toBe(replicas)
  expect(withoutSizeOperations('a.yaml', '# Nothing yet.\n')).toBe('# Nothing yet.\n')
})
