import { groupOf, type KubernetesObject, parsePointer } from '@thanos-gitops/manifest'
import { check, type KubernetesVersion, type Schema } from '@thanos-gitops/schemas'
import type { ManifestSet } from '../manifest-set.ts'
import { customSchema } from '../rules/custom.ts'
import { knownSchema } from '../schema.ts'
import { problemsByKind } from './kinds.ts'
import { metadataProblems } from './metadata.ts'
import { dottedPath, problem, type ValueProblem } from './problem.ts'

export { lastAppliedProblems } from './last-applied.ts'
export { isDroppedByMerge, mergeProblems } from './merge.ts'
export type { ValueProblem } from './problem.ts'

/**
 * The values that the server refuses, however they are applied. Of the rules that concern several fields, only common mistakes
 * are covered; the rest needs a server.
 *
 * @param written the object as the manifest contains it
 * @param stored the same object decoded and defaulted
 */
export function valueProblems(
  written: KubernetesObject,
  stored: KubernetesObject,
  set: ManifestSet,
  version: KubernetesVersion,
): readonly ValueProblem[] {
  const kind = `${groupOf(stored.apiVersion)}/${stored.kind}`
  const ofKind = Object.hasOwn(problemsByKind, kind) ? problemsByKind[kind]!(stored) : []
  return [...schemaProblems(written, set, version), ...metadataProblems(stored), ...ofKind]
}

function schemaProblems(
  written: KubernetesObject,
  set: ManifestSet,
  version: KubernetesVersion,
): readonly ValueProblem[] {
  const schema = knownSchema(version, written) ?? (customSchema(written, set) as Schema | undefined)
  if (!schema) return []
  return check(schema, written)
    .filter(({ message }) => !isTolerated(message))
    .map(({ pointer, message }) => {
      const steps = parsePointer(pointer) ?? []
      return problem(
        steps,
        `${dottedPath(steps) || 'object'}: ${message}`,
        'the OpenAPI schema of this Kubernetes version',
      )
    })
}

/** The server reads a null as an absent field. */
const isTolerated = (message: string): boolean => message.includes('must not be null')
