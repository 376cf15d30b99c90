import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { programsNamed } from './components.ts'
import { agentFlag, configurationOf } from './prometheus.ts'

export const agentsSendSamples: Check = {
  name: 'agents-send-samples',
  question: 'data',
  severity: 'error',
  why: 'An agent keeps samples only until remote write has sent them. Without remote_write, it deletes them after a few hours, and no query has ever seen them.',
  remedy: 'Add remote_write with the address of a receiver to the configuration, or remove --agent.',
  source: 'https://prometheus.io/docs/prometheus/latest/prometheus_agent/',
  *run(context) {
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const use = agentFlag(prometheus)
      const configuration = configurationOf(context, prometheus)
      if (use === undefined || configuration === undefined) continue
      if (listOf(mappingOf(configuration.document.value).remote_write).length > 0) continue
      yield {
        ...flagPlace(prometheus, use),
        message: 'Prometheus runs as an agent, and its configuration has no remote_write: its samples are lost.',
      }
    }
  },
}
