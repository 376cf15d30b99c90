// The certificates of the cluster, and a kubeconfig for each of its clients.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { $ } from 'zx'
import { apiAddress, network, nodeName } from './network.ts'

export interface Certificates {
  readonly folder: string
  /** The path of a file, such as `ca.crt`. */
  path(file: string): string
  /** The path of the kubeconfig of a client. */
  kubeconfig(client: Client): string
}

const clients = {
  admin: '/O=system:masters/CN=admin',
  'kube-controller-manager': '/CN=system:kube-controller-manager',
  'kube-scheduler': '/CN=system:kube-scheduler',
  'kube-proxy': '/CN=system:kube-proxy',
  'kube-router': '/O=system:masters/CN=kube-router',
  kubelet: `/O=system:nodes/CN=system:node:${nodeName}`,
} as const

type Client = keyof typeof clients

const serverNames = [
  ...['127.0.0.1', network.node, network.apiService].map((address) => `IP:${address}`),
  ...['', '.default', '.default.svc', '.default.svc.cluster.local'].map((suffix) => `DNS:kubernetes${suffix}`),
].join(',')

/**
 * Valid for a year: the stack alerts on client certificates that expire within a week.
 *
 * @param contexts the names of the administrator's contexts
 */
export async function createCertificates(folder: string, contexts: readonly string[]): Promise<Certificates> {
  const path = (file: string): string => join(folder, file)
  const openssl = $({ cwd: folder, quiet: true })
  const kubeconfig = (client: Client): string => path(`${client}.kubeconfig`)
  const key = (name: string) =>
    openssl`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${`${name}.key`}`
  const certify = async (name: string, subject: string, names?: string): Promise<void> => {
    const extensions = ['extendedKeyUsage=serverAuth,clientAuth', ...(names ? [`subjectAltName=${names}`] : [])]
    writeFileSync(path(`${name}.ext`), `${extensions.join('\n')}\n`)
    await key(name)
    await openssl`openssl req -new -key ${`${name}.key`} -subj ${subject} -out ${`${name}.csr`}`
    await openssl`openssl x509 -req -in ${`${name}.csr`} -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -out ${`${name}.crt`} -extfile ${`${name}.ext`}`
  }
  await key('ca')
  await openssl`openssl req -x509 -new -key ca.key -subj /CN=verify-cluster -days 365 -out ca.crt`
  await openssl`openssl genrsa -out service-accounts.key 2048`
  await certify('apiserver', '/CN=kube-apiserver', serverNames)
  await certify('apiserver-kubelet-client', '/O=system:masters/CN=kube-apiserver-kubelet-client')
  for (const [client, subject] of Object.entries(clients) as [Client, string][]) {
    await certify(client, subject)
    const names = client === 'admin' ? contexts : ['cluster']
    writeFileSync(kubeconfig(client), kubeconfigOf(path, client, names), { mode: 0o600 })
  }
  return { folder, path, kubeconfig }
}

function kubeconfigOf(path: (file: string) => string, client: Client, contexts: readonly string[]): string {
  const encoded = (file: string): string => readFileSync(path(file)).toString('base64')
  const certificate = {
    'client-certificate-data': encoded(`${client}.crt`),
    'client-key-data': encoded(`${client}.key`),
  }
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'cluster', cluster: { server: apiAddress, 'certificate-authority-data': encoded('ca.crt') } }],
    users: [{ name: client, user: certificate }],
    contexts: contexts.map((name) => ({ name, context: { cluster: 'cluster', user: client } })),
    'current-context': contexts[0],
  })
}
