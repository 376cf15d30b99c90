import { describe, expect, it } from 'vitest'
import { problemsIn, workload } from '../engine/testing.ts'
import { affinitySelectsPods } from './affinity-selects-pods.ts'

const affinity = (kind: string, type: string, selector: string, rest = ''): string => {
  const term = `{topologyKey: kubernetes.io/hostname, labelSelector: ${selector}${rest}}`
  return type === 'required'
    ? `affinity: {${kind}: {requiredDuringSchedulingIgnoredDuringExecution: [${term}]}}`
    : `affinity: {${kind}: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: ${term}}]}}`
}
const problems = (pod: string): string[] => problemsIn(affinitySelectsPods, workload('store', 'image: a:1', pod))

describe('affinity-selects-pods', () => {
  it.each([
    ['podAntiAffinity', 'required'],
    ['podAntiAffinity', 'preferred'],
    ['podAffinity', 'preferred'],
    ['podAffinity', 'required'],
  ])('reports a %s (%s) that matches no pod', (kind, type) =>
    expect(problems(affinity(kind, type, '{matchLabels: {app: stores}}'))).toEqual([
      `11: Deployment/store: the labelSelector app=stores of ${kind} does not match any pod.`,
    ]),
  )

  it.each([
    ['it matches the pods', affinity('podAntiAffinity', 'required', '{matchLabels: {app: store}}')],
    ['it is for pods of another project', affinity('podAntiAffinity', 'preferred', '{matchLabels: {tier: batch}}')],
    [
      'it selects namespaces',
      affinity('podAffinity', 'required', '{matchLabels: {app: stores}}', ', namespaceSelector: {}'),
    ],
    [
      'it names a namespace without manifests',
      affinity('podAffinity', 'required', '{matchLabels: {app: stores}}', ', namespaces: [web]'),
    ],
  ])('accepts a term if %s', (_, pod) => expect(problems(pod)).toEqual([]))
})
