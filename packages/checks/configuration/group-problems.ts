import { listOf, type Mapping, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import { durationProblems, unknownFields } from './rule-fields.ts'
import type { RuleFile } from './rule-files.ts'

const groupFields = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules', 'partial_response_strategy']

/** The problems of the groups of a rule file, without those of their rules. */
export function* groupProblems({ object, pointer: filePointer, groups, isForRuler }: RuleFile): Iterable<Problem> {
  const names = groups.map(({ name }) => name)
  for (const [index, group] of groups.entries()) {
    const pointer = `${filePointer}/groups/${index}`
    const { name } = group
    if (typeof name !== 'string' || name === '')
      yield { object, pointer, message: 'a group of rules has no name.', remedy: 'Add a name to the group.' }
    else if (names.indexOf(name) !== index)
      yield {
        object,
        pointer: `${pointer}/name`,
        message: `two groups of the file have the name ${name}.`,
        remedy: 'Rename one of them.',
      }
    yield* unknownFields(object, pointer, group, groupFields)
    for (const field of ['interval', 'query_offset']) yield* durationProblems(object, pointer, field, group[field])
    yield* strategyProblems(object, `${pointer}/partial_response_strategy`, group, isForRuler)
  }
}

function* strategyProblems(
  object: SourcedObject,
  pointer: string,
  group: Mapping,
  isForRuler: boolean | undefined,
): Iterable<Problem> {
  if (group.partial_response_strategy === undefined) return
  const strategy = String(group.partial_response_strategy).toLowerCase()
  if (isForRuler === false)
    yield {
      object,
      pointer,
      message: 'Prometheus does not have the field partial_response_strategy and rejects the file.',
      remedy: 'Remove the field: only the Thanos ruler has it.',
    }
  else if (strategy !== 'abort' && strategy !== 'warn')
    yield {
      object,
      pointer,
      message: `${String(group.partial_response_strategy)} is not a partial response strategy.`,
      remedy: 'Use abort or warn.',
    }
  else if (strategy === 'warn' && hasAlerts(group))
    yield {
      object,
      pointer,
      message: 'with the strategy warn, alerts do not fire if the data that would trigger them is missing.',
      remedy: 'Set abort for groups with alerts.',
      severity: 'warning',
    }
}

const hasAlerts = ({ rules }: Mapping): boolean => listOf(rules).some((rule) => mappingOf(rule).alert !== undefined)
