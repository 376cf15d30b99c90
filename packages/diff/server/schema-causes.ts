import { type KubernetesObject, parsePointer } from '@thanos-gitops/manifest'
import { check, type KubernetesVersion } from '@thanos-gitops/schemas'
import { knownSchema } from '../schema.ts'
import type { RefusalCause } from './verdicts.ts'

/** The values that the schema of a kind refuses which the API server's code does not have: its definition is not among the objects. */
export function schemaCauses(object: KubernetesObject, version: KubernetesVersion): readonly RefusalCause[] {
  const schema = knownSchema(version, object)
  if (!schema) return []
  return check(schema, object)
    .filter(({ message }) => !isTolerated(message))
    .map(({ pointer, message }) => {
      const steps = parsePointer(pointer) ?? []
      return { steps, message: `${dottedPath(steps) || 'object'}: ${message}` }
    })
}

/** The server reads a null as an absent field. */
const isTolerated = (message: string): boolean => message.includes('must not be null')

/** A field as the API server writes it: `spec.containers[0].env`. */
const dottedPath = (steps: readonly string[]): string =>
  steps.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`)).join('')
