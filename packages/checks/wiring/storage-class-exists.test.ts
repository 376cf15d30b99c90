import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { problemsIn, workload } from '../engine/testing.ts'
import { storageClassExists } from './storage-class-exists.ts'

const set = (spec: string) =>
  workload('store', 'image: a:1', '', 'StatefulSet', `volumeClaimTemplates: [{metadata: {name: data}, spec: ${spec}}]`)

describe('storage-class-exists', () => {
  it('reports a class that is neither rendered nor declared as external', () =>
    expect(problemsIn(storageClassExists, set('{storageClassName: fast}'))).toEqual([
      '6: StatefulSet/store: there is no StorageClass fast.',
    ]))
  it('accepts a class that is rendered', () =>
    expect(
      problemsIn(
        storageClassExists,
        `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\n---\n${set('{storageClassName: fast}')}`,
      ),
    ).toEqual([]))
  it('accepts a class that is declared as external', () =>
    expect(
      problemsIn(storageClassExists, set('{storageClassName: fast}'), {
        external: externalOf([{ kind: 'StorageClass', name: 'fast' }]),
      }),
    ).toEqual([]))
  it.each(['{}', '{storageClassName: ""}'])('accepts the default class of the cluster, and no class: %s', (spec) =>
    expect(problemsIn(storageClassExists, set(spec))).toEqual([]),
  )
})
