// Valid documents of each kind. Mutations of them are what the referees judge.

const http = {
  basic_auth: { username: 'a', password: 'b' },
  tls_config: { ca_file: '/ca', server_name: 'x', min_version: 'TLS12', insecure_skip_verify: false },
  proxy_url: 'http://proxy:80',
  follow_redirects: true,
  enable_http2: false,
}
const relabeling = [
  { source_labels: ['a', 'b'], separator: ';', regex: '(.+)', target_label: 'c', replacement: '$1', action: 'replace' },
  { source_labels: ['a'], modulus: 4, target_label: 'x', action: 'hashmod' },
  { regex: 'a|b', action: 'labeldrop' },
  { source_labels: ['a'], regex: 'x', action: 'keep' },
]

/** A configuration of each service discovery that promtool has. */
export const serviceDiscoveries: Readonly<Record<string, unknown>> = {
  aws: { role: 'ec2', region: 'eu-west-1' },
  azure: { subscription_id: 'a', tenant_id: 'b', client_id: 'c', client_secret: 'd', port: 80 },
  consul: { server: 'localhost:8500', services: ['a'], tags: ['b'], allow_stale: true },
  digitalocean: { port: 80, authorization: { credentials: 'x' } },
  dns: { names: ['a.example.com'], type: 'A', port: 9100, refresh_interval: '30s' },
  docker: { host: 'unix:///var/run/docker.sock', port: 80, filters: [{ name: 'a', values: ['b'] }] },
  dockerswarm: { host: 'unix:///var/run/docker.sock', role: 'nodes', port: 80 },
  ec2: { region: 'eu-west-1', access_key: 'a', secret_key: 'b', filters: [{ name: 'a', values: ['b'] }] },
  ecs: { region: 'eu-west-1', clusters: ['a'] },
  elasticache: { region: 'eu-west-1' },
  eureka: { server: 'http://eureka:8761/eureka' },
  file: { files: ['a/*.json', 'b.yml'], refresh_interval: '5m' },
  gce: { project: 'p', zone: 'z', filter: 'x', port: 80 },
  hetzner: { role: 'hcloud', port: 80 },
  http: { url: 'http://sd:80/x', refresh_interval: '1m' },
  ionos: { datacenter_id: 'x', port: 80, authorization: { credentials: 'x' } },
  kubernetes: {
    role: 'pod',
    namespaces: { names: ['a'] },
    selectors: [{ role: 'pod', label: 'a=b', field: 'spec.x=y' }],
  },
  kuma: { server: 'http://kuma:5676' },
  lightsail: { region: 'eu-west-1' },
  linode: { port: 80, tag_separator: ';', region: 'x' },
  marathon: { servers: ['http://marathon:80'], auth_token: 'x' },
  msk: { region: 'eu-west-1' },
  nerve: { servers: ['a'], paths: ['/b'], timeout: '10s' },
  nomad: { server: 'http://nomad:4646', namespace: 'default', region: 'x' },
  openstack: {
    role: 'instance',
    region: 'r',
    identity_endpoint: 'http://a',
    username: 'u',
    password: 'p',
    domain_name: 'd',
  },
  outscale: { region: 'eu-west-2', access_key: 'a', secret_key: 'b', port: 80 },
  ovhcloud: { application_key: 'a', application_secret: 'b', consumer_key: 'c', service: 'vps' },
  puppetdb: { url: 'http://puppetdb:8080', query: 'nodes {}', port: 80 },
  rds: { region: 'eu-west-1' },
  scaleway: {
    role: 'instance',
    access_key: 'SCWXXXXXXXXXXXXXXXXX',
    secret_key: '11111111-1111-1111-1111-111111111111',
    project_id: '11111111-1111-1111-1111-111111111111',
    zone: 'fr-par-1',
  },
  serverset: { servers: ['a'], paths: ['/b'] },
  stackit: { project: 'p', region: 'eu01', port: 80 },
  triton: { account: 'a', dns_suffix: 'd', endpoint: 'e', role: 'container', version: 1 },
  uyuni: { server: 'http://uyuni', username: 'u', password: 'p', entitlement: 'x' },
  vultr: { port: 80, authorization: { credentials: 'x' } },
}

export const prometheusConfigs: readonly unknown[] = [
  {
    global: {
      scrape_interval: '30s',
      scrape_timeout: '10s',
      evaluation_interval: '1m',
      external_labels: { cluster: '${C}' },
    },
    rule_files: ['/etc/rules/*.yaml'],
    scrape_configs: [
      {
        job_name: 'a',
        static_configs: [{ targets: ['a:80'], labels: { x: 'y' } }],
        relabel_configs: relabeling,
        ...http,
      },
      {
        job_name: 'b',
        kubernetes_sd_configs: [serviceDiscoveries.kubernetes],
        dns_sd_configs: [serviceDiscoveries.dns],
        metric_relabel_configs: relabeling,
        authorization: { type: 'Bearer', credentials_file: '/token' },
        scrape_protocols: ['OpenMetricsText1.0.0', 'PrometheusText0.0.4'],
        params: { match: ['x'] },
        sample_limit: 10,
        body_size_limit: '1MB',
      },
      {
        job_name: 'c',
        http_sd_configs: [serviceDiscoveries.http],
        oauth2: { client_id: 'a', client_secret: 'b', token_url: 'http://x' },
      },
      {
        job_name: 'd',
        file_sd_configs: [serviceDiscoveries.file],
        honor_labels: true,
        scheme: 'https',
        metrics_path: '/m',
      },
    ],
    alerting: {
      alert_relabel_configs: relabeling,
      alertmanagers: [
        { static_configs: [{ targets: ['am:9093'] }], api_version: 'v2', timeout: '10s', path_prefix: '/x' },
      ],
    },
    remote_write: [
      {
        url: 'http://receive:19291/api/v1/receive',
        name: 'a',
        write_relabel_configs: relabeling,
        queue_config: { capacity: 100, max_shards: 2, min_backoff: '1s', max_backoff: '5s' },
        headers: { 'X-Scope': 'a' },
        sigv4: { region: 'a' },
      },
      {
        url: 'http://other/',
        name: 'b',
        azuread: { cloud: 'AzurePublic', managed_identity: { client_id: '11111111-1111-1111-1111-111111111111' } },
      },
    ],
    remote_read: [{ url: 'http://x/read', read_recent: true, required_matchers: { a: 'b' } }],
    storage: { tsdb: { out_of_order_time_window: '30m' }, exemplars: { max_exemplars: 10 } },
    tracing: { endpoint: 'x:4317', client_type: 'grpc', sampling_fraction: 0.5, insecure: true },
    otlp: { promote_resource_attributes: ['a'], translation_strategy: 'UnderscoreEscapingWithSuffixes' },
  },
  { scrape_configs: [{ job_name: 'x', static_configs: [{ targets: ['localhost:9090'] }] }] },
]

export const prometheusRules: readonly unknown[] = [
  {
    groups: [
      {
        name: 'a',
        interval: '1m',
        limit: 5,
        query_offset: '10s',
        labels: { team: 'x' },
        rules: [
          { record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { a: 'b' } },
          {
            alert: 'Down',
            expr: 'up{job=~"a.+"} == 0',
            for: '5m',
            keep_firing_for: '1m',
            labels: { severity: '{{ if gt $value 1.0 }}a{{ else }}b{{ end }}' },
            annotations: {
              summary: '{{ $labels.pod | toUpper }} is {{ humanize $value }}',
              x: '{{ range query "up" }}{{ .Value }}{{ end }}',
            },
          },
        ],
      },
      { name: 'b', rules: [{ record: 'x', expr: 'rate(http_requests_total[5m]) / on (job) group_left count(up)' }] },
    ],
  },
]

export const thanosRules: readonly unknown[] = [
  {
    groups: (prometheusRules[0] as { groups: readonly object[] }).groups.map((group, index) => ({
      ...group,
      partial_response_strategy: index === 0 ? 'abort' : 'WARN',
    })),
  },
]

const alertmanagerReceivers = [
  {
    name: 'slack',
    slack_configs: [{ channel: '#x', title: '{{ .CommonLabels.a }}', send_resolved: true, http_config: http }],
  },
  { name: 'mail', email_configs: [{ to: 'a@example.com', headers: { Subject: 'x' } }] },
  { name: 'pager', pagerduty_configs: [{ routing_key: 'x', severity: 'critical', details: { a: 'b' } }] },
  { name: 'web', webhook_configs: [{ url: 'http://x/', max_alerts: 3 }] },
  { name: 'ops', opsgenie_configs: [{ api_key: 'x', priority: 'P1', responders: [{ name: 'a', type: 'team' }] }] },
  { name: 'teams', msteamsv2_configs: [{ webhook_url: 'http://x/' }], discord_configs: [{ webhook_url: 'http://x/' }] },
  {
    name: 'chat',
    telegram_configs: [{ bot_token: 'x', chat_id: 5 }],
    webex_configs: [{ room_id: 'r', http_config: { authorization: { credentials: 'x' } } }],
  },
  {
    name: 'push',
    pushover_configs: [{ user_key: 'a', token: 'b' }],
    victorops_configs: [{ api_key: 'x', routing_key: 'y' }],
  },
  { name: 'aws', sns_configs: [{ topic_arn: 'arn:aws:sns:eu-west-1:1:x', sigv4: { region: 'eu-west-1' } }] },
  {
    name: 'jira',
    jira_configs: [{ project: 'P', issue_type: 'Bug', api_url: 'http://x/' }],
    rocketchat_configs: [{ token: 'a', token_id: 'b' }],
  },
  { name: 'none' },
]

export const alertmanagerConfigs: readonly unknown[] = [
  {
    global: {
      resolve_timeout: '5m',
      smtp_smarthost: 'mail:25',
      smtp_from: 'a@example.com',
      slack_api_url: 'http://slack/x',
    },
    templates: ['/etc/*.tmpl'],
    route: {
      receiver: 'slack',
      group_by: ['alertname', 'cluster'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
      routes: alertmanagerReceivers.map(({ name }, index) => ({
        receiver: name,
        matchers: [`severity="${index}"`, 'a=~"x.*"'],
        continue: index % 2 === 0,
        mute_time_intervals: ['nights'],
        active_time_intervals: ['days'],
      })),
    },
    receivers: alertmanagerReceivers,
    inhibit_rules: [{ source_matchers: ['a="b"'], target_matchers: ['c=d'], equal: ['x'] }],
    time_intervals: [
      {
        name: 'nights',
        time_intervals: [
          { times: [{ start_time: '20:00', end_time: '23:00' }], weekdays: ['monday:friday'], location: 'UTC' },
        ],
      },
      { name: 'days', time_intervals: [{ months: ['1:3'], days_of_month: ['-1'], years: ['2026'] }] },
    ],
  },
]
