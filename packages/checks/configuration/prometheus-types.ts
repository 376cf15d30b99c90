// https://github.com/prometheus/prometheus/blob/v3.13.2/docs/configuration/configuration.md, config/config.go;
// https://github.com/prometheus/alertmanager/blob/v0.34.0/docs/configuration.md, config/config.go. Both programs reject unknown fields.
import { type ConfigurationType, fieldsOf, type StructType } from './configuration-type.ts'

const tls = {
  fields: {
    ...fieldsOf(
      'ca ca_file cert cert_file key key_file server_name min_version max_version ca_ref cert_ref key_ref',
      'string',
    ),
    insecure_skip_verify: 'bool',
  },
} satisfies ConfigurationType
const http = {
  basic_auth: 'any',
  authorization: 'any',
  oauth2: 'any',
  http_headers: 'any',
  proxy_connect_header: 'any',
  ...fieldsOf('bearer_token bearer_token_file proxy_url no_proxy', 'string'),
  ...fieldsOf('proxy_from_environment follow_redirects enable_http2', 'bool'),
  tls_config: tls,
} satisfies Record<string, ConfigurationType>

const relabel = {
  list: {
    fields: {
      source_labels: 'strings',
      ...fieldsOf('separator target_label regex replacement', 'string'),
      modulus: 'int',
      action: {
        oneOf: [
          'replace',
          'lowercase',
          'uppercase',
          'keep',
          'drop',
          'keepequal',
          'dropequal',
          'hashmod',
          'labelmap',
          'labeldrop',
          'labelkeep',
        ],
      },
    },
  },
} satisfies ConfigurationType

const kubernetes = {
  list: {
    required: ['role'],
    fields: {
      ...http,
      ...fieldsOf('api_server kubeconfig_file', 'string'),
      role: { oneOf: ['node', 'pod', 'service', 'endpoints', 'endpointslice', 'ingress'] },
      namespaces: { fields: { own_namespace: 'bool', names: 'strings' } },
      selectors: { list: { fields: fieldsOf('role label field', 'string') } },
      attach_metadata: { fields: fieldsOf('node namespace', 'bool') },
    },
  },
} satisfies ConfigurationType

const serviceDiscovery = {
  ...fieldsOf(
    'azure consul digitalocean docker dockerswarm ec2 eureka gce hetzner http ionos kuma lightsail linode marathon nerve nomad openstack outscale ovhcloud puppetdb scaleway serverset stackit triton uyuni vultr aws'
      .split(' ')
      .map((name) => `${name}_sd_configs`)
      .join(' '),
    'any',
  ),
  kubernetes_sd_configs: kubernetes,
  static_configs: { list: { fields: { targets: 'strings', labels: { values: 'string' } } } },
  file_sd_configs: { list: { fields: { files: 'strings', refresh_interval: 'duration' } } },
  dns_sd_configs: {
    list: {
      required: ['names'],
      fields: {
        names: 'strings',
        type: { oneOf: ['SRV', 'A', 'AAAA', 'MX', 'NS'] },
        port: 'int',
        refresh_interval: 'duration',
      },
    },
  },
} satisfies Record<string, ConfigurationType>

const limits = {
  ...fieldsOf(
    'sample_limit target_limit label_limit label_name_length_limit label_value_length_limit keep_dropped_targets',
    'int',
  ),
  body_size_limit: 'bytes',
} satisfies Record<string, ConfigurationType>
const scrape = {
  ...fieldsOf('scrape_interval scrape_timeout', 'duration'),
  ...fieldsOf(
    'scrape_classic_histograms always_scrape_classic_histograms convert_classic_histograms_to_nhcb scrape_native_histograms extra_scrape_metrics',
    'bool',
  ),
  scrape_protocols: 'strings',
  metric_name_validation_scheme: { oneOf: ['legacy', 'utf8'] },
  metric_name_escaping_scheme: 'string',
  scrape_failure_log_file: 'string',
  ...limits,
} satisfies Record<string, ConfigurationType>

const alertmanager = {
  fields: {
    ...http,
    ...serviceDiscovery,
    sigv4: 'any',
    scheme: { oneOf: ['http', 'https'] },
    path_prefix: 'string',
    timeout: 'duration',
    api_version: { oneOf: ['v2'] },
    relabel_configs: relabel,
    alert_relabel_configs: relabel,
  },
} satisfies ConfigurationType

export const prometheusType: StructType = {
  fields: {
    global: {
      fields: {
        ...scrape,
        evaluation_interval: 'duration',
        rule_query_offset: 'duration',
        query_log_file: 'string',
        external_labels: { values: 'string' },
      },
    },
    runtime: { fields: { gogc: 'int' } },
    rule_files: 'strings',
    scrape_config_files: 'strings',
    scrape_configs: {
      list: {
        required: ['job_name'],
        fields: {
          ...http,
          ...serviceDiscovery,
          ...scrape,
          ...fieldsOf('job_name metrics_path fallback_scrape_protocol', 'string'),
          ...fieldsOf('honor_labels honor_timestamps track_timestamps_staleness enable_compression', 'bool'),
          params: 'any',
          scheme: { oneOf: ['http', 'https'] },
          relabel_configs: relabel,
          metric_relabel_configs: relabel,
          ...fieldsOf('native_histogram_bucket_limit', 'int'),
          native_histogram_min_bucket_factor: 'float',
        },
      },
    },
    alerting: { fields: { alert_relabel_configs: relabel, alertmanagers: { list: alertmanager } } },
    remote_write: {
      list: {
        required: ['url'],
        fields: {
          ...http,
          ...fieldsOf('url name protobuf_message', 'string'),
          remote_timeout: 'duration',
          headers: 'any',
          write_relabel_configs: relabel,
          ...fieldsOf('send_exemplars send_native_histograms round_robin_dns', 'bool'),
          queue_config: 'any',
          metadata_config: 'any',
          sigv4: 'any',
          azuread: 'any',
          google_iam: 'any',
        },
      },
    },
    remote_read: {
      list: {
        required: ['url'],
        fields: {
          ...http,
          ...fieldsOf('url name', 'string'),
          required_matchers: 'any',
          headers: 'any',
          remote_timeout: 'duration',
          ...fieldsOf('read_recent filter_external_labels', 'bool'),
        },
      },
    },
    storage: {
      fields: {
        tsdb: {
          fields: {
            out_of_order_time_window: 'duration',
            stale_series_compaction_threshold: 'float',
            retention: { fields: { time: 'duration', size: 'bytes', percentage: 'any' } },
          },
        },
        exemplars: { fields: { max_exemplars: 'int' } },
      },
    },
    tracing: 'any',
    otlp: 'any',
  },
}

const route: { fields: Record<string, ConfigurationType> } = {
  fields: {
    ...fieldsOf('receiver', 'string'),
    ...fieldsOf('group_by matchers mute_time_intervals active_time_intervals', 'strings'),
    ...fieldsOf('match match_re', { values: 'string' }),
    continue: 'bool',
    ...fieldsOf('group_wait group_interval repeat_interval', 'duration'),
  },
}
route.fields.routes = { list: route }

const integrations =
  'discord email incidentio jira mattermost msteams msteamsv2 opsgenie pagerduty pushover rocketchat slack sns telegram victorops webex webhook wechat'

export const alertmanagerType: StructType = {
  required: ['route', 'receivers'],
  fields: {
    global: 'any',
    templates: 'strings',
    route,
    inhibit_rules: {
      list: {
        fields: {
          name: 'string',
          ...fieldsOf('target_match source_match target_match_re source_match_re', { values: 'string' }),
          ...fieldsOf('target_matchers source_matchers equal', 'strings'),
          sources: 'any',
        },
      },
    },
    receivers: {
      list: {
        required: ['name'],
        fields: {
          name: 'string',
          labels: 'any',
          ...fieldsOf(
            integrations
              .split(' ')
              .map((name) => `${name}_configs`)
              .join(' '),
            { list: 'any' },
          ),
        },
      },
    },
    mute_time_intervals: { list: { required: ['name'], fields: { name: 'string', time_intervals: 'any' } } },
    time_intervals: { list: { required: ['name'], fields: { name: 'string', time_intervals: 'any' } } },
    tracing: 'any',
    event_recorder: 'any',
  },
}
