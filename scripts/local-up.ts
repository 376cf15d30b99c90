// The environment `local` in a kind cluster on this machine.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { type KubernetesObject, waveAnnotation, waves } from '@thanos-gitops/manifest'
import { $ } from 'zx'
import { applyAs } from './bootstrap/accept.ts'
import { openCluster, requireKinds, requireVersion } from './cluster.ts'
import { loadStack, type Manifest, type Stack } from './environment.ts'
import { failure } from './failure.ts'
import { applyingTool, type DeliveryTool, managerOf, ownManager } from './fields/managers.ts'
import { allWithMarks, takeOver } from './fields/take-over.ts'
import { isWorkload } from './health.ts'
import type { Kubectl } from './kubectl.ts'
import { prepareInstallation } from './local/install.ts'
import { nodeImageOf } from './local/node-images.ts'
import { requirePinnedProgram } from './pinned-programs.ts'
import { repositoryRoot, scriptRootOption, toolOption } from './script-options.ts'

export const clusterName = 'thanos-local'
const name = 'local'

export const localUp = defineCommand(
  {
    name: 'local:up',
    summary: 'run the environment local in a kind cluster',
    description: `Creates the kind cluster ${clusterName} unless it exists, and applies environments/local/manifests to it, wave after wave. With --tool it installs Argo CD or Flux as well; after that, bootstrap hands the environment over to it, for which the cluster must reach the repository in environments/delivery.yaml.`,
    forms: [[]],
    options: {
      tool: toolOption('Also install this delivery tool.'),
      context: { type: 'string', value: 'NAME', help: 'Use the cluster of this kubectl context instead of kind.' },
      'no-wait': { type: 'boolean', help: 'Do not wait until the pods are ready.' },
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    examples: [{ args: '--dry-run', help: 'Show the waves.' }],
  },
  async ({ options }) => {
    const root = repositoryRoot(options.root)
    requireEnvironment(root)
    const stack = await loadStack(root, name)
    await requirePrograms(options.tool, options.context)
    const groups = wavesOf(stack.manifests)
    if (options['dry-run']) {
      printPlan(stack, groups, options)
      return 0
    }
    await apply(stack, groups, options)
    return 0
  },
)

interface LocalOptions {
  readonly tool: DeliveryTool | undefined
  readonly context: string | undefined
  readonly 'no-wait': boolean
}

function requireEnvironment(root: string): void {
  if (!existsSync(join(root, 'environments', name)))
    throw failure(
      'environment-missing',
      `There is no folder environments/${name}.`,
      `Create it: npm run new:environment -- ${name} --template laptop`,
    )
}

async function requirePrograms(tool: LocalOptions['tool'], context: string | undefined): Promise<void> {
  await requirePinnedProgram('kubectl')
  if (tool === 'flux') await requirePinnedProgram('flux')
  if (context === undefined) await requirePinnedProgram('kind')
}

function printPlan({ environment }: Stack, groups: readonly Wave[], { tool, context }: LocalOptions): void {
  if (context === undefined)
    console.log(
      `would create the kind cluster ${clusterName} from ${nodeImageOf(environment.kubernetesVersion)}, unless it exists`,
    )
  if (tool !== undefined) console.log(`would install ${tool}`)
  for (const { wave, manifests } of groups) console.log(`would apply wave ${wave}: ${manifests.length} objects`)
}

async function apply(stack: Stack, groups: readonly Wave[], options: LocalOptions): Promise<void> {
  const { tool, context } = options
  const install = tool === undefined ? undefined : await prepareInstallation(tool)
  if (context === undefined) await createCluster(stack)
  const { kubectl, version, namespace: found } = await openCluster(stack.environment, context ?? `kind-${clusterName}`)
  requireVersion(stack.environment, kubectl.context, version)
  await requireKinds(
    kubectl,
    stack.manifests.map(({ object }) => object),
  )
  await install?.(kubectl)
  // A tool that syncs the environment already is found by what it applied.
  const owner = tool ?? applyingTool(found?.metadata.managedFields)
  for (const { wave, manifests } of groups) {
    await applyManifests(kubectl, manifests, owner)
    if (!options['no-wait']) await waitUntilReady(kubectl, manifests)
    console.log(`wave ${wave}: ${manifests.length} objects applied${options['no-wait'] ? '' : ', ready'}`)
  }
  const { namespace } = stack.environment
  console.log(
    `\nQueries: kubectl --context ${kubectl.context} --namespace ${namespace} port-forward service/thanos-query 9090`,
  )
  if (tool !== undefined)
    console.log(`Hand over: npm run bootstrap -- local --context ${kubectl.context} --tool ${tool}`)
}

async function createCluster({ environment: { kubernetesVersion } }: Stack): Promise<void> {
  const { stdout } = await $({ quiet: true })`kind get clusters`
  if (stdout.split('\n').includes(clusterName)) return
  const image = nodeImageOf(kubernetesVersion)
  const { exitCode, stderr } = await $({
    nothrow: true,
    quiet: true,
  })`kind create cluster --name ${clusterName} --image ${image} --wait 3m`
  if (exitCode !== 0)
    throw failure(
      'kind-failed',
      `kind cannot create the cluster ${clusterName}.`,
      `Check whether Docker runs, and whether it can pull ${image}.`,
      stderr.trim(),
    )
}

const waveOf = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.[waveAnnotation] ?? waves.configuration)

interface Wave {
  readonly wave: number
  readonly manifests: readonly Manifest[]
}

const wavesOf = (manifests: readonly Manifest[]): readonly Wave[] =>
  [...new Set(manifests.map(({ object }) => waveOf(object)))]
    .sort((a, b) => a - b)
    .map((wave) => ({ wave, manifests: manifests.filter(({ object }) => waveOf(object) === wave) }))

/** Applies as the tool that syncs the environment now or later, so that it removes what leaves git. */
async function applyManifests(
  kubectl: Kubectl,
  manifests: readonly Manifest[],
  owner: DeliveryTool | undefined,
): Promise<void> {
  const objects = manifests.map(({ object }) => object)
  if (owner === undefined) await applyAs(kubectl, objects, ownManager, false)
  else {
    await takeOver(kubectl, objects, owner, false)
    await applyAs(kubectl, await allWithMarks(kubectl, objects, owner), managerOf[owner], false)
  }
}

async function waitUntilReady(kubectl: Kubectl, manifests: readonly Manifest[]): Promise<void> {
  for (const { object } of manifests.filter(({ object }) => isWorkload(object))) {
    const { kind, metadata } = object
    const { ok } = await kubectl.call([
      'rollout',
      'status',
      `${kind}/${metadata.name}`,
      `--namespace=${metadata.namespace}`,
      '--timeout=10m',
      '--request-timeout=0',
    ])
    if (!ok)
      throw failure(
        'not-ready',
        `${kind}/${metadata.name} is not ready after 10 minutes.`,
        `kubectl --context ${kubectl.context} --namespace ${metadata.namespace} describe pods`,
      )
  }
}

if (import.meta.main) await runScript(localUp)
