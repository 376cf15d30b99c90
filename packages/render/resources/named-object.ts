import {
  isObject,
  type KubernetesObject,
  type ReportProblem,
  shownValue,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'

const code = 'resource-invalid'
const example = 'Write apiVersion, kind and metadata with a name, as for kubectl apply.'

/** What the API server sets: present in the output of `kubectl get --output yaml`. */
const serverFields = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink']

/** Whether a file has one object with a kind and a name. Reports each problem. */
export function isNamedObject(
  source: YamlFile,
  report: ReportProblem,
): source is YamlFile & { readonly value: KubernetesObject } {
  const { value } = source
  if (!isObject(value)) {
    report(
      code,
      source.place([]),
      `A file in resources/ must contain a Kubernetes object, not ${shownValue(value)}.`,
      example,
    )
    return false
  }
  const missing = [['apiVersion'], ['kind'], ['metadata', 'name']].filter((path) => !isText(valueAt(value, path)))
  for (const path of missing)
    report(code, source.place(path), `${path.join('.')} must be a string that is not empty.`, example)
  if (missing.length > 0) return false
  return hasUsableKind(source, value, report) && hasUsableNamespace(source, value, report)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function hasUsableKind(source: YamlFile, value: Readonly<Record<string, unknown>>, report: ReportProblem): boolean {
  if (/List$/.test(value.kind as string) && Array.isArray(value.items)) {
    report(
      code,
      source.place(['items']),
      `${String(value.kind)} contains several objects.`,
      'Write each object to a file of its own.',
    )
    return false
  }
  const fields = serverFields.filter((field) => valueAt(value, ['metadata', field]) !== undefined)
  for (const field of fields)
    report(code, source.keyPlace(['metadata', field]), `The API server sets metadata.${field}.`, 'Remove the field.')
  if (value.status !== undefined)
    report(code, source.keyPlace(['status']), 'Controllers set status.', 'Remove the field.')
  return fields.length === 0 && value.status === undefined
}

/** Labels and annotations that are not mappings are problems of the schema. */
function hasUsableNamespace(
  source: YamlFile,
  value: Readonly<Record<string, unknown>>,
  report: ReportProblem,
): boolean {
  const namespace = valueAt(value, ['metadata', 'namespace'])
  if (namespace === undefined || typeof namespace === 'string') return true
  report(
    code,
    source.place(['metadata', 'namespace']),
    `metadata.namespace must be a string, not ${shownValue(namespace)}.`,
    'Remove the line: the object is then in the namespace of the environment.',
  )
  return false
}
