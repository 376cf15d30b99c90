import { contentOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const cronJobsDoNotPileUp: Check = {
  name: 'cron-jobs-do-not-pile-up',
  question: 'availability',
  severity: 'warning',
  why: 'By default, a CronJob starts a pod although the last one still runs. If one pod hangs, the pods pile up until the nodes are full, or two of them change the same data.',
  remedy: 'Set concurrencyPolicy: Forbid or Replace, or activeDeadlineSeconds in the jobTemplate.',
  source: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
  *run({ ofKind }) {
    for (const object of ofKind('CronJob', 'batch')) {
      const { concurrencyPolicy, jobTemplate, startingDeadlineSeconds } = mappingOf(contentOf(object).spec)
      const { activeDeadlineSeconds } = mappingOf(mappingOf(jobTemplate).spec)
      if (concurrencyPolicy === undefined && activeDeadlineSeconds === undefined)
        yield { object, pointer: '/spec', message: 'it sets neither concurrencyPolicy nor activeDeadlineSeconds.' }
      // The controller compares the schedule every ten seconds.
      if (typeof startingDeadlineSeconds === 'number' && startingDeadlineSeconds < 10)
        yield {
          object,
          pointer: '/spec/startingDeadlineSeconds',
          message: `startingDeadlineSeconds: ${startingDeadlineSeconds} is shorter than the ten seconds between two comparisons, so runs are missed.`,
          remedy: 'Set startingDeadlineSeconds to at least 10, or remove it.',
        }
    }
  },
}
