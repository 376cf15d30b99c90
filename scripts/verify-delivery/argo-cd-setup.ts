// What Argo CD needs before its processes start.
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { $ } from 'zx'
import type { Cluster } from './cluster.ts'
import { findProgram } from './programs.ts'

export const argoCdNamespace = 'argocd'

/** The settings of Argo CD's release. Argo CD has its own Secret, whose key the server otherwise creates. */
export async function applySettings({ kubectl }: Cluster, sources: string): Promise<void> {
  const apply = ['apply', '--server-side', '--force-conflicts', `--namespace=${argoCdNamespace}`]
  await kubectl.text([...apply, '-k', join(sources, 'manifests/base/config')])
  await kubectl.text([
    'patch',
    'secret/argocd-secret',
    `--namespace=${argoCdNamespace}`,
    '--type=merge',
    `--patch=${JSON.stringify({ stringData: { 'server.secretkey': 'of this verification' } })}`,
  ])
}

/** Creates the folders that the image of Argo CD has, and returns the variables of its processes. */
export function prepareFolder(folder: string, sources: string, kubeconfig: string): NodeJS.ProcessEnv {
  const inFolder = (name: string): string => join(folder, name)
  for (const name of ['tls', 'ssh', 'plugins', 'tmp', 'path', 'home']) mkdirSync(inFolder(name), { recursive: true })
  writeFileSync(inFolder('ssh/ssh_known_hosts'), '')
  symlinkSync(findProgram('argocd')!, inFolder('path/argocd'))
  // Without these, Argo CD cannot read the commit of a repository.
  for (const name of ['git-verify-wrapper.sh', 'gpg-wrapper.sh']) {
    copyFileSync(join(sources, 'hack', name), inFolder(`path/${name}`))
    $.sync({ quiet: true })`chmod 755 ${inFolder(`path/${name}`)}`
  }
  return {
    ...process.env,
    KUBECONFIG: kubeconfig,
    PATH: [inFolder('path'), process.env.PATH].join(delimiter),
    HOME: inFolder('home'),
    TMPDIR: inFolder('tmp'),
    // The processes reach the cluster through the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_K8S_CLIENT_QPS: '200',
    ARGOCD_K8S_CLIENT_BURST: '400',
    ARGOCD_TLS_DATA_PATH: inFolder('tls'),
    ARGOCD_SSH_DATA_PATH: inFolder('ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: inFolder('plugins'),
    // The default is the same file for all of the machine: git would ask the repo server of another lane for credentials.
    ARGOCD_ASK_PASS_SOCK: inFolder('ask-pass.sock'),
  }
}
