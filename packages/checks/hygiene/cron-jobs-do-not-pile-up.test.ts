import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { cronJobsDoNotPileUp } from './cron-jobs-do-not-pile-up.ts'

const problems = (spec: string): string[] =>
  problemsIn(
    cronJobsDoNotPileUp,
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "* * * * *"${spec}}\n`,
  )

describe('cron-jobs-do-not-pile-up', () => {
  it('reports a CronJob with the defaults', () =>
    expect(problems('')).toEqual(['4: CronJob/c: it sets neither concurrencyPolicy nor activeDeadlineSeconds.']))

  it('reports a starting deadline that misses runs', () =>
    expect(problems(', concurrencyPolicy: Forbid, startingDeadlineSeconds: 5')).toHaveLength(1))

  it.each([
    ', concurrencyPolicy: Forbid',
    ', concurrencyPolicy: Allow',
    ', jobTemplate: {spec: {activeDeadlineSeconds: 600}}, startingDeadlineSeconds: 100',
  ])('accepts %s', (spec) => expect(problems(spec)).toEqual([]))
})
