import type { Scenario } from './scenario.ts'

const configuration = `
route: {receiver: all, routes: [{receiver: all, active_time_intervals: [always]}]}
receivers: [{name: all, webhook_configs: [{url: 'http://127.0.0.1:1/'}]}]
time_intervals: [{name: always, time_intervals: [{}]}]
inhibit_rules: [{source_matchers: [a="b"], target_matchers: [c="d"]}]
`
const args = [
  '--config.file={folder}/alertmanager.yml',
  '--storage.path={folder}/data',
  '--web.listen-address=127.0.0.1:{http}',
  '--cluster.listen-address=127.0.0.1:{other}',
]

export const alertmanagerScenarios: readonly Scenario[] = [
  { command: '', args, files: { 'alertmanager.yml': configuration } },
  // They add labels to metrics.
  ...[{ feature: 'receiver-name-in-metrics' }, { since: '0.31.0', feature: 'alert-names-in-metrics' }].map(
    ({ feature, ...versions }) => ({
      ...versions,
      command: '',
      args: [...args, `--enable-feature=${feature}`],
      files: { 'alertmanager.yml': configuration },
    }),
  ),
  ...[
    { since: '0.33.0', until: '0.35.0', output: `{path: '{folder}/events'}` },
    { since: '0.35.0', output: `{name: a, path: '{folder}/events'}` },
  ].map(({ output, ...versions }) => ({
    ...versions,
    command: '',
    args: [...args, '--enable-feature=event-recorder'],
    files: { 'alertmanager.yml': `${configuration}event_recorder: {file_outputs: [${output}]}` },
  })),
]
