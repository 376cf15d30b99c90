import { contentOf, listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const pathSegment = /^(?!\.\.?$)[^/%]+$/
const ofRbac = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']

export const namesFollowConventions = {
  name: 'names-follow-conventions',
  severity: 'error',
  why: 'A name becomes a DNS name, a label value, or the beginning of the names of pods: one that is too long or has other characters is refused, at apply or only when the pods are made.',
  remedy: 'Use lower-case letters, digits and -, and stay below the limit.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  *run({ objects, ofKind }) {
    for (const object of objects) {
      const { kind, metadata } = object.object
      const at = { object, pointer: '/metadata/name' }
      const { name } = metadata
      if (ofRbac.includes(kind)) {
        if (!pathSegment.test(name)) yield { ...at, message: 'its name must not hold / or %.' }
      } else if (kind === 'Service' || kind === 'Namespace') {
        if (!label.test(name) || name.length > 63 || (kind === 'Service' && /^\d/.test(name)))
          yield {
            ...at,
            message: `the name of a ${kind} is a DNS label: at most 63 of a-z, 0-9 and -, with a letter first.`,
          }
      } else if (!subdomain.test(name) || name.length > 253) {
        yield { ...at, message: 'its name is not made of a-z, 0-9, - and ., with a letter or digit at both ends.' }
      } else {
        const limit = limits[kind]
        if (limit !== undefined && name.length > limit.length)
          yield {
            ...at,
            message: `its name has ${name.length} characters, and ${limit.why}; ${limit.length} are the most.`,
          }
      }
      if (metadata.namespace !== undefined && !label.test(metadata.namespace))
        yield { object, pointer: '/metadata/namespace', message: 'its namespace is no DNS label.' }
    }
    for (const service of ofKind('Service', ''))
      for (const [index, port] of listOf(mappingOf(contentOf(service).spec).ports).entries()) {
        const { name } = mappingOf(port)
        if (typeof name === 'string' && !label.test(name))
          yield { object: service, pointer: `/spec/ports/${index}/name`, message: `port ${name} is no DNS label.` }
      }
  },
} satisfies Check

const limits: Readonly<Record<string, { readonly length: number; readonly why: string }>> = {
  // controller-revision-hash is the name, - and 10 characters, and a label's value: kubernetes issue 64023.
  StatefulSet: { length: 52, why: 'its pods carry it with a hash in a label' },
  CronJob: { length: 52, why: 'its Jobs are called so with 11 characters more' },
  Job: { length: 63, why: 'its pods carry it in a label' },
}
