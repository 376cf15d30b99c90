import { contentOf, type Mapping, mappingOf, stringOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import type { CheckContext } from './check.ts'

/** The annotations of the service account of a pod; empty if the manifests do not contain it. */
export function annotationsOfAccount(context: CheckContext, { podSpec, namespace }: Workload): Mapping {
  const account = context.find('ServiceAccount', namespace, stringOf(podSpec.serviceAccountName) ?? 'default')
  return account === undefined ? {} : mappingOf(mappingOf(contentOf(account).metadata).annotations)
}
