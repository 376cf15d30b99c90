import type { KubernetesObject } from '@thanos-gitops/manifest'
import { annotationBytes, mostAnnotationBytes } from './metadata.ts'
import { problem, type ValueProblem } from './problem.ts'

const annotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** Client-side apply stores the whole manifest in an annotation, and the API server limits the size of all annotations. */
export function lastAppliedProblems(written: KubernetesObject): readonly ValueProblem[] {
  const { [annotation]: _replaced, ...annotations } = written.metadata.annotations ?? {}
  const bytes = annotationBytes(annotations) + Buffer.byteLength(annotation) + manifestBytes(written)
  if (bytes <= mostAnnotationBytes) return []
  return [
    problem(
      // No field of the manifest: the whole object is too large.
      [],
      `metadata.annotations: Too long: may not be more than ${mostAnnotationBytes} bytes`,
      'k8s.io/kubectl/pkg/util/apply.go; apimachinery/pkg/api/validation/objectmeta.go; run on 1.36.3',
    ),
  ]
}

/** The size of the annotation: JSON with a line break, in which Go escapes <, > and & with six characters. */
function manifestBytes(written: KubernetesObject): number {
  const json = JSON.stringify(written)
  return Buffer.byteLength(json) + 1 + 5 * (json.match(/[<>&]/g)?.length ?? 0)
}
