import type { Check } from '../engine/check.ts'

const keyName = /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)$/
const prefix = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const value = /^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/

export const labelsFollowConventions = {
  name: 'labels-follow-conventions',
  severity: 'warning',
  why: 'A label that Kubernetes does not accept stops the apply; a workload whose pods do not carry its app.kubernetes.io/name cannot be found by dashboards and people.',
  remedy: 'Use the recommended labels on the object and its pod template alike.',
  source: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  *run({ objects, workloads }) {
    for (const object of objects)
      for (const [key, text] of Object.entries(object.object.metadata.labels ?? {})) {
        const at = {
          object,
          pointer: `/metadata/labels/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
          severity: 'error' as const,
        }
        const [first = '', second] = key.split('/')
        const isKey =
          second === undefined
            ? keyName.test(first)
            : keyName.test(second) && prefix.test(first) && first.length <= 253 && key.split('/').length === 2
        if (!isKey) yield { ...at, message: `${key} is no name of a label.` }
        else if (typeof text !== 'string')
          yield { ...at, message: `the value of label ${key} is no text.`, remedy: 'Put quotes round it.' }
        else if (!value.test(text) || text.length > 63)
          yield {
            ...at,
            message: `"${text}" is no value of a label: at most 63 letters, digits, -, _ and ., with a letter or digit at both ends.`,
          }
      }
    const key = 'app.kubernetes.io/name'
    for (const { object, podLabels, podPointer, kind } of workloads) {
      const own = object.object.metadata.labels?.[key]
      if (own === undefined || kind === 'Pod' || podLabels[key] === own) continue
      const found = podLabels[key] === undefined ? 'do not have it' : `have ${podLabels[key]}`
      yield {
        object,
        pointer: `${podPointer.replace(/\/spec$/, '')}/metadata`,
        message: `it has ${key}=${own}, and its pods ${found}.`,
      }
    }
  },
} satisfies Check
