import { contentOf, listOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { Check, Problem } from '../engine/check.ts'

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const pathSegment = /^(?!\.\.?$)[^/%]+$/
const rbacKinds = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']

export const namesFollowConventions = {
  name: 'names-follow-conventions',
  question: 'acceptance',
  severity: 'error',
  why: 'A name becomes a DNS name, a label value or the prefix of pod names. Kubernetes refuses a name that is too long or contains other characters, either at apply or only when it creates the pods.',
  remedy: 'Use lowercase letters, digits and -, and stay within the limit.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  *run({ objects, ofKind }) {
    for (const object of objects) {
      const { kind, metadata } = object.object
      const problem = nameProblem(kind, metadata.name)
      if (problem !== undefined) yield { object, pointer: '/metadata/name', ...problem }
      if (metadata.namespace !== undefined && !label.test(metadata.namespace))
        yield { object, pointer: '/metadata/namespace', message: 'its namespace is not a valid DNS label.' }
    }
    for (const service of ofKind('Service', '')) yield* portNameProblems(service)
  },
} satisfies Check

type NameProblem = Pick<Problem, 'message' | 'remedy'>

function nameProblem(kind: string, name: string): NameProblem | undefined {
  if (rbacKinds.includes(kind))
    return pathSegment.test(name)
      ? undefined
      : {
          message: 'its name contains / or %, or is "." or "..".',
          remedy: 'Use a name without / and % that is neither "." nor "..".',
        }
  if (kind === 'Service' || kind === 'Namespace')
    return isLabel(name) ? undefined : { message: 'its name is not a valid DNS label.', remedy: labelRemedy }
  if (!subdomain.test(name) || name.length > 253)
    return {
      message: 'its name is not a valid DNS subdomain.',
      remedy: 'Use at most 253 characters: a-z, 0-9, - and ., with a letter or digit at both ends.',
    }
  const limit = limits[kind]
  return limit === undefined || name.length <= limit.length
    ? undefined
    : { message: `its name has ${name.length} characters, but the limit is ${limit.length}, because ${limit.reason}.` }
}

/** Since Kubernetes 1.36, the name of a Service may start with a digit. */
const isLabel = (name: string): boolean => label.test(name) && name.length <= 63

const labelRemedy = 'Use at most 63 characters: a-z, 0-9 and -, with a letter or digit at both ends.'

function* portNameProblems(service: SourcedObject): Generator<Problem> {
  for (const [index, port] of listOf(mappingOf(contentOf(service).spec).ports).entries()) {
    const { name } = mappingOf(port)
    if (typeof name === 'string' && !label.test(name))
      yield {
        object: service,
        pointer: `/spec/ports/${index}/name`,
        message: `port name ${name} is not a valid DNS label.`,
      }
  }
}

const limits: Readonly<Record<string, { readonly length: number; readonly reason: string }>> = {
  // The label controller-revision-hash contains the name, - and 10 characters: kubernetes issue 64023.
  StatefulSet: { length: 52, reason: 'a label of its pods contains the name and a hash' },
  CronJob: { length: 52, reason: 'the names of its Jobs have 11 more characters' },
  Job: { length: 63, reason: 'a label of its pods contains the name' },
}
