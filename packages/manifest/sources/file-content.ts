// Files that look like manifests and are none, by their content.
import { isObject } from '../json.ts'
import { valueAt } from '../pointer.ts'
import { readStream } from '../yaml/kubernetes-stream.ts'

/** What a file is instead of a manifest. */
export type NoManifest = 'template' | 'patch' | 'other'

/** Undefined for manifests, and for files whose problems the reader of manifests reports. */
export function noManifestIn(content: string): NoManifest | undefined {
  if (content.includes('{{') && isTemplate(content)) return 'template'
  if (/^\s*(?:- )?["']?\$patch["']?\s*:/m.test(content) && hasPatchDirective(content)) return 'patch'
  if (content.includes(localConfig) && isLocalConfig(content)) return 'other'
  return /^["']?(?:apiVersion|kind)["']?\s*:/m.test(content) || hasManifest(content) ? undefined : 'other'
}

/** The annotation of objects that kustomize and kpt read and no cluster receives. */
const localConfig = 'config.kubernetes.io/local-config'

const isLocalConfig = (content: string): boolean =>
  readStream('', content).documents.every(
    ({ value }) => valueAt(value, ['metadata', 'annotations', localConfig]) === 'true',
  )

/** The fields of a manifest at the beginning of a document. One of them can be missing by mistake. */
const objectFields = ['apiVersion', 'kind', 'metadata']

/** Whether a document is an object, or the file is empty or unreadable. */
function hasManifest(content: string): boolean {
  const { documents, findings } = readStream('', content)
  const isManifest = (value: unknown): boolean =>
    isObject(value) && objectFields.some((field) => Object.hasOwn(value, field))
  return documents.length === 0 || findings.length > 0 || documents.some(({ value }) => isManifest(value))
}

const expression = /\{\{[^{}]*\}\}/g

/** Whether a file is a Go template: it is not YAML because of `{{`, or the identity of an object or an image contains it. */
function isTemplate(content: string): boolean {
  const { documents, findings } = readStream('', content)
  const syntaxError = findings.find(({ code }) => code === 'manifest-unreadable')
  if (syntaxError === undefined) return documents.some(({ value }) => hasTemplateFields(value))
  if (/\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities)\b|include\s|template\s|toYaml\s)/.test(content)) return true
  const line = content.split('\n')[(syntaxError.place?.line ?? 1) - 1] ?? ''
  return line.includes('{{') || isYaml(withoutExpressions(content))
}

const isYaml = (content: string): boolean => readStream('', content).findings.length === 0

/** Lines that consist of expressions are removed, and expressions in other lines replaced by a word. */
const withoutExpressions = (content: string): string =>
  content
    .split('\n')
    .filter((line) => line.replaceAll(expression, '').trim() !== '' || !line.includes('{{'))
    .map((line) => line.replaceAll(expression, 'x'))
    .join('\n')

function hasTemplateFields(value: unknown): boolean {
  if (!isObject(value)) return false
  const metadata = isObject(value.metadata) ? value.metadata : {}
  const { name, namespace, labels } = metadata
  const podSpec = ['spec', 'template', 'spec']
  const images = [podSpec, ['spec', 'jobTemplate', ...podSpec], ['spec']].flatMap((path) => {
    const containers = valueAt(value, [...path, 'containers'])
    return Array.isArray(containers)
      ? containers.map((container: unknown) => isObject(container) && container.image)
      : []
  })
  // Without quotes, YAML reads {{ as a mapping in a mapping.
  const isMapping = [name, namespace].some((field) => typeof field === 'object' && field !== null)
  return isMapping || JSON.stringify([name, namespace, labels, images]).includes('{{')
}

/** Whether a document has the directive of a strategic merge patch, and not only a string with its name. */
const hasPatchDirective = (content: string): boolean =>
  readStream('', content).documents.some(({ value }) => hasKey(value, '$patch'))

const hasKey = (value: unknown, key: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, key) || Object.values(value).some((child) => hasKey(child, key)))
