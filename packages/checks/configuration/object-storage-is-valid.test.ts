import { expect, it } from 'vitest'
import { messagesOf, type Replacement } from '../thanos/fixture.ts'
import { objectStorageIsValid } from './object-storage-is-valid.ts'

const bucket = 'ConfigMap/thanos-objstore: '
const end = 'endpoint: s3.example.com:443'

it.each<[string, Replacement[], string[]]>([
  [
    'a misspelled field',
    [[end, `${end}\n      acces_key: $(KEY)`]],
    ['Thanos refuses objstore.yaml: field acces_key not found in type s3.Config.'],
  ],
  [
    'an unknown field next to config',
    [['type: S3', 'type: S3\n    hedging_config: {}']],
    ['Thanos refuses objstore.yaml: field hedging_config not found in type client.BucketConfig.'],
  ],
  [
    'an unknown type',
    [['type: S3', 'type: SWIFFT']],
    ['Thanos refuses objstore.yaml: bucket with type SWIFFT is not supported.'],
  ],
  [
    'an endpoint as the bucket',
    [['bucket: thanos\n', 'bucket: s3.example.com:443\n']],
    ['bucket and endpoint are both s3.example.com:443.'],
  ],
  [
    'an endpoint with a scheme',
    [[end, 'endpoint: https://s3.example.com']],
    [
      'Thanos refuses objstore.yaml: create S3 client: initialize s3 client: Endpoint url cannot have fully qualified paths.',
    ],
  ],
  [
    'keys in plain text',
    [[end, `${end}\n      access_key: AKIA\n      secret_key: abc`]],
    ['access_key is in plain text outside of a Secret.', 'secret_key is in plain text outside of a Secret.'],
  ],
  [
    'an access key without a secret key',
    [[end, `${end}\n      access_key: $(KEY)`]],
    [
      'Thanos refuses objstore.yaml: create S3 client: no s3 secret_key specified while access_key is present in config file; either both should be present in config or envvars/IAM should be used.',
    ],
  ],
  [
    'two sources of keys',
    [[end, `${end}\n      aws_sdk_auth: true\n      access_key: $(A)\n      secret_key: $(B)`]],
    [
      'Thanos refuses objstore.yaml: create S3 client: aws_sdk_auth and access_key are mutually exclusive configurations.',
    ],
  ],
  [
    'a value of another type',
    [[end, `${end}\n      insecure: "yes"`]],
    ['Thanos refuses objstore.yaml: cannot unmarshal !!str `yes` into bool.'],
  ],
  [
    'a duration without unit',
    [[end, `${end}\n      http_config: {idle_conn_timeout: 90}`]],
    ['Thanos refuses objstore.yaml: create S3 client: not a valid duration string: "90".'],
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
  ['no bucket', [['      bucket: thanos\n', '']], ['config has no bucket: every request fails.']],
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
