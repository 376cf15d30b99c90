import { contentOf, listOf, type Mapping, mappingOf } from '@thanos-gitops/manifest'
import { parsePrometheusDuration } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { LabelMatcher } from '../promql/analysis.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import { matches } from '../promql/labels/matcher-values.ts'
import { programsNamed } from '../thanos/components.ts'
import { configurationOf } from '../thanos/prometheus.ts'
import { memoized } from './memoized.ts'
import { jobNames, scrapeJobsIn } from './scrape-jobs.ts'

/** How often samples of some series are written. */
export interface SampleInterval {
  readonly milliseconds: number
  /** What determines it, for messages: `job thanos`, `group records`. */
  readonly source: string
}

interface ScrapedJob extends SampleInterval {
  /** The values of the label job; undefined if the manifests do not show them. */
  readonly names: readonly string[] | undefined
}

/** The defaults of Prometheus and of prometheus-operator. */
const defaults = { configuration: 60_000, operator: 30_000 }

/** The jobs of the Prometheus servers, from their configurations, and from the monitors of prometheus-operator. */
const scrapedJobs = perContext((context): readonly ScrapedJob[] => [
  ...programsNamed(context, 'prometheus').flatMap((program) => {
    const configuration = mappingOf(configurationOf(context, program)?.document.value)
    return listOf(configuration.scrape_configs).map((job) => jobOf(context, configuration, mappingOf(job)))
  }),
  ...jobsOfOperator(context),
])

function jobOf(context: CheckContext, configuration: Mapping, job: Mapping): ScrapedJob {
  const interval = job.scrape_interval ?? mappingOf(configuration.global).scrape_interval
  return {
    milliseconds: durationOf(interval, defaults.configuration),
    source: `job ${String(job.job_name)}`,
    names: jobNames(context, [job]),
  }
}

function jobsOfOperator(context: CheckContext): readonly ScrapedJob[] {
  const general = context.ofKind('Prometheus').map((object): ScrapedJob => {
    const { scrapeInterval } = mappingOf(contentOf(object).spec)
    return {
      milliseconds: durationOf(scrapeInterval, defaults.operator),
      source: `Prometheus/${object.object.metadata.name}`,
      names: undefined,
    }
  })
  const monitors = ['ServiceMonitor', 'PodMonitor', 'Probe', 'ScrapeConfig'].flatMap((kind) =>
    context.ofKind(kind).flatMap((object) => {
      const spec = mappingOf(contentOf(object).spec)
      const intervals = [spec, ...listOf(spec.endpoints), ...listOf(spec.podMetricsEndpoints)].flatMap((endpoint) => {
        const { interval, scrapeInterval } = mappingOf(endpoint)
        return typeof (interval ?? scrapeInterval) === 'string' ? [interval ?? scrapeInterval] : []
      })
      const source = `${kind}/${object.object.metadata.name}`
      return intervals.map((interval) => ({ milliseconds: durationOf(interval, 0), source, names: undefined }))
    }),
  )
  return [...general, ...monitors]
}

function durationOf(value: unknown, otherwise: number): number {
  const parsed = typeof value === 'string' ? parsePrometheusDuration(value) : undefined
  return parsed === undefined || parsed === 0 ? otherwise : parsed
}

/**
 * The shortest interval of the jobs whose series a selector can match. Undefined if the manifests do not show the job, or
 * possibly not all of them.
 */
export const scrapeIntervalOf: (context: CheckContext, selector: SelectorExpression) => SampleInterval | undefined =
  memoized(
    ({ matchers }) => JSON.stringify(jobMatchers(matchers)),
    (context, { matchers }) => {
      const ofJob = jobMatchers(matchers)
      const isOperator = context.ofKind('Prometheus').length > 0
      if (ofJob.length === 0 && !isOperator && scrapeJobsIn(context) === undefined) return undefined
      const possible = scrapedJobs(context).filter(
        ({ names }) => names === undefined || names.some((name) => fulfillsAll(ofJob, name)),
      )
      return possible.toSorted((a, b) => a.milliseconds - b.milliseconds)[0]
    },
  )

const fulfillsAll = (matchers: readonly Matcher[], name: string): boolean =>
  matchers.every((matcher) => matches(matcher, name))

type Matcher = Pick<LabelMatcher, 'operator' | 'value'>

/** The matchers of the label job, without their places in the query. */
const jobMatchers = (matchers: readonly LabelMatcher[]): readonly Matcher[] =>
  matchers.filter(({ label }) => label === 'job').map(({ operator, value }) => ({ operator, value }))
