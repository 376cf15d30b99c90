import { listOf, mappingOf } from '@thanos-gitops/manifest'
import { lastUse, type Program, parseGoDuration, parsePrometheusDuration, programTitle } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import type { EmbeddedDocument } from '../engine/embedded-documents.ts'
import { lineOf } from '../engine/line-of.ts'
import { argumentsPlace, flagPlace } from '../engine/programs.ts'
import { programsNamed, thanosPrograms } from './components.ts'
import { inDocument, type ProblemPlace } from './places.ts'
import { configurationOf } from './prometheus.ts'

export const scrapesAreMoreFrequentThanLookback: Check = {
  name: 'scrapes-are-more-frequent-than-lookback',
  question: 'data',
  severity: 'error',
  why: 'A query uses the last sample of a series if it is not older than the lookback delta, which is 5m by default. With a longer scrape interval, every graph has gaps, and alerts are resolved between two scrapes.',
  remedy: 'Set scrape_interval to at most half of the lookback delta.',
  source: 'https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness',
  *run(context) {
    const lookback = shortestLookback(context)
    for (const prometheus of programsNamed(context, 'prometheus')) {
      const document = configurationOf(context, prometheus)?.document
      if (document) yield* intervalProblems(document, lookback ?? lookbackOf(prometheus))
    }
  },
}

interface Lookback {
  readonly text: string
  readonly duration: number
  readonly title: string
  readonly place: ProblemPlace
}

/** Of the queries, which also read the series of Prometheus. */
const shortestLookback = (context: CheckContext): Lookback | undefined =>
  thanosPrograms(context, 'query')
    .map(lookbackOf)
    .sort((a, b) => a.duration - b.duration)[0]

/** The default of Prometheus and of Thanos. */
const defaultLookback = '5m'

function lookbackOf(program: Program): Lookback {
  const use = lastUse(program, 'query.lookback-delta')
  const text = use?.value ?? defaultLookback
  const duration = parsePrometheusDuration(text) ?? parseGoDuration(text) ?? 0
  const place = use ? flagPlace(program, use) : argumentsPlace(program)
  // 0 is the default.
  return {
    text: duration === 0 ? defaultLookback : text,
    duration: duration || 3e5,
    title: programTitle(program),
    place,
  }
}

function* intervalProblems(document: EmbeddedDocument, lookback: Lookback): Iterable<Problem> {
  const { global, scrape_configs: jobs } = mappingOf(document.value)
  yield* intervalProblem(mappingOf(global).scrape_interval, inDocument(document, 'global', 'scrape_interval'), lookback)
  for (const [index, job] of listOf(jobs).entries())
    yield* intervalProblem(
      mappingOf(job).scrape_interval,
      inDocument(document, 'scrape_configs', index, 'scrape_interval'),
      lookback,
    )
}

function* intervalProblem(interval: unknown, place: ProblemPlace, lookback: Lookback): Iterable<Problem> {
  const duration = typeof interval === 'string' ? parsePrometheusDuration(interval) : undefined
  if (duration === undefined || duration * 2 <= lookback.duration) return
  const isLonger = duration >= lookback.duration
  yield {
    ...place,
    message: `the scrape interval ${String(interval)} is ${isLonger ? 'not shorter than' : 'more than half of'} the lookback delta ${lookback.text} of ${lookback.title} (${lineOf(lookback.place)})${isLonger ? '' : ', so one missed scrape is a gap'}.`,
    remedy: `Set scrape_interval to at most ${Math.floor(lookback.duration / 2e3)}s, or --query.lookback-delta to at least ${Math.ceil((duration * 2) / 1000)}s.`,
    ...(!isLonger && { severity: 'warning' }),
  }
}
