import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { objectStorageIsValid } from './object-storage-is-valid.ts'

const bucket = 'ConfigMap/thanos-objstore: '
const end = 'endpoint: s3.example.com:443'

it.each<[string, Replacement[], string[]]>([
  [
    'a misspelled field',
    [[end, `${end}\n      acces_key: $(KEY)`]],
    ['objstore.yaml: unknown field config.acces_key.'],
  ],
  [
    'an unknown field next to config',
    [['type: S3', 'type: S3\n    hedging_config: {}']],
    ['objstore.yaml: unknown field hedging_config.'],
  ],
  ['an unknown type', [['type: S3', 'type: SWIFFT']], ['SWIFFT is not a type of object storage.']],
  [
    'an endpoint as the bucket',
    [['bucket: thanos\n', 'bucket: s3.example.com:443\n']],
    ['bucket and endpoint are both s3.example.com:443.'],
  ],
  [
    'an endpoint with a scheme',
    [[end, 'endpoint: https://s3.example.com']],
    ['the endpoint https://s3.example.com has a scheme, but S3 requires host:port.'],
  ],
  [
    'keys in plain text',
    [[end, `${end}\n      access_key: AKIA\n      secret_key: abc`]],
    ['access_key is in plain text outside of a Secret.', 'secret_key is in plain text outside of a Secret.'],
  ],
  [
    'an access key without a secret key',
    [[end, `${end}\n      access_key: $(KEY)`]],
    ['access_key is set without secret_key.'],
  ],
  [
    'two sources of keys',
    [[end, `${end}\n      aws_sdk_auth: true\n      access_key: $(A)\n      secret_key: $(B)`]],
    ['aws_sdk_auth and access_key cannot be set together.'],
  ],
  [
    'a value of another type',
    [[end, `${end}\n      insecure: "yes"`]],
    ['objstore.yaml: config.insecure is yes, but must be true or false.'],
  ],
  [
    'a duration without unit',
    [[end, `${end}\n      http_config: {idle_conn_timeout: 90}`]],
    [
      'objstore.yaml: config.http_config.idle_conn_timeout is 90, but must be a duration in whole units, such as 30d or 1h30m.',
    ],
  ],
  [
    'plain HTTP with the port for TLS',
    [[end, `${end}\n      insecure: true`]],
    ['the endpoint has port 443, which is for TLS, but insecure: true selects plain HTTP.'],
  ],
  [
    'a second document',
    [[end, `${end}\n    ---\n    type: GCS`]],
    [
      'objstore.yaml is not valid YAML: there is more than one document',
      'objstore.yaml contains several documents, and the program reads only the first one.',
    ],
  ],
  ['no bucket', [['      bucket: thanos\n', '']], ['objstore.yaml: config.bucket is missing.']],
])('finds %s', (_, changes, messages) => {
  expect(messagesOf(objectStorageIsValid, changes)).toEqual(messages.map((message) => bucket + message))
})

it.each<[string, Replacement[]]>([
  [
    'variables',
    [
      [
        end,
        'endpoint: $(BUCKET_HOST):$(BUCKET_PORT)\n      insecure: $(INSECURE)\n      access_key: $(A)\n      secret_key: $(B)',
      ],
    ],
  ],
  ['a type in lower case', [['type: S3', 'type: s3']]],
  [
    'keys from the AWS SDK',
    [[end, `${end}\n      aws_sdk_auth: true\n      bucket_lookup_type: path\n      sse_config: {type: SSE-S3}`]],
  ],
  [
    'another type of object storage',
    [
      ['type: S3', 'type: GCS'],
      [end, 'service_account: $(ACCOUNT)'],
    ],
  ],
])('accepts %s', (_, changes) => {
  expect(messagesOf(objectStorageIsValid, changes)).toEqual([])
})
