import type { KubernetesObject } from '@thanos-gitops/manifest'
import { expect, it } from 'vitest'
import { fieldTree, pathPattern } from './field-tree.ts'
import { schemaSource } from './schema-source.ts'

const dashboards: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'dashboards' },
  data: { 'web.json': { uid: 'web', panels: [{ title: 'A' }] }, 'rules.yaml': { groups: [{ name: 'a' }] } },
} as never

it('accepts any path in a dashboard without a list of its fields', () => {
  const pattern = pathPattern(fieldTree(dashboards, schemaSource('1.36')), ({ exists }) => exists)!
  const accepts = (path: string): boolean => new RegExp(pattern).test(path)
  expect(pattern).not.toContain('title')
  expect(accepts('/data/web.json')).toBe(true)
  expect(accepts('/data/web.json/panels/0/title')).toBe(true)
  expect(accepts('/data/rules.yaml/groups/[name=a]')).toBe(true)
  expect(accepts('/data/rules.yaml/groups/[name=b]')).toBe(false)
  expect(accepts('/data/web.jsonpanels')).toBe(false)
})
