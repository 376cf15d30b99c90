import { type Environment, inKeyOrder, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import { argoCD } from './argo-cd.ts'
import { flux } from './flux.ts'
import type { DeliverySettings } from './settings.ts'

export interface DeliveryFile {
  /** With its folder. */
  readonly file: string
  /** Undefined where no such file should be. */
  readonly text: string | undefined
}

/** A folder for each tool: each is handed to that tool as it is. */
export const deliveryFolders = { 'argo-cd': 'delivery/argo-cd', flux: 'delivery/flux' } as const

const tools = { 'argo-cd': argoCD, flux } as const

/** The files of an environment's delivery folder, relative to the environment's. */
export function deliveryFiles(
  environment: Environment,
  objects: readonly KubernetesObject[],
  settings: DeliverySettings,
): readonly { file: string; text: string }[] {
  const wanted = environment.delivery === 'both' ? (['argo-cd', 'flux'] as const) : [environment.delivery]
  return wanted.flatMap((tool) =>
    tools[tool]({ environment, objects, settings })
      .map((object) => ({
        file: `${deliveryFolders[tool]}/${object.metadata.name}.${object.kind.toLowerCase()}.yaml`,
        text: writeYaml(inKeyOrder(object)),
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
  )
}
