// The targets that service discovery finds in the manifests, with their labels: prometheus, discovery/kubernetes.
import { contentOf, mappingOf, type SourcedObject } from '@thanos-gitops/manifest'
import type { ContainerPort, Labels, Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { type PodGroup, podGroupsOf } from '../engine/pod-groups.ts'
import { podsOf, type ServicePort, servicePorts, targetNumbers } from '../engine/services.ts'

/** The labels of a target. A label that is absent here has an unknown value, unless `isKnown` covers it. */
export interface DiscoveredTarget {
  /** `Deployment/thanos-query` */
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** The labels of the pod or the Service, which the selectors of a discovery of their role match. */
  readonly ownLabels: Labels
  /** The port of the pods at which the target is scraped, unless relabelling changes it. */
  readonly endpoint?: { readonly workload: Workload; readonly port: number }
  /** Whether the manifests determine a label: if so and it is not in `labels`, its value is empty. */
  isKnown(label: string): boolean
}

export const discoveredRoles = ['pod', 'service', 'endpoints', 'endpointslice'] as const
export type DiscoveredRole = (typeof discoveredRoles)[number]

/** The targets of a role in a namespace. */
export function discoveredTargets(
  context: CheckContext,
  role: DiscoveredRole,
  namespace: string,
): readonly DiscoveredTarget[] {
  if (role === 'pod') return podGroupsOf(context, namespace).flatMap(podTargets)
  const services = context.ofKind('Service', '').filter((service) => context.namespaceOf(service) === namespace)
  return services.flatMap((service) =>
    role === 'service' ? serviceTargets(service) : endpointTargets(context, service, role),
  )
}

const meta = '__meta_kubernetes_'
const labelName = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_]/g, '_')

function mapLabels(prefix: string, entries: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [name, value] of Object.entries(entries)) {
    labels[`${meta}${prefix}_${labelName(name)}`] = value
    labels[`${meta}${prefix}present_${labelName(name)}`] = 'true'
  }
  return labels
}

const podFields = /^__meta_kubernetes_pod_(label|labelpresent|annotation|annotationpresent|container_|controller_kind$)/
const serviceFields =
  /^__meta_kubernetes_(service_|endpoints_name|endpoint_port_|endpointslice_port_name|endpointslice_port_protocol)/

const controllerKinds: Readonly<Record<string, string>> = { Deployment: 'ReplicaSet', CronJob: 'Job' }

/** One target for each port of each container; for a container without ports, one target. */
function podTargets(group: PodGroup): readonly DiscoveredTarget[] {
  const { workload, name, namespace, labels } = group
  const podLabels = { ...mapLabels('pod_label', labels), [`${meta}namespace`]: namespace }
  // prometheus-operator decides on the containers of its pods.
  if (workload === undefined)
    return [
      {
        name,
        labels: podLabels,
        ownLabels: labels,
        isKnown: (label) => /_pod_label|_namespace$/.test(label) && label in podLabels,
      },
    ]
  const common = { ...podLabels, ...workloadLabels(workload) }
  return workload.containers.flatMap((container) => {
    const containerLabels = {
      ...common,
      [`${meta}pod_container_name`]: container.name,
      [`${meta}pod_container_image`]: container.image,
      [`${meta}pod_container_init`]: String(container.isInit),
    }
    const ports: readonly (ContainerPort | undefined)[] = container.ports.length === 0 ? [undefined] : container.ports
    return ports.map((port) => ({
      name,
      labels: { ...containerLabels, ...portLabels(port) },
      ownLabels: labels,
      ...(port && { endpoint: { workload, port: port.containerPort } }),
      isKnown: (label: string) => podFields.test(label) || label === `${meta}namespace`,
    }))
  })
}

const workloadLabels = ({ kind, podAnnotations }: Workload): Readonly<Record<string, string>> => ({
  ...mapLabels('pod_annotation', podAnnotations),
  ...(kind === 'Pod' ? {} : { [`${meta}pod_controller_kind`]: controllerKinds[kind] ?? kind }),
})

const portLabels = (port: ContainerPort | undefined): Readonly<Record<string, string>> =>
  port === undefined
    ? {}
    : {
        [`${meta}pod_container_port_name`]: port.name ?? '',
        [`${meta}pod_container_port_number`]: String(port.containerPort),
        [`${meta}pod_container_port_protocol`]: port.protocol,
      }

function serviceLabels(service: SourcedObject): Record<string, string> {
  const { metadata } = service.object
  return {
    [`${meta}namespace`]: metadata.namespace ?? '',
    [`${meta}service_name`]: metadata.name,
    [`${meta}service_type`]: String(mappingOf(contentOf(service).spec).type ?? 'ClusterIP'),
    ...mapLabels('service_label', metadata.labels ?? {}),
    ...mapLabels('service_annotation', metadata.annotations ?? {}),
  }
}

const serviceTargets = (service: SourcedObject): readonly DiscoveredTarget[] =>
  servicePorts(service).map((port) => ({
    name: `Service/${service.object.metadata.name}`,
    labels: {
      ...serviceLabels(service),
      [`${meta}service_port_name`]: port.name ?? '',
      [`${meta}service_port_number`]: String(port.port),
      [`${meta}service_port_protocol`]: port.protocol,
    },
    ownLabels: service.object.metadata.labels ?? {},
    isKnown: (label) => serviceFields.test(label) || label === `${meta}namespace`,
  }))

/** One target for each port of the Service and each of its pods. The pods' own labels are known, too. */
function endpointTargets(
  context: CheckContext,
  service: SourcedObject,
  role: 'endpoints' | 'endpointslice',
): readonly DiscoveredTarget[] {
  const portPrefix = role === 'endpoints' ? 'endpoint' : 'endpointslice'
  const labelsOf = (port: ServicePort): Record<string, string> => ({
    ...serviceLabels(service),
    [`${meta}endpoints_name`]: service.object.metadata.name,
    [`${meta}${portPrefix}_port_name`]: port.name ?? '',
    [`${meta}${portPrefix}_port_protocol`]: port.protocol,
  })
  const pods = podsOf(context, service)
  return servicePorts(service).flatMap((port) =>
    pods.map((workload) => ({
      name: `Service/${service.object.metadata.name}`,
      labels: { ...labelsOf(port), ...mapLabels('pod_label', workload.podLabels), ...workloadLabels(workload) },
      ownLabels: service.object.metadata.labels ?? {},
      ...endpointOf(workload, port),
      isKnown: (label: string) =>
        serviceFields.test(label) ||
        /^__meta_kubernetes_pod_(label|labelpresent|annotation|annotationpresent|controller_kind)/.test(label) ||
        label === `${meta}namespace`,
    })),
  )
}

function endpointOf(workload: Workload, port: ServicePort): Pick<DiscoveredTarget, 'endpoint'> {
  const [number] = targetNumbers([workload], port)
  return number === undefined ? {} : { endpoint: { workload, port: number } }
}
