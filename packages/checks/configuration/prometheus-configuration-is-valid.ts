import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { regexProblem } from '../engine/re2.ts'
import { programsNamed } from '../thanos/components.ts'
import { inDocument } from '../thanos/places.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { syntaxProblems, typeProblems } from './configuration-problems.ts'
import { prometheusShape } from './prometheus-types.ts'
import { lineOffset, refusalBy } from './tools.ts'

export const prometheusConfigurationIsValid: Check = {
  name: 'prometheus-configuration-is-valid',
  severity: 'error',
  why: 'Prometheus reads its configuration strictly: it does not start with a field that it does not know, and a reload keeps the configuration of yesterday.',
  remedy: 'Correct the document.',
  source:
    'https://prometheus.io/docs/prometheus/latest/configuration/configuration/; promtool judges too where it is on PATH',
  *run(context) {
    for (const document of documentsIn(context)) {
      const own = [
        ...syntaxProblems(document),
        ...(document.value === undefined ? [] : [...typeProblems(document, prometheusShape), ...jobProblems(document)]),
      ]
      yield* own
      const refusal = own.length > 0 ? undefined : refusalBy('promtool', document.text.replaceAll(/\$\((\w+)\)/g, '$1'))
      if (refusal)
        yield {
          object: document.object,
          pointer: document.pointer,
          ...(refusal.line !== undefined && { offset: document.offset + lineOffset(document.text, refusal.line) }),
          message: `promtool refuses ${document.key}: ${refusal.message}`,
        }
    }
  },
}

/** Those that a Prometheus here reads, each once. */
function documentsIn(context: CheckContext): EmbeddedDocument[] {
  const found = programsNamed(context, 'prometheus').flatMap(
    (program) => configurationOf(context, program)?.document ?? [],
  )
  return [
    ...new Map(
      found.map((document) => [
        `${context.namespaceOf(document.object)}/${document.object.object.metadata.name}${document.pointer}`,
        document,
      ]),
    ).values(),
  ]
}

function* jobProblems(document: EmbeddedDocument): Iterable<Problem> {
  const { global, scrape_configs: jobs, alerting } = mappingOf(document.value)
  const names = new Set<unknown>()
  const everywhere = mappingOf(global)
  yield* timeoutProblem(document, ['global'], everywhere.scrape_timeout, everywhere.scrape_interval ?? '1m')
  for (const [index, entry] of listOf(jobs).entries()) {
    const job = mappingOf(entry)
    const { job_name: name } = job
    if (names.has(name))
      yield {
        ...inDocument(document, 'scrape_configs', index, 'job_name'),
        message: `two jobs are called ${String(name)}.`,
      }
    names.add(name)
    yield* timeoutProblem(
      document,
      ['scrape_configs', index],
      job.scrape_timeout,
      job.scrape_interval ?? everywhere.scrape_interval ?? '1m',
    )
    for (const field of ['relabel_configs', 'metric_relabel_configs'])
      yield* relabelProblems(document, ['scrape_configs', index, field], job[field])
  }
  const { alert_relabel_configs: relabel } = mappingOf(alerting)
  yield* relabelProblems(document, ['alerting', 'alert_relabel_configs'], relabel)
}

function* timeoutProblem(
  document: EmbeddedDocument,
  steps: readonly (string | number)[],
  timeout: unknown,
  interval: unknown,
): Iterable<Problem> {
  const [longest, every] = [parsePrometheusDuration(String(timeout)), parsePrometheusDuration(String(interval))]
  if (longest !== undefined && every !== undefined && longest > every)
    yield {
      ...inDocument(document, ...steps, 'scrape_timeout'),
      message: `a scrape may take ${String(timeout)}, and the next begins after ${String(interval)}.`,
    }
}

function* relabelProblems(
  document: EmbeddedDocument,
  steps: readonly (string | number)[],
  list: unknown,
): Iterable<Problem> {
  for (const [index, entry] of listOf(list).entries()) {
    const { regex, action = 'replace', target_label: target, modulus, source_labels: sources } = mappingOf(entry)
    const at = (field: string) => inDocument(document, ...steps, index, field)
    const problem = typeof regex === 'string' ? regexProblem(regex) : undefined
    if (problem !== undefined)
      yield { ...at('regex'), message: `${String(regex)} is not a valid regular expression: ${problem}.` }
    if (/^(?:replace|hashmod|lowercase|uppercase|keepequal|dropequal)$/.test(String(action)) && target === undefined)
      yield { ...at('target_label'), message: `${String(action)} needs a target_label.` }
    if (action === 'hashmod' && !(Number(modulus) > 0))
      yield { ...at('modulus'), message: 'hashmod needs a modulus above 0.' }
    if (/^(?:keep|drop)$/.test(String(action)) && listOf(sources).length === 0)
      yield {
        ...at('source_labels'),
        message: `${String(action)} without source_labels ${action === 'keep' ? 'keeps' : 'drops'} everything or nothing.`,
        severity: 'warning',
      }
  }
}
