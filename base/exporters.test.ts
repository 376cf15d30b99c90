// kube-state-metrics and node-exporter: permissions, namespaces, and how Prometheus scrapes them.

import { metricOfSeries, metricsOf } from '@thanos-gitops/workloads'
import type { IDaemonSet } from 'kubernetes-models/apps/v1/DaemonSet'
import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { completeVariant, ruleFilesOf } from './testing/alerts.ts'
import { variantRenderer } from './testing/render-variant.ts'
import { argument, type RenderedObject, renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

const render = variantRenderer()
const stackOf = (name: string) => {
  const variant = variants.find((candidate) => candidate.name === name)!
  return renderedStack(variant, render(variant))
}
const complete = stackOf('rook-all')
interface Job {
  readonly job_name: string
  readonly honor_labels?: boolean
  readonly kubernetes_sd_configs: readonly { readonly namespaces: { readonly names: readonly string[] } }[]
  readonly relabel_configs: readonly { readonly target_label?: string }[]
}
const jobsIn = (stack: typeof complete): readonly Job[] =>
  stack.document<{ readonly scrape_configs: readonly Job[] }>('prometheus', 'prometheus.yaml').scrape_configs
const jobsOf = (stack: typeof complete) => jobsIn(stack).map(({ job_name }) => job_name)
const job = (name: string): Job => jobsIn(complete).find(({ job_name }) => job_name === name)!

describe('kube-state-metrics', () => {
  it('may list and watch exactly the resources that it is told to watch', () => {
    const { rules } = complete.one<IClusterRole>('ClusterRole', 'kube-monitor-kube-state-metrics')
    const watched = argument(complete.container('kube-state-metrics'), '--resources')!.split(',')
    expect(rules!.flatMap(({ resources }) => resources!).sort()).toEqual(watched)
    for (const { verbs } of rules!) expect(verbs).toEqual(['list', 'watch'])
    expect(watched).not.toContain('secrets')
  })

  it('keeps the labels of the objects, and its target has none that would be theirs', () => {
    const { honor_labels, relabel_configs } = job('kube-state-metrics')
    expect(honor_labels).toBe(true)
    expect(relabel_configs.flatMap(({ target_label }) => target_label ?? [])).toEqual([])
  })
})

describe('node-exporter', () => {
  const daemonSet = complete.one<IDaemonSet>('DaemonSet', 'node-exporter')
  const pod = daemonSet.spec!.template.spec!

  it('has a namespace of its own with the Pod Security level that it needs, and the stack keeps the level restricted', () => {
    const levels = complete
      .all<RenderedObject & { metadata: { labels: Record<string, string> } }>('Namespace')
      .map(({ metadata: { name, labels } }) => [name, labels['pod-security.kubernetes.io/enforce']])
    expect(Object.fromEntries(levels)).toEqual({ 'kube-monitor': 'restricted', 'thanos-nodes': 'privileged' })
    expect(daemonSet.metadata!.namespace).toBe('thanos-nodes')
  })

  it('reads the host without writing to it, without a token and without privileges', () => {
    expect(pod.containers[0]!.volumeMounts!.every(({ readOnly }) => readOnly === true)).toBe(true)
    expect(pod.containers[0]!.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    })
    expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } })
  })

  it('runs on every node', () => {
    expect(pod.tolerations).toEqual([{ operator: 'Exists' }])
  })

  it('is scraped in its namespace, with the name of the node as its instance', () => {
    const { kubernetes_sd_configs, relabel_configs } = job('node-exporter')
    expect(kubernetes_sd_configs[0]!.namespaces.names).toEqual(['thanos-nodes'])
    expect(relabel_configs.flatMap(({ target_label }) => target_label ?? [])).toEqual(['instance', 'node'])
  })
})

it.each(['kube-state-metrics', 'node-exporter'])('%s leaves nothing in an environment without it', (name) => {
  const without = stackOf(`without-${name}`)
  expect(jobsOf(complete)).toContain(name)
  expect(jobsOf(without)).not.toContain(name)
  expect(without.objects.filter(({ metadata }) => metadata.name.includes(name))).toEqual([])
})

// The catalogue has the metrics that the programs themselves list.
it.each([
  ['kube-state-metrics', 'kube_'],
  ['node-exporter', 'node_'],
])('the rules about %s name only metrics that it exposes', (name, prefix) => {
  const { image } = [
    ...complete.containers,
    ...complete.one<IDaemonSet>('DaemonSet', 'node-exporter').spec!.template.spec!.containers,
  ].find((container) => container.name === name)!
  const metrics = metricsOf(name, image!.split(':v').at(-1)!, '')!
  const { groups } = parse(ruleFilesOf(completeVariant).get(`${name}.yaml`)!) as {
    readonly groups: readonly { readonly rules: readonly { readonly expr: string }[] }[]
  }
  const expressions = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))
  const named = new Set(expressions.flatMap((expr) => expr.match(new RegExp(`\\b${prefix}\\w+(?=\\{)`, 'g')) ?? []))
  expect(named.size).toBeGreaterThan(10)
  expect([...named].filter((metric) => metricOfSeries(metrics, metric) === undefined)).toEqual([])
})
