import type { Check } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { programsNamed } from './components.ts'
import { agentFlag } from './prometheus.ts'

/** The flags that cmd/prometheus/main.go declares with serverOnlyFlag and agentOnlyFlag, by the beginning of their names. */
const serverOnly = ['alertmanager.', 'query.', 'rules.', 'storage.remote.read-', 'storage.tsdb.', 'web.search.']
const agentOnly = ['storage.agent.']

export const prometheusFlagsFitTheMode: Check = {
  name: 'prometheus-flags-fit-the-mode',
  question: 'startup',
  severity: 'error',
  why: 'Prometheus does not start with a flag of the other mode: an agent stores no blocks and answers no queries, and a server has no log of an agent.',
  remedy: 'Remove the flag, or change the mode with --agent.',
  source:
    'https://github.com/prometheus/prometheus/blob/v3.13.2/cmd/prometheus/main.go, https://prometheus.io/docs/prometheus/latest/prometheus_agent/',
  *run(context) {
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const isAgent = agentFlag(prometheus) !== undefined
      const refused = isAgent ? serverOnly : agentOnly
      for (const use of prometheus.uses)
        if (refused.some((beginning) => use.name.startsWith(beginning)))
          yield {
            ...flagPlace(prometheus, use),
            message: isAgent
              ? `Prometheus runs as an agent, and does not start with --${use.name}.`
              : `Prometheus runs as a server, and does not start with --${use.name}, a flag of agents.`,
          }
    }
  },
}
