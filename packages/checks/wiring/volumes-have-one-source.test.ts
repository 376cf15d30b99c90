import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { volumesHaveOneSource } from './volumes-have-one-source.ts'

const template = 'volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]'
const statefulSet = (volume: string): string =>
  workload('a', 'image: a:1', `volumes: [{name: ${volume}, emptyDir: {}}]`, 'StatefulSet', template)

describe('volumes-have-one-source', () => {
  it('reports a volume that has the name of a claim template', () =>
    expect(problemsIn(volumesHaveOneSource, statefulSet('data'))).toEqual([
      expect.stringContaining('the claim template data replaces the volume data (emptyDir) of the pod template.'),
    ]))
  it('accepts a volume with another name', () =>
    expect(problemsIn(volumesHaveOneSource, statefulSet('cache'))).toEqual([]))
  it('accepts a volume of a workload without claim templates', () =>
    expect(
      problemsIn(volumesHaveOneSource, workload('a', 'image: a:1', 'volumes: [{name: data, emptyDir: {}}]')),
    ).toEqual([]))
})
