import { valueAt } from '@thanos-gitops/manifest'
import { outsideTemplate } from './pod-template.ts'
import { type ChangeContext, type ChangeRule, inPlace, minorOf, scale, type Verdict } from './rule.ts'

const validation = 'pkg/apis/batch/validation/validation.go'

const schedulingFields = ['nodeSelector', 'affinity', 'tolerations', 'schedulingGates', 'nodeName']

function suspendedTemplate({ before, change, version }: ChangeContext): Verdict | undefined {
  if (valueAt(before, ['spec', 'suspend']) !== true) return undefined
  const [, , part, field, , below] = change.steps
  const isScheduling = (part === 'spec' && schedulingFields.includes(field ?? '')) || part === 'metadata'
  const isResources = field === 'containers' && below === 'resources' && minorOf(version) >= 36
  return isScheduling || isResources
    ? inPlace('The Job is suspended and has not started: it starts with the new value.')
    : undefined
}

export const jobRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  'batch/Job': [
    { at: '/spec/template/**', verdict: suspendedTemplate, source: 'pkg/registry/batch/job/strategy.go:185-218' },
    {
      at: '/spec/completions',
      verdict: scale('In an indexed Job, the field completions can change together with parallelism.'),
      source: `${validation}:902-923`,
    },
    {
      at: '/spec/parallelism',
      verdict: ({ change }) => scale(`${String(change.before ?? 1)} → ${String(change.after ?? 1)} pods at a time.`),
      source: 'pkg/controller/job/job_controller.go',
    },
    {
      at: '/spec/suspend',
      verdict: ({ change }) =>
        scale(change.after === true ? 'The Job is suspended: its active pods are deleted.' : 'The Job starts.'),
      source: 'pkg/controller/job/job_controller.go',
    },
    outsideTemplate('/spec/**', 'It can change while the Job runs.', `${validation}:623-676`),
  ],
  'batch/CronJob': [
    outsideTemplate('/spec/**', 'The next run uses it. A run in progress does not change.', 'pkg/controller/cronjob'),
  ],
}
