import type { IClusterRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole'
import type { IClusterRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding'
import { expect } from 'vitest'
import type { RenderedObject, RenderedStack } from '../rendered-stack.ts'
import type { Defect } from './defect.ts'
import type { PrometheusConfiguration } from './prometheus.ts'

const clusterScoped = ['ClusterRole', 'ClusterRoleBinding', 'Namespace', 'PriorityClass']

const rulesOf = ({ all }: RenderedStack) => all<IClusterRole>('ClusterRole').flatMap(({ rules }) => rules!)
const resourcesOf = (stack: RenderedStack): readonly string[] =>
  rulesOf(stack).flatMap(({ resources }) => resources ?? [])

export const permissionDefects: readonly Defect[] = [
  {
    number: 6,
    title: 'has the namespace of each object in its metadata',
    expectAbsent: ({ objects, one, all }) => {
      const namespaces = all<RenderedObject>('Namespace').map(({ metadata }) => metadata.name)
      for (const object of objects) {
        expect(object).not.toHaveProperty('namespace')
        if (!clusterScoped.includes(object.kind)) expect(namespaces).toContain(object.metadata.namespace)
      }
      expect(one('ServiceAccount', 'prometheus')).toBeDefined()
    },
  },
  {
    number: 7,
    title: 'has a ClusterRole whose rules are complete',
    expectAbsent: (stack) => {
      expect(rulesOf(stack)).not.toHaveLength(0)
      for (const rule of rulesOf(stack)) {
        expect(rule.verbs).not.toHaveLength(0)
        expect(rule.nonResourceURLs ?? (rule.apiGroups && rule.resources)).toBeDefined()
      }
    },
  },
  {
    number: 8,
    title: 'binds each ClusterRole to a service account of the stack',
    expectAbsent: ({ all, one }) => {
      const bindings = all<IClusterRoleBinding>('ClusterRoleBinding')
      expect(bindings.map(({ roleRef }) => roleRef.name).sort()).toEqual(
        all<RenderedObject>('ClusterRole')
          .map(({ metadata }) => metadata.name)
          .sort(),
      )
      for (const { roleRef, subjects } of bindings) {
        one(roleRef.kind, roleRef.name)
        for (const subject of subjects!)
          expect(one<RenderedObject>(subject.kind, subject.name).metadata.namespace).toBe(subject.namespace)
      }
    },
  },
  {
    number: 9,
    title: 'grants no permission on the removed API group extensions',
    expectAbsent: (stack) => {
      expect(rulesOf(stack).flatMap(({ apiGroups }) => apiGroups ?? [])).not.toContain('extensions')
    },
  },
  {
    number: 10,
    title: 'discovers targets by EndpointSlices instead of Endpoints',
    expectAbsent: (stack) => {
      expect(resourcesOf(stack)).toContain('endpointslices')
      expect(resourcesOf(stack)).not.toContain('endpoints')
      const { scrape_configs } = stack.document<PrometheusConfiguration>('prometheus', 'prometheus.yaml')
      const roles = scrape_configs.flatMap((job) => job.kubernetes_sd_configs?.map(({ role }) => role) ?? [])
      expect(roles).toContain('endpointslice')
      expect(roles).not.toContain('endpoints')
    },
  },
  {
    number: 11,
    title: 'grants access to the metrics of kubelets and not to their API',
    expectAbsent: (stack) => {
      expect(resourcesOf(stack)).toContain('nodes/metrics')
      expect(resourcesOf(stack)).not.toContain('nodes/proxy')
    },
  },
]
