import { escapeStep, mappingOf, stringMapOf } from '@thanos-gitops/manifest'
import type { Problem } from '../engine/check.ts'
import { durationProblems, unknownFields } from './rule-fields.ts'
import type { SourcedRule } from './rules.ts'
import { templateProblem } from './template-problem.ts'

const ruleFields = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations']

/** The problems of an alert or a recording rule. */
export function* ruleProblems(rule: SourcedRule): Iterable<Problem> {
  const { file, fields, pointer } = rule
  yield* kindProblems(rule)
  yield* unknownFields(file.object, pointer, fields, ruleFields)
  yield* alertFieldProblems(rule)
  yield* nameProblems(rule)
  yield* queryProblems(rule)
  yield* templateProblems(rule)
}

function* templateProblems({ file: { object }, fields, pointer, title }: SourcedRule): Iterable<Problem> {
  for (const field of ['annotations', 'labels'])
    for (const [key, template] of Object.entries(stringMapOf(fields[field]))) {
      const problem = templateProblem(template)
      if (problem === undefined) continue
      yield {
        object,
        pointer: `${pointer}/${field}/${escapeStep(key)}`,
        offset: problem.offset,
        message: `${title}: the template of ${key} does not parse: ${problem.message}`,
        remedy: 'Fix the template.',
      }
    }
}

function* kindProblems({ file: { object }, fields, pointer }: SourcedRule): Iterable<Problem> {
  const { alert, record } = fields
  if (alert === undefined && record === undefined)
    yield { object, pointer, message: 'a rule has neither alert nor record.', remedy: 'Add alert or record.' }
  if (alert !== undefined && record !== undefined)
    yield { object, pointer, message: 'a rule has both alert and record.', remedy: 'Remove one of them.' }
}

/** `for`, `keep_firing_for` and `annotations`, which only alerts have. */
function* alertFieldProblems({ file: { object }, fields, pointer, title, isAlert }: SourcedRule): Iterable<Problem> {
  const durations = ['for', 'keep_firing_for']
  for (const field of durations) yield* durationProblems(object, pointer, field, fields[field])
  if (isAlert) return
  for (const field of [...durations, 'annotations'])
    if (fields[field] !== undefined)
      yield {
        object,
        pointer: `${pointer}/${field}`,
        message: `${title} has ${field}, which only alerts can have.`,
        remedy: `Remove ${field}.`,
      }
}

function* nameProblems({ file: { object }, fields, pointer, title }: SourcedRule): Iterable<Problem> {
  const { record, labels } = fields
  if (typeof record === 'string' && !/^[a-zA-Z_:][\w:]*$/.test(record))
    yield {
      object,
      pointer: `${pointer}/record`,
      message: `${record} is not a valid metric name.`,
      remedy: 'Use only letters, digits, _ and :, and no digit at the start.',
      severity: 'warning',
    }
  for (const label of Object.keys(mappingOf(labels)))
    if (label === '__name__' || !/^[a-zA-Z_]\w*$/.test(label))
      yield { object, pointer: `${pointer}/labels`, message: `${title}: ${label} is not a valid label name.` }
}

function* queryProblems({ file: { object }, fields, pointer: rule, title, query }: SourcedRule): Iterable<Problem> {
  const pointer = `${rule}/expr`
  // A number is a query too.
  if (typeof fields.expr !== 'string' && typeof fields.expr !== 'number')
    yield { object, pointer: rule, message: `${title} has no expr.`, remedy: 'Add expr with a PromQL query.' }
  if (query === undefined) return
  for (const { offset, message } of query.problems) yield { object, pointer, offset, message: `${title}: ${message}` }
  if (query.problems.length === 0 && (query.type === 'matrix' || query.type === 'string'))
    yield {
      object,
      pointer,
      message: `${title}: the result is ${query.type === 'matrix' ? 'a range vector' : 'a string'}, but must be an instant vector.`,
    }
}
