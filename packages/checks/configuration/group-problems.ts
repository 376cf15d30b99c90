import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import type { RuleFile } from './rule-files.ts'

/** The groups with alerts that Thanos evaluates with partial data. */
export function* groupProblems({ object, pointer, groups, isForRuler }: RuleFile): Iterable<Problem> {
  if (isForRuler === false) return
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

const hasAlerts = ({ rules }: Mapping): boolean => listOf(rules).some((rule) => mappingOf(rule).alert !== undefined)
