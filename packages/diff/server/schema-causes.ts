import { type KubernetesObject, parsePointer } from '@thanos-gitops/manifest'
import { check, isUnserved, type KubernetesVersion, kubernetesVersions } from '@thanos-gitops/schemas'
import { knownSchema } from '../schema.ts'
import type { RefusalCause } from './verdicts.ts'

/** The values that the schema of a kind refuses which the API server's code does not have: its definition is not among the objects. */
export function schemaCauses(object: KubernetesObject, version: KubernetesVersion): readonly RefusalCause[] {
  const schema = knownSchema(version, object)
  if (!schema) return unservedCauses(object, version)
  return check(schema, object)
    .filter(({ message }) => !isTolerated(message))
    .map(({ pointer, message }) => {
      const steps = parsePointer(pointer) ?? []
      return { steps, message: `${dottedPath(steps) || 'object'}: ${message}` }
    })
}

/** An API version that Kubernetes no longer serves. The words are those of the tools, which look up the kind before they apply. */
function unservedCauses(object: KubernetesObject, version: KubernetesVersion): readonly RefusalCause[] {
  const { apiVersion, kind } = object
  const isKnownVersion = (kubernetesVersions as readonly string[]).includes(version)
  return isKnownVersion && isUnserved(version, object)
    ? [{ steps: ['apiVersion'], message: `no matches for kind "${kind}" in version "${apiVersion}"`, isInvalid: true }]
    : []
}

/** The server reads a null as an absent field. */
const isTolerated = (message: string): boolean => message.includes('must not be null')

/** A field as the API server writes it: `spec.containers[0].env`. */
const dottedPath = (steps: readonly string[]): string =>
  steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')
