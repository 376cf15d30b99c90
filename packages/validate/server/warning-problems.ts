import { fieldPointer, type Verdict } from '@thanos-gitops/api-server'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { nameOf, type ObjectProblem } from '../object-problem.ts'

export const warningCode = 'api-server-warns'
/** A workload that the server accepts, but whose pods it refuses. */
export const refusedPodsCode = 'api-server-refuses-pods'

const refusedPods = 'the pods of this template will be refused: '

/** A problem for each warning that the server returns with an accepted object. */
export const warningProblems = (object: KubernetesObject, { warnings = [] }: Verdict): readonly ObjectProblem[] =>
  [...new Set(warnings)].map((warning) =>
    warning.startsWith(refusedPods)
      ? podsProblem(object, warning.slice(refusedPods.length))
      : {
          pointer: warnedField(object, warning),
          finding: {
            code: warningCode,
            severity: 'warning',
            message: `The API server warns about ${nameOf(object)}: ${warning}`,
            remedy: 'Follow the warning. The API server accepts the object.',
          },
        },
  )

const podsProblem = (object: KubernetesObject, words: string): ObjectProblem => ({
  pointer: '/spec/template/spec',
  finding: {
    code: refusedPodsCode,
    severity: 'error',
    message: `The API server refuses the pods of ${nameOf(object)}: ${words}`,
    remedy:
      'The API server accepts the workload, but no pod starts. Change the pod template, or the policy, the limit or the quota of its namespace.',
  },
})

/** Most warnings begin with the field: `spec.template.spec.containers[0].ports[1]: duplicate port`. */
function warnedField(object: KubernetesObject, warning: string): string {
  const field = /^((?:metadata|spec|data|rules|webhooks)[\w.[\]/-]*): /.exec(warning)?.[1]
  return field === undefined ? '' : fieldPointer(object, field, warning)
}
