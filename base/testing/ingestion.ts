// The lines of `environment.yaml` for receivers and the ruler that writes to them.

export const ingestion = {
  everything: `receive:
  zones: [eu-west-1a, eu-west-1b, eu-west-1c]
  replicas: 6
  replicationFactor: 3
  routers: {min: 2, max: 6}
  outOfOrderWindow: 30m
  tenantHeader: X-Scope-OrgID
  defaultTenant: shared
  limits:
    global: {max_concurrency: 30}
    default: {head_series_limit: 1000000, request: {samples_limit: 10000}}
    tenants: {team-a: {head_series_limit: 0}}
`,
  'limits-and-zones':
    'receive: {zones: [eu-west-1a, eu-west-1b, eu-west-1c], replicas: 6, limits: {default: {head_series_limit: 1000000}}}\n',
  'ruler-writes-to-receivers': 'rule: {remoteWrite: receive}\n',
  'ruler-shards-write-to-receivers': 'rule: {remoteWrite: receive, shards: 3}\n',
  'ruler-writes-elsewhere': `rule:
  remoteWrite: {url: "https://receive.example.com:8443/api/v1/receive", headers: {X-Scope-OrgID: team-a}}
`,
  'operator-evaluates-rules': `monitoring:
  labels: {release: kube-prometheus-stack}
  namespace: kube-prometheus
  rules: true
`,
  'prometheus-writes-elsewhere':
    'prometheus: {remoteWrite: {url: "https://receive.example.com:8443/api/v1/receive"}}\n',
  agent: 'prometheus: {agent: true}\n',
  'agent-shards': `prometheus:
  agent: true
  shards: 3
  remoteWrite: {url: "https://receive.example.com:8443/api/v1/receive"}
rule: {shards: 2}
`,
  'receivers-leave': 'receive: {replicas: 5, leaving: 2}\n',
} as const
