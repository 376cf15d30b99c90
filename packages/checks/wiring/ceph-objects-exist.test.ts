import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { runChecks } from '../engine/run-checks.ts'
import { contextOf, environment, problemsIn, workload } from '../engine/testing.ts'
import { cephObjectsExist } from './ceph-objects-exist.ts'
import { secretExists } from './secret-exists.ts'

const ceph = (kind: string, name: string, spec = '{}', namespace = 'rook-ceph'): string => `
apiVersion: ceph.rook.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---
`
const storageClass = (provisioner: string, parameters: string): string => `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: class}
provisioner: ${provisioner}
parameters: {${parameters}}
---
`
const bucketClass = storageClass(
  'rook-ceph.ceph.rook.io/bucket',
  'objectStoreName: my-store, objectStoreNamespace: rook-ceph',
)
const blockClass = storageClass('rook-ceph.rbd.csi.ceph.com', 'clusterID: rook-ceph, pool: replicapool')
const fileClass = storageClass('rook-ceph.cephfs.csi.ceph.com', 'clusterID: rook-ceph, fsName: files, pool: files-data')
const user = ceph('CephObjectStoreUser', 'thanos', '{store: my-store}')
const claim = `
apiVersion: objectbucket.io/v1alpha1
kind: ObjectBucketClaim
metadata: {name: thanos, namespace: monitoring}
spec: {storageClassName: class, additionalConfig: {bucketOwner: thanos}}
---
`
const problems = (yaml: string): string[] =>
  problemsIn(cephObjectsExist, yaml, { environment }).map((text) => text.replace(/^\d+: /, ''))

describe('ceph-objects-exist', () => {
  it.each([
    [
      'the object store of a StorageClass',
      bucketClass,
      'StorageClass/class: there is no CephObjectStore my-store in rook-ceph.',
    ],
    [
      'the pool of a StorageClass',
      blockClass,
      'StorageClass/class: there is no CephBlockPool replicapool in rook-ceph.',
    ],
    [
      'the file system of a StorageClass',
      fileClass,
      'StorageClass/class: there is no CephFilesystem files in rook-ceph.',
    ],
    ['the store of a user', user, 'CephObjectStoreUser/thanos: there is no CephObjectStore my-store in rook-ceph.'],
    ['the owner of a bucket', claim, 'ObjectBucketClaim/thanos: there is no CephObjectStoreUser thanos.'],
    [
      'an object store of another namespace',
      bucketClass + ceph('CephObjectStore', 'my-store', '{}', 'rook'),
      'StorageClass/class: there is no CephObjectStore my-store in rook-ceph.',
    ],
  ])('reports %s that does not exist', (_, yaml, message) => expect(problems(yaml)).toEqual([message]))

  it.each([
    ['an object store', bucketClass + user + ceph('CephObjectStore', 'my-store')],
    ['a pool', blockClass + ceph('CephBlockPool', 'replicapool')],
    ['a file system', fileClass + ceph('CephFilesystem', 'files')],
    ['a user in any namespace', claim + user + ceph('CephObjectStore', 'my-store')],
    ['a StorageClass of another provisioner', storageClass('ebs.csi.aws.com', 'pool: a, objectStoreName: b')],
    ['a claim without an owner', claim.replace('{bucketOwner: thanos}', '{}')],
  ])('accepts %s that exists', (_, yaml) => expect(problems(yaml)).toEqual([]))

  it('accepts objects that are declared as external', () => {
    const external = externalOf([
      { kind: 'CephObjectStore', name: 'my-store', namespace: 'rook-ceph' },
      { kind: 'CephBlockPool', name: '*' },
    ])
    expect(problemsIn(cephObjectsExist, bucketClass + blockClass + user, { environment, external })).toEqual([])
  })

  it('is a warning in manifests without an environment, unless a similar name exists', () => {
    const severities = (yaml: string): readonly string[] =>
      runChecks([cephObjectsExist], contextOf(yaml)).findings.map(({ severity }) => severity)
    expect(severities(bucketClass)).toEqual(['warning'])
    expect(severities(bucketClass + ceph('CephObjectStore', 'my-stor'))).toEqual(['error'])
  })
})

describe('the Secret of a user', () => {
  const pods = (secret: string): string =>
    workload('a', `image: a:1\nenvFrom: [{secretRef: {name: ${secret}}}]`).replaceAll('monitoring', 'rook-ceph')

  it('exists in the namespace of the user', () => {
    expect(problemsIn(secretExists, pods('rook-ceph-object-user-my-store-thanos') + user, { environment })).toEqual([])
  })

  it('does not exist for another user', () => {
    expect(problemsIn(secretExists, pods('rook-ceph-object-user-my-store-thaos') + user, { environment })).toHaveLength(
      1,
    )
  })
})
