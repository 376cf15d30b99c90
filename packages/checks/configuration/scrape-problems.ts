import { listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import type { Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { regexProblem } from '../engine/re2.ts'
import { inDocument } from '../thanos/places.ts'

type Steps = readonly (string | number)[]

const defaultInterval = '1m'

/** The problems of scrape jobs and relabelling in a configuration of Prometheus. */
export function* scrapeProblems(document: EmbeddedDocument): Iterable<Problem> {
  const configuration = mappingOf(document.value)
  const global = mappingOf(configuration.global)
  const globalInterval = global.scrape_interval ?? defaultInterval
  yield* timeoutProblems(document, ['global'], global.scrape_timeout, globalInterval)
  const jobs = listOf(configuration.scrape_configs).map(mappingOf)
  const names = jobs.map(({ job_name: name }) => name)
  for (const [index, job] of jobs.entries()) {
    const steps = ['scrape_configs', index]
    if (names.indexOf(job.job_name) !== index) yield repeatedJob(document, index, job)
    yield* timeoutProblems(document, steps, job.scrape_timeout, job.scrape_interval ?? globalInterval)
    for (const field of ['relabel_configs', 'metric_relabel_configs'])
      yield* relabelProblems(document, [...steps, field], job[field])
  }
  const alertRelabelling = mappingOf(configuration.alerting).alert_relabel_configs
  yield* relabelProblems(document, ['alerting', 'alert_relabel_configs'], alertRelabelling)
}

const repeatedJob = (document: EmbeddedDocument, index: number, { job_name: name }: Mapping): Problem => ({
  ...inDocument(document, 'scrape_configs', index, 'job_name'),
  message: `two scrape jobs have the name ${String(name)}.`,
  remedy: 'Rename one of them.',
})

function* timeoutProblems(
  document: EmbeddedDocument,
  steps: Steps,
  timeout: unknown,
  interval: unknown,
): Iterable<Problem> {
  const [timeoutDuration, intervalDuration] = [timeout, interval].map((text) => parsePrometheusDuration(String(text)))
  if (timeoutDuration === undefined || intervalDuration === undefined || timeoutDuration <= intervalDuration) return
  yield {
    ...inDocument(document, ...steps, 'scrape_timeout'),
    message: `scrape_timeout is ${String(timeout)}, which is longer than the scrape interval of ${String(interval)}.`,
    remedy: `Set scrape_timeout to at most ${String(interval)}, or increase scrape_interval.`,
  }
}

function* relabelProblems(document: EmbeddedDocument, steps: Steps, list: unknown): Iterable<Problem> {
  for (const [index, entry] of listOf(list).entries())
    for (const { field, ...problem } of relabelStepProblems(mappingOf(entry)))
      yield { ...inDocument(document, ...steps, index, field), ...problem }
}

interface FieldProblem extends Pick<Problem, 'message' | 'remedy' | 'severity'> {
  readonly field: string
}

const actionsWithTarget = /^(?:replace|hashmod|lowercase|uppercase|keepequal|dropequal)$/
const filterActions = /^(?:keep|drop)$/

function* relabelStepProblems(step: Mapping): Iterable<FieldProblem> {
  const { regex, target_label: target, modulus, source_labels: sources } = step
  const action = String(step.action ?? 'replace')
  const problem = typeof regex === 'string' ? regexProblem(regex) : undefined
  if (problem !== undefined)
    yield { field: 'regex', message: `${String(regex)} is not a valid regular expression: ${problem}.` }
  if (actionsWithTarget.test(action) && target === undefined)
    yield { field: 'target_label', message: `the action ${action} requires target_label.`, remedy: 'Add target_label.' }
  if (action === 'hashmod' && !(Number(modulus) > 0))
    yield { field: 'modulus', message: 'the action hashmod requires a modulus above 0.', remedy: 'Set modulus.' }
  if (filterActions.test(action) && listOf(sources).length === 0)
    yield {
      field: 'source_labels',
      message: `the action ${action} without source_labels ${action === 'keep' ? 'keeps' : 'drops'} everything or nothing.`,
      remedy: 'Add source_labels.',
      severity: 'warning',
    }
}
