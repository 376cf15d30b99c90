import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { checkFamilies } from '../registry.ts'
import { changedStack, messagesOf, type Replacement } from '../thanos/fixture.ts'
import { alertmanagerConfigurationIsValid } from './alertmanager-configuration-is-valid.ts'
import { annotationsUseAvailableLabels } from './annotations-use-available-labels.ts'
import { cachesAreValid } from './caches-are-valid.ts'
import { endpointsFileIsValid } from './endpoints-file-is-valid.ts'
import { objectStorageIsValid } from './object-storage-is-valid.ts'
import { prometheusConfigurationIsValid } from './prometheus-configuration-is-valid.ts'
import { rulesParse } from './rules-parse.ts'
import { rulesSelectExistingSeries } from './rules-select-existing-series.ts'
import { thanosClientsAreValid } from './thanos-clients-are-valid.ts'

it.each(checkFamilies.configuration)('$name: it accepts a stack in which nothing is wrong', (check) => {
  expect(messagesOf(check, [])).toEqual([])
})

const bucket = 'ConfigMap/thanos-objstore: '
const end = 'endpoint: s3.example.com:443'
describe(objectStorageIsValid.name, () => {
  it.each<[string, Replacement[], string[]]>([
    [
      'a field that is misspelled',
      [[end, `${end}\n      acces_key: $(KEY)`]],
      ['objstore.yaml: there is no field config.acces_key.'],
    ],
    [
      'a field beside config',
      [['type: S3', 'type: S3\n    hedging_config: {}']],
      ['objstore.yaml: there is no field hedging_config.'],
    ],
    ['an unknown type', [['type: S3', 'type: SWIFFT']], ['there is no object storage of type SWIFFT.']],
    [
      'the endpoint as bucket',
      [['bucket: thanos\n', 'bucket: s3.example.com:443\n']],
      ['the bucket is called as its endpoint.'],
    ],
    [
      'an endpoint with a scheme',
      [[end, 'endpoint: https://s3.example.com']],
      ['the endpoint https://s3.example.com has a scheme; S3 expectedPort host:port.'],
    ],
    [
      'keys in clear text',
      [[end, `${end}\n      access_key: AKIA\n      secret_key: abc`]],
      ['access_key stands in clear text.', 'secret_key stands in clear text.'],
    ],
    ['half of the keys', [[end, `${end}\n      access_key: $(KEY)`]], ['access_key and secret_key belong together.']],
    [
      'two ways to the keys',
      [[end, `${end}\n      aws_sdk_auth: true\n      access_key: $(A)\n      secret_key: $(B)`]],
      ['aws_sdk_auth and access_key exclude each other.'],
    ],
    [
      'a value of another type',
      [[end, `${end}\n      insecure: "yes"`]],
      ['objstore.yaml: insecure is yes, and must be true or false.'],
    ],
    [
      'a duration without unit',
      [[end, `${end}\n      http_config: {idle_conn_timeout: 90}`]],
      ['objstore.yaml: idle_conn_timeout is 90, and must be a duration in whole units, such as 30d or 1h30m.'],
    ],
    [
      'HTTP at the port of TLS',
      [[end, `${end}\n      insecure: true`]],
      ['port 443 is for TLS, and insecure: true speaks plain HTTP.'],
    ],
    [
      'a second document',
      [[end, `${end}\n    ---\n    type: GCS`]],
      ['objstore.yaml is not YAML: ', 'only the first document of objstore.yaml is read.'],
    ],
    ['no bucket', [['      bucket: thanos\n', '']], ['objstore.yaml: config.bucket is missing.']],
  ])('it finds %s', (_, changes, messages) => {
    const found = messagesOf(objectStorageIsValid, changes)
    for (const message of messages.filter((text) => !text.endsWith('YAML: '))) expect(found).toContain(bucket + message)
    expect(found.length).toBeLessThanOrEqual(messages.length)
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
    ['a type in small letters', [['type: S3', 'type: s3']]],
    [
      'keys from the AWS SDK',
      [[end, `${end}\n      aws_sdk_auth: true\n      bucket_lookup_type: path\n      sse_config: {type: SSE-S3}`]],
    ],
    [
      'another storage',
      [
        ['type: S3', 'type: GCS'],
        [end, 'service_account: $(ACCOUNT)'],
      ],
    ],
  ])('it accepts %s', (_, changes) => {
    expect(messagesOf(objectStorageIsValid, changes)).toEqual([])
  })
})

describe(endpointsFileIsValid.name, () => {
  const first = '- address: dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc'
  it.each<[string, string, string]>([
    ['a misspelled field', first.replace('address', 'adress'), 'endpoints.yaml: there is no field endpoints.0.adress.'],
    [
      'a strict name',
      `${first}\n        strict: true`,
      'dnssrv+_grpc._tcp.thanos-sidecar.monitoring.svc is looked up in the DNS, which a strict endpoint must not be.',
    ],
    [
      'a service configuration without a group',
      `${first}\n        service_config: "{}"`,
      'service_config is for a group of endpoints only.',
    ],
    ['a variable', '- address: $(HOST):10901', '$(HOST):10901 is taken as it is: no variables are filled in here.'],
  ])('it finds %s', (_, text, message) => {
    expect(messagesOf(endpointsFileIsValid, [[first, text]])).toContain(`ConfigMap/thanos-query: ${message}`)
  })
  it('it accepts a strict address, a group and TLS of an endpoint', () => {
    expect(
      messagesOf(endpointsFileIsValid, [
        [
          first,
          '- {address: "10.0.0.1:10901", strict: true, client_config: {tls_config: {enabled: true, ca_file: /ca.crt}}}\n      - {address: a:1, group: true, service_config: "{}"}',
        ],
      ]),
    ).toEqual([])
  })
})

describe(cachesAreValid.name, () => {
  it.each<[string, Replacement, string]>([
    ['an unknown type', ['type: MEMCACHED', 'type: MEMCACHE'], 'there is no cache of type MEMCACHE here.'],
    [
      'a misspelled field',
      ['max_item_size: 5MiB', 'max_item_sise: 5MiB'],
      'cache.yaml: there is no field config.max_item_sise.',
    ],
    [
      'days, which Go does not know',
      ['expiration: 24h', 'expiration: 1d'],
      'cache.yaml: expiration is 1d, and must be a duration in hours, minutes and seconds, such as 36h or 1h30m.',
    ],
    [
      'a field of another cache',
      ['expiration: 24h', 'chunk_subrange_size: 1'],
      'cache.yaml: there is no field config.chunk_subrange_size.',
    ],
  ])('it finds %s', (_, change, message) => {
    expect(messagesOf(cachesAreValid, [change])).toEqual([`ConfigMap/thanos-query-frontend: ${message}`])
  })
  it('it accepts a cache in memory', () => {
    expect(
      messagesOf(cachesAreValid, [
        ['type: MEMCACHED', 'type: in-memory'],
        [
          '      addresses: [dnssrvnoa+_memcache._tcp.memcached.monitoring.svc]\n      max_item_size: 5MiB\n      expiration: 24h',
          '      max_size: 1GB\n      validity: 24h',
        ],
      ]),
    ).toEqual([])
  })
})

describe(thanosClientsAreValid.name, () => {
  it('it finds a misspelled field of a hashring', () => {
    expect(messagesOf(thanosClientsAreValid, [['"hashring": "default",', '"hashrings": "default",']])).toEqual([
      'ConfigMap/hashring: hashrings.json: there is no field 0.hashrings.',
    ])
  })
  it('it accepts a hashring with tenants', () => {
    expect(
      messagesOf(thanosClientsAreValid, [
        [
          '"hashring": "default",',
          '"hashring": "default", "tenants": ["a"], "tenant_matcher_type": "glob", "algorithm": "ketama",',
        ],
      ]),
    ).toEqual([])
  })
})

describe(prometheusConfigurationIsValid.name, () => {
  it.each<[string, Replacement, string]>([
    [
      'a misspelled field',
      ['scrape_interval: 30s', 'scrape_intervall: 30s'],
      'prometheus.yaml: there is no field global.scrape_intervall.',
    ],
    [
      'a duration that is none',
      ['scrape_interval: 30s', 'scrape_interval: 30 s'],
      'prometheus.yaml: scrape_interval is 30 s, and must be a duration in whole units, such as 30d or 1h30m.',
    ],
    [
      'a timeout above the interval',
      ['scrape_interval: 30s', 'scrape_interval: 30s\n      scrape_timeout: 1m'],
      'a scrape may take 1m, and the next begins after 30s.',
    ],
    [
      'an unknown role',
      ['role: endpointslice', 'role: endpointslices'],
      'prometheus.yaml: role is endpointslices, and must be one of node, pod, service, endpoints, endpointslice, ingress.',
    ],
    [
      'a regular expression that is none',
      ['            target_label: job', '            target_label: job\n            regex: (a'],
      '(a is not a valid regular expression: missing closing ) (a.',
    ],
    ['relabelling without a target', ['            target_label: job\n', ''], 'replace needs a target_label.'],
    [
      'two jobs of one name',
      ['    scrape_configs:\n', '    scrape_configs:\n      - job_name: pods\n'],
      'two jobs are called pods.',
    ],
  ])('it finds %s', (_, change, message) => {
    expect(messagesOf(prometheusConfigurationIsValid, [change])).toEqual([`ConfigMap/prometheus: ${message}`])
  })
})

describe(alertmanagerConfigurationIsValid.name, () => {
  it.each<[string, Replacement, string]>([
    ['a receiver that is not there', ['receiver: page', 'receiver: pager'], 'there is no receiver pager.'],
    ['a misspelled field', ['routes:', 'route:'], 'alertmanager.yaml: there is no field route.route.'],
    [
      'an unknown kind of receiver',
      ['webhook_configs', 'webhooks_configs'],
      'alertmanager.yaml: there is no field receivers.1.webhooks_configs.',
    ],
    ['a matcher that is none', [`'severity="critical"'`, 'severity'], 'severity is no matcher.'],
    [
      'a time interval that is not there',
      ['receiver: page\n', 'receiver: page\n          mute_time_intervals: [nights]\n'],
      'there is no time interval nights.',
    ],
  ])('it finds %s', (_, change, message) => {
    expect(messagesOf(alertmanagerConfigurationIsValid, [change])).toEqual([`ConfigMap/alertmanager: ${message}`])
  })
})

const rule = 'expr: max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"}) == 1'
const rules = 'ConfigMap/prometheus: '
describe(rulesParse.name, () => {
  it.each<[string, Replacement, string]>([
    [
      'a query that does not parse',
      [rule, 'expr: max by (job) (a'],
      'alert ThanosCompactHalted: the query ends before its ).',
    ],
    [
      'a range that is missing',
      [rule, 'expr: rate(a_total) > 1'],
      'alert ThanosCompactHalted: rate requires a range vector here, and this is an instant vector: a range such as [5m] is missing.',
    ],
    [
      'a range as the result',
      [rule, 'expr: a[5m]'],
      'alert ThanosCompactHalted: the result is a range vector, and must be an instant vector.',
    ],
    ['a misspelled field', ['for: 5m', 'fro: 5m'], 'there is no field fro here.'],
    [
      'a duration that is none',
      ['for: 5m', 'for: 5 minutes'],
      'for is 5 minutes, and must be a duration in whole units, such as 30d or 1h30m.',
    ],
    [
      'a rule that is two',
      ['- alert: ThanosCompactHalted', '- alert: ThanosCompactHalted\n            record: a'],
      'a rule is either an alert or a record.',
    ],
    [
      'a strategy that only the ruler knows',
      ['- name: thanos\n', '- name: thanos\n        partial_response_strategy: abort\n'],
      'Prometheus does not know partial_response_strategy, and refuses the file.',
    ],
  ])('it finds %s', (_, change, message) => {
    expect(messagesOf(rulesParse, [change])).toEqual([rules + message])
  })

  it('it points into the query', () => {
    expect(
      problemsIn(
        rulesParse,
        changedStack([[rule, 'expr: |\n              max by (job) (\n                rate(a_total)\n              )']]),
      ),
    ).toEqual([expect.stringMatching(/^\d+: .*rate requires/)])
    const [first] = problemsIn(
      rulesParse,
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  groups:\n    - name: a\n      rules:\n        - record: a\n          expr: |\n            sum(\n              rate(b)\n            )\n',
    )
    expect(first).toBe(
      '11: PrometheusRule/a: record a: rate requires a range vector here, and this is an instant vector: a range such as [5m] is missing.',
    )
  })

  it('it leaves the rules of other programs alone', () => {
    const loki =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: loki}\nspec: {containers: [{name: loki, image: "grafana/loki:3.0.0"}], volumes: [{name: r, configMap: {name: r}}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: r}\ndata:\n  r.yaml: |\n    groups: [{name: a, rules: [{alert: A, expr: \'sum(rate({app="a"} |= "error" [5m]))\'}]}]\n'
    expect(problemsIn(rulesParse, loki)).toEqual([])
  })

  it('it finds alerts of a ruler that stay silent on partial data', () => {
    const ruler =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "thanos:v0.42.4", args: [rule]}], volumes: [{name: r, configMap: {name: r}}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: r}\ndata:\n  r.yaml: |\n    groups: [{name: a, partial_response_strategy: warn, rules: [{alert: A, expr: up == 0}]}, {name: b, partial_response_strategy: warn, rules: [{record: a, expr: up}]}]\n'
    expect(problemsIn(rulesParse, ruler)).toEqual([
      '11: ConfigMap/r: alerts are evaluated although a part of the data is missing, and stay silent then.',
    ])
  })
})

describe(rulesSelectExistingSeries.name, () => {
  it.each<[string, Replacement, string]>([
    [
      'a job that nobody has',
      ['job=~".*thanos-compact.*"', 'job=~".*thanos-compactor.*"'],
      'no job is called .*thanos-compactor.*.',
    ],
    [
      'a metric of a component that is not here',
      [rule, 'expr: thanos_replicate_replication_runs_total > 1'],
      'thanos_replicate_replication_runs_total is a metric of thanos tools bucket replicate, which does not run here.',
    ],
  ])('it finds %s', (_, change, message) => {
    expect(messagesOf(rulesSelectExistingSeries, [change])).toEqual([`${rules}alert ThanosCompactHalted: ${message}`])
  })
  it.each<[string, Replacement]>([
    ['a job of a scrape configuration', ['job=~".*thanos-compact.*"', 'job="pods"']],
    [
      'a job named by what is not known',
      ['[__meta_kubernetes_pod_container_name]', '[__meta_kubernetes_pod_annotation_job]'],
    ],
    ['a selector without a job', ['{job=~".*thanos-compact.*"}', '']],
  ])('it accepts %s', (_, change) => {
    expect(messagesOf(rulesSelectExistingSeries, [change])).toEqual([])
  })
})

describe(annotationsUseAvailableLabels.name, () => {
  it('it finds a label that the query aggregates away', () => {
    expect(messagesOf(annotationsUseAvailableLabels, [['max by (job, pod)', 'max by (job)']])).toEqual([
      `${rules}alert ThanosCompactHalted writes the label pod, which the query does not keep.`,
    ])
  })
  it.each<[string, Replacement]>([
    ['a label in by', ['max by (job, pod)', 'max by (pod)']],
    [
      'a query that keeps all',
      ['max by (job, pod) (thanos_compact_halted{job=~".*thanos-compact.*"})', 'thanos_compact_halted'],
    ],
    ['the value', ['{{ $labels.pod }}', '{{ $value }} {{ $externalLabels.cluster }}']],
  ])('it accepts %s', (_, change) => {
    expect(messagesOf(annotationsUseAvailableLabels, [change])).toEqual([])
  })
})
