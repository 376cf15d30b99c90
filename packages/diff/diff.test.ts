import type { KubernetesObject, SourcedObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { diffManifests } from './diff.ts'
import { acceptedVerdicts } from './testing/accepted.ts'
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
    const verdicts = acceptedVerdicts([before!], [after!])
    expect(diffManifests([before!], [after!], { verdicts }).objects[0]!.changes[0]!.cause).toEqual({
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
