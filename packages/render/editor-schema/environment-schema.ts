import {
  apiVersion,
  type BucketType,
  backupProviders,
  bucketTypes,
  deduplications,
  deliveries,
  dnsLabel,
  externalUrlNames,
  grafanaSecret,
  grafanaSecretKeys,
  issuerKinds,
  layerName,
  objectStorages,
  resolutions,
  ringName,
} from '@thanos-gitops/manifest'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import {
  type FieldsByType,
  isRequired,
  objectStorageProviders,
  type ProviderField,
} from '../environment/bucket-fields.ts'
import { type BucketFormats, formatsOfType } from '../environment/bucket-formats.ts'
import { backupFields, backupFormats } from '../environment/load-backup.ts'
import { clusterName } from '../environment/load-environment.ts'
import { objectStorageFormats } from '../environment/load-object-storage.ts'
import { revisionName } from '../environment/load-source.ts'
import { issuerName } from '../environment/load-tls.ts'
import { receiveFormats } from '../environment/receive-formats.ts'
import { policyRuleSchema } from '../policy/schema.ts'
import { accessSchema } from './access-schema.ts'
import { alertingDefinitions } from './alerting-schema.ts'
import { durationSchema } from './duration-schema.ts'
import { closed, type JsonSchema, stringSchema } from './json-schema.ts'
import { monitoringSchema } from './monitoring-schema.ts'
import { queryFrontendSchema, querySchema, requestLoggingSchema, tracingSchema } from './query-schema.ts'
import { receiveSchema } from './receive-schema.ts'
import { valuesSchema } from './references-schema.ts'
import { prometheusSchema, ruleSchema } from './rule-schema.ts'
import { secretsSchema } from './secrets-schema.ts'
import { sizeSchema } from './size-schema.ts'
import { shardsSchema, storeSchema } from './store-schema.ts'
import { verticalPodAutoscalersSchema } from './vertical-pod-autoscalers-schema.ts'

/**
 * The schema of `environment.yaml`. Only the renderer checks what the values mean together.
 *
 * It does not list the components of the base: a new component would change the files of all environments.
 */
export function environmentSchema(
  storages: readonly string[],
  backups: readonly string[],
): JsonSchema & { readonly definitions: Readonly<Record<string, JsonSchema>> } {
  return {
    title: 'environment.yaml',
    ...closed(
      {
        apiVersion: { const: apiVersion },
        kind: { const: 'Environment' },
        cluster: stringSchema(clusterName, 'The external label cluster of every series. Never change it.'),
        source: stringSchema(
          revisionName,
          'A tag or a commit: the revision of base/ and layers that the environment is rendered from. Default: the working tree.',
        ),
        ring: stringSchema(ringName, 'The ring of environments/rings.yaml with which the environment gets a change.'),
        kubernetesVersion: { enum: kubernetesVersions, description: 'The minor version of the cluster, in quotes.' },
        namespace: stringSchema(dnsLabel, 'The namespace of the stack, for this stack alone.'),
        formerNamespaces: {
          type: 'array',
          items: stringSchema(dnsLabel),
          uniqueItems: true,
          description: 'Namespaces that the stack was in before. Argo CD prunes there until the list is empty.',
        },
        clusterDomain: { type: 'string', description: 'The domain of the cluster. Default: cluster.local.' },
        delivery: { enum: deliveries, description: 'The tool that syncs the manifests.' },
        objectStorage: bucketSchema(
          'The bucket of the blocks: environments/object-storage.md lists the providers and their fields.',
          objectStorages.filter((provider) => storages.includes(provider)),
          objectStorageProviders,
          objectStorageFormats,
        ),
        ...(backups.length === 0 ? {} : { backup: backupSchema(backups) }),
        retention: retentionSchema,
        layers: {
          type: ['array', 'null'],
          items: stringSchema(layerName),
          uniqueItems: true,
          description: 'Folders of environments/layers/, applied in this order before the patches of the environment.',
        },
        values: valuesSchema,
        requiredComponents: {
          type: 'boolean',
          description: 'false: the environment has only what components lists. Default: true.',
        },
        components: {
          type: ['array', 'null'],
          items: stringSchema(dnsLabel),
          uniqueItems: true,
          description: 'The optional components of the environment.',
        },
        images: {
          type: ['array', 'null'],
          items: imageSchema,
          description: 'Images from another registry or with another tag.',
        },
        externalUrls: closed(Object.fromEntries(externalUrlNames.map((name) => [name, { type: 'string' }]))),
        laptop: { type: 'boolean', description: 'true: alerts may notify nobody. Default: false.' },
        networkPolicies: {
          type: 'boolean',
          description: 'false: the cluster restricts traffic by other means. Default: true.',
        },
        zones: {
          type: 'integer',
          minimum: 2,
          maximum: 16,
          description: 'How many zones have nodes for the stack. Replicas are then only started in different zones.',
        },
        alerting: { $ref: '#/definitions/alerting' },
        access: accessSchema,
        grafana: grafanaSchema,
        size: sizeSchema,
        tls: tlsSchema,
        store: storeSchema,
        compact: compactSchema,
        receive: receiveSchema,
        query: querySchema,
        queryFrontend: queryFrontendSchema,
        tracing: tracingSchema,
        requestLogging: requestLoggingSchema,
        rule: ruleSchema,
        monitoring: monitoringSchema,
        prometheus: prometheusSchema,
        verticalPodAutoscalers: verticalPodAutoscalersSchema,
        policy: {
          type: 'array',
          items: policyRuleSchema,
          description: 'Rules of policy.yaml for this environment only.',
        },
      },
      ['apiVersion', 'kind', 'cluster', 'kubernetesVersion', 'namespace', 'delivery'],
    ),
    // Only an environment that names all of its components can be without a bucket. A layer can set it.
    if: {
      anyOf: [
        { properties: { requiredComponents: { const: false } }, required: ['requiredComponents'] },
        { required: ['layers'] },
      ],
    },
    else: { required: ['objectStorage'] },
    definitions: alertingDefinitions(),
  }
}

const blockTime = durationSchema('For example 30d or 1y. 0d: kept indefinitely.')

/** One duration for all resolutions, or one for each. */
const blockRetentionSchema: JsonSchema = {
  anyOf: [blockTime, closed(Object.fromEntries(resolutions.map((name) => [name, blockTime])), resolutions)],
}

const retentionSchema: JsonSchema = {
  description: 'How long the compactor keeps blocks. It deletes older ones, which cannot be undone.',
  ...blockRetentionSchema,
}

const concurrency: JsonSchema = { type: 'integer', minimum: 1, maximum: 64 }

const compactSchema: JsonSchema = {
  description: 'How much the compactor does at a time, and which copies of samples it merges: base/blocks.md.',
  ...closed({
    concurrency: { ...concurrency, description: 'Groups of blocks that are merged at a time. Default: 1.' },
    downsampleConcurrency: { ...concurrency, description: 'Blocks that are downsampled at a time. Default: 1.' },
    deduplicate: { enum: deduplications, description: 'Merges their copies in the bucket. This cannot be undone.' },
    shards: shardsSchema(['hash']),
    tenants: {
      type: 'object',
      minProperties: 1,
      maxProperties: 100,
      propertyNames: stringSchema(receiveFormats.tenant),
      additionalProperties: blockRetentionSchema,
      description: 'How long the blocks of a tenant of the receivers are kept: base/shards.md. Each has a compactor.',
    },
  }),
}

const grafanaSchema: JsonSchema = {
  description: 'The login of the administrator of Grafana: base/dashboards/README.md.',
  ...closed(
    {
      secrets: secretsSchema(
        `Where ${grafanaSecretKeys.join()} comes from. Default: the Secret ${grafanaSecret} exists.`,
      ),
    },
    ['secrets'],
  ),
}

const tlsSchema: JsonSchema = {
  description: 'Components connect with certificates of cert-manager: environments/tls.md. Default: in plain text.',
  anyOf: [
    { const: 'cert-manager' },
    closed(
      { provider: { const: 'cert-manager' }, issuer: stringSchema(issuerName), issuerKind: { enum: issuerKinds } },
      ['provider'],
    ),
  ],
}

const imageSchema = closed(
  {
    name: { type: 'string', description: 'The image in the base, without its tag.' },
    newName: { type: 'string' },
    newTag: { type: 'string' },
    digest: {
      type: 'string',
      pattern: '^sha256:[0-9a-f]{64}$',
      patternErrorMessage: 'A digest is sha256: and 64 hexadecimal digits, as the registry shows it.',
    },
  },
  ['name'],
)

const backupSchema = (backups: readonly string[]): JsonSchema =>
  bucketSchema(
    'The bucket to which thanos-bucket-replicate copies the blocks: environments/object-storage.md.',
    backupProviders.filter((provider) => backups.includes(provider)),
    backupFields,
    backupFormats,
  )

/** The name of a provider without fields, or a mapping with the fields of its provider and its type. */
function bucketSchema<Provider extends string>(
  description: string,
  present: readonly Provider[],
  fieldsOf: Readonly<Record<Provider, FieldsByType>>,
  formats: BucketFormats,
): JsonSchema {
  const isComplete = (byType: FieldsByType): boolean => !Object.values(byType.s3 ?? {}).some(isRequired)
  return {
    description,
    anyOf: [
      { enum: present.filter((provider) => isComplete(fieldsOf[provider])) },
      ...present.flatMap((provider) =>
        bucketTypes.flatMap((type) => typeSchema(provider, type, fieldsOf[provider], formatsOfType(formats, type))),
      ),
    ],
  }
}

function typeSchema(
  provider: string,
  type: BucketType,
  byType: FieldsByType,
  formats: BucketFormats,
): readonly JsonSchema[] {
  const fields = Object.entries<ProviderField>(byType[type] ?? {}).filter(([field]) => field !== 'type')
  if (fields.length === 0) return []
  const hasTypes = byType.gcs !== undefined
  return [
    closed(
      {
        provider: { const: provider },
        ...(hasTypes ? { type: { const: type } } : {}),
        ...Object.fromEntries(fields.map(([field]) => [field, fieldSchema(field as keyof BucketFormats, formats)])),
      },
      [
        'provider',
        // S3 is the default.
        ...(type === 's3' ? [] : ['type']),
        ...fields.flatMap(([name, field]) => (isRequired(field) ? [name] : [])),
      ],
    ),
  ]
}

const fieldSchema = (field: keyof BucketFormats, formats: BucketFormats): JsonSchema =>
  field === 'insecure' ? { type: 'boolean' } : stringSchema(formats[field])
