import { describe, expect, it } from 'vitest'
import { problemsIn } from '../engine/testing.ts'
import { jobsRunOnce } from './jobs-run-once.ts'

const problems = (spec: string, annotations = ''): string[] =>
  problemsIn(
    jobsRunOnce,
    `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j, annotations: {${annotations}}}\nspec: {${spec}}\n`,
  )

describe('jobs-run-once', () => {
  it('reports a Job that Kubernetes deletes', () =>
    expect(problems('ttlSecondsAfterFinished: 60')).toEqual([
      '4: Job/j: it is deleted 60 seconds after it finishes, and then created from git again.',
    ]))

  it.each([
    ['backoffLimit: 1', ''],
    ['ttlSecondsAfterFinished: 60', 'argocd.argoproj.io/hook: Sync'],
    ['ttlSecondsAfterFinished: 60', 'helm.sh/hook: post-install'],
  ])('accepts %s with %s', (spec, annotations) => expect(problems(spec, annotations)).toEqual([]))
})
