import { factsOf, formatPointer, isObject, type SourcedObject, valueAt } from '@thanos-gitops/manifest'
import { type Argument, parseArguments } from './arguments.ts'

/** Something that runs pods. */
export interface Workload {
  readonly object: SourcedObject
  readonly kind: string
  readonly name: string
  readonly namespace: string
  /** Where the pod specification is: `/spec/template/spec`. */
  readonly podPointer: string
  readonly podSpec: Fields
  readonly podLabels: Readonly<Record<string, string>>
  readonly podAnnotations: Readonly<Record<string, string>>
  /** 1 where it is not said; undefined where a number of pods says nothing (DaemonSet, Job). */
  readonly replicas: number | undefined
  readonly containers: readonly Container[]
  /** Of the pod, and those that a StatefulSet makes from its claim templates. */
  readonly volumes: readonly Volume[]
}

/** A part of an object as it was read: anything may be absent or of the wrong type. */
export type Fields = Readonly<Record<string, unknown>>

export interface Container {
  readonly workload: Workload
  readonly name: string
  readonly pointer: string
  /** It ends before the others start. A sidecar of Kubernetes 1.29 (`restartPolicy: Always`) is not one. */
  readonly isInit: boolean
  readonly image: string
  /** `quay.io/thanos/thanos` of `quay.io/thanos/thanos:v0.42.4@sha256:…` */
  readonly imageName: string
  /** `v0.42.4`, or undefined. */
  readonly imageTag: string | undefined
  /** `command` and `args` as the process gets them, with what they say as flags. */
  readonly arguments: readonly Argument[]
  readonly environment: readonly EnvironmentVariable[]
  /** All variables of these ConfigMaps and Secrets too. */
  readonly environmentFrom: readonly Reference[]
  readonly ports: readonly ContainerPort[]
  readonly mounts: readonly Mount[]
  readonly fields: Fields
}

export interface ContainerPort {
  readonly name: string | undefined
  readonly containerPort: number
  readonly protocol: string
  readonly pointer: string
}

export interface EnvironmentVariable {
  readonly name: string
  readonly pointer: string
  /** Where it stands in the manifest. */
  readonly value?: string
  /** Where it comes from a ConfigMap or a Secret. */
  readonly from?: Reference & { readonly key: string }
  /** Where it comes from the pod: `metadata.name`. */
  readonly field?: string
}

/** To an object of the same namespace. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret'
  readonly name: string
  readonly optional: boolean
  readonly pointer: string
  readonly prefix?: string
}

export interface Mount {
  /** The volume. */
  readonly name: string
  readonly mountPath: string
  readonly subPath: string | undefined
  readonly readOnly: boolean
  readonly pointer: string
}

export interface Volume {
  readonly name: string
  readonly pointer: string
  /** `configMap`, `secret`, `emptyDir`, `persistentVolumeClaim`, …; `claimTemplate` for a StatefulSet's own. */
  readonly type: string
  /** What stands under the type. */
  readonly source: Fields
}

/** Images of programs that listen where their flags say, and nowhere else. Of others a port may stand in a file, or be their default. */
export const listensByFlags = /(^|\/)(prometheus|alertmanager|thanos)$/

export const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {})
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The text values of a mapping, such as labels. */
export const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/** Fields of any object, without a type for each kind. */
export const objectFields = ({ object }: SourcedObject): Fields => object as unknown as Fields

export function readWorkload(object: SourcedObject, namespace: string): Workload | undefined {
  const { kind, metadata } = object.object
  const steps = factsOf(kind).podSpec
  const podSpec = steps && valueAt(object.object, steps)
  if (steps === undefined || !isObject(podSpec)) return undefined
  const podPointer = formatPointer(steps)
  const podMetadata =
    steps.length === 1 ? fieldsOf(metadata) : fieldsOf(valueAt(object.object, [...steps.slice(0, -1), 'metadata']))
  const spec = fieldsOf(objectFields(object).spec)
  const isCounted = kind === 'Deployment' || kind === 'StatefulSet' || kind === 'ReplicaSet'
  const replicas = typeof spec.replicas === 'number' ? spec.replicas : 1
  const containers: Container[] = []
  const workload: Workload = {
    object,
    kind,
    name: metadata.name,
    namespace,
    podPointer,
    podSpec,
    podLabels: textsOf(podMetadata.labels),
    podAnnotations: textsOf(podMetadata.annotations),
    replicas: isCounted ? replicas : kind === 'Pod' ? 1 : undefined,
    containers,
    volumes: [...podVolumes(podSpec, podPointer), ...claimTemplates(spec)],
  }
  for (const list of ['initContainers', 'containers'])
    listOf(podSpec[list]).forEach((container, index) => {
      if (isObject(container))
        containers.push(readContainer(workload, container, `${podPointer}/${list}/${index}`, list === 'initContainers'))
    })
  return workload
}

function podVolumes(podSpec: Fields, podPointer: string): Volume[] {
  return listOf(podSpec.volumes).flatMap((volume, index) => {
    const { name, ...rest } = fieldsOf(volume)
    const [type = 'emptyDir', source] = Object.entries(rest)[0] ?? []
    return typeof name === 'string'
      ? [{ name, pointer: `${podPointer}/volumes/${index}`, type, source: fieldsOf(source) }]
      : []
  })
}

function claimTemplates(spec: Fields): Volume[] {
  return listOf(spec.volumeClaimTemplates).flatMap((template, index) => {
    const name = fieldsOf(fieldsOf(template).metadata).name
    const source = fieldsOf(fieldsOf(template).spec)
    return typeof name === 'string'
      ? [{ name, pointer: `/spec/volumeClaimTemplates/${index}`, type: 'claimTemplate', source }]
      : []
  })
}

function readContainer(workload: Workload, fields: Fields, pointer: string, isListedAsInit: boolean): Container {
  const image = textOf(fields.image) ?? ''
  const [reference = ''] = image.split('@')
  const tagged = /^(.+):([^:/]+)$/.exec(reference)
  return {
    workload,
    name: textOf(fields.name) ?? '',
    pointer,
    isInit: isListedAsInit && fields.restartPolicy !== 'Always',
    image,
    imageName: tagged?.[1] ?? reference,
    imageTag: tagged?.[2],
    arguments: parseArguments(fields, pointer),
    environment: listOf(fields.env).flatMap((variable, index) =>
      readVariable(fieldsOf(variable), `${pointer}/env/${index}`),
    ),
    environmentFrom: listOf(fields.envFrom).flatMap((source, index) =>
      readSource(fieldsOf(source), `${pointer}/envFrom/${index}`),
    ),
    ports: listOf(fields.ports).flatMap((port, index) => {
      const { name, containerPort, protocol } = fieldsOf(port)
      if (typeof containerPort !== 'number') return []
      return [
        {
          name: textOf(name),
          containerPort,
          protocol: textOf(protocol) ?? 'TCP',
          pointer: `${pointer}/ports/${index}`,
        },
      ]
    }),
    mounts: listOf(fields.volumeMounts).flatMap((mount, index) => {
      const { name, mountPath, subPath, readOnly } = fieldsOf(mount)
      if (typeof name !== 'string' || typeof mountPath !== 'string') return []
      return [
        {
          name,
          mountPath,
          subPath: textOf(subPath),
          readOnly: readOnly === true,
          pointer: `${pointer}/volumeMounts/${index}`,
        },
      ]
    }),
    fields,
  }
}

function readVariable(variable: Fields, pointer: string): EnvironmentVariable[] {
  const name = textOf(variable.name)
  if (name === undefined) return []
  const from = fieldsOf(variable.valueFrom)
  for (const [field, kind] of [
    ['configMapKeyRef', 'ConfigMap'],
    ['secretKeyRef', 'Secret'],
  ] as const) {
    const { name: object, key, optional } = fieldsOf(from[field])
    if (typeof object === 'string' && typeof key === 'string')
      return [
        {
          name,
          pointer,
          from: { kind, name: object, key, optional: optional === true, pointer: `${pointer}/valueFrom/${field}` },
        },
      ]
  }
  const value = textOf(variable.value)
  const field = textOf(fieldsOf(from.fieldRef).fieldPath)
  return [{ name, pointer, ...(value === undefined ? {} : { value }), ...(field === undefined ? {} : { field }) }]
}

function readSource(source: Fields, pointer: string): Reference[] {
  for (const [field, kind] of [
    ['configMapRef', 'ConfigMap'],
    ['secretRef', 'Secret'],
  ] as const) {
    const { name, optional } = fieldsOf(source[field])
    const prefix = textOf(source.prefix) ?? ''
    if (typeof name === 'string')
      return [{ kind, name, optional: optional === true, pointer: `${pointer}/${field}`, prefix }]
  }
  return []
}
