import { $ } from 'zx'
import { failure } from '../failure.ts'
import type { DeliveryTool } from '../fields/managers.ts'
import type { Kubectl } from '../kubectl.ts'
import { argoCDManifest } from './argo-cd.ts'
import { download } from './download.ts'

/** Downloads and verifies what an installation needs, so that a failure changes no cluster. Returns the installation. */
export async function prepareInstallation(tool: DeliveryTool): Promise<(kubectl: Kubectl) => Promise<void>> {
  if (tool === 'flux') return installFlux
  const manifest = await download(argoCDManifest)
  return (kubectl) => installArgoCD(kubectl, manifest)
}

async function installArgoCD(kubectl: Kubectl, manifest: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } }
  await kubectl.text(['apply', '--server-side', '--field-manager=thanos-gitops', '-f', '-'], JSON.stringify(namespace))
  await kubectl.text(['apply', '--server-side', '--force-conflicts', '--namespace=argocd', '-f', '-'], manifest)
}

/** Without --version, flux downloads nothing: it applies the manifests that are part of the program. */
async function installFlux({ context }: Kubectl): Promise<void> {
  const { exitCode, stderr } = await $({ nothrow: true, quiet: true })`flux install --context=${context}`
  if (exitCode !== 0)
    throw failure(
      'install-failed',
      'flux install fails.',
      'Run the command again: flux keeps what is installed already.',
      stderr.trim(),
    )
}
