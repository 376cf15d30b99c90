import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { volumeClaimBinds } from './volume-claim-binds.ts'

const volume = (spec: string): string =>
  `apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: disk, labels: {tier: fast}}\nspec: {capacity: {storage: 10Gi}, accessModes: [ReadWriteOnce], storageClassName: local${spec}}\n---\n`
const problems = (claim: string, volumeSpec = ''): string[] =>
  problemsIn(
    volumeClaimBinds,
    `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: monitoring}\nspec: {${claim}}\n---\n${volume(volumeSpec)}`,
  )

describe('volume-claim-binds', () => {
  it.each([
    [
      'volumeName: disk, storageClassName: fast',
      'its storageClassName is "fast", but that of PersistentVolume/disk is "local".',
    ],
    [
      'volumeName: disk, accessModes: [ReadWriteMany]',
      'PersistentVolume/disk has the access modes ReadWriteOnce, but not ReadWriteMany.',
    ],
    [
      'volumeName: disk, resources: {requests: {storage: 20Gi}}',
      'it requests 20Gi, but PersistentVolume/disk has 10Gi.',
    ],
    ['selector: {matchLabels: {tier: slow}}', 'its selector tier=slow does not match any PersistentVolume.'],
  ])('reports %s', (claim, message) => expect(problems(claim)).toEqual([`4: PersistentVolumeClaim/data: ${message}`]))

  it('compares a claim with the volume that names it', () =>
    expect(problems('storageClassName: fast', ', claimRef: {name: data, namespace: monitoring}')).toHaveLength(1))

  it.each([
    'volumeName: disk, storageClassName: local, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10240Mi}}',
    'volumeName: other, storageClassName: fast',
    'storageClassName: fast',
    'selector: {matchLabels: {tier: fast}}',
  ])('accepts %s', (claim) => expect(problems(claim)).toEqual([]))
})
