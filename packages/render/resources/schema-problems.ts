import {
  type KubernetesObject,
  labelOf,
  parsePointer,
  type ReportProblem,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { check, schemaOf } from '@thanos-gitops/schemas'
import { writeDocuments } from '../output/documents.ts'

/** Reports the fields of an object that its Kubernetes version does not have, or that have a wrong type. */
export function reportSchemaProblems(
  source: YamlFile,
  object: KubernetesObject,
  kubernetesVersion: string,
  report: ReportProblem,
): void {
  const schema = schemaOf(kubernetesVersion, object)
  if (schema === undefined) return
  for (const { pointer, message, remedy } of check(schema, writeDocuments(object)))
    report(
      'resource-invalid',
      source.place(pathOf(object, pointer)),
      `${labelOf(object)}: ${pointer} ${message}.`,
      remedy,
    )
}

/** The path of a pointer, with numbers for the elements of lists. */
function pathOf(object: unknown, pointer: string): readonly (string | number)[] {
  const steps = parsePointer(pointer) ?? []
  return steps.map((step, depth) => (Array.isArray(valueAt(object, steps.slice(0, depth))) ? Number(step) : step))
}
