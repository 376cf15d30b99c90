import { expect, it } from 'vitest'
import { unknownFields, versionOf } from './accept.ts'

it('reads the fields that a CRD lacks from the answers of the API server', () => {
  const stderr = `Error from server: failed to create typed patch object (argocd/thanos-us-1; argoproj.io/v1alpha1, Kind=Application): errors:
  .spec.destination.namespace: expected string, got &value.valueUnstructured{Value:true}
  .spec.syncPolicy.retry.refresh: field not declared in schema
  .spec.other: field not declared in schema
Error from server: failed to create typed patch object (flux-system/thanos-us-1-data; kustomize.toolkit.fluxcd.io/v1, Kind=Kustomization): .spec.ignore: field not declared in schema
`
  expect(unknownFields(stderr)).toEqual([
    { object: 'Application thanos-us-1', field: '.spec.syncPolicy.retry.refresh' },
    { object: 'Application thanos-us-1', field: '.spec.other' },
    { object: 'Kustomization thanos-us-1-data', field: '.spec.ignore' },
  ])
  expect(unknownFields('Error from server (Forbidden): applications.argoproj.io is forbidden')).toEqual([])
})

it('reads the version of a tool from its image', () => {
  const workload = (image: string, labels = {}) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x', labels },
    spec: { template: { spec: { containers: [{ image }] } } },
  })
  const other = workload('redis:8')
  expect(versionOf([other, workload('quay.io/argoproj/argocd:v2.14.1@sha256:0')], 'argo-cd')).toBe('2.14.1')
  expect(
    versionOf(
      [workload('ghcr.io/fluxcd/kustomize-controller:v1.5.0', { 'app.kubernetes.io/version': 'v2.5.0' })],
      'flux',
    ),
  ).toBe('v2.5.0 (kustomize-controller 1.5.0)')
  expect(versionOf([other], 'flux')).toBeUndefined()
})
