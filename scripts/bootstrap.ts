// From an empty cluster to a running stack: gives Argo CD or Flux the objects with which it syncs an environment, and waits.
import { type Environment, labelOf } from '@thanos-gitops/manifest'
import { $, sleep } from 'zx'
import { openCluster, requireKinds, requireVersion } from './cluster.ts'
import { loadStack, type Manifest, type Stack } from './environment.ts'
import { healthOf } from './health.ts'
import { type Kubectl, kubectlFailure } from './kubectl.ts'
import { failure, main, requireTool, type Script } from './script.ts'

const fieldManager = 'thanos-gitops'

export const bootstrap: Script = {
  usage: 'bootstrap -- ENVIRONMENT [--context NAME] [--tool argo-cd|flux]',
  help: `Checks that the cluster is the environment's and has what the stack needs, applies environments/<name>/delivery/, waits until all
is healthy, and prints what is and what is not. Running it again is safe: it changes only what differs.

  --context NAME  the kubectl context; without it, the one that is called as the environment. Never the current one
  --tool NAME     argo-cd or flux, where environment.yaml says both
  --timeout N     minutes to wait; 30 without it
  --no-wait       do not wait
  --no-repository do not look whether the repository can be read from here`,
  options: {
    context: { type: 'string' },
    tool: { type: 'string' },
    timeout: { type: 'string' },
    'no-wait': { type: 'boolean' },
    'no-repository': { type: 'boolean' },
  },
  names: 1,
  async run({ root, positionals, options, dryRun }) {
    const minutes = Number(options.timeout ?? 30)
    if (!(minutes >= 0))
      throw failure('wrong-use', `--timeout takes minutes, not ${options.timeout}.`, 'For example: --timeout 30')
    const stack = await loadStack(root, positionals[0]!)
    const { environment } = stack
    const delivery = deliveryOf(stack, options.tool as string | undefined)

    const { kubectl, version } = await openCluster(environment, options.context as string | undefined)
    requireVersion(environment, kubectl.context, version)
    await requireKinds(
      kubectl,
      [...delivery, ...stack.manifests].map(({ object }) => object),
    )
    if (options['no-repository'] !== true) await requireRepository(stack)
    const text = delivery.map(({ text }) => `---\n${text}`).join('')
    // All or nothing: what the server would refuse of any of them is known before the first is written.
    await requireNamespace(kubectl, delivery)
    const tried = await apply(kubectl, text, ['--dry-run=server'])
    console.log(
      `${environment.name}: Kubernetes ${version} at context ${kubectl.context}, ${delivery.length} delivery objects accepted by the server`,
    )
    if (dryRun) {
      console.log(tried.trimEnd())
      return 0
    }
    console.log((await apply(kubectl, text, [])).trimEnd())
    return options['no-wait'] === true ? 0 : waitUntilHealthy(kubectl, stack, delivery, minutes)
  },
}

function deliveryOf({ environment, delivery, settings }: Stack, tool: string | undefined): readonly Manifest[] {
  if (settings === undefined)
    throw failure(
      'delivery-missing',
      'There is no environments/delivery.yaml, which says where the repository is.',
      'Write it; packages/delivery/settings.ts says what it takes.',
    )
  if (tool !== undefined && tool !== 'argo-cd' && tool !== 'flux')
    throw failure('wrong-use', `--tool takes argo-cd or flux, not ${tool}.`, 'For example: --tool flux')
  const chosen = tool ?? environment.delivery
  if (chosen === 'both')
    throw failure(
      'wrong-use',
      `${environment.name} can be synced by both tools.`,
      'Choose the one that this cluster has: --tool argo-cd or --tool flux. Never both at once.',
    )
  const found = delivery.filter(({ path }) => path.startsWith(`delivery/${chosen}/`))
  if (found.length === 0)
    throw failure(
      'wrong-use',
      `${environment.name} is not synced by ${chosen}.`,
      `Set delivery: ${chosen} (or both) in environments/${environment.name}/environment.yaml and render.`,
    )
  return found
}

async function requireRepository({ settings }: Stack): Promise<void> {
  await requireTool('git', 'Install git.')
  const { repository, branch } = settings!
  // It must fail, and not ask for a password that the cluster would not have.
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=10' }
  const { exitCode, stderr } = await $({
    nothrow: true,
    quiet: true,
    env,
    timeout: '30s',
  })`git ls-remote --exit-code --heads ${repository} ${branch}`
  if (exitCode === 0) return
  const why = exitCode === 2 ? `It has no branch ${branch}.` : (stderr.trim().split('\n').at(-1) ?? '')
  throw failure(
    'repository-unreachable',
    `The repository ${repository} cannot be read from here: ${why}`,
    'Mend repository and branch in environments/delivery.yaml. If only the cluster can reach it: --no-repository.',
  )
}

async function requireNamespace(kubectl: Kubectl, delivery: readonly Manifest[]): Promise<void> {
  const namespace = delivery[0]!.object.metadata.namespace!
  if ((await kubectl.get(['namespace', namespace])) === undefined)
    throw failure(
      'namespace-missing',
      `The cluster of context ${kubectl.context} has no namespace ${namespace}.`,
      'Install the tool, or say in environments/delivery.yaml in which namespace it runs.',
    )
}

async function apply(kubectl: Kubectl, text: string, flags: readonly string[]): Promise<string> {
  const { ok, stdout, stderr } = await kubectl.call(
    ['apply', '--server-side', '--force-conflicts', `--field-manager=${fieldManager}`, ...flags, '-f', '-'],
    text,
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
  const said = new Map<string, string>()
  for (;;) {
    const states = await Promise.all(
      delivery.map(async ({ object }) => ({ label: labelOf(object), ...healthOf(await getLike(kubectl, object)) })),
    )
    for (const { label, words } of states) {
      if (said.get(label) !== words) console.log(`  ${label}: ${words}`)
      said.set(label, words)
    }
    const healthy = states.every((state) => state.healthy)
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

export const getLike = (kubectl: Kubectl, { apiVersion, kind, metadata: { name, namespace } }: Manifest['object']) =>
  kubectl.get([typeOf(apiVersion, kind), name, ...(namespace === undefined ? [] : [`--namespace=${namespace}`])])

/** As kubectl wants a type so that no other group's of the same name is meant. */
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
    const { healthy, words } = healthOf(
      await kubectl.get([object.kind, object.metadata.name, `--namespace=${namespace}`]),
    )
    console.log(`  ${healthy ? 'healthy' : 'waiting'}  ${labelOf(object)}: ${words}`)
  }
}

if (import.meta.main) await main(bootstrap)
