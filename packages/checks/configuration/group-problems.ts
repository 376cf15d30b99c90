import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { CheckContext, Problem } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import { programsNamed } from '../thanos/components.ts'
import { agentFlag } from '../thanos/prometheus.ts'
import type { RuleFile } from './rule-files.ts'

/**
 * The groups with alerts that Thanos evaluates with partial data. Where no Prometheus evaluates rules, the alerts about a source of the
 * query that fails need this strategy.
 */
export function* groupProblems(
  context: CheckContext,
  { object, pointer, groups, isForRuler }: RuleFile,
): Iterable<Problem> {
  if (isForRuler === false || hasOnlyAgents(context)) return
  for (const [index, group] of groups.entries())
    if (String(group.partial_response_strategy).toLowerCase() === 'warn' && hasAlerts(group))
      yield {
        object,
        pointer: `${pointer}/groups/${index}/partial_response_strategy`,
        message: 'with the strategy warn, alerts do not fire if the data that would trigger them is missing.',
        remedy: 'Set abort for groups with alerts.',
        severity: 'warning',
      }
}

const hasOnlyAgents = perContext((context): boolean => {
  const servers = programsNamed(context, 'prometheus')
  return servers.length > 0 && servers.every((prometheus) => agentFlag(prometheus) !== undefined)
})

const hasAlerts = ({ rules }: Mapping): boolean => listOf(rules).some((rule) => mappingOf(rule).alert !== undefined)
