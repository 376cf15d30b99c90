import type { Environment, KubernetesObject } from '@thanos-gitops/manifest'
import { wavesOf } from './flux-waves.ts'
import { stackName } from './stack.ts'
import { kustomizationName } from './stack-names.ts'

/**
 * The names of the commit statuses with which a tool reports that an environment is applied and healthy, as `notifications` of
 * `delivery.yaml` sets them: one list for each tool that the environment can have.
 * @param objects those of the rendered environment
 */
export function statusNames(
  environment: Pick<Environment, 'name' | 'delivery'>,
  objects: readonly KubernetesObject[],
): readonly (readonly string[])[] {
  const argoCD = [`argo-cd/${stackName({ environment })}`]
  const flux = wavesOf(objects).map((wave) => `flux/${kustomizationName(environment.name, wave.name)}`)
  return { 'argo-cd': [argoCD], flux: [flux], both: [argoCD, flux] }[environment.delivery]
}
