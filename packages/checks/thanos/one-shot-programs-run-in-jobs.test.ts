import { expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { messagesOf } from './fixture.ts'
import { oneShotProgramsRunInJobs } from './one-shot-programs-run-in-jobs.ts'

const job = (kind: string, args: string): string => {
  const template = `{spec: {containers: [{name: a, image: 'quay.io/thanos/thanos:v0.42.4', args: [${args}]}]}}`
  const spec =
    kind === 'Job' ? `{template: ${template}}` : `{schedule: '@daily', jobTemplate: {spec: {template: ${template}}}}`
  return `apiVersion: batch/v1\nkind: ${kind}\nmetadata: {name: a, namespace: monitoring}\nspec: ${spec}\n`
}
const deployment = (args: string): string => workload('a', `image: quay.io/thanos/thanos:v0.42.4\nargs: [${args}]`)

it('finds a compactor in a StatefulSet that exits', () => {
  expect(messagesOf(oneShotProgramsRunInJobs, [['            - --wait\n', '']])).toEqual([
    'StatefulSet/thanos-compact: thanos compact without --wait exits when it is done, and the StatefulSet starts it again.',
  ])
})

it.each([
  [job('CronJob', 'compact, --wait'), 'thanos compact waits for new blocks, so the CronJob never completes.'],
  [job('Job', 'compact, -w'), 'thanos compact waits for new blocks, so the Job never completes.'],
  [
    deployment('tools, bucket, verify'),
    'thanos tools bucket verify exits when it is done, and the Deployment starts it again.',
  ],
])('finds %s', (yaml, message) => {
  expect(problemsIn(oneShotProgramsRunInJobs, yaml)).toEqual([expect.stringContaining(message)])
})

it.each([
  job('CronJob', 'compact'),
  job('Job', 'tools, bucket, verify'),
  deployment('tools, bucket, web'),
  deployment('query'),
])('accepts %s', (yaml) => expect(problemsIn(oneShotProgramsRunInJobs, yaml)).toEqual([]))

it('accepts the unchanged stack', () => expect(messagesOf(oneShotProgramsRunInJobs, [])).toEqual([]))
