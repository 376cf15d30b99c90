import { canonicalQuantity, type KubernetesObject } from '@thanos-gitops/manifest'
import { eachQuantity } from '@thanos-gitops/schemas'
import { applyOperation } from '../patches/apply-operation.ts'

/**
 * A copy with quantities in the form in which the API server returns them (`1` for `1000m`, `1Gi` for `1024Mi`), so that Argo CD
 * reports no difference; the object itself if its quantities already have this form.
 */
export function canonicalQuantities(kubernetesVersion: string, object: KubernetesObject): KubernetesObject {
  let result: unknown = object
  eachQuantity(kubernetesVersion, object, (steps, value) => {
    const canonical = canonicalForm(value)
    if (canonical !== undefined && canonical !== value)
      result = applyOperation(result, { op: 'replace', path: [...steps], value: canonical })
  })
  return result as KubernetesObject
}

/** A render writes few different quantities, each of them many times. */
const canonicalForms = new Map<string | number, string | undefined>()

function canonicalForm(value: string | number): string | undefined {
  let canonical = canonicalForms.get(value)
  if (canonical === undefined) {
    canonical = canonicalQuantity(value)
    canonicalForms.set(value, canonical)
  }
  return canonical
}
