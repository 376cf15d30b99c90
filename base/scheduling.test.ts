import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment'
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import type { IPriorityClass } from 'kubernetes-models/scheduling.k8s.io/v1/PriorityClass'
import { describe, expect, it } from 'vitest'
import { variantRenderer } from './testing/render-variant.ts'
import { renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

const stackOf = (name: string) => {
  const variant = variants.find((one) => one.name === name)!
  return renderedStack(variant, variantRenderer()(variant))
}
const replicated = <T extends IDeployment | IStatefulSet>(workloads: readonly T[]): readonly T[] =>
  workloads.filter(({ spec }) => (spec!.replicas ?? 1) > 1)
const constraintsOf = ({ spec }: IDeployment | IStatefulSet) => spec!.template.spec!.topologySpreadConstraints!
const selectorOf = ({ spec }: IDeployment | IStatefulSet) => ({ matchLabels: spec!.selector.matchLabels })

describe('an environment with zones', () => {
  const { all } = stackOf('zones')
  const deployments = replicated(all<IDeployment>('Deployment'))
  const statefulSets = replicated(all<IStatefulSet>('StatefulSet'))
  const required = {
    maxSkew: 1,
    nodeTaintsPolicy: 'Honor',
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'DoNotSchedule',
  }

  it('starts replicas without volumes in different zones, and in the other zones while one is down', () => {
    expect(deployments.length).toBeGreaterThanOrEqual(3)
    for (const deployment of deployments)
      expect(constraintsOf(deployment)).toEqual([
        { ...required, labelSelector: selectorOf(deployment), matchLabelKeys: ['pod-template-hash'] },
      ])
  })

  it('starts replicas with volumes in as many zones as there are', () => {
    expect(statefulSets.length).toBeGreaterThanOrEqual(5)
    for (const statefulSet of statefulSets)
      expect(constraintsOf(statefulSet)).toEqual([
        { ...required, labelSelector: selectorOf(statefulSet), minDomains: 3 },
      ])
  })
})

it('prefers different zones in an environment without zones', () => {
  const { all } = stackOf('rook-all')
  const workloads = replicated([...all<IDeployment>('Deployment'), ...all<IStatefulSet>('StatefulSet')])
  expect(workloads.length).toBeGreaterThanOrEqual(8)
  for (const workload of workloads)
    expect(constraintsOf(workload)).toMatchObject([{ whenUnsatisfiable: 'ScheduleAnyway' }])
})

describe('priorities', () => {
  const { all } = stackOf('rook-all')
  const classes = new Map(all<IPriorityClass>('PriorityClass').map((one) => [one.metadata!.name!, one]))
  const workloads = [...all<IDeployment>('Deployment'), ...all<IStatefulSet>('StatefulSet')]
  const priorityOf = (workload: string): number => {
    const { priorityClassName } = workloads.find(({ metadata }) => metadata!.name === workload)!.spec!.template.spec!
    return priorityClassName === undefined ? 0 : classes.get(priorityClassName)!.value!
  }

  it('are higher for alerting than for ingestion, for ingestion than for queries, and lowest for the compactor', () => {
    const levels = [
      ['prometheus', 'alertmanager', 'thanos-rule', 'kube-state-metrics'],
      ['thanos-receive', 'thanos-receive-router'],
      ['thanos-query', 'thanos-query-frontend', 'thanos-store'],
      ['thanos-compact'],
    ].map((names) => [...new Set(names.map(priorityOf))])
    for (const values of levels) expect(values).toHaveLength(1)
    const values = levels.flat()
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(new Set(values).size).toBe(4)
  })

  it('evict no application for a query', () => {
    expect(classes.get('kube-monitor-queries')!.preemptionPolicy).toBe('Never')
  })

  it('do not exist without the component', () => {
    const without = stackOf('without-priority-classes')
    expect(without.all('PriorityClass')).toEqual([])
    for (const { spec } of [...without.all<IDeployment>('Deployment'), ...without.all<IStatefulSet>('StatefulSet')])
      expect(spec!.template.spec).not.toHaveProperty('priorityClassName')
  })
})
