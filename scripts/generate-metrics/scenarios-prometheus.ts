import type { Scenario } from './scenario.ts'

const scraping = `
global: {scrape_interval: 1s}
scrape_configs:
  - {job_name: self, static_configs: [{targets: ['127.0.0.1:{http}']}]}
  - {job_name: files, file_sd_configs: [{files: ['{folder}/targets.json']}]}
remote_write: [{url: 'http://127.0.0.1:1/', send_exemplars: true, send_native_histograms: true}]
`
const evaluating = `
rule_files: ['{folder}/rules.yml']
remote_read: [{url: 'http://127.0.0.1:1/'}]
alerting: {alertmanagers: [{static_configs: [{targets: ['127.0.0.1:1']}]}]}
`
const targets = '[{"targets": ["127.0.0.1:{http}"]}]'
const rules = 'groups: [{name: a, interval: 1s, rules: [{record: b, expr: vector(1)}, {alert: C, expr: vector(1)}]}]'
const args = [
  '--config.file={folder}/prometheus.yml',
  '--web.listen-address=127.0.0.1:{http}',
  '--web.enable-remote-write-receiver',
  '--web.enable-otlp-receiver',
]
const features = [
  'auto-reload-config',
  'concurrent-rule-eval',
  'delayed-compaction',
  'exemplar-storage',
  'metadata-wal-records',
  'native-histograms',
  'otlp-deltatocumulative',
]

export const prometheusScenarios: readonly Scenario[] = [
  {
    command: '',
    args: [...args, '--storage.tsdb.path={folder}/data', `--enable-feature=${features.join(',')}`],
    files: { 'prometheus.yml': scraping + evaluating, 'rules.yml': rules, 'targets.json': targets },
  },
  {
    command: '',
    args: [...args, '--agent', '--storage.agent.path={folder}/data'],
    files: { 'prometheus.yml': scraping, 'targets.json': targets },
  },
]
