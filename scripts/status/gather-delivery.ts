import type { KubernetesObject } from '@thanos-gitops/manifest'
import { deliveryOf } from '../bootstrap/delivery.ts'
import { syncs } from '../bootstrap/other-tool.ts'
import type { Stack } from '../environment.ts'
import { applyingTool, type DeliveryTool } from '../fields/managers.ts'
import type { LiveObject } from '../kubectl.ts'
import type { Read, Reader } from './reader.ts'

export interface DeliveryFacts {
  /** The tool that syncs the environment in this cluster. Undefined if none does. */
  readonly tool: DeliveryTool | undefined
  /** The delivery objects of the tool in git, each with that of the cluster. */
  readonly objects: readonly { readonly object: KubernetesObject; readonly live: Read<LiveObject | undefined> }[]
  /** Objects of the other tool that sync the same environment. */
  readonly others: readonly LiveObject[]
  /** The workloads of the tool itself. */
  readonly controllers: readonly LiveObject[]
}

const kinds = [
  { tool: 'argo-cd', apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
  { tool: 'flux', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
] as const

export async function gatherDelivery(
  hub: Reader,
  { environment, delivery, settings }: Stack,
  namespace: LiveObject | undefined,
): Promise<DeliveryFacts> {
  const found = await Promise.all(
    kinds.map(async ({ tool, apiVersion, kind }) => ({
      tool,
      objects: (await hub.list(apiVersion, kind, ['--all-namespaces'])).filter((object) =>
        syncs(object, environment.name),
      ),
    })),
  )
  const active = found.filter(({ objects }) => objects.length > 0).map(({ tool }) => tool)
  // Of two, the one that applied the namespace last.
  const last = applyingTool(namespace?.metadata.managedFields)
  const declared = environment.delivery === 'both' ? undefined : environment.delivery
  const tool = active.length > 1 ? (last ?? active[0]) : (active[0] ?? declared)
  const objects = tool === undefined ? [] : deliveryOf(delivery, tool)
  return {
    tool,
    objects: await readServed(hub, objects),
    others: found.filter((one) => one.tool !== tool).flatMap(({ objects }) => objects),
    controllers: tool === undefined ? [] : await controllersOf(hub, tool, settings),
  }
}

/** Without a call for objects of kinds that the cluster does not serve: they do not exist. */
async function readServed(hub: Reader, objects: readonly KubernetesObject[]): Promise<DeliveryFacts['objects']> {
  const served = await Promise.all(objects.map(({ apiVersion, kind }) => hub.serves(apiVersion, kind)))
  const known = objects.filter((_object, index) => served[index])
  const reads = await hub.getAll(known)
  return objects.map((object) => {
    const index = known.indexOf(object)
    return { object, live: index < 0 ? { value: undefined } : reads[index] }
  })
}

/** The controllers that a sync needs. The others, such as Argo CD's server, may be missing. */
const needed = /^(argocd-(application-controller|repo-server|redis)|source-controller|kustomize-controller)$/

async function controllersOf(
  hub: Reader,
  tool: DeliveryTool,
  settings: Stack['settings'],
): Promise<readonly LiveObject[]> {
  const namespace = tool === 'flux' ? settings?.flux.namespace : settings?.argoCD.namespace
  const lists = await Promise.all(
    ['Deployment', 'StatefulSet'].map((kind) => hub.list('apps/v1', kind, [`--namespace=${namespace}`])),
  )
  return lists.flat().filter(({ metadata: { name } }) => needed.test(name))
}
