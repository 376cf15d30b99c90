// The connections to what is not a pod of the manifests: hosts, Services of other namespaces, the API server, nodes.
import { listOf, mappingOf } from '@thanos-gitops/manifest'
import type { Workload } from '@thanos-gitops/workloads'
import { type Address, addressesOf } from '../engine/addresses.ts'
import type { CheckContext } from '../engine/check.ts'
import { addTo } from '../engine/lazy.ts'
import { perContext } from '../engine/per-context.ts'
import { programsOf } from '../engine/programs.ts'
import { resolve } from '../engine/resolve-address.ts'
import { bucketAddresses, bucketServers } from './bucket-addresses.ts'
import { identityServer } from './identity-servers.ts'

export interface OutsideConnection {
  /** The other end, without a port: `s3.example.com`, `API server`. */
  readonly peer: string
  /** `port 443 of s3.example.com outside of the cluster` */
  readonly title: string
  /** One of them must be allowed; any port if it is empty. */
  readonly ports: readonly number[]
  /** Whether the program looks up a name. */
  readonly hasName: boolean
  /** Whether the other end can be a pod: in this namespace, or in any namespace. */
  readonly pods: { readonly namespace: string | undefined } | undefined
}

/** The connections of each workload. A workload without an entry has none that the manifests show. */
export const outsideConnections = perContext((context): ReadonlyMap<Workload, readonly OutsideConnection[]> => {
  const found = new Map<Workload, OutsideConnection[]>()
  for (const address of addressesOf(context)) {
    const connection = connectionOf(context, address)
    if (connection !== undefined) for (const workload of address.workloads) addTo(found, workload, connection)
  }
  for (const address of bucketAddresses(context)) {
    const connection = connectionOf(context, address)
    if (connection !== undefined) for (const workload of address.workloads) addTo(found, workload, connection)
  }
  for (const [workload, connection] of bucketConnections(context)) addTo(found, workload, connection)
  for (const [workload, connection] of discoveryConnections(context)) addTo(found, workload, connection)
  return found
})

function connectionOf(context: CheckContext, address: Address): OutsideConnection | undefined {
  const resolution = resolve(context, address)
  const port = address.port ?? 443
  if (resolution.kind === 'host' && address.isAddressField)
    return {
      peer: address.host,
      title: `port ${port} of ${address.host} outside of the cluster`,
      ports: [port],
      hasName: true,
      pods: undefined,
    }
  // The port of the pods behind a Service of other manifests is unknown.
  if (resolution.kind === 'elsewhere')
    return {
      peer: `${resolution.service}.${resolution.namespace}.svc`,
      title: `Service/${resolution.service} in namespace ${resolution.namespace}`,
      ports: [],
      hasName: true,
      pods: { namespace: resolution.namespace },
    }
  return undefined
}

/** Buckets whose server is a host without a port, or is not in the manifests, such as that of an ObjectBucketClaim. */
function* bucketConnections(context: CheckContext): Generator<readonly [Workload, OutsideConnection]> {
  for (const { program, flag, text, isInsecure } of bucketServers(context)) {
    const { workload } = program.container
    const port = isInsecure ? 80 : 443
    const identity = identityServer(context, program, flag)
    if (identity !== undefined) yield [workload, { ...identity, hasName: false, pods: undefined }]
    if (text === undefined || text.includes('$('))
      yield [
        workload,
        {
          peer: 'object storage',
          title: 'the server of its bucket',
          ports: [],
          hasName: true,
          pods: { namespace: undefined },
        },
      ]
    else if (!/:\d+$/.test(text) && text.includes('.') && !/\.svc(\.|$)/.test(text))
      yield [
        workload,
        {
          peer: text,
          title: `port ${port} of ${text} outside of the cluster`,
          ports: [port],
          hasName: true,
          pods: undefined,
        },
      ]
  }
}

/** The API server, which is not a pod that a policy can select, and the kubelets. */
function* discoveryConnections(context: CheckContext): Generator<readonly [Workload, OutsideConnection]> {
  for (const document of context.documents) {
    if (!document.text.includes('kubernetes_sd_configs')) continue
    const jobs = listOf(mappingOf(document.value).scrape_configs).map(mappingOf)
    const discoveries = jobs
      .flatMap(({ kubernetes_sd_configs: list }) => listOf(list).map(mappingOf))
      .filter(({ api_server: server }) => server === undefined)
    if (discoveries.length === 0) continue
    const hasNodes = discoveries.some(({ role }) => role === 'node')
    for (const workload of context.usersOf(document.object)) {
      if (!runsPrometheus(context, workload)) continue
      yield [
        workload,
        {
          peer: 'API server',
          title: 'port 443 or 6443 of the API server',
          ports: [443, 6443],
          hasName: false,
          pods: undefined,
        },
      ]
      if (hasNodes)
        yield [
          workload,
          {
            peer: 'kubelets',
            title: 'port 10250 of the kubelets',
            ports: [10250],
            hasName: false,
            pods: undefined,
          },
        ]
    }
  }
}

const runsPrometheus = (context: CheckContext, workload: Workload): boolean =>
  programsOf(context, workload).some(({ name }) => name === 'prometheus')
