import { canonicalQuantity, type KubernetesObject, parsePointer } from '@thanos-gitops/manifest'
import { eachQuantity } from '@thanos-gitops/schemas'
import { applyOperation } from '../patches/apply-operation.ts'

/**
 * A copy whose quantities are written as the API server writes them (`1000m` as `1`, `1024Mi` as `1Gi`), so that Argo CD
 * sees no difference where there is none; the object itself where they already are.
 */
export function canonicalQuantities(kubernetesVersion: string, object: KubernetesObject): KubernetesObject {
  let result: unknown = object
  eachQuantity(kubernetesVersion, object, (pointer, value) => {
    const canonical = canonicalQuantity(value)
    if (canonical !== undefined && canonical !== value)
      result = applyOperation(result, { op: 'replace', path: parsePointer(pointer)!, value: canonical })
  })
  return result as KubernetesObject
}
