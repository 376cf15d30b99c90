// Changes of workloads whose pods real controllers replace or keep.
import { isObject, type KubernetesObject, type Mapping } from '@thanos-gitops/manifest'

export interface RestartChange {
  readonly title: string
  readonly before: KubernetesObject
  readonly after: KubernetesObject
}

type Kind = 'Deployment' | 'StatefulSet' | 'DaemonSet'

/** Fields that are merged into a workload; null removes a field. */
type Fields = Mapping

interface Change {
  readonly title: string
  readonly kinds: readonly Kind[]
  /** Added to the workload on both sides. */
  readonly given?: Fields
  readonly change: Fields
}

const all: readonly Kind[] = ['Deployment', 'StatefulSet', 'DaemonSet']
const image = 'registry.example/web:1.1.0'

const template = (fields: Fields): Fields => ({ spec: { template: fields } })
const podSpec = (fields: Fields): Fields => template({ spec: fields })
const container = (fields: Fields): Fields =>
  podSpec({ containers: [{ name: 'web', image: 'registry.example/web:1.0.0', ...fields }] })

const changes: readonly Change[] = [
  { title: 'another image', kinds: all, change: container({ image }) },
  { title: 'an annotation of the template', kinds: all, change: template({ metadata: { annotations: { a: 'b' } } }) },
  { title: 'an annotation of the object', kinds: all, change: { metadata: { annotations: { a: 'b' } } } },
  { title: 'an explicit default', kinds: all, change: container({ imagePullPolicy: 'IfNotPresent' }) },
  { title: 'an explicit zero', kinds: all, change: podSpec({ hostNetwork: false, terminationGracePeriodSeconds: 30 }) },
  {
    title: 'an equal quantity',
    kinds: all,
    given: container({ resources: { requests: { cpu: '1000m' } } }),
    change: container({ resources: { requests: { cpu: '1' } } }),
  },
  {
    title: 'another order of variables',
    kinds: all,
    given: container({ env: [{ name: 'A' }, { name: 'B' }] }),
    change: container({ env: [{ name: 'B' }, { name: 'A' }] }),
  },
  { title: 'an empty security context of the container', kinds: all, change: container({ securityContext: {} }) },
  { title: 'an empty security context of the pod', kinds: all, change: podSpec({ securityContext: {} }) },
  {
    title: 'a removed service account',
    kinds: ['Deployment', 'StatefulSet'],
    given: podSpec({ serviceAccountName: 'default' }),
    change: podSpec({ serviceAccountName: null }),
  },
  { title: 'more replicas', kinds: ['Deployment', 'StatefulSet'], change: { spec: { replicas: 3 } } },
  {
    title: 'another image and more replicas',
    kinds: ['Deployment', 'StatefulSet'],
    change: { spec: { replicas: 3, ...(container({ image }).spec as Mapping) } },
  },
  {
    title: 'another image of a Deployment that is paused',
    kinds: ['Deployment'],
    change: { spec: { paused: true, ...(container({ image }).spec as Mapping) } },
  },
  {
    title: 'another image with strategy Recreate',
    kinds: ['Deployment'],
    given: { spec: { strategy: { type: 'Recreate' } } },
    change: container({ image }),
  },
  {
    title: 'another image with OnDelete',
    kinds: ['StatefulSet', 'DaemonSet'],
    given: { spec: { updateStrategy: { type: 'OnDelete' } } },
    change: container({ image }),
  },
  {
    title: 'another image above a partition',
    kinds: ['StatefulSet'],
    given: { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } } },
    change: container({ image }),
  },
  {
    title: 'another image below the partition',
    kinds: ['StatefulSet'],
    given: { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } } },
    change: container({ image }),
  },
  {
    title: 'another limit of revisions',
    kinds: ['Deployment', 'DaemonSet'],
    change: { spec: { revisionHistoryLimit: 5 } },
  },
]

const workload = (kind: Kind, name: string): KubernetesObject => {
  const labels = { app: name }
  const object = {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: restartNamespace },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas: 2 }),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'registry.example/web:1.0.0' }] } },
    },
  }
  return object
}

export const restartNamespace = 'verify-restarts'

function merged(object: unknown, fields: unknown): unknown {
  if (!isObject(object) || !isObject(fields)) return fields
  const result: Record<string, unknown> = { ...object }
  for (const [key, value] of Object.entries(fields))
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  return result
}

/** 40 changes, each of an object of its own. */
export const restartChanges: readonly RestartChange[] = changes.flatMap(({ title, kinds, given = {}, change }, index) =>
  kinds.map((kind) => {
    const before = merged(workload(kind, `${kind.toLowerCase()}-${index}`), given) as KubernetesObject
    return { title: `${kind}: ${title}`, before, after: merged(before, change) as KubernetesObject }
  }),
)
