import { describe, expect, it } from 'vitest'
import { externalOf } from '../engine/external.ts'
import { contextOf, environment, problemsIn, workload } from '../engine/testing.ts'
import { secretExists } from './secret-exists.ts'

const mounts = (name: string) => workload('a', 'image: a:1', `volumes: [{name: v, secret: {secretName: ${name}}}]`)
const object = (apiVersion: string, kind: string, name: string, spec: string) =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: monitoring}\nspec: ${spec}\n---\n`

describe('secret-exists', () => {
  it.each([
    ['a volume', mounts('objstore')],
    ['a pull secret', workload('a', 'image: a:1', 'imagePullSecrets: [{name: objstore}]')],
    ['a variable', workload('a', 'image: a:1\nenv: [{name: X, valueFrom: {secretKeyRef: {name: objstore, key: x}}}]')],
    [
      'the certificate of an Ingress',
      object('networking.k8s.io/v1', 'Ingress', 'i', '{tls: [{secretName: objstore}]}'),
    ],
  ])('reports %s that refers to a missing Secret', (_, yaml) =>
    expect(problemsIn(secretExists, yaml)).toEqual([
      expect.stringContaining('there is no Secret objstore in monitoring.'),
    ]),
  )

  it('reports a missing Secret once per workload', () =>
    expect(
      problemsIn(secretExists, workload('a', 'image: a:1\nenvFrom: [{secretRef: {name: s}}, {secretRef: {name: s}}]')),
    ).toHaveLength(1))

  it.each([
    ['an ExternalSecret', object('external-secrets.io/v1', 'ExternalSecret', 'x', '{target: {name: objstore}}')],
    ['a SealedSecret', object('bitnami.com/v1alpha1', 'SealedSecret', 'objstore', '{encryptedData: {}}')],
    ['a Certificate', object('cert-manager.io/v1', 'Certificate', 'x', '{secretName: objstore}')],
    ['a bucket claim', object('objectbucket.io/v1alpha1', 'ObjectBucketClaim', 'objstore', '{}')],
  ])('accepts a Secret that %s creates', (_, yaml) =>
    expect(problemsIn(secretExists, yaml + mounts('objstore'))).toEqual([]),
  )

  it('accepts a Secret that is declared as external', () =>
    expect(
      problemsIn(secretExists, mounts('objstore'), { external: externalOf([{ kind: 'Secret', name: 'obj*' }]) }),
    ).toEqual([]))

  it.each([
    ['outside of an environment', '', {}, 'warning'],
    [
      'outside of an environment with a similar Secret',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: objstor, namespace: monitoring}\n---\n',
      {},
      'error',
    ],
    ['in an environment', '', { environment }, 'error'],
  ] as const)('reports a missing Secret %s', (_, other, options, severity) =>
    expect(
      [...secretExists.run(contextOf(other + mounts('objstore'), options))].map((problem) => problem.severity),
    ).toEqual([severity]),
  )
})
