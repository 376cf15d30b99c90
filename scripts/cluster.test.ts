import { expect, it } from 'vitest'
import { environmentOf } from './cluster.ts'

const object = (metadata: object) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'kube-monitor', ...metadata },
})

it.each([
  [{ annotations: { 'argocd.argoproj.io/tracking-id': 'thanos-us-1:/Namespace:kube-monitor/kube-monitor' } }, 'us-1'],
  [{ labels: { 'kustomize.toolkit.fluxcd.io/name': 'thanos-us-1-configuration' } }, 'us-1'],
  [{ labels: { 'kustomize.toolkit.fluxcd.io/name': 'thanos-data-queries' } }, 'data'],
  [{ labels: { 'kustomize.toolkit.fluxcd.io/name': 'infrastructure' } }, undefined],
  [{ annotations: { 'argocd.argoproj.io/tracking-id': 'other:/Namespace:x/x' } }, undefined],
  [{}, undefined],
])('the environment of an object with %o is %s', (metadata, environment) =>
  expect(environmentOf(object(metadata))).toBe(environment),
)
