import { formatPointer, type SourcedObject } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'

const keyName = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)$/
const keyPrefix = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const labelValue = /^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/
const characters = 'at most 63 letters, digits, -, _ and ., with a letter or digit at both ends'

export const labelsFollowConventions = {
  name: 'labels-follow-conventions',
  question: 'acceptance',
  severity: 'warning',
  why: 'An invalid label makes the apply fail. Dashboards and people cannot find a workload if its pods do not have its label app.kubernetes.io/name.',
  remedy: 'Set the recommended labels on the object and on its pod template.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  *run({ objects, workloads }) {
    for (const object of objects) yield* labelProblems(object)
    for (const workload of workloads) yield* podLabelProblems(workload)
  },
} satisfies Check

function* labelProblems(object: SourcedObject): Generator<Problem> {
  for (const [key, value] of Object.entries<unknown>(object.object.metadata.labels ?? {})) {
    const problem = labelProblem(key, value)
    if (problem === undefined) continue
    yield { object, pointer: formatPointer(['metadata', 'labels', key]), severity: 'error', ...problem }
  }
}

function labelProblem(key: string, value: unknown): Pick<Problem, 'message' | 'remedy'> | undefined {
  if (!isLabelKey(key))
    return {
      message: `${key} is not a valid label key.`,
      remedy: `Use ${characters}, optionally with a DNS subdomain and / before them.`,
    }
  if (typeof value !== 'string')
    return { message: `the value of the label ${key} is not a string.`, remedy: 'Put the value in quotation marks.' }
  return labelValue.test(value) && value.length <= 63
    ? undefined
    : { message: `"${value}" is not a valid value of the label ${key}.`, remedy: `Use ${characters}.` }
}

function isLabelKey(key: string): boolean {
  const [first = '', name, ...others] = key.split('/')
  if (name === undefined) return keyName.test(first)
  return keyName.test(name) && keyPrefix.test(first) && first.length <= 253 && others.length === 0
}

const nameLabel = 'app.kubernetes.io/name'

function* podLabelProblems({ object, podLabels, podPointer, kind }: Workload): Generator<Problem> {
  const value = object.object.metadata.labels?.[nameLabel]
  const podValue = podLabels[nameLabel]
  if (value === undefined || kind === 'Pod' || podValue === value) return
  const difference = podValue === undefined ? 'do not have this label' : `have the value ${podValue}`
  yield {
    object,
    pointer: `${podPointer.replace(/\/spec$/, '')}/metadata`,
    message: `its label ${nameLabel} is ${value}, but its pods ${difference}.`,
  }
}
