import { listOf, mappingOf, nearest } from '@thanos-gitops/manifest'
import type { Check, Problem } from '../engine/check.ts'
import { affinityTerms, type ScheduledPods, scheduledPods } from './scheduling-selectors.ts'

/** The labels that Kubernetes sets on nodes: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const nodeLabels = [
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'node.kubernetes.io/instance-type',
  'node-role.kubernetes.io/control-plane',
  // Deprecated, but the kubelet still sets them.
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
]

/** Labels that Kubernetes no longer sets on new nodes. */
const removedLabels: Readonly<Record<string, string>> = {
  'node-role.kubernetes.io/master': 'node-role.kubernetes.io/control-plane',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
}

export const topologyKeysExist: Check = {
  name: 'topology-keys-exist',
  question: 'selectors',
  severity: 'error',
  why: 'If no node has the label, pods with a nodeSelector, a required affinity or whenUnsatisfiable: DoNotSchedule stay Pending, and anti-affinity and spread constraints have no effect.',
  remedy: 'Use a label that the nodes have.',
  source: 'https://kubernetes.io/docs/reference/labels-annotations-taints/',
  *run(context) {
    for (const scheduled of scheduledPods(context))
      for (const { key, pointer } of nodeLabelUses(scheduled)) {
        const problem = keyProblem(key)
        if (problem !== undefined) yield { object: scheduled.pods.object, pointer, ...problem }
      }
  },
}

function keyProblem(key: string): Pick<Problem, 'message' | 'remedy' | 'severity'> | undefined {
  if (nodeLabels.includes(key)) return undefined
  const replacement = removedLabels[key]
  if (replacement !== undefined)
    return {
      message: `Kubernetes no longer sets the label ${key} on nodes.`,
      remedy: `Use ${replacement}.`,
      // Some providers still set the old labels of zones.
      ...(key.startsWith('failure-domain') ? { severity: 'warning' as const } : {}),
    }
  const similar = nodeLabels.find((label) => !label.startsWith('beta.') && isSimilar(key, label))
  return similar === undefined
    ? undefined
    : { message: `nodes do not have the label ${key}.`, remedy: `Use ${similar}.` }
}

/** Whether one of the two parts is equal and the other one is similar. Administrators give nodes labels of other domains. */
function isSimilar(key: string, label: string): boolean {
  const [domain = '', name = ''] = key.split('/')
  const [labelDomain = '', labelName = ''] = label.split('/')
  return domain === labelDomain
    ? nearest(name, [labelName]) !== undefined
    : name === labelName && nearest(domain, [labelDomain]) !== undefined && domain.endsWith('.io')
}

interface NodeLabelUse {
  readonly key: string
  readonly pointer: string
}

const nodeLabelUses = (scheduled: ScheduledPods): readonly NodeLabelUse[] => {
  const { fields, pointer } = scheduled
  return [
    ...listOf(fields.topologySpreadConstraints).map((constraint, index) => ({
      key: String(mappingOf(constraint).topologyKey),
      pointer: `${pointer}/topologySpreadConstraints/${index}/topologyKey`,
    })),
    ...affinityTerms(scheduled).map((term) => ({
      key: String(term.fields.topologyKey),
      pointer: `${term.pointer}/topologyKey`,
    })),
    ...Object.keys(mappingOf(fields.nodeSelector)).map((key) => ({
      key,
      pointer: `${pointer}/nodeSelector/${key.replaceAll('/', '~1')}`,
    })),
    ...requiredNodeTerms(scheduled),
  ]
}

function requiredNodeTerms({ fields, pointer }: ScheduledPods): readonly NodeLabelUse[] {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const { nodeSelectorTerms } = mappingOf(mappingOf(mappingOf(fields.affinity).nodeAffinity)[required])
  return listOf(nodeSelectorTerms).flatMap((term, termIndex) =>
    listOf(mappingOf(term).matchExpressions).flatMap((expression, index) => {
      const { key, operator } = mappingOf(expression)
      // Pods that avoid nodes with a removed label still start.
      return operator === 'DoesNotExist' || operator === 'NotIn'
        ? []
        : [
            {
              key: String(key),
              pointer: `${pointer}/affinity/nodeAffinity/${required}/nodeSelectorTerms/${termIndex}/matchExpressions/${index}/key`,
            },
          ]
    }),
  )
}
