import { didYouMean } from '@thanos-gitops/manifest'
import { metricOfSeries } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { perContext } from '../engine/per-context.ts'
import type { SelectorExpression } from '../promql/expression.ts'
import { formatMatcher, matches } from '../promql/labels/matcher-values.ts'
import { type ListedProgram, programsByContainerName, versionTitle } from './listed-metrics.ts'
import { memoized } from './memoized.ts'
import { scrapeJobsIn } from './scrape-jobs.ts'

/** The names of the scrape jobs, whose targets can be any program. */
const staticJobs = perContext((context): readonly string[] | undefined =>
  scrapeJobsIn(context)?.map((job) => String(job.job_name)),
)

/**
 * Whether a selector with a matcher for the label job selects a metric that the programs of that job do not have. Jobs that have
 * the names of containers are those of their programs; other jobs are not judged.
 */
export const metricMissingInJob: (
  context: CheckContext,
  selector: SelectorExpression,
) => { readonly message: string; readonly remedy?: string } | undefined = memoized(
  ({ metric, matchers }) => `${metric} ${matchers.map(formatMatcher).join()}`,
  (context, { metric, matchers }) => {
    const ofJob = matchers.filter(({ label }) => label === 'job')
    const jobs = staticJobs(context)
    const fulfills = (name: string): boolean => ofJob.every((matcher) => matches(matcher, name))
    // Without a matcher that excludes series without a job, the selector matches other programs, too.
    if (metric === undefined || jobs === undefined || ofJob.length === 0 || fulfills('') || jobs.some(fulfills))
      return undefined
    const programs = [...programsByContainerName(context)].flatMap(([name, found]) => (fulfills(name) ? found : []))
    if (programs.length === 0 || !programs.every(hasMetrics)) return undefined
    if (programs.some((program) => metricOfSeries(program.metrics, metric) !== undefined)) return undefined
    const [first] = programs
    const known = new Set(programs.flatMap(({ metrics }) => Object.keys(metrics)))
    const suggestion = didYouMean(metric, known)
    return {
      message: `the selector matches ${versionTitle(first!)}, which does not expose the metric ${metric}.`,
      ...(suggestion === undefined ? {} : { remedy: suggestion }),
    }
  },
)

type KnownProgram = ListedProgram & { readonly metrics: NonNullable<ListedProgram['metrics']> }

const hasMetrics = (program: ListedProgram | undefined): program is KnownProgram => program?.metrics !== undefined
