// The certificates of environments with `tls`, from the real cert-manager and an API server of this machine.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Document, stringify } from 'yaml'
import type { Kubectl } from '../../kubectl.ts'
import { type ApiServer, createNamespaces, installCrds, startApiServer } from '../../verify-delivery/api-server.ts'
import { findProgram } from '../../verify-delivery/programs.ts'
import { changeEnvironment, objectsIn } from '../changed-environment.ts'
import type { Cleanup } from '../cleanup.ts'
import { contentOf } from '../image-name.ts'
import { findStackProgram } from '../stack-programs.ts'
import type { Certificate, ConfigMap, Issuer, Workload } from './objects.ts'

/** An environment whose certificates cert-manager creates. */
export interface TlsEnvironment {
  /** Who signs. */
  readonly authority: string
  readonly namespace: string
  readonly issuers: readonly Issuer[]
  readonly certificates: readonly Certificate[]
  readonly workloads: readonly Workload[]
  readonly configMaps: readonly ConfigMap[]
}

export interface Certificates {
  readonly kubectl: Kubectl
  readonly server: ApiServer
  readonly environments: readonly TlsEnvironment[]
  /** The path of Thanos in the version of the environments. */
  readonly thanos: string
  /** Writes the files of a Secret, as the kubelet does, and returns their folder. */
  writeSecret(namespace: string, name: string): Promise<string>
}

const context = 'certificates'
const operatorNamespace = 'cert-manager'
const internalCa = 'internal-ca'

/** `tls` of the environments, by who signs. */
const settings = {
  'an authority of the stack': { namespace: 'kube-monitor', tls: 'cert-manager' },
  'a ClusterIssuer': {
    namespace: 'kube-monitor-two',
    tls: { provider: 'cert-manager', issuer: internalCa, issuerKind: 'ClusterIssuer' },
  },
} as const

/** Starts the API server and cert-manager, and applies the objects of the ClusterIssuer. */
export async function startCertificates(environment: string, cleanup: Cleanup): Promise<Certificates> {
  const environments = Object.entries(settings).map(([authority, one]) => render(environment, authority, one))
  const server = await startApiServer([context])
  cleanup.add(() => server.stop())
  const { kubectl, folder, processes, controllerKubeconfig } = server
  await installCrds(kubectl, ['cert-manager.io'])
  await createNamespaces(kubectl, [...new Set([operatorNamespace, ...environments.flatMap(namespacesOf)])])
  processes.start(
    findProgram('cert-manager')!,
    [`--kubeconfig=${controllerKubeconfig}`, `--cluster-resource-namespace=${operatorNamespace}`],
    join(folder, 'cert-manager.log'),
  )
  await apply(kubectl, clusterIssuer)
  return {
    kubectl,
    server,
    environments,
    thanos: programOf(environments[0]!),
    async writeSecret(namespace, name) {
      const { data = {} } = ((await kubectl.get(['secret', name, `--namespace=${namespace}`])) ?? {}) as {
        readonly data?: Readonly<Record<string, string>>
      }
      const own = join(folder, 'secrets', namespace, name)
      mkdirSync(own, { recursive: true })
      for (const [key, value] of Object.entries(data))
        writeFileSync(join(own, key), Buffer.from(value, 'base64'), { mode: 0o600 })
      return own
    },
  }
}

/** The namespace of the stack, and those of components. */
export const namespacesOf = ({ issuers, certificates }: TlsEnvironment): readonly string[] => [
  ...new Set([...issuers, ...certificates].flatMap(({ metadata: { namespace } }) => namespace ?? [])),
]

export const apply = (kubectl: Kubectl, objects: readonly object[]): Promise<string> =>
  kubectl.text(['apply', '--server-side', '-f', '-'], objects.map((object) => `---\n${stringify(object)}`).join(''))

function render(
  environment: string,
  authority: string,
  { namespace, tls }: (typeof settings)[keyof typeof settings],
): TlsEnvironment {
  const clone = changeEnvironment(environment, (document) => {
    document.set('namespace', namespace)
    document.set('tls', tls)
    addComponent(document, 'thanos-receive')
  })
  try {
    return {
      authority,
      namespace,
      issuers: objectsIn<Issuer>(clone.manifests, ['Issuer', 'ClusterIssuer']),
      certificates: objectsIn<Certificate>(clone.manifests, ['Certificate']),
      workloads: objectsIn<Workload>(clone.manifests, ['Deployment', 'StatefulSet', 'DaemonSet']),
      configMaps: objectsIn<ConfigMap>(clone.manifests, ['ConfigMap']),
    }
  } finally {
    clone.remove()
  }
}

function addComponent(document: Document, name: string): void {
  const { components = [] } = document.toJS() as { readonly components?: readonly string[] }
  if (!components.includes(name)) document.set('components', [...components, name])
}

function programOf({ workloads }: TlsEnvironment): string {
  const images = workloads.flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image))
  const contents = images.map(contentOf).filter((content) => content?.kind === 'stack')
  return findStackProgram(contents.find(({ program }) => program.name === 'thanos')!.program)!
}

/** What the owner of a cluster has: an authority, and a ClusterIssuer that signs with it. */
const clusterIssuer = [
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name: 'bootstrap', namespace: operatorNamespace },
    spec: { selfSigned: {} },
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: internalCa, namespace: operatorNamespace },
    spec: {
      isCA: true,
      commonName: internalCa,
      secretName: internalCa,
      privateKey: { algorithm: 'ECDSA', size: 256 },
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'bootstrap' },
    },
  },
  {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: internalCa },
    spec: { ca: { secretName: internalCa } },
  },
]
