import type { Finding } from '@thanos-gitops/manifest'
import type { DiffContext } from '../context.ts'
import { toolNames } from './tool-names.ts'

/** A new environment: what finds it after the merge, and what must exist in the cluster of the tool. */
export function addedFinding({ states, names }: DiffContext): Finding | undefined {
  const { after } = states
  if (after === undefined || after.tools.length === 0 || names === undefined) return undefined
  const name = names.context
  if (!after.isCentral)
    return {
      code: 'environment-added',
      severity: 'warning',
      message: `The environment is new. After the merge nothing applies it until its delivery objects are in its cluster.`,
      remedy: `After the merge, run from a clone: npm run bootstrap -- ${name} --context ${name}`,
    }
  const needs = [
    ...(after.tools.includes('argo-cd')
      ? [`Argo CD needs a cluster Secret whose name is ${name}, in namespace ${names.argoCDNamespace}`]
      : []),
    ...(after.tools.includes('flux')
      ? [`Flux needs the Secret ${name}-kubeconfig in namespace ${names.fluxNamespace}`]
      : []),
  ]
  return {
    code: 'environment-added',
    severity: 'warning',
    message: `The environment is new. After the merge, ${toolNames(after.tools)} finds it by the fleet and applies it to the cluster with this name. Without that cluster, the tool reports an error and applies nothing; other environments are not affected.`,
    remedy: `Before the merge, register the cluster: ${needs.join('. ')}.`,
  }
}
