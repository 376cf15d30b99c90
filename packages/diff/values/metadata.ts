import type { KubernetesObject } from '@thanos-gitops/manifest'
import { problem, type ValueProblem } from './problem.ts'

const labelValue = /^$|^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const qualifiedName = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/
const source = 'apimachinery/pkg/apis/meta/v1/validation; apimachinery/pkg/api/validation/objectmeta.go'
export const mostAnnotationBytes = 262_144

export const metadataProblems = ({ metadata }: KubernetesObject): readonly ValueProblem[] => [
  ...Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => labelProblems(key, value)),
  ...annotationProblems(metadata.annotations ?? {}),
]

function labelProblems(key: string, value: unknown): readonly ValueProblem[] {
  const steps = ['metadata', 'labels', key]
  const problems: ValueProblem[] = []
  if (!qualifiedName.test(key))
    problems.push(
      problem(
        steps,
        `metadata.labels: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.'`,
        source,
      ),
    )
  if (typeof value === 'string' && !labelValue.test(value))
    problems.push(
      problem(
        steps,
        `metadata.labels: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
        source,
      ),
    )
  return problems
}

/** What the server counts: keys and values of all annotations. */
export const annotationBytes = (annotations: Readonly<Record<string, unknown>>): number =>
  Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  )

function annotationProblems(annotations: Readonly<Record<string, unknown>>): readonly ValueProblem[] {
  if (annotationBytes(annotations) <= mostAnnotationBytes) return []
  return [
    problem(
      ['metadata', 'annotations'],
      `metadata.annotations: Too long: may not be more than ${mostAnnotationBytes} bytes`,
      `${source}:36,58-67`,
    ),
  ]
}
