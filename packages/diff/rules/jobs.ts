import { numberAt, stringAt, valueAt } from '@thanos-gitops/manifest'
import { outsideTemplate } from './pod-template.ts'
import { type ChangeContext, type ChangeRule, inPlace, jsonOf, minorOf, refused, scale, type Verdict } from './rule.ts'

const validation = 'pkg/apis/batch/validation/validation.go'

const immutableField = (field: string): ChangeRule => ({
  at: `/spec/${field}/**`,
  verdict: ({ after }) =>
    refused(
      `spec.${field}: Invalid value: ${jsonOf(valueAt(after, ['spec', field]))}: field is immutable`,
      `The field ${field} of a Job cannot change after the Job is created.`,
    ),
  source: `${validation}:623-676`,
})

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

const refusedReplace: ChangeRule = {
  at: '/**',
  verdict: ({ mode }) =>
    mode === 'replace'
      ? refused(
          'spec.selector: Required value; spec.template.metadata.labels: Invalid value',
          'A replace lacks the selector and labels that the server generated, so every change of a Job is refused.',
        )
      : undefined,
  source: 'run on 1.36.3; fluxcd/flux2#2386',
}

export const jobRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  'batch/Job': [
    refusedReplace,
    { at: '/spec/template/**', verdict: suspendedTemplate, source: 'pkg/registry/batch/job/strategy.go:185-218' },
    {
      at: '/spec/completions',
      verdict: ({ after }) =>
        stringAt(after, 'spec', 'completionMode') === 'Indexed' &&
        numberAt(after, 'spec', 'completions') === numberAt(after, 'spec', 'parallelism')
          ? scale('In an indexed Job, the field completions can change together with parallelism.')
          : refused(
              `spec.completions: Invalid value: ${jsonOf(valueAt(after, ['spec', 'completions']))}: field is immutable`,
              'The field completions can change only in an indexed Job, together with parallelism and to the same number.',
            ),
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
    ...[
      'selector',
      'template',
      'completionMode',
      'podFailurePolicy',
      'backoffLimitPerIndex',
      'managedBy',
      'successPolicy',
      'manualSelector',
    ].map(immutableField),
    outsideTemplate('/spec/**', 'It can change while the Job runs.', `${validation}:623-676`),
  ],
  'batch/CronJob': [
    outsideTemplate('/spec/**', 'The next run uses it. A run in progress does not change.', 'pkg/controller/cronjob'),
  ],
}
