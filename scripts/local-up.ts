// The environment `local` in a kind cluster on this machine.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type KubernetesObject, waveAnnotation, waves } from '@thanos-gitops/manifest'
import { $ } from 'zx'
import { openCluster, requireKinds, requireVersion } from './cluster.ts'
import { loadStack, type Manifest, type Stack } from './environment.ts'
import { type Kubectl, kubectlFailure } from './kubectl.ts'
import { failure, main, requireTool, type Script } from './script.ts'

export const clusterName = 'thanos-local'
const name = 'local'
const argoCDVersion = 'v3.5.7'

export const localUp: Script = {
  usage: 'local:up -- [--tool argo-cd|flux] [--context NAME]',
  help: `Makes the kind cluster ${clusterName} unless it is there, and applies environments/local/manifests to it, wave after wave. With
--tool it installs Argo CD or Flux as well; bootstrap then hands the environment over to it, for which the cluster must reach the
repository of environments/delivery.yaml.

  --tool NAME     also install argo-cd or flux
  --context NAME  a cluster that is there, instead of kind
  --no-wait       do not wait until the pods are ready`,
  options: { tool: { type: 'string' }, context: { type: 'string' }, 'no-wait': { type: 'boolean' } },
  names: 0,
  async run({ root, options, dryRun }) {
    const { tool } = options
    if (tool !== undefined && tool !== 'argo-cd' && tool !== 'flux')
      throw failure('wrong-use', `--tool takes argo-cd or flux, not ${tool}.`, 'For example: --tool flux')
    if (!existsSync(join(root, 'environments', name)))
      throw failure(
        'environment-missing',
        `There is no folder environments/${name}.`,
        `Create it: npm run new:environment -- ${name} --template laptop`,
      )
    const stack = await loadStack(root, name)
    await requireTool('kubectl', 'Install kubectl: https://kubernetes.io/docs/tasks/tools/')
    if (tool === 'flux')
      await requireTool('flux', 'Install it: https://fluxcd.io/flux/installation/#install-the-flux-cli')
    const ownCluster = options.context === undefined
    if (ownCluster) await requireTool('kind', 'Install it: https://kind.sigs.k8s.io, or name a cluster with --context.')

    const groups = wavesOf(stack.manifests)
    if (dryRun) {
      if (ownCluster)
        console.log(
          `would make the kind cluster ${clusterName} with Kubernetes ${stack.environment.kubernetesVersion}, unless it is there`,
        )
      if (tool !== undefined) console.log(`would install ${tool}`)
      for (const { wave, manifests } of groups) console.log(`would apply wave ${wave}: ${manifests.length} objects`)
      return 0
    }
    if (ownCluster) await makeCluster(stack)
    const { kubectl, version } = await openCluster(
      stack.environment,
      (options.context as string | undefined) ?? `kind-${clusterName}`,
    )
    requireVersion(stack.environment, kubectl.context, version)
    await requireKinds(
      kubectl,
      stack.manifests.map(({ object }) => object),
    )
    if (tool !== undefined) await install(kubectl, tool)
    for (const { wave, manifests } of groups) {
      await apply(kubectl, manifests)
      if (options['no-wait'] !== true) await ready(kubectl, manifests)
      console.log(`wave ${wave}: ${manifests.length} objects applied${options['no-wait'] === true ? '' : ', ready'}`)
    }
    const { namespace } = stack.environment
    console.log(
      `\nQueries: kubectl --context ${kubectl.context} --namespace ${namespace} port-forward service/thanos-query 9090`,
    )
    if (tool !== undefined)
      console.log(`Hand over: npm run bootstrap -- local --context ${kubectl.context} --tool ${tool}`)
    return 0
  },
}

async function makeCluster({ environment: { kubernetesVersion } }: Stack): Promise<void> {
  const { stdout } = await $({ quiet: true })`kind get clusters`
  if (stdout.split('\n').includes(clusterName)) return
  // kind publishes an image for each minor version's first patch release.
  const { exitCode, stderr } = await $({
    nothrow: true,
    quiet: true,
  })`kind create cluster --name ${clusterName} --image kindest/node:v${kubernetesVersion}.0 --wait 3m`
  if (exitCode !== 0)
    throw failure(
      'kind-failed',
      `kind could not make the cluster ${clusterName}.`,
      `Look whether Docker runs, and whether kind has an image of Kubernetes ${kubernetesVersion}.`,
      stderr.trim(),
    )
}

const waveOf = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.[waveAnnotation] ?? waves.configuration)

const wavesOf = (manifests: readonly Manifest[]): readonly { wave: number; manifests: readonly Manifest[] }[] =>
  [...new Set(manifests.map(({ object }) => waveOf(object)))]
    .sort((a, b) => a - b)
    .map((wave) => ({ wave, manifests: manifests.filter(({ object }) => waveOf(object) === wave) }))

async function apply(kubectl: Kubectl, manifests: readonly Manifest[]): Promise<void> {
  const text = manifests.map(({ text }) => `---\n${text}`).join('')
  const { ok, stderr } = await kubectl.call(
    ['apply', '--server-side', '--force-conflicts', '--field-manager=thanos-gitops', '-f', '-'],
    text,
  )
  if (!ok) throw kubectlFailure(kubectl.context, stderr)
}

async function ready(kubectl: Kubectl, manifests: readonly Manifest[]): Promise<void> {
  for (const { object } of manifests.filter(
    ({ object: { kind } }) => kind === 'StatefulSet' || kind === 'Deployment',
  )) {
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

async function install(kubectl: Kubectl, tool: 'argo-cd' | 'flux'): Promise<void> {
  if (tool === 'flux') {
    const { exitCode, stderr } = await $({ nothrow: true, quiet: true })`flux install --context=${kubectl.context}`
    if (exitCode !== 0)
      throw failure(
        'install-failed',
        'flux could not be installed.',
        'Try again: what is there already is kept.',
        stderr.trim(),
      )
    return
  }
  const namespace = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } })
  await kubectl.text(['apply', '--server-side', '-f', '-'], namespace)
  await kubectl.text([
    'apply',
    '--server-side',
    '--force-conflicts',
    '--namespace=argocd',
    '-f',
    `https://raw.githubusercontent.com/argoproj/argo-cd/${argoCDVersion}/manifests/install.yaml`,
  ])
}

if (import.meta.main) await main(localUp)
