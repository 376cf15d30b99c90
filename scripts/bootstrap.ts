// From an empty cluster to a running stack: applies the objects with which Argo CD or Flux syncs an environment, and waits.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import type { KubernetesObject } from '@thanos-gitops/manifest'
import { applyAs, requireAccepted } from './bootstrap/accept.ts'
import { deliveryOf, fleetOf, toolOf } from './bootstrap/delivery.ts'
import { requireDestination } from './bootstrap/destination.ts'
import { requireOneTool } from './bootstrap/other-tool.ts'
import { requireRepository } from './bootstrap/repository.ts'
import { waitUntilHealthy } from './bootstrap/wait.ts'
import { openCluster, openHub, requireKinds, requireVersion } from './cluster.ts'
import { loadStack, type Stack } from './environment.ts'
import { failure } from './failure.ts'
import { type DeliveryTool, managerOf, ownManager } from './fields/managers.ts'
import { allWithMarks, type TakenOver, takeOver } from './fields/take-over.ts'
import type { Kubectl } from './kubectl.ts'
import {
  contextOption,
  environmentArgument,
  hubOption,
  repositoryRoot,
  scriptRootOption,
  toolOption,
} from './script-options.ts'

export const bootstrap = defineCommand(
  {
    name: 'bootstrap',
    summary: 'hand an environment over to Argo CD or Flux, and wait until it is healthy',
    description:
      'Checks that the cluster belongs to the environment, has what the stack needs and no other delivery tool for it, makes the tool the owner of the fields that people or another tool applied, applies environments/<name>/delivery/, waits until everything is healthy, and prints the state of each object. With central: true in delivery.yaml, the delivery objects and the fleet file are applied in the cluster of --hub. Running it again is safe: it changes only what differs.',
    forms: [[environmentArgument]],
    options: {
      context: contextOption,
      hub: hubOption,
      tool: toolOption('The tool of this cluster. Needed if environment.yaml sets delivery: both.'),
      timeout: { type: 'number', value: 'MINUTES', default: 30, help: 'How long to wait.' },
      'no-wait': { type: 'boolean', help: 'Do not wait.' },
      'no-repository': { type: 'boolean', help: 'Do not check whether this machine can read the repository.' },
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    examples: [{ args: 'production --context my-production-cluster --dry-run', help: 'Show what it would apply.' }],
  },
  async ({ positionals: [name = ''], options }) => {
    const root = repositoryRoot(options.root)
    const stack = await loadStack(root, name)
    const tool = toolOf(stack, options.tool)
    const target = await openTarget(root, stack, tool, options)
    const accepted = await requireAll(stack, target, !options['no-repository'])
    const { hub, cluster, delivery } = target
    if (options['dry-run']) {
      printTakenOver(await takeOverAll(stack, target, true), tool)
      console.log(accepted)
      return 0
    }
    printTakenOver(await takeOverAll(stack, target, false), tool)
    console.log(await applyAs(hub, await allWithMarks(hub, delivery, tool), managerOf[tool], false))
    if (target.fleet.length > 0) console.log(await applyAs(hub, target.fleet, ownManager, false))
    const manifests = stack.manifests.map(({ object }) => object)
    return options['no-wait'] ? 0 : waitUntilHealthy({ name, hub, cluster, delivery, manifests }, options.timeout)
  },
)

interface Target {
  readonly tool: DeliveryTool
  /** The cluster with the stack. */
  readonly cluster: Kubectl
  /** Its Kubernetes version. */
  readonly version: string
  /** The cluster with the tool: the same one, unless the tool is central. */
  readonly hub: Kubectl
  readonly delivery: readonly KubernetesObject[]
  /** The objects of a central tool for all environments. */
  readonly fleet: readonly KubernetesObject[]
}

async function openTarget(
  root: string,
  stack: Stack,
  tool: DeliveryTool,
  options: { readonly context: string | undefined; readonly hub: string | undefined },
): Promise<Target> {
  const { kubectl: cluster, version } = await openCluster(stack.environment, options.context)
  const hub = await openHub(stack, cluster, options.hub)
  const fleet = stack.settings!.central ? fleetOf(root, tool) : []
  return { tool, cluster, version, hub, delivery: deliveryOf(stack.delivery, tool), fleet }
}

/** Checks everything before anything changes. Returns what the server prints for the delivery objects in a dry run. */
async function requireAll(
  stack: Stack,
  { tool, cluster, version, hub, delivery, fleet }: Target,
  readsRepository: boolean,
): Promise<string> {
  const { environment, manifests } = stack
  const settings = stack.settings!
  requireVersion(environment, cluster.context, version)
  const objects = manifests.map(({ object }) => object)
  if (settings.central) {
    await requireKinds(cluster, objects)
    await requireKinds(hub, [...delivery, ...fleet])
  } else await requireKinds(cluster, [...delivery, ...objects])
  if (readsRepository) await requireRepository(stack)
  await requireNamespace(hub, delivery)
  await requireOneTool(hub, environment.name, tool)
  if (settings.central) await requireDestination(hub, environment.name, tool, settings, cluster.context)
  // The server accepts or refuses all objects before the first one is written.
  const accepted = await requireAccepted(hub, [...delivery, ...fleet], tool, settings)
  console.log(
    `${environment.name}: Kubernetes ${version} at context ${cluster.context}, the server accepts ${delivery.length} delivery objects${settings.central ? ` at context ${hub.context}` : ''}`,
  )
  return accepted
}

async function requireNamespace(hub: Kubectl, delivery: readonly KubernetesObject[]): Promise<void> {
  const namespace = delivery[0]!.metadata.namespace!
  if ((await hub.get(['namespace', namespace])) === undefined)
    throw failure(
      'namespace-missing',
      `The cluster of context ${hub.context} has no namespace ${namespace}.`,
      'Install the tool, or set its namespace in environments/delivery.yaml.',
    )
}

const takeOverAll = async (
  { manifests }: Stack,
  { hub, cluster, delivery, tool }: Target,
  isDryRun: boolean,
): Promise<readonly TakenOver[]> => [
  ...(await takeOver(hub, delivery, tool, isDryRun)),
  ...(await takeOver(
    cluster,
    manifests.map(({ object }) => object),
    tool,
    isDryRun,
  )),
]

function printTakenOver(taken: readonly TakenOver[], tool: DeliveryTool): void {
  const line = (subject: string, from: string) => `${subject}: ${managerOf[tool]} owns the fields of ${from} now`
  const unchanged = Map.groupBy(
    taken.filter(({ removed }) => removed.length === 0),
    ({ from }) => from.join(', '),
  )
  for (const [from, { length }] of unchanged) console.log(line(`${length} object${length === 1 ? '' : 's'}`, from))
  for (const { label, from, removed } of taken.filter(({ removed }) => removed.length > 0))
    console.log(
      [
        line(label, from.join(', ')),
        ...removed.map(
          (path) =>
            `  git does not have ${path}; the next sync removes it${path.startsWith('/spec/template/') ? ', which restarts the pods' : ''}`,
        ),
      ].join('\n'),
    )
}

if (import.meta.main) await runScript(bootstrap)
