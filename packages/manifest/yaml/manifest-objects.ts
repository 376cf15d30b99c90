import type { Finding, Place } from '../finding.ts'
import { isObject } from '../json.ts'
import { factsOf } from '../kinds.ts'
import { type KubernetesObject, labelOf } from '../object.ts'
import type { SourcedObject } from '../origin.ts'
import { parsePointer, valueAt } from '../pointer.ts'
import { shownValue } from '../problems.ts'
import type { StreamDocument } from './kubernetes-stream.ts'

export interface ReadManifests {
  readonly objects: readonly SourcedObject[]
  /** What could not be read, and duplicates. Everything that is left out has a finding. */
  readonly findings: readonly Finding[]
}

/** The limit of the API server for one request, in bytes. */
const largestObject = 3 * 1024 * 1024

/** The group and kind that the items of a typed list, such as ConfigMapList, need not repeat. */
interface ItemKind {
  readonly apiVersion: string
  readonly kind: string
}

type Steps = readonly string[]

/** The objects of a document: itself, or the items of a List. */
export const objectsOf = (document: StreamDocument): ReadManifests => readValue(document, document.value, [], undefined)

function readValue(document: StreamDocument, value: unknown, steps: Steps, item: ItemKind | undefined): ReadManifests {
  const missing = missingField(value, item)
  if (!isObject(value) || missing !== undefined)
    return { objects: [], findings: [withoutKind(missing ?? 'apiVersion', document.place(steps))] }
  const apiVersion = String(value.apiVersion ?? item?.apiVersion)
  const kind = String(value.kind ?? item?.kind)
  if (kind.endsWith('List') && Array.isArray(value.items))
    return readItems(document, value.items, steps, {
      apiVersion,
      kind: kind.slice(0, -'List'.length),
    })
  // Input of kustomize, which no cluster receives.
  if (apiVersion.startsWith('kustomize.config.k8s.io/')) return { objects: [], findings: [] }
  return readObject(document, item === undefined ? value : { apiVersion, kind, ...value }, steps)
}

function missingField(value: unknown, item: ItemKind | undefined): string | undefined {
  if (item !== undefined) return isObject(value) ? undefined : 'apiVersion'
  return ['apiVersion', 'kind'].find(
    (name) => !isObject(value) || typeof value[name] !== 'string' || value[name] === '',
  )
}

function readItems(
  document: StreamDocument,
  items: readonly unknown[],
  steps: Steps,
  itemKind: ItemKind,
): ReadManifests {
  const item = itemKind.kind === '' ? undefined : itemKind
  const parts = items.map((value, index) => readValue(document, value, [...steps, 'items', String(index)], item))
  return { objects: parts.flatMap((part) => part.objects), findings: parts.flatMap((part) => part.findings) }
}

function readObject(document: StreamDocument, value: Record<string, unknown>, steps: Steps): ReadManifests {
  const metadata = isObject(value.metadata) ? value.metadata : {}
  const { name = metadata.generateName } = metadata
  if (typeof name !== 'string' || name === '')
    return {
      objects: [],
      findings: [withoutName(String(value.kind), name, document.place([...steps, 'metadata', 'name']))],
    }
  const object = (metadata.name === name ? value : { ...value, metadata: { ...metadata, name } }) as unknown
  const sourced: SourcedObject = {
    object: object as KubernetesObject,
    place: (pointer) => document.place([...steps, ...(parsePointer(pointer) ?? [])]),
    placeIn: (pointer, offset) => document.place([...steps, ...(parsePointer(pointer) ?? [])], offset),
  }
  const excess = excessOf(sourced.object)
  if (excess !== undefined)
    return { objects: [], findings: [tooManyParts(sourced.object, excess, document.place(steps))] }
  const size = sizeOf(document, value, steps)
  return size > largestObject
    ? { objects: [], findings: [tooLarge(sourced.object, size, document.place(steps))] }
    : { objects: [sourced], findings: [] }
}

/** A node runs 110 pods by default. Checks compare the containers of a pod with each other, and diff the items of these lists. */
const mostContainers = 200
const mostItems = 1000

/** What a pod has more of than is read. */
function excessOf(object: KubernetesObject): string | undefined {
  const { podSpec } = factsOf(object.kind)
  if (podSpec === undefined) return undefined
  const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
    const list = valueAt(value, path)
    return Array.isArray(list) ? list : []
  }
  const containers = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) =>
    listAt(object, ...podSpec, list),
  )
  if (containers.length > mostContainers)
    return `has ${containers.length} containers. Pods with more than ${mostContainers} containers are not read.`
  const lists = containers.flatMap((container) => ['args', 'command', 'env'].map((list) => listAt(container, list)))
  const longest = Math.max(0, ...lists.map(({ length }) => length))
  return longest > mostItems
    ? `has a container with ${longest} arguments or variables. More than ${mostItems} are not read.`
    : undefined
}

const tooManyParts = (object: KubernetesObject, excess: string, place: Place): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `${labelOf(object)} ${excess}`,
  remedy: 'Split it into several objects.',
  place,
})

/** The length of an object in its document; of the item of a List in JSON. */
const sizeOf = ({ size }: StreamDocument, value: unknown, steps: Steps): number =>
  size <= largestObject || steps.length === 0 ? size : JSON.stringify(value).length

const tooLarge = (object: KubernetesObject, size: number, place: Place): Finding => ({
  code: 'manifest-too-large',
  severity: 'error',
  message: `${labelOf(object)} has ${(size / 1024 / 1024).toFixed(1)} MiB. The API server accepts objects up to 3 MiB, and etcd up to 1.5 MiB. The object is not read.`,
  remedy: 'Split it into several objects.',
  place,
})

const withoutKind = (missing: string, place: Place): Finding => ({
  code: 'manifest-without-kind',
  severity: 'error',
  message: `The document has no ${missing}, so it is not a Kubernetes object.`,
  remedy: `Add ${missing}, or move the file out of the folder of manifests.`,
  place,
})

function withoutName(kind: string, name: unknown, place: Place): Finding {
  const isMissing = name === undefined || name === null || name === ''
  return {
    code: 'manifest-without-name',
    severity: 'error',
    message: isMissing
      ? `This ${kind} has no metadata.name.`
      : `The name of this ${kind} is not a string: ${shownValue(name)}.`,
    remedy: isMissing ? 'Add metadata.name.' : 'Write the name in quotes.',
    place,
  }
}
