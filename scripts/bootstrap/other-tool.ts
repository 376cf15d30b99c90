// An environment has one delivery tool. Two would overwrite each other's objects, and each would delete what the other one adds.
import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import { failure } from '../failure.ts'
import type { DeliveryTool } from '../fields/managers.ts'
import type { Kubectl, LiveObject } from '../kubectl.ts'

const kindsOf: Readonly<
  Record<DeliveryTool, readonly { readonly type: string; readonly apiVersion: string; kind: string }[]>
> = {
  'argo-cd': [{ type: 'applications.argoproj.io', apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }],
  flux: [
    {
      type: 'kustomizations.kustomize.toolkit.fluxcd.io',
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
    },
  ],
}

const nameOf: Readonly<Record<DeliveryTool, string>> = { 'argo-cd': 'Argo CD', flux: 'Flux' }

interface DeliveryObject extends LiveObject {
  readonly spec?: {
    readonly path?: string
    readonly source?: { readonly path?: string }
    readonly prune?: boolean
    readonly deletionPolicy?: string
  }
}

/** The objects by which a tool syncs an environment in a cluster. None if the cluster does not have the tool. */
export async function deliveryObjects(
  kubectl: Kubectl,
  environment: string,
  tool: DeliveryTool,
): Promise<readonly LiveObject[]> {
  const found: LiveObject[] = []
  for (const { type, apiVersion, kind } of kindsOf[tool])
    if ((await kubectl.servedKinds(apiVersion)).includes(kind))
      found.push(...(await kubectl.list([type, '--all-namespaces'])))
  return found.filter((object) => syncs(object, environment))
}

/** Whether a delivery object applies a folder of an environment. */
export function syncs({ spec = {} }: DeliveryObject, environment: string): boolean {
  const path = (spec.source?.path ?? spec.path ?? '').replace(/^\.\//, '')
  return path === `environments/${environment}` || path.startsWith(`environments/${environment}/`)
}

/** Throws a Failure with the way to switch if the other tool syncs the environment in this cluster. */
export async function requireOneTool(kubectl: Kubectl, environment: string, tool: DeliveryTool): Promise<void> {
  const other = tool === 'flux' ? 'argo-cd' : 'flux'
  const found = await deliveryObjects(kubectl, environment, other)
  if (found.length === 0) return
  throw failure(
    'tool-conflict',
    `${nameOf[other]} syncs ${environment} in the cluster of context ${kubectl.context}: ${found.map(({ kind, metadata }) => `${kind}/${metadata.name}`).join(', ')}. Two tools on one environment overwrite each other.`,
    `Keep ${nameOf[other]} with --tool ${other}, or stop it and run this command again. Its objects in the cluster remain.`,
    stopCommands(kubectl.context, found).join('\n'),
  )
}

/** The commands that stop a tool: they delete its delivery objects and keep what these applied. */
export function stopCommands(context: string, objects: readonly DeliveryObject[]): readonly string[] {
  const commands = [...objects]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((object) => {
      const { name, namespace } = object.metadata
      const kubectl = (verb: string) =>
        `kubectl --context ${context} --namespace ${namespace} ${verb} ${object.kind.toLowerCase()}s.${groupOf(object.apiVersion)} ${name}`
      const patch = protection(object)
      return [
        ...(patch === undefined ? [] : [`${kubectl('patch')} --type merge --patch '${patch}'`]),
        kubectl('delete'),
      ]
    })
  return commands
}

// The object that applies the others is deleted first, or it creates them again.
const rank = ({ metadata: { name } }: KubernetesObject): number => (name.endsWith('-delivery') ? 0 : 1)

/** The patch without which deleting a delivery object deletes what it applied. */
function protection({ kind, spec = {}, metadata }: DeliveryObject): string | undefined {
  if (kind === 'Application')
    return (metadata.finalizers ?? []).length > 0 ? '{"metadata":{"finalizers":null}}' : undefined
  const { deletionPolicy = 'MirrorPrune', prune = false } = spec
  return deletionPolicy === 'Orphan' || (deletionPolicy === 'MirrorPrune' && !prune)
    ? undefined
    : '{"spec":{"deletionPolicy":"Orphan"}}'
}
