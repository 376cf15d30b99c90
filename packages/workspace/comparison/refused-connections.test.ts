import type { SourcedObject } from '@thanos-gitops/manifest'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { expect, it } from 'vitest'
import type { Sides } from './comparison.ts'
import { withRefusedConnections } from './refused-connections.ts'

const objects = (ports: string): readonly SourcedObject[] =>
  readManifestText(
    'a.yaml',
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: a, namespace: x}
spec: {podSelector: {}, ingress: [{ports: ${ports}}]}
`,
  ).objects

const sides = (before: string, after: string, side: Sides['side'] = 'both'): Sides => ({
  name: 'blue',
  before: objects(before),
  after: objects(after),
  side,
  kubernetesVersion: '1.36',
  delivery: 'both',
  argoCdApplies: 'server-side',
  declaredRemovals: [],
  problems: [],
})

it('reads the connections of both sides if a policy changes', async () => {
  const { refusedConnections } = await withRefusedConnections(sides('[{port: 1}]', '[{port: 2}]'))
  expect(refusedConnections).toEqual({ before: [], after: [] })
})

it.each([
  ['without a changed policy', sides('[{port: 1}]', '[{port: 1}]')],
  ['for a new environment', sides('[{port: 1}]', '[{port: 2}]', 'new')],
])('reads none %s', async (_, side) => {
  expect(await withRefusedConnections(side)).not.toHaveProperty('refusedConnections')
})
