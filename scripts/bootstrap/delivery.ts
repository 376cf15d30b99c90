import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { parseAllDocuments } from 'yaml'
import type { Manifest, Stack } from '../environment.ts'
import { failure } from '../failure.ts'
import type { DeliveryTool } from '../fields/managers.ts'

/** The tool that syncs an environment in this cluster. Throws a Failure if it is not chosen, or not one of the environment. */
export function toolOf({ environment, settings, delivery }: Stack, given: DeliveryTool | undefined): DeliveryTool {
  if (settings === undefined)
    throw failure(
      'delivery-missing',
      'environments/delivery.yaml does not exist. It sets the address of the repository.',
      'Write it; packages/delivery/settings.ts documents its keys.',
    )
  const chosen = given ?? environment.delivery
  if (chosen === 'both')
    throw failure(
      'usage-error',
      `${environment.name} sets delivery: both.`,
      'Choose the tool that this cluster has: --tool argo-cd or --tool flux. Never use both at the same time.',
    )
  if (deliveryOf(delivery, chosen).length === 0)
    throw failure(
      'usage-error',
      `${environment.name} is not synced by ${chosen}.`,
      `Set delivery: ${chosen} (or both) in environments/${environment.name}/environment.yaml and render.`,
    )
  return chosen
}

/** The delivery objects of one tool, in the order of use: what the others refer to is first. */
export const deliveryOf = (delivery: readonly Manifest[], tool: DeliveryTool): readonly KubernetesObject[] => {
  const objects = delivery.filter(({ path }) => path.startsWith(`delivery/${tool}/`)).map(({ object }) => object)
  const isReferred = ({ kind }: KubernetesObject): boolean => kind === 'AppProject' || kind === 'GitRepository'
  return [...objects.filter(isReferred), ...objects.filter((object) => !isReferred(object))]
}

/** The objects by which a central tool finds the delivery folders of all environments, as git has them. */
export const fleetOf = (root: string, tool: DeliveryTool): readonly KubernetesObject[] =>
  parseAllDocuments(readFileSync(join(root, `environments/fleet.${tool}.yaml`), 'utf8')).map(
    (document) => document.toJS() as KubernetesObject,
  )
