import { expect, it } from 'vitest'
import type { KubernetesObject } from '../object.ts'
import { masked, maskedValue } from './mask.ts'

const object = (kind: string): KubernetesObject => ({ apiVersion: 'v1', kind, metadata: { name: 'x' } })

it.each<[what: string, kind: string, steps: string[], value: unknown, shown: unknown]>([
  ['a Secret', 'Secret', ['data', 'user'], 'aGVsbG8=', masked],
  ['all data of a Secret', 'Secret', ['data'], { a: 'eA==', b: 'eQ==' }, { a: masked, b: masked }],
  ['binary data', 'ConfigMap', ['binaryData', 'a'], 'AAEC', masked],
  [
    'a certificate bundle',
    'ValidatingWebhookConfiguration',
    ['webhooks', '0', 'clientConfig', 'caBundle'],
    'LS0t',
    masked,
  ],
  ['a password in a configuration', 'ConfigMap', ['data', 'a.yaml', 'basic_auth', 'password'], 'hunter2', masked],
  ['a secret key', 'ConfigMap', ['data', 'o.yaml', 'config', 'secret_key'], 'abc', masked],
  [
    'an environment variable',
    'Deployment',
    ['spec', 'env', '[name=ADMIN_PASSWORD]'],
    { name: 'ADMIN_PASSWORD', value: 'hunter2' },
    { name: 'ADMIN_PASSWORD', value: masked },
  ],
  [
    'the value of an environment variable',
    'Deployment',
    ['spec', 'env', '[name=ADMIN_PASSWORD]', 'value'],
    'hunter2',
    masked,
  ],
  [
    'a password in an address',
    'ConfigMap',
    ['data', 'a'],
    'https://me:hunter2@example.com/x',
    `https://${masked}@example.com/x`,
  ],
  [
    'a bearer token in a string',
    'ConfigMap',
    ['data', 'a'],
    'Authorization: Bearer abcdefghij',
    `Authorization: Bearer ${masked}`,
  ],
  ['a key in a string', 'ConfigMap', ['data', 'a.ini'], 'secret_key = abcdef\nx = 1', `secret_key = ${masked}\nx = 1`],
])('masks %s', (_what, kind, steps, value, shown) => expect(maskedValue(object(kind), steps, value)).toEqual(shown))

it.each<[what: string, steps: string[], value: string]>([
  ['the file of a credential', ['data', 'a.yaml', 'authorization', 'credentials_file'], '/var/run/token'],
  ['a placeholder', ['data', 'a.yaml', 'config', 'secret_key'], '${AWS_SECRET_ACCESS_KEY}'],
  ['the key of a Secret', ['spec', 'env', '[name=ADMIN_PASSWORD]', 'valueFrom', 'secretKeyRef', 'key'], 'password'],
  ['the name of a Secret', ['spec', 'secretName'], 'thanos-objstore'],
  ['an image', ['spec', 'image'], 'registry.example.com:5000/thanos@sha256:abc'],
  ['an expression', ['data', 'a.yaml', 'expr'], 'rate(tokens_total[5m]) > 0'],
])('prints %s', (_what, steps, value) => expect(maskedValue(object('ConfigMap'), steps, value)).toBe(value))
