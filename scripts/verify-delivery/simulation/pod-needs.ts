// What a kubelet needs before it can start the containers of a pod.
import { type KubernetesObject, listOf, mappingOf, mappingsOf, stringAt, valueAt } from '@thanos-gitops/manifest'

/** An object in the namespace of the pod. */
export interface Need {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim'
  readonly name: string
}

/** The objects that the volumes and the variables of a pod read and that are not optional. */
export function needsOf(pod: KubernetesObject): readonly Need[] {
  const spec = mappingOf(valueAt(pod, ['spec']))
  const volumes = mappingsOf(spec.volumes)
  const projected = volumes.flatMap((volume) => mappingsOf(valueAt(volume, ['projected', 'sources'])))
  const containers = [...mappingsOf(spec.initContainers), ...mappingsOf(spec.containers)]
  const values = containers.flatMap((container) =>
    mappingsOf(container.env).map((variable) => mappingOf(variable.valueFrom)),
  )
  return [
    ...volumes.flatMap((volume) => [
      ...need('PersistentVolumeClaim', volume.persistentVolumeClaim, 'claimName'),
      ...need('ConfigMap', volume.configMap),
      ...need('Secret', volume.secret, 'secretName'),
    ]),
    ...projected.flatMap((source) => [...need('ConfigMap', source.configMap), ...need('Secret', source.secret)]),
    ...values.flatMap((value) => [...need('ConfigMap', value.configMapKeyRef), ...need('Secret', value.secretKeyRef)]),
    ...containers
      .flatMap((container) => mappingsOf(container.envFrom))
      .flatMap((source) => [...need('ConfigMap', source.configMapRef), ...need('Secret', source.secretRef)]),
  ]
}

function need(kind: Need['kind'], reference: unknown, key = 'name'): readonly Need[] {
  const fields = mappingOf(reference)
  const name = fields[key]
  return typeof name === 'string' && fields.optional !== true ? [{ kind, name }] : []
}

export const imagesOf = (pod: KubernetesObject): readonly string[] =>
  mappingsOf(valueAt(pod, ['spec', 'containers'])).flatMap(({ image }) => (typeof image === 'string' ? [image] : []))

/** The node that the controller of a DaemonSet chose. */
export function requiredNode(pod: KubernetesObject): string | undefined {
  const affinity = [
    'spec',
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ]
  const fields = mappingsOf(valueAt(pod, affinity)).flatMap((term) => mappingsOf(term.matchFields))
  const found = fields.find(({ key }) => key === 'metadata.name')
  return found && String(listOf(found.values)[0])
}

export const isReady = (pod: KubernetesObject): boolean =>
  mappingsOf(valueAt(pod, ['status', 'conditions'])).some(({ type, status }) => type === 'Ready' && status === 'True')

export const nodeOf = (pod: KubernetesObject): string | undefined => stringAt(pod, 'spec', 'nodeName')
