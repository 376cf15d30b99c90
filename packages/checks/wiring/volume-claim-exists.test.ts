import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { volumeClaimExists } from './volume-claim-exists.ts'

const claimUser = (claim: string) =>
  workload('a', 'image: a:1', `volumes: [{name: v, persistentVolumeClaim: {claimName: ${claim}}}]`)
const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: monitoring}\n---\n'
const set = workload(
  'store',
  'image: a:1',
  '',
  'StatefulSet',
  'replicas: 2\nvolumeClaimTemplates: [{metadata: {name: data}, spec: {}}]',
)

describe('volume-claim-exists', () => {
  it.each(['datas', 'data-store-2'])('reports %s', (name) =>
    expect(problemsIn(volumeClaimExists, claim + set + claimUser(name))).toEqual([
      expect.stringContaining(`there is no PersistentVolumeClaim ${name} in monitoring.`),
    ]),
  )
  it.each(['data', 'data-store-1'])('accepts %s', (name) =>
    expect(problemsIn(volumeClaimExists, claim + set + claimUser(name))).toEqual([]),
  )
})
