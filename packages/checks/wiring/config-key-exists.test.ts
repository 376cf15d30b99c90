import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { problemsIn, workload } from '../engine/testing.ts'
import { configKeyExists } from './config-key-exists.ts'

const configMap =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: monitoring}\ndata: {objstore.yaml: "a: b"}\n---\n'
const claim =
  'apiVersion: objectbucket.io/v1alpha1\nkind: ObjectBucketClaim\nmetadata: {name: bucket, namespace: monitoring}\n---\n'
const reads = (kind: string, name: string, key: string) =>
  workload('a', `image: a:1\nenv: [{name: X, valueFrom: {${kind}KeyRef: {name: ${name}, key: ${key}}}}]`)

describe('config-key-exists', () => {
  it.each([
    ['a variable', reads('configMap', 'c', 'objstore.yml'), 'ConfigMap/c has no key objstore.yml.'],
    [
      'a file',
      workload('a', 'image: a:1', 'volumes: [{name: v, configMap: {name: c, items: [{key: objstore, path: x}]}}]'),
      'ConfigMap/c has no key objstore.',
    ],
    [
      'a mount with subPath',
      workload(
        'a',
        'image: a:1\nvolumeMounts: [{name: v, mountPath: /etc/a.yaml, subPath: objstor.yaml}]',
        'volumes: [{name: v, configMap: {name: c}}]',
      ),
      'ConfigMap/c has no key objstor.yaml.',
    ],
    [
      'a variable of a bucket',
      reads('configMap', 'bucket', 'BUCKET_HOSTNAME'),
      'ConfigMap/bucket has no key BUCKET_HOSTNAME.',
    ],
    ['a credential of a bucket', reads('secret', 'bucket', 'ACCESS_KEY'), 'Secret/bucket has no key ACCESS_KEY.'],
  ])('reports %s with a missing key', (_, yaml, message) =>
    expect(problemsIn(configKeyExists, configMap + claim + yaml)).toEqual([expect.stringContaining(message)]),
  )

  it.each([
    reads('configMap', 'c', 'objstore.yaml'),
    reads('configMap', 'bucket', 'BUCKET_HOST'),
    reads('secret', 'unknown', 'x'),
  ])('accepts a key that exists, and any key of a Secret that the manifests do not contain', (yaml) =>
    expect(problemsIn(configKeyExists, configMap + claim + yaml)).toEqual([]),
  )

  it('reports a key that the declaration of an external Secret does not list', () =>
    expect(
      problemsIn(
        configKeyExists,
        reads('secret', 's', 'user') + reads('secret', 's', 'password').replace('name: a,', 'name: b,'),
        { external: externalOf([{ kind: 'Secret', name: 's', keys: ['user'] }]) },
      ),
    ).toEqual([expect.stringContaining('Secret/s has no key password.')]))
})

describe('config-key-exists for prometheus-operator', () => {
  const prometheus = (fields: string): string =>
    `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: p, namespace: monitoring}\nspec: ${fields}\n---\n`
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: {name: o, namespace: monitoring}\nstringData: {objstore.yaml: a}\n---\n'

  it('reports a key of the object storage that the Secret lacks', () =>
    expect(
      problemsIn(configKeyExists, secret + prometheus('{thanos: {objectStorageConfig: {name: o, key: thanos.yaml}}}')),
    ).toEqual([expect.stringContaining('Prometheus/p: Secret/o has no key thanos.yaml.')]))

  it.each([
    '{thanos: {objectStorageConfig: {name: o, key: objstore.yaml}}}',
    '{additionalScrapeConfigs: {name: o, key: jobs.yaml, optional: true}}',
    '{replicas: 2}',
  ])('accepts %s', (fields) => expect(problemsIn(configKeyExists, secret + prometheus(fields))).toEqual([]))
})
