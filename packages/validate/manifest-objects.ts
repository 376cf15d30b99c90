import { type Finding, isObject, type KubernetesObject } from '@thanos-gitops/manifest'
import { decodeManifest, readManifestFile, readStream, type StreamDocument } from '@thanos-gitops/manifest/read'

/** A document of a manifest file or an item of a `v1` List, which may be no Kubernetes object. */
export type ManifestObject = Pick<StreamDocument, 'value' | 'keyPlace'>

export interface ReadFile {
  readonly content: string
  readonly objects: readonly ManifestObject[]
  readonly findings: readonly Finding[]
}

/** Reads a manifest file. @param file in findings */
export function readObjects(path: string, file: string): ReadFile {
  const content = readManifestFile(path, file)
  return content instanceof Uint8Array ? readBytes(content, file) : unreadable(content)
}

export function readBytes(bytes: Uint8Array, file: string): ReadFile {
  const content = decodeManifest(file, bytes)
  return typeof content === 'string' ? readContent(content, file) : unreadable(content)
}

const unreadable = (finding: Finding): ReadFile => ({ content: '', objects: [], findings: [finding] })

export function readContent(content: string, file: string): ReadFile {
  const { documents, findings } = readStream(file, content)
  const objects = documents.flatMap(itemsOf)
  return {
    content,
    objects,
    findings: objects.length === 0 && findings.length === 0 ? [emptyFile(file)] : findings,
  }
}

export const emptyFile = (file: string): Finding => ({
  code: 'manifest-empty',
  severity: 'error',
  message: 'The file contains no Kubernetes object.',
  remedy: 'Delete the file, or render the environment again.',
  place: { file, line: 1 },
})

/** The items of a `v1` List, which kubectl applies one by one, or the document itself. */
function itemsOf(document: ManifestObject): ManifestObject[] {
  const { value, keyPlace } = document
  if (!isObject(value) || value.kind !== 'List' || value.apiVersion !== 'v1' || !Array.isArray(value.items))
    return [document]
  return value.items.map((item: unknown, index) => ({
    value: item,
    keyPlace: (path) => keyPlace(['items', String(index), ...path]),
  }))
}

/** The field that makes the value no Kubernetes object because it is missing. */
export const missingField = (value: unknown): 'kind' | 'apiVersion' | undefined =>
  (['kind', 'apiVersion'] as const).find(
    (name) => !isObject(value) || typeof value[name] !== 'string' || value[name] === '',
  )

/** The value as a Kubernetes object, which may lack other fields; undefined if it is none. */
export const asObject = (value: unknown): KubernetesObject | undefined =>
  missingField(value) === undefined ? (value as KubernetesObject) : undefined
