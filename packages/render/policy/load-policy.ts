import {
  anyString,
  type MappingContext,
  type MappingReader,
  nanoUnits,
  parsePointer,
  type ReportProblem,
  readMapping,
  readSettings,
  shownValue,
  type YamlFile,
  type YamlPath,
} from '@thanos-gitops/manifest'
import { isWithin, type PolicyRange, type PolicyRule } from './policy-rule.ts'
import { type PolicyScope, reportUnknownEnvironments, reportUnknownTarget } from './rule-targets.ts'

const codes = { invalid: 'policy-invalid', unknownKey: 'policy-invalid' }
const ruleKeys = ['path', 'target', 'environments', 'range', 'in', 'remove', 'promote'] as const
type RuleReader = MappingReader<(typeof ruleKeys)[number]>

/** Reads the rules of `environments/policy.yaml`. A rule with a problem is reported, and allows all values of its paths. */
export function loadPolicy(source: YamlFile, scope: PolicyScope, report: ReportProblem): readonly PolicyRule[] {
  const fields = readSettings(source, 'Policy', ['patches'], codes, report)
  return fields === undefined ? [] : loadRules(source, ['patches'], fields.value('patches'), scope, report)
}

/** Reads a list of rules, in the policy or in `environment.yaml`. */
export function loadRules(
  source: YamlFile,
  path: YamlPath,
  value: unknown,
  scope: PolicyScope,
  report: ReportProblem,
): readonly PolicyRule[] {
  if (Array.isArray(value))
    return value.flatMap((rule: unknown, index) =>
      loadRule({ source, path: [...path, index], codes, report }, rule, scope),
    )
  report(
    codes.invalid,
    source.place(path),
    `${path.at(-1)} must be a list of rules, not ${shownValue(value)}.`,
    'Write - path: /spec/replicas, and limits if you need them.',
  )
  return []
}

/** A rule for each of the paths that one entry lists. */
function loadRule(context: MappingContext, value: unknown, scope: PolicyScope): readonly PolicyRule[] {
  const fields: RuleReader | undefined = readMapping(context, value, ruleKeys, {
    subject: 'A rule',
    remedy: 'Write - path: /spec/replicas, and limits if you need them.',
  })
  if (fields === undefined) return []
  const target = fields.mapping('target', ['kind', 'name', 'component'])
  const kind = target?.string('kind', anyString)
  const component = target?.string('component', anyString)
  if (target) reportUnknownTarget(target, { kind, component }, scope)
  const range = readRange(fields)
  const shared = {
    ...optional('kind', kind),
    ...optional('name', target?.string('name', anyString)),
    ...optional('component', component),
    ...optional('environments', readEnvironments(fields, scope)),
    ...optional('range', range),
    ...optional('in', readValues(fields, range)),
    remove: fields.boolean('remove'),
    promote: fields.boolean('promote'),
  }
  const paths = readPaths(fields)
  // Without the rule, each patch of these paths would have a finding that is only a consequence.
  if (!fields.isValid) return paths.map((path) => ({ ...path, remove: true, promote: false }))
  return paths.map((path) => ({ ...path, ...shared }))
}

const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { [key in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { [key in Key]: Value })

function readEnvironments(fields: RuleReader, scope: PolicyScope): readonly string[] | undefined {
  if (!fields.has('environments')) return undefined
  const names = fields.list('environments')
  if (names.length > 0 && names.every((name) => typeof name === 'string')) {
    reportUnknownEnvironments(fields, names, scope)
    return names
  }
  fields.problem(
    ['environments'],
    'environments must be a list of names that is not empty.',
    'Write for example environments: [production], or remove the line to include all environments.',
  )
  return undefined
}

function readRange(fields: RuleReader): PolicyRange | undefined {
  const range = fields.value('range')
  if (range === undefined) return undefined
  const [, from = '', to = ''] = (typeof range === 'string' && /^\s*(.*?)\s*\.\.\s*(.*?)\s*$/.exec(range)) || []
  const isRange = from !== '' || to !== ''
  if (!isRange || [from, to].some((end) => end !== '' && nanoUnits(end) === undefined)) {
    fields.problem(['range'], `${shownValue(range)} is not a range.`, 'Write 1..10, ..64Gi or 100m.., for example.')
    return undefined
  }
  if (from !== '' && to !== '' && nanoUnits(from)! > nanoUnits(to)!) {
    fields.problem(['range'], `${from} is more than ${to}, so no value is allowed.`, `Write ${to}..${from}.`)
    return undefined
  }
  return { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) }
}

function readValues(fields: RuleReader, range: PolicyRange | undefined): readonly unknown[] | undefined {
  if (!fields.has('in')) return undefined
  const values = fields.value('in')
  if (!Array.isArray(values) || values.length === 0) {
    fields.problem(
      ['in'],
      `in must be a list of allowed values that is not empty, not ${shownValue(values)}.`,
      'Write for example in: [1, 2, 3].',
    )
    return undefined
  }
  if (range && !values.some((value) => isWithin(value, range)))
    fields.problem(
      ['in'],
      `None of these values is in the range ${String(fields.value('range'))}, so no value is allowed.`,
      'Remove in or range, or change one of them.',
    )
  return values as readonly unknown[]
}

function readPaths(fields: RuleReader): readonly Pick<PolicyRule, 'path' | 'steps' | 'place'>[] {
  const value = fields.value('path')
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const { source, path: rule } = fields.context
  return list.flatMap((path, index) => {
    const at = Array.isArray(value) ? ['path', index] : ['path']
    const steps = typeof path === 'string' && path !== '' ? parsePointer(path) : undefined
    if (steps !== undefined && !steps.slice(0, -1).includes('**'))
      return [{ path: path as string, steps, place: () => source.place([...rule, ...at]) }]
    fields.problem(
      at,
      path === undefined
        ? 'path is missing.'
        : `${shownValue(path)} is not a path: a path begins with / and has ** at its end only.`,
      'Write for example path: /spec/replicas.',
    )
    return []
  })
}
