// NetworkPolicies are enforced: pods that are not of the stack are refused, and those of the stack are not.
import type { LiveObject } from '../../kubectl.ts'
import { ForeignPod } from '../foreign-pod.ts'
import { reachable } from '../node/connections.ts'
import { openedConnections, type Pod, policiesIn, portsOf } from '../opened-ports.ts'
import { type Check, eventually, expectThat, prometheusApi, type Stack } from './check.ts'

export const networkChecks: readonly Check[] = [
  {
    title: 'refuses a pod of another namespace at each port',
    run: (stack) => withForeignPod(stack, 'verify-foreign', (pod) => seeRefused(stack, pod)),
  },
  {
    title: 'refuses a pod of its namespace without labels of the stack at each port',
    run: (stack) => withForeignPod(stack, stack.namespace, (pod) => seeRefusedNeighbor(stack, pod)),
  },
  { title: 'lets Prometheus connect to each target', run: seeTargetConnections },
  { title: 'lets pods connect to each port that a policy opens for them', run: seeOpenedPorts },
]

async function withForeignPod(
  { kubectl }: Stack,
  namespace: string,
  run: (pod: ForeignPod) => Promise<string>,
): Promise<string> {
  const pod = await ForeignPod.start(kubectl, namespace)
  try {
    return await run(pod)
  } finally {
    await pod.remove()
  }
}

/** Without a policy of its own, the pod reaches nothing, and with one, it reaches all but the stack. */
async function seeRefusedNeighbor(stack: Stack, pod: ForeignPod): Promise<string> {
  const dns = await dnsAddress(stack)
  await eventually(60, async () => {
    const reached = await reachable(stack.node.namespaces, pod.address, [dns])
    expectThat(reached.length === 0, `reaches cluster DNS at ${dns} without a policy of its own`)
  })
  await pod.allowEgress()
  return `${await seeRefused(stack, pod)}; without a policy of its own, it does not reach cluster DNS either`
}

/** Ports at which nothing listens are not counted. The pod reaches cluster DNS, so that its own network is not what refuses. */
async function seeRefused(stack: Stack, pod: ForeignPod): Promise<string> {
  const { namespaces } = stack.node
  const dns = await dnsAddress(stack)
  await eventually(60, async () => {
    const reached = await reachable(namespaces, pod.address, [dns])
    expectThat(reached.length === 1, `does not reach cluster DNS at ${dns}`)
  })
  const pods = (await stackPods(stack)).filter((candidate) => addressOf(candidate) !== pod.address)
  const declared = pods.flatMap((server) =>
    portsOf(server).map(({ containerPort }) => addressOf(server, containerPort)),
  )
  const open = await reachable(namespaces, undefined, declared)
  const silent = pods.filter((server) => !open.some((address) => address.startsWith(`${addressOf(server)}:`)))
  expectThat(silent.length === 0, `listen at no port: ${namesOf(silent)}`)
  const reached = new Set(await reachable(namespaces, pod.address, open))
  expectThat(reached.size === 0, `reaches ${listOf(pods, [...reached])}`)
  return `${open.length} of ${open.length} ports of ${pods.length} pods refused (${listOf(pods, open)}), and cluster DNS reached`
}

async function seeTargetConnections(stack: Stack): Promise<string> {
  const clients = (await stackPods(stack)).filter(({ metadata }) => /^prometheus-\d+$/.test(metadata.name))
  const seen: string[] = []
  for (const client of clients) {
    const targets = await prometheusApi(stack, client.metadata.name).targets()
    const addresses = targets
      .map(({ scrapeUrl }) => hostAndPort(new URL(scrapeUrl)))
      .filter((host) => !host.startsWith(`${addressOf(client)}:`))
    const reached = await reachable(stack.node.namespaces, addressOf(client), addresses)
    const refused = addresses.filter((address) => !reached.includes(address))
    expectThat(refused.length === 0, `${client.metadata.name} is refused at ${refused.join(', ')}`)
    expectThat(reached.length > 0, `${client.metadata.name} has no target outside of its pod`)
    seen.push(`${client.metadata.name} reaches ${reached.length} of ${addresses.length} outside of its pod`)
  }
  return seen.join('; ')
}

async function seeOpenedPorts(stack: Stack): Promise<string> {
  const pods = await stackPods(stack)
  const connections = openedConnections(policiesIn(stack.clone.manifests), pods)
  const refused: string[] = []
  for (const [client, ofClient] of Map.groupBy(connections, (connection) => connection.client)) {
    const addresses = ofClient.map(({ server, port }) => addressOf(named(pods, server), port))
    const reached = await reachable(stack.node.namespaces, addressOf(named(pods, client)), addresses)
    refused.push(
      ...ofClient
        .filter((_, index) => !reached.includes(addresses[index]!))
        .map(({ server, port }) => `${client} at ${server}:${port}`),
    )
  }
  expectThat(connections.length > 0, 'no policy opens a port for pods')
  expectThat(refused.length === 0, `refused: ${refused.join(', ')}`)
  return `${connections.length} of ${connections.length} connections`
}

/** A URL has no port if it is the one of its protocol. */
const hostAndPort = ({ hostname, port, protocol }: URL): string =>
  `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`

/** The pods of the stack that have a network of their own. */
async function stackPods({ kubectl, namespace }: Stack): Promise<readonly Pod[]> {
  const pods = (await kubectl.list(['pods', `--namespace=${namespace}`])) as readonly Pod[]
  return pods.filter(({ spec }) => spec.hostNetwork !== true)
}

async function dnsAddress({ kubectl }: Stack): Promise<string> {
  const pods = await kubectl.list(['pods', '--namespace=kube-system', '--selector=k8s-app=kube-dns'])
  return addressOf(pods[0]!, 53)
}

const addressOf = ({ status }: LiveObject, port?: number): string =>
  `${status?.podIP}${port === undefined ? '' : `:${port}`}`

const named = (pods: readonly Pod[], name: string): Pod => pods.find(({ metadata }) => metadata.name === name)!

const namesOf = (pods: readonly LiveObject[]): string => pods.map(({ metadata }) => metadata.name).join(', ')

/** `alertmanager 9093, 9094; prometheus 9090`: workloads with their ports, each once. */
function listOf(pods: readonly LiveObject[], addresses: readonly string[]): string {
  const entries = addresses.map((address) => {
    const [host, port] = address.split(':')
    const { metadata } = pods.find((pod) => addressOf(pod) === host)!
    return { name: metadata.labels?.['app.kubernetes.io/name'] ?? metadata.name, port: Number(port) }
  })
  return [...Map.groupBy(entries, ({ name }) => name)]
    .map(
      ([name, ofName]) =>
        `${name} ${[...new Set(ofName.map(({ port }) => port))].toSorted((a, b) => a - b).join(', ')}`,
    )
    .toSorted()
    .join('; ')
}
