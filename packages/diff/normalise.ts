import { canonicalQuantity, groupOf, isClusterScoped, isObject, type KubernetesObject } from '@thanos-gitops/manifest'
import { eachQuantity, type KubernetesVersion, type Schema } from '@thanos-gitops/schemas'
import { fieldSchema, isMap, knownSchema } from './schema.ts'

/**
 * The object in the form in which both sides are compared: without what only the server sets, without nulls and empty fields, and with
 * canonical quantities. Lists keep their length and order, so that a JSON Pointer leads to the same place in the manifest.
 *
 * @param object as the server stores it, or as it is written where the server does not accept it
 */
export function normalise(object: KubernetesObject, version: KubernetesVersion): KubernetesObject {
  const schema = isKubernetes(object) ? knownSchema(version, object) : undefined
  // A custom resource is stored as it was sent: there, an empty list differs from an absent one.
  const copy = (schema ? decoded(object, schema) : withoutNulls(object)) as GoStruct
  delete copy.status
  const metadata = isObject(copy.metadata) ? copy.metadata : {}
  for (const name of serverFields) delete metadata[name]
  if (isObject(metadata.annotations)) delete metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']
  if (isClusterScoped(object)) delete metadata.namespace
  convertVersion(copy)
  makeQuantitiesCanonical(copy, version)
  return copy as unknown as KubernetesObject
}

type GoStruct = Record<string, unknown>

const serverFields = ['creationTimestamp', 'generation', 'managedFields', 'selfLink', 'uid']

const isKubernetes = ({ apiVersion }: KubernetesObject): boolean =>
  !groupOf(apiVersion).includes('.') || groupOf(apiVersion).endsWith('.k8s.io')

/** Without nulls, empty lists and empty maps, which Go decodes to zero values. An empty struct stays: it may be a pointer. */
function decoded(value: unknown, schema: Schema | undefined): unknown {
  if (Array.isArray(value)) return value.map((element) => decoded(element, schema?.items))
  if (!isObject(value)) return value
  const result: GoStruct = {}
  for (const name of Object.keys(value)) {
    const child = value[name]
    if (child === null || child === undefined) continue
    const part = fieldSchema(schema, name)
    const field = decoded(child, part)
    if (Array.isArray(field) && field.length === 0) continue
    if (isObject(field) && Object.keys(field).length === 0 && isMap(part)) continue
    define(result, name, field)
  }
  return result
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const result: GoStruct = {}
  for (const [name, child] of Object.entries(value))
    if (child !== null && child !== undefined) define(result, name, withoutNulls(child))
  return result
}

/** Sets a field. A plain assignment to `__proto__` would set the prototype instead. */
function define(fields: GoStruct, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
  else fields[name] = value
}

/** Converts an object of an older API version to the stored version. */
function convertVersion(object: GoStruct): void {
  if (object.kind === 'HorizontalPodAutoscaler' && object.apiVersion === 'autoscaling/v1') {
    object.apiVersion = 'autoscaling/v2'
    const spec = isObject(object.spec) ? object.spec : {}
    const averageUtilization = spec.targetCPUUtilizationPercentage
    delete spec.targetCPUUtilizationPercentage
    if (averageUtilization !== undefined)
      spec.metrics = [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } } },
      ]
  }
}

function makeQuantitiesCanonical(object: GoStruct, version: KubernetesVersion): void {
  const replacements: [steps: readonly string[], quantity: string][] = []
  const visit = (steps: readonly string[], quantity: string | number): void => {
    const canonical = canonicalQuantity(quantity)
    if (canonical !== undefined && canonical !== quantity) replacements.push([[...steps], canonical])
  }
  try {
    eachQuantity(version, object as unknown as KubernetesObject, visit)
  } catch {
    // There are no schemas of this kind or version.
    return
  }
  for (const [steps, quantity] of replacements) {
    const parent = steps.slice(0, -1).reduce<unknown>((part, step) => (part as GoStruct)[step], object) as GoStruct
    parent[steps.at(-1)!] = quantity
  }
}
