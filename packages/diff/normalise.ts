import {
  canonicalQuantity,
  groupOf,
  isClusterScoped,
  isObject,
  type KubernetesObject,
  setField,
} from '@thanos-gitops/manifest'
import { eachQuantity, type KubernetesVersion, type Schema } from '@thanos-gitops/schemas'
import { fieldSchema, isMap, knownSchema } from './schema.ts'

/**
 * The object in the form in which both sides are compared: without what only the server sets, without nulls and empty fields, and with
 * canonical quantities. Lists keep their length and order, so that a JSON Pointer leads to the same place in the manifest.
 *
 * @param object as the server stores it, or as it is written where the server does not accept it. It is returned if it has this form
 */
export function normalise(object: KubernetesObject, version: KubernetesVersion): KubernetesObject {
  const schema = isKubernetes(object) ? knownSchema(version, object) : undefined
  // A custom resource is stored as it was sent: there, an empty list differs from an absent one.
  const read = (schema ? decoded(object, schema) : withoutNulls(object)) as GoStruct
  const written = isObject(read.metadata) ? writtenMetadata(read.metadata, isClusterScoped(object)) : read.metadata
  const stored = converted(written === read.metadata ? read : { ...read, metadata: written })
  return withCanonicalQuantities(without(stored, ['status']), version) as unknown as KubernetesObject
}

type GoStruct = Record<string, unknown>

const serverFields = ['creationTimestamp', 'generation', 'managedFields', 'selfLink', 'uid']
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

function writtenMetadata(metadata: GoStruct, isWithoutNamespace: boolean): GoStruct {
  const copy = without(metadata, isWithoutNamespace ? [...serverFields, 'namespace'] : serverFields)
  return isObject(copy.annotations) && Object.hasOwn(copy.annotations, lastApplied)
    ? { ...copy, annotations: without(copy.annotations, [lastApplied]) }
    : copy
}

/** A copy without some fields; the fields themselves if they have none of these. */
function without(fields: GoStruct, names: readonly string[]): GoStruct {
  if (!names.some((name) => Object.hasOwn(fields, name))) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

const isKubernetes = ({ apiVersion }: KubernetesObject): boolean =>
  !groupOf(apiVersion).includes('.') || groupOf(apiVersion).endsWith('.k8s.io')

/**
 * Without nulls, empty lists and empty maps, which Go decodes to zero values. An empty struct stays: it may be a pointer. Returns the value
 * itself if it has none.
 */
function decoded(value: unknown, schema: Schema | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items = schema?.items
    const list = value.map((element) => decoded(element, items))
    return list.every((element, index) => element === value[index]) ? value : list
  }
  return decodedFields(value as GoStruct, schema)
}

function decodedFields(value: GoStruct, schema: Schema | undefined): GoStruct {
  const names = Object.keys(value)
  let result: GoStruct | undefined
  for (const [index, name] of names.entries()) {
    const child = value[name]
    const part = child === null || child === undefined ? undefined : fieldSchema(schema, name)
    const field = decoded(child, part)
    const isLeft = !isZero(field, part)
    if (isLeft && field === child) {
      if (result !== undefined) setField(result, name, field)
      continue
    }
    result ??= firstFields(value, names, index)
    if (isLeft) setField(result, name, field)
  }
  return result ?? value
}

function isZero(field: unknown, schema: Schema | undefined): boolean {
  if (typeof field !== 'object') return field === undefined
  if (field === null) return true
  if (Array.isArray(field)) return field.length === 0
  return isMap(schema) && Object.keys(field).length === 0
}

function firstFields(value: GoStruct, names: readonly string[], count: number): GoStruct {
  const fields: GoStruct = {}
  for (let index = 0; index < count; index++) setField(fields, names[index]!, value[names[index]!])
  return fields
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const result: GoStruct = {}
  for (const [name, child] of Object.entries(value))
    if (child !== null && child !== undefined) setField(result, name, withoutNulls(child))
  return result
}

/** An object of an older API version in the stored version. */
function converted(object: GoStruct): GoStruct {
  if (object.kind !== 'HorizontalPodAutoscaler' || object.apiVersion !== 'autoscaling/v1') return object
  const copy = { ...object, apiVersion: 'autoscaling/v2' }
  if (!isObject(object.spec)) return copy
  const { targetCPUUtilizationPercentage: averageUtilization, ...spec } = object.spec
  if (averageUtilization === undefined) return { ...copy, spec }
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } }]
  return { ...copy, spec: { ...spec, metrics } }
}

function withCanonicalQuantities(object: GoStruct, version: KubernetesVersion): GoStruct {
  const replacements: [steps: readonly string[], quantity: string][] = []
  const visit = (steps: readonly string[], quantity: string | number): void => {
    const canonical = canonicalQuantity(quantity)
    if (canonical !== undefined && canonical !== quantity) replacements.push([[...steps], canonical])
  }
  try {
    eachQuantity(version, object as unknown as KubernetesObject, visit)
  } catch {
    // There are no schemas of this kind or version.
    return object
  }
  return replacements.reduce((all, [steps, quantity]) => withValue(all, steps, quantity) as GoStruct, object)
}

/** A copy with another value at some steps, which shares all else. */
function withValue(part: unknown, [step, ...steps]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value
  const copy = (Array.isArray(part) ? [...part] : { ...(part as GoStruct) }) as GoStruct
  copy[step] = withValue(copy[step], steps, value)
  return copy
}
