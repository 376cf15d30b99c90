import type { Mapping } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { claims, configMap, diff, type Options, service, workload } from './testing/objects.ts'

describe('removed objects', () => {
  const removed = (object: object, others: object[] = [], options?: Options) =>
    diff(
      [object, ...others, configMap({ a: '1' }, 'stays'), configMap({ b: '1' }, 'stays-too')],
      [...others, configMap({ a: '1' }, 'stays'), configMap({ b: '1' }, 'stays-too')],
      options,
    ).objects[0]!
  const annotated = (annotations: Mapping): object => ({
    ...configMap({ a: '9', b: '8' }),
    metadata: { name: 'web', namespace: 'x', annotations },
  })

  it.each<[what: string, object: object, others: object[], expected: string]>([
    ['a namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } }, [], 'data-loss'],
    [
      'a bucket',
      { apiVersion: 'objectbucket.io/v1alpha1', kind: 'ObjectBucketClaim', metadata: { name: 'b', namespace: 'x' } },
      [],
      'data-loss',
    ],
    ['a workload', workload(), [], 'outage'],
    [
      'a workload whose volumes are deleted with it',
      workload({
        kind: 'StatefulSet',
        spec: { ...claims('1Gi'), persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } },
      }),
      [],
      'data-loss',
    ],
    ['a Service', service({ app: 'web' }), [workload()], 'outage'],
    [
      'a ConfigMap that a pod reads',
      configMap({ a: '1', b: '2' }),
      [workload({ container: { envFrom: [{ configMapRef: { name: 'web' } }] } })],
      'outage',
    ],
    ['a ConfigMap that no pod reads', configMap({ a: '7', b: '7' }), [], 'in-place'],
    ['a workload without pods', workload({ replicas: 0 }), [], 'in-place'],
  ])('classifies the removal of %s', (_what, object, others, expected) =>
    expect(removed(object, others).class).toBe(expected),
  )

  it.each<[tool: 'argo-cd' | 'flux', annotations: Mapping, expected: RegExp]>([
    ['argo-cd', { 'argocd.argoproj.io/sync-options': 'Prune=false' }, /keeps it \(Prune=false\)/],
    ['argo-cd', { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true, Prune=confirm' }, /until you confirm/],
    ['argo-cd', {}, /^If the application prunes .* deletes it/],
    ['flux', { 'kustomize.toolkit.fluxcd.io/prune': 'Disabled' }, /keeps it/],
    ['flux', { 'argocd.argoproj.io/sync-options': 'Prune=false' }, /^If the Kustomization prunes .* deletes it/],
  ])('describes what %s does with %j', (delivery, annotations, expected) =>
    expect(removed(annotated(annotations), [], { delivery }).prune![delivery]).toMatch(expected),
  )
})
