// What a pod on this machine reads of a workload in the API server.
import { nanoUnits } from '@thanos-gitops/manifest'
import type { Volume } from './volume-files.ts'

export interface Workload {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly replicas?: number
    readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[]
    readonly template: {
      readonly metadata: {
        readonly labels: Readonly<Record<string, string>>
        readonly annotations?: Readonly<Record<string, string>>
      }
      readonly spec: PodSpec
    }
  }
}

export interface PodSpec {
  readonly containers: readonly Container[]
  readonly volumes?: readonly Volume[]
  readonly serviceAccountName?: string
  readonly automountServiceAccountToken?: boolean
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly env?: readonly Variable[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly readinessProbe?: Probe
  readonly resources?: Readonly<Record<'requests' | 'limits', Readonly<Record<string, string>>>>
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[]
}

interface Variable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string }
    /** `requests.memory` */
    readonly resourceFieldRef?: { readonly resource: string }
  }
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string; readonly scheme?: 'HTTP' | 'HTTPS' }
  readonly tcpSocket?: { readonly port: string }
}

/**
 * The variables of a container. Those from ConfigMaps and Secrets are left out: they are about the bucket, and a folder is the bucket here.
 *
 * @param pod the name of the pod
 */
export const environmentOf = ({ env = [], resources }: Container, pod: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    env.flatMap(({ name, value, valueFrom }) => {
      if (valueFrom === undefined) return [[name, value ?? '']]
      if (valueFrom.fieldRef?.fieldPath === 'metadata.name') return [[name, pod]]
      const resource = valueFrom.resourceFieldRef?.resource
      return resource === undefined ? [] : [[name, unitsOf(resource, resources)]]
    }),
  )

/** Bytes of memory or whole processors, as the kubelet writes them. */
function unitsOf(resource: string, resources: Container['resources']): string {
  const [kind, name] = resource.split('.') as ['requests' | 'limits', string]
  const nano = nanoUnits(resources?.[kind]?.[name] ?? '0') ?? 0n
  return String((nano + 999_999_999n) / 1_000_000_000n)
}

/**
 * The arguments of a container with the values of its variables, and the address of the pod in the place of all addresses: the pods share
 * the network of this machine.
 */
export const argumentsOf = (
  { args = [] }: Container,
  variables: Readonly<Record<string, string>>,
  address: string,
): readonly string[] =>
  args.map((argument) =>
    argument
      .replaceAll(/\$\(([\w.-]+)\)/g, (reference, name: string) => variables[name] ?? reference)
      .replaceAll('0.0.0.0:', `${address}:`),
  )

/** The specification of a pod, with its volume claims: the controller of StatefulSets adds them. */
export function specOf({ spec }: Workload, pod: string): PodSpec {
  const { template, volumeClaimTemplates = [] } = spec
  const claims = volumeClaimTemplates.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: `${name}-${pod}` },
  }))
  return { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claims] }
}

/** The ports of all containers by their names. */
export const portsOf = ({ containers }: PodSpec): ReadonlyMap<string, number> =>
  new Map(
    containers.flatMap(({ ports = [] }) => ports.map(({ name, containerPort }) => [name, containerPort] as const)),
  )
