import { listOf, mappingOf, nearest, type SourcedObject } from '@thanos-gitops/manifest'
import { valueProblem } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { type RuleFile, ruleFilesIn, rulesIn, type SourcedRule } from './rules.ts'

const groupFields = ['name', 'interval', 'query_offset', 'limit', 'labels', 'rules', 'partial_response_strategy']
const ruleFields = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']

export const rulesParse: Check = {
  name: 'rules-parse',
  id: 'TH048',
  severity: 'error',
  why: 'Prometheus and ruler refuse a whole file for one rule that does not parse, and go on with the rules of yesterday, or with none.',
  remedy: 'Correct the rule.',
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/, https://thanos.io/tip/components/rule.md/#partial-response',
  *run(context) {
    for (const file of ruleFilesIn(context)) yield* groupProblems(file)
    for (const rule of rulesIn(context)) yield* ruleProblems(rule)
  },
}

function* groupProblems({ object, pointer, groups, isForRuler }: RuleFile): Iterable<Problem> {
  const names = new Set<unknown>()
  for (const [index, group] of groups.entries()) {
    const at = `${pointer}/groups/${index}`
    const { name, interval, query_offset: offset, partial_response_strategy: strategy } = group
    if (typeof name !== 'string' || name === '') yield { object, pointer: at, message: 'a group of rules has no name.' }
    else if (names.has(name))
      yield { object, pointer: `${at}/name`, message: `two groups of the file are called ${name}.` }
    names.add(name)
    yield* unknownFields(object, at, group, groupFields)
    for (const [field, value] of [
      ['interval', interval],
      ['query_offset', offset],
    ] as const)
      yield* durationProblem(object, `${at}/${field}`, field, value)
    if (strategy === undefined) continue
    if (isForRuler === false)
      yield {
        object,
        pointer: `${at}/partial_response_strategy`,
        message: 'Prometheus does not know partial_response_strategy, and refuses the file.',
        remedy: 'Remove it: it is for the ruler.',
      }
    else if (!/^(?:abort|warn)$/i.test(String(strategy)))
      yield {
        object,
        pointer: `${at}/partial_response_strategy`,
        message: `${String(strategy)} is no strategy for partial responses.`,
        remedy: 'Use abort or warn.',
      }
    else if (
      /^warn$/i.test(String(strategy)) &&
      listOf(group.rules).some((rule) => mappingOf(rule).alert !== undefined)
    )
      yield {
        object,
        pointer: `${at}/partial_response_strategy`,
        message: 'alerts are evaluated although a part of the data is missing, and stay silent then.',
        remedy: 'Set abort for groups with alerts.',
        severity: 'warning',
      }
  }
}

function* unknownFields(
  object: SourcedObject,
  pointer: string,
  fields: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Iterable<Problem> {
  for (const key of Object.keys(fields)) {
    if (known.includes(key)) continue
    const similar = nearest(key, known)
    yield {
      object,
      pointer: `${pointer}/${key}`,
      message: `there is no field ${key} here.`,
      ...(similar !== undefined && { remedy: `Did you mean ${similar}?` }),
    }
  }
}

function* durationProblem(object: SourcedObject, pointer: string, field: string, value: unknown): Iterable<Problem> {
  const wanted =
    value === undefined || value === null ? undefined : valueProblem({ type: 'model-duration' }, String(value))
  if (wanted !== undefined) yield { object, pointer, message: `${field} is ${String(value)}, and must be ${wanted}.` }
}

function* ruleProblems({ file, fields, pointer, title, isAlert, query }: SourcedRule): Iterable<Problem> {
  const { object } = file
  const { alert, record, expr, labels, annotations } = fields
  if (alert === undefined && record === undefined)
    yield { object, pointer, message: 'a rule has neither alert nor record.' }
  if (alert !== undefined && record !== undefined)
    yield { object, pointer, message: 'a rule is either an alert or a record.' }
  yield* unknownFields(object, pointer, fields, ruleFields)
  for (const field of ['for', 'keep_firing_for'] as const) {
    yield* durationProblem(object, `${pointer}/${field}`, field, fields[field])
    if (!isAlert && fields[field] !== undefined)
      yield { object, pointer: `${pointer}/${field}`, message: `${title}: ${field} is for alerts.` }
  }
  if (!isAlert && annotations !== undefined)
    yield { object, pointer: `${pointer}/annotations`, message: `${title}: annotations are for alerts.` }
  if (typeof record === 'string' && !/^[a-zA-Z_:][\w:]*$/.test(record))
    yield { object, pointer: `${pointer}/record`, message: `${record} is no name of a metric.`, severity: 'warning' }
  for (const label of Object.keys(mappingOf(labels)))
    if (label === '__name__' || !/^[a-zA-Z_]\w*$/.test(label))
      yield { object, pointer: `${pointer}/labels`, message: `${title}: ${label} is no name of a label.` }
  // A number is a query too.
  if (expr === undefined || expr === null || (typeof expr !== 'string' && typeof expr !== 'number'))
    yield { object, pointer, message: `${title} has no expr.` }
  for (const problem of query?.problems ?? [])
    yield { object, pointer: `${pointer}/expr`, offset: problem.offset, message: `${title}: ${problem.message}` }
  if (query?.problems.length === 0 && query.type !== 'vector' && query.type !== 'scalar')
    yield {
      object,
      pointer: `${pointer}/expr`,
      message: `${title}: the result is a ${query.type === 'matrix' ? 'range vector' : 'text'}, and must be an instant vector.`,
    }
}
