// From an empty cluster to a running stack: applies the objects with which Argo CD or Flux syncs an environment, and waits.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { type Environment, labelOf } from '@thanos-gitops/manifest'
import { $, sleep } from 'zx'
import { openCluster, requireKinds, requireVersion } from './cluster.ts'
import { loadStack, type Manifest, type Stack } from './environment.ts'
import { failure, requireProgram } from './failure.ts'
import { healthOf } from './health.ts'
import { type Kubectl, kubectlFailure } from './kubectl.ts'
import { contextOption, environmentArgument, repositoryRoot, scriptRootOption, toolOption } from './script-options.ts'

const fieldManager = 'thanos-gitops'

export const bootstrap = defineCommand(
  {
    name: 'bootstrap',
    summary: 'hand an environment over to Argo CD or Flux, and wait until it is healthy',
    description:
      'Checks that the cluster belongs to the environment and has what the stack needs, applies environments/<name>/delivery/, waits until everything is healthy, and prints the state of each object. Running it again is safe: it changes only what differs.',
    forms: [[environmentArgument]],
    options: {
      context: contextOption,
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
    const stack = await loadStack(repositoryRoot(options.root), name)
    const { environment } = stack
    const delivery = deliveryOf(stack, options.tool)
    const { kubectl, version } = await openCluster(environment, options.context)
    requireVersion(environment, kubectl.context, version)
    await requireKinds(
      kubectl,
      [...delivery, ...stack.manifests].map(({ object }) => object),
    )
    if (!options['no-repository']) await requireRepository(stack)
    await requireNamespace(kubectl, delivery)
    const stream = delivery.map(({ text }) => `---\n${text}`).join('')
    // The server accepts or refuses all objects before the first one is written.
    const accepted = await apply(kubectl, stream, ['--dry-run=server'])
    console.log(
      `${environment.name}: Kubernetes ${version} at context ${kubectl.context}, the server accepts ${delivery.length} delivery objects`,
    )
    if (options['dry-run']) {
      console.log(accepted.trimEnd())
      return 0
    }
    console.log((await apply(kubectl, stream, [])).trimEnd())
    return options['no-wait'] ? 0 : waitUntilHealthy(kubectl, stack, delivery, options.timeout)
  },
)

function deliveryOf(
  { environment, delivery, settings }: Stack,
  tool: 'argo-cd' | 'flux' | undefined,
): readonly Manifest[] {
  if (settings === undefined)
    throw failure(
      'delivery-missing',
      'environments/delivery.yaml does not exist. It sets the address of the repository.',
      'Write it; packages/delivery/settings.ts documents its keys.',
    )
  const chosen = tool ?? environment.delivery
  if (chosen === 'both')
    throw failure(
      'usage-error',
      `${environment.name} sets delivery: both.`,
      'Choose the tool that this cluster has: --tool argo-cd or --tool flux. Never use both at the same time.',
    )
  const found = delivery.filter(({ path }) => path.startsWith(`delivery/${chosen}/`))
  if (found.length === 0)
    throw failure(
      'usage-error',
      `${environment.name} is not synced by ${chosen}.`,
      `Set delivery: ${chosen} (or both) in environments/${environment.name}/environment.yaml and render.`,
    )
  return found
}

async function requireRepository({ settings }: Stack): Promise<void> {
  await requireProgram('git', 'Install git.')
  const { repository, branch } = settings!
  // It must fail instead of prompting for a password, which the cluster would not have.
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10' }
  const { exitCode, stderr } = await $({
    nothrow: true,
    quiet: true,
    env,
    timeout: '30s',
  })`git ls-remote --exit-code --heads -- ${repository} ${branch}`
  if (exitCode === 0) return
  const reason = exitCode === 2 ? `It has no branch ${branch}.` : (stderr.trim().split('\n').at(-1) ?? '')
  throw failure(
    'repository-unreachable',
    `The repository ${repository} cannot be read from here: ${reason}`,
    'Fix repository and branch in environments/delivery.yaml. If only the cluster can reach the repository, add --no-repository.',
  )
}

async function requireNamespace(kubectl: Kubectl, delivery: readonly Manifest[]): Promise<void> {
  const namespace = delivery[0]!.object.metadata.namespace!
  if ((await kubectl.get(['namespace', namespace])) === undefined)
    throw failure(
      'namespace-missing',
      `The cluster of context ${kubectl.context} has no namespace ${namespace}.`,
      'Install the tool, or set its namespace in environments/delivery.yaml.',
    )
}

async function apply(kubectl: Kubectl, stream: string, flags: readonly string[]): Promise<string> {
  const { ok, stdout, stderr } = await kubectl.call(
    ['apply', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, ...flags, '-f', '-'],
    stream,
  )
  if (!ok) throw kubectlFailure(kubectl.context, stderr)
  return stdout
}

async function waitUntilHealthy(
  kubectl: Kubectl,
  { environment, manifests }: Stack,
  delivery: readonly Manifest[],
  minutes: number,
): Promise<number> {
  const end = Date.now() + minutes * 60_000
  const printed = new Map<string, string>()
  for (;;) {
    const states = await Promise.all(
      delivery.map(async ({ object }) => ({ label: labelOf(object), ...healthOf(await getLike(kubectl, object)) })),
    )
    for (const { label, state } of states) {
      if (printed.get(label) !== state) console.log(`  ${label}: ${state}`)
      printed.set(label, state)
    }
    const healthy = states.every((one) => one.healthy)
    if (healthy || Date.now() >= end) {
      await printWorkloads(kubectl, environment, manifests)
      console.log(
        healthy
          ? `${environment.name} is healthy.`
          : `${environment.name} is not healthy after ${minutes} minutes. environments/README.md: "A sync is stuck".`,
      )
      return healthy ? 0 : 1
    }
    await sleep(Math.min(5_000, Math.max(0, end - Date.now())))
  }
}

/** The object of the cluster with the kind, name and namespace of a manifest. */
export const getLike = (kubectl: Kubectl, { apiVersion, kind, metadata: { name, namespace } }: Manifest['object']) =>
  kubectl.get([typeOf(apiVersion, kind), name, ...(namespace === undefined ? [] : [`--namespace=${namespace}`])])

/** The type as kubectl reads it, with its group: two groups may have a kind of the same name. */
const typeOf = (apiVersion: string, kind: string): string => {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : [undefined, apiVersion]
  return group === undefined ? kind : `${kind}.${version}.${group}`
}

async function printWorkloads(
  kubectl: Kubectl,
  { namespace }: Environment,
  manifests: readonly Manifest[],
): Promise<void> {
  const workloads = manifests.filter(({ object: { kind } }) => kind === 'StatefulSet' || kind === 'Deployment')
  for (const { object } of workloads) {
    const { healthy, state } = healthOf(
      await kubectl.get([object.kind, object.metadata.name, `--namespace=${namespace}`]),
    )
    console.log(`  ${healthy ? 'healthy' : 'waiting'}  ${labelOf(object)}: ${state}`)
  }
}

if (import.meta.main) await runScript(bootstrap)
