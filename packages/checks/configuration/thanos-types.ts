// The configuration types of Thanos v0.42.4 and of its version of the objstore module:
// https://github.com/thanos-io/thanos/tree/v0.42.4/pkg, https://github.com/thanos-io/objstore/tree/71d60dfee488/providers
import { type ConfigurationType, fieldsOf, type StructType } from './configuration-type.ts'

const tls = {
  fields: { ...fieldsOf('ca_file cert_file key_file server_name', 'string'), insecure_skip_verify: 'bool' },
} satisfies ConfigurationType
const http = {
  fields: {
    ...fieldsOf('idle_conn_timeout response_header_timeout tls_handshake_timeout expect_continue_timeout', 'duration'),
    ...fieldsOf('max_idle_conns max_idle_conns_per_host max_conns_per_host', 'int'),
    ...fieldsOf('insecure_skip_verify disable_compression', 'bool'),
    tls_config: tls,
  },
} satisfies ConfigurationType

/** The fields below `config` of an object storage, by its type. */
export const bucketTypes: Readonly<Record<string, StructType>> = {
  S3: {
    required: ['bucket', 'endpoint'],
    fields: {
      ...fieldsOf('bucket endpoint region access_key secret_key session_token sts_endpoint', 'string'),
      ...fieldsOf(
        'disable_dualstack aws_sdk_auth insecure signature_version2 send_content_md5 disable_multipart',
        'bool',
      ),
      ...fieldsOf('part_size max_retries', 'int'),
      put_user_metadata: { values: 'string' },
      http_config: http,
      trace: { fields: { enable: 'bool' } },
      list_objects_version: { oneOf: ['', 'v1', 'v2'] },
      bucket_lookup_type: { oneOf: ['', 'auto', 'virtual-hosted', 'path'] },
      sse_config: {
        fields: {
          type: { oneOf: ['', 'SSE-S3', 'SSE-KMS', 'SSE-C'] },
          kms_key_id: 'string',
          kms_encryption_context: { values: 'string' },
          encryption_key: 'string',
        },
      },
    },
  },
  GCS: {
    required: ['bucket'],
    fields: {
      ...fieldsOf('bucket service_account', 'string'),
      ...fieldsOf('use_grpc no_auth', 'bool'),
      ...fieldsOf('grpc_conn_pool_size chunk_size_bytes max_retries', 'int'),
      http_config: http,
    },
  },
  AZURE: {
    required: ['container'],
    fields: {
      ...fieldsOf(
        'az_tenant_id client_id client_secret storage_account storage_account_key storage_connection_string container endpoint user_assigned_id msi_resource',
        'string',
      ),
      storage_create_container: 'bool',
      max_retries: 'int',
      reader_config: { fields: { max_retry_requests: 'int' } },
      pipeline_config: {
        fields: { max_tries: 'int', ...fieldsOf('try_timeout retry_delay max_retry_delay', 'duration') },
      },
      http_config: http,
    },
  },
  SWIFT: {
    required: ['container_name'],
    fields: {
      ...fieldsOf(
        'auth_url username user_domain_name user_domain_id user_id password domain_id domain_name application_credential_id application_credential_name application_credential_secret project_id project_name project_domain_id project_domain_name region_name container_name large_object_segments_container_name',
        'string',
      ),
      ...fieldsOf('auth_version large_object_chunk_size retries', 'int'),
      ...fieldsOf('connect_timeout timeout', 'duration'),
      use_dynamic_large_objects: 'bool',
      http_config: http,
    },
  },
  COS: {
    fields: {
      ...fieldsOf('bucket region app_id endpoint secret_key secret_id', 'string'),
      max_retries: 'int',
      http_config: http,
    },
  },
  ALIYUNOSS: {
    required: ['bucket', 'endpoint'],
    fields: fieldsOf('endpoint bucket access_key_id access_key_secret', 'string'),
  },
  BOS: { required: ['bucket', 'endpoint'], fields: fieldsOf('bucket endpoint access_key secret_key', 'string') },
  OBS: {
    required: ['bucket', 'endpoint'],
    fields: { ...fieldsOf('bucket endpoint access_key secret_key', 'string'), max_retries: 'int', http_config: http },
  },
  OCI: {
    required: ['bucket'],
    fields: {
      ...fieldsOf(
        'provider bucket compartment_ocid tenancy_ocid user_ocid region fingerprint privatekey passphrase',
        'string',
      ),
      ...fieldsOf('part_size max_request_retries request_retry_interval', 'int'),
      http_config: { fields: { ...http.fields, client_timeout: 'go-duration' } },
    },
  },
  FILESYSTEM: { required: ['directory'], fields: { directory: 'string' } },
}

const endpointTls = {
  fields: {
    ...fieldsOf('enabled insecure_skip_verify', 'bool'),
    ...fieldsOf('cert_file key_file ca_file min_version', 'string'),
  },
} satisfies ConfigurationType
const grpcClient = {
  fields: { tls_config: endpointTls, server_name: 'string', compression: { oneOf: ['', 'none', 'snappy'] } },
} satisfies ConfigurationType

export const endpointsType: StructType = {
  fields: {
    default_client_config: grpcClient,
    endpoints: {
      list: {
        required: ['address'],
        fields: {
          ...fieldsOf('strict group', 'bool'),
          ...fieldsOf('address service_config', 'string'),
          client_config: grpcClient,
        },
      },
    },
  },
}

const circuitBreaker = {
  fields: {
    enabled: 'bool',
    half_open_max_requests: 'int',
    open_duration: 'go-duration',
    min_requests: 'int',
    consecutive_failures: 'int',
    failure_percent: 'float',
  },
} satisfies ConfigurationType
const asyncSets = {
  ...fieldsOf('max_async_concurrency max_async_buffer_size', 'int'),
  set_async_circuit_breaker_config: circuitBreaker,
} satisfies Record<string, ConfigurationType>
const memcached = {
  addresses: 'strings',
  timeout: 'go-duration',
  ...fieldsOf('max_idle_connections max_get_multi_concurrency max_get_multi_batch_size', 'int'),
  max_item_size: 'bytes',
  dns_provider_update_interval: 'go-duration',
  auto_discovery: 'bool',
  ...asyncSets,
} satisfies Record<string, ConfigurationType>
const redis = {
  ...fieldsOf('addr username password master_name', 'string'),
  ...fieldsOf(
    'db max_get_multi_concurrency get_multi_batch_size max_set_multi_concurrency set_multi_batch_size',
    'int',
  ),
  ...fieldsOf('dial_timeout read_timeout write_timeout', 'go-duration'),
  tls_enabled: 'bool',
  tls_config: tls,
  cache_size: 'bytes',
  ...asyncSets,
} satisfies Record<string, ConfigurationType>
const inMemory = { ...fieldsOf('max_size max_item_size', 'bytes') } satisfies Record<string, ConfigurationType>

/** An index cache and a caching bucket of a store gateway, and a response cache of a query frontend. */
export type CacheUse = 'index' | 'bucket' | 'response'

/** The fields below `config` of a cache, by its use and its type. */
export const cacheTypes: Readonly<Record<CacheUse, Readonly<Record<string, StructType>>>> = {
  index: {
    'IN-MEMORY': { fields: inMemory },
    MEMCACHED: { required: ['addresses'], fields: memcached },
    REDIS: { required: ['addr'], fields: redis },
  },
  bucket: {
    'IN-MEMORY': { fields: inMemory },
    MEMCACHED: { required: ['addresses'], fields: memcached },
    REDIS: { required: ['addr'], fields: redis },
    GROUPCACHE: {
      required: ['self_url', 'peers'],
      fields: {
        peers: 'strings',
        ...fieldsOf('self_url groupcache_group dns_sd_resolver', 'string'),
        max_size: 'bytes',
        dns_interval: 'go-duration',
        timeout: 'go-duration',
      },
    },
  },
  response: {
    'IN-MEMORY': { fields: { max_size: 'string', max_size_items: 'int', validity: 'go-duration' } },
    MEMCACHED: { required: ['addresses'], fields: { ...memcached, expiration: 'go-duration' } },
    REDIS: { required: ['addr'], fields: { ...redis, expiration: 'go-duration' } },
  },
}

/** The fields of a cache next to `type` and `config`, by its use. */
export const cacheOptions = {
  index: { enabled_items: { list: { oneOf: ['Postings', 'Series', 'ExpandedPostings'] } }, ttl: 'go-duration' },
  bucket: {
    ...fieldsOf('chunk_subrange_size max_chunks_get_range_requests', 'int'),
    metafile_max_size: 'bytes',
    ...fieldsOf(
      'chunk_object_attrs_ttl chunk_subrange_ttl blocks_iter_ttl metafile_exists_ttl metafile_doesnt_exist_ttl metafile_content_ttl',
      'go-duration',
    ),
  },
  response: {},
} satisfies Record<CacheUse, Record<string, ConfigurationType>>

const clientTls = {
  fields: { ...fieldsOf('ca_file cert_file key_file server_name', 'string'), insecure_skip_verify: 'bool' },
} satisfies ConfigurationType
const httpClient = {
  fields: {
    basic_auth: { fields: fieldsOf('username password password_file', 'string') },
    ...fieldsOf('bearer_token bearer_token_file proxy_url', 'string'),
    tls_config: clientTls,
    transport_config: {
      fields: {
        ...fieldsOf(
          'max_idle_conns max_idle_conns_per_host idle_conn_timeout response_header_timeout expect_continue_timeout max_conns_per_host tls_handshake_timeout dialer_timeout',
          'int',
        ),
        disable_compression: 'bool',
      },
    },
  },
} satisfies ConfigurationType
const addressFields = {
  static_configs: 'strings',
  file_sd_configs: { list: { fields: { files: 'strings', refresh_interval: 'duration' } } },
  ...fieldsOf('scheme path_prefix', 'string'),
} satisfies Record<string, ConfigurationType>

export const alertmanagersType: StructType = {
  fields: {
    alertmanagers: {
      list: {
        fields: {
          http_config: httpClient,
          ...addressFields,
          timeout: 'duration',
          api_version: { oneOf: ['v1', 'v2'] },
        },
      },
    },
  },
}

export const queriesType: ConfigurationType = {
  list: {
    fields: { http_config: httpClient, ...addressFields, grpc_config: { fields: { endpoint_addresses: 'strings' } } },
  },
}

const tenantMatcherType = { oneOf: ['', 'exact', 'glob'] } satisfies ConfigurationType
export const hashringsType: ConfigurationType = {
  list: {
    required: ['endpoints'],
    fields: {
      hashring: 'string',
      tenants: 'strings',
      tenant_matcher_type: tenantMatcherType,
      endpoints: { list: 'any' },
      algorithm: { oneOf: ['', 'hashmod', 'ketama'] },
      external_labels: { values: 'string' },
      shuffle_sharding_config: {
        fields: {
          ...fieldsOf('shard_size cache_size', 'int'),
          zone_awareness_disabled: 'bool',
          overrides: {
            list: { fields: { shard_size: 'int', tenants: 'strings', tenant_matcher_type: tenantMatcherType } },
          },
        },
      },
    },
  },
}
