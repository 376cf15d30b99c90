// What the programs that read a rule file refuse.
import { escapeStep, formatPointer, type Mapping, valueAt } from '@thanos-gitops/manifest'
import { type DocumentKind, judge } from '@thanos-gitops/program-verdict'
import { type Program, usesOf } from '@thanos-gitops/workloads'
import type { Problem } from '../engine/check.ts'
import { describe, problemsOrWarning, programProblems } from './program-problems.ts'
import type { RuleFile } from './rule-files.ts'

const byPrometheus = { program: 'prometheus', kind: 'rules' } as const satisfies DocumentKind
const byThanos = { program: 'thanos', kind: 'rules' } as const satisfies DocumentKind

/** What the readers of a file refuse. Without a known reader, Thanos judges files with its fields, and Prometheus the others. */
export function* ruleFileProblems(file: RuleFile): Iterable<Problem> {
  const seen = new Set<string>()
  for (const problem of problemsOfReaders(file)) {
    const place = `${problem.pointer} ${problem.message}`
    if (!seen.has(place)) yield inField(file, problem)
    seen.add(place)
  }
}

function* problemsOfReaders(file: RuleFile): Iterable<Problem> {
  const { document, readers } = file
  if (document === undefined) {
    yield* problemsOfPrometheusRule(file)
    return
  }
  if (readers.length === 0) {
    const kind = hasStrategy(file.groups) ? byThanos : byPrometheus
    yield* programProblems({ document, kind, version: undefined })
  }
  for (const reader of readers) yield* programProblems({ document, kind: kindFor(reader), version: reader.version })
}

function kindFor(reader: Program): DocumentKind {
  if (reader.name === 'thanos') return byThanos
  const hasFeatures = usesOf(reader, 'enable-feature').some(({ value }) => value?.includes('promql-'))
  return hasFeatures ? { program: 'prometheus', kind: 'rules-with-features' } : byPrometheus
}

const hasStrategy = (groups: readonly Mapping[]): boolean =>
  groups.some(({ partial_response_strategy: strategy }) => strategy !== undefined)

/** prometheus-operator removes the fields of Thanos from the files of Prometheus. */
function* problemsOfPrometheusRule(file: RuleFile): Iterable<Problem> {
  const kind = hasStrategy(file.groups) ? byThanos : byPrometheus
  const document = { key: file.object.object.metadata.name, text: JSON.stringify({ groups: file.groups }) }
  yield* problemsOrWarning(document, kind, { object: file.object, pointer: file.pointer }, () =>
    judge(kind, document.text).map((problem) => ({
      object: file.object,
      pointer: file.pointer + formatPointer(problem.path ?? []),
      ...describe(document, kind, undefined, problem),
    })),
  )
}

const parseError = /could not parse expression: (\d+):(\d+): /
const emptyField = /field '(\w+)' must be set/
const template = /: (annotation|label) "([^"]+)": /

/** The problem at the field that its message names, and at its place in a query. */
function inField(file: RuleFile, problem: Problem): Problem {
  const rule = /^\/groups\/\d+\/rules\/\d+/.exec(problem.pointer.slice(file.pointer.length))?.[0]
  if (rule === undefined) return problem
  const [, field, name] = template.exec(problem.message) ?? []
  if (field !== undefined && name !== undefined)
    return { ...problem, pointer: `${file.pointer}${rule}/${field}s/${escapeStep(name)}` }
  const empty = emptyField.exec(problem.message)?.[1]
  if (empty !== undefined && valueAt({ groups: file.groups }, `${rule}/${empty}`.split('/').slice(1)) !== undefined)
    return { ...problem, pointer: `${file.pointer}${rule}/${empty}` }
  const [line, column] = parseError.exec(problem.message)?.slice(1).map(Number) ?? []
  if (line === undefined || column === undefined) return problem
  const inRule = { ...problem, pointer: `${file.pointer}${rule}/expr` }
  const query = valueAt({ groups: file.groups }, `${rule}/expr`.split('/').slice(1))
  return typeof query === 'string' ? { ...inRule, offset: offsetOf(query, line, column) } : inRule
}

/** Index of a character in a query. */
function offsetOf(query: string, line: number, column: number): number {
  const before = query.split('\n').slice(0, line - 1)
  const offset = before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1
  return Math.min(offset, Math.max(0, query.length - 1))
}
