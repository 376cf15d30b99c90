import type { KubernetesObject, Mapping, SourcedObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { diffManifests } from './diff.ts'
import { classesOf, configMap, diff, service, workload } from './testing/objects.ts'

describe('diffManifests', () => {
  it('is empty for equal sides', () => {
    const object = workload()
    expect(diff([object], [structuredClone(object)])).toMatchObject({
      objects: [],
      images: [],
      findings: [],
      counts: { before: 1, after: 1 },
    })
  })

  it('lists the worst object first and gives each object the worst of its classes', () => {
    const before = [workload(), workload({ name: 'api' }), configMap({ a: '1' })]
    const after = [
      workload({ replicas: 0 }),
      workload({ name: 'api', image: 'example.com/web:v2.0.0', replicas: 4 }),
      configMap({ a: '2' }),
    ]
    expect(classesOf(diff(before, after))).toEqual([
      'Deployment/web outage',
      'Deployment/api restart',
      'ConfigMap/web in-place',
    ])
  })

  it('names the place and the source of a field on both sides', () => {
    const [before, after] = [workload(), workload({ replicas: 4 })].map(
      (object, side): SourcedObject => ({
        object: object as unknown as KubernetesObject,
        place: (pointer) => ({ file: `${side}.yaml${pointer}`, line: 3 }),
        origins: () => [{ layer: 'patch', place: { file: `patches/${side}.yaml`, line: 7 } }],
      }),
    )
    expect(diffManifests([before!], [after!]).objects[0]!.changes[0]!.cause).toEqual({
      before: {
        place: { file: '0.yaml/spec/replicas', line: 3 },
        origins: [{ layer: 'patch', place: { file: 'patches/0.yaml', line: 7 } }],
      },
      after: {
        place: { file: '1.yaml/spec/replicas', line: 3 },
        origins: [{ layer: 'patch', place: { file: 'patches/1.yaml', line: 7 } }],
      },
    })
  })

  it('uses the worse class of two tools and lists the other in otherwise', () => {
    const { objects } = diff([workload()], [workload({ spec: { strategy: { type: 'Recreate' } } })], {
      delivery: 'both',
    })
    expect(objects[0]).toMatchObject({
      class: 'refused',
      changes: [
        {
          otherwise: [
            { mode: 'client-side', class: 'in-place' },
            { mode: 'replace', class: 'in-place' },
          ],
        },
        {},
      ],
    })
    expect(objects[0]!.changes[0]!.why).toMatch(/^With Flux: /)
  })

  it('applies an object as its Argo CD annotation sets it', () => {
    const serverSide = { annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true' } }
    const of = (metadata: Mapping): string[] =>
      classesOf(
        diff([workload({ metadata })], [workload({ metadata, spec: { strategy: { type: 'Recreate' } } })], {
          delivery: 'argo-cd',
        }),
      )
    expect([of({}), of(serverSide)]).toEqual([['Deployment/web in-place'], ['Deployment/web refused']])
  })

  it('classifies a refused change as recreate if the object is forced', () => {
    const metadata = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } }
    const { objects } = diff(
      [workload({ kind: 'StatefulSet', metadata })],
      [workload({ kind: 'StatefulSet', metadata, spec: { podManagementPolicy: 'Parallel' } })],
    )
    expect(objects[0]!.class).toBe('recreate')
    expect(objects[0]!.why).toContain('All its pods stop at once.')
  })

  it('reports a value that the server refuses even if it does not change', () => {
    const broken = { metadata: { labels: { version: 'feature/x' } } }
    expect(classesOf(diff([workload(broken)], [workload({ ...broken, replicas: 4 })]))).toEqual([
      'Deployment/web refused',
    ])
  })

  it('applies the transition rules of a CustomResourceDefinition in the same manifests', () => {
    const definition = parse(
      '{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: gears.example.com}, spec: {group: example.com, names: {kind: Gear, plural: gears}, versions: [{name: v1, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: string, x-kubernetes-validations: [{rule: self == oldSelf, message: Size is immutable}]}}}}}}}]}}',
    ) as object
    const gear = (size: string): object => ({
      apiVersion: 'example.com/v1',
      kind: 'Gear',
      metadata: { name: 'g', namespace: 'x' },
      spec: { size },
    })
    expect(diff([definition, gear('a')], [definition, gear('b')]).objects[0]).toMatchObject({
      class: 'refused',
      changes: [{ message: expect.stringContaining('Size is immutable') as unknown }],
    })
  })
})

describe('Services', () => {
  it.each<[what: string, after: object, expected: string]>([
    ['other pods', service({ app: 'api' }), 'in-place'],
    ['no pods', service({ app: 'gone' }), 'outage'],
  ])('classifies a selector of %s', (_what, after, expected) => {
    const pods = [workload(), workload({ name: 'api' })]
    expect(diff([service({ app: 'web' }), ...pods], [after, ...pods]).objects[0]!.class).toBe(expected)
  })
})
