import { type Environment, inKeyOrder, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import { argoCD } from './argo-cd.ts'
import { flux } from './flux.ts'
import type { DeliverySettings } from './settings.ts'

export interface DeliveryFile {
  /** Its path. */
  readonly file: string
  /** Undefined if the file must not exist. */
  readonly text: string | undefined
}

/** Each tool syncs a folder of its own. */
export const deliveryFolders = { 'argo-cd': 'delivery/argo-cd', flux: 'delivery/flux' } as const

const tools = { 'argo-cd': argoCD, flux } as const

/** The files of the delivery folders of an environment, relative to the folder of the environment. */
export function deliveryFiles(
  environment: Environment,
  objects: readonly KubernetesObject[],
  settings: DeliverySettings,
): readonly { file: string; text: string }[] {
  const selected = environment.delivery === 'both' ? (['argo-cd', 'flux'] as const) : [environment.delivery]
  return selected.flatMap((tool) =>
    tools[tool]({ environment, objects, settings })
      .map((object) => ({
        file: `${deliveryFolders[tool]}/${object.metadata.name}.${object.kind.toLowerCase()}.yaml`,
        text: writeYaml(inKeyOrder(object)),
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
  )
}
