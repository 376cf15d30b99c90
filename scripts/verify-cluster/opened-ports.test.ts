import { expect, it } from 'vitest'
import { type ContainerPort, openedConnections, type Policy, portsOf } from './opened-ports.ts'

const pod = (name: string, ports: readonly ContainerPort[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name.split('-')[0]! } },
  spec: { containers: [{ ports }] },
})
const server = pod('server-0', [
  { name: 'http', containerPort: 80 },
  { name: 'mesh', containerPort: 90, protocol: 'UDP' },
])
const pods = [server, pod('server-1', [{ name: 'http', containerPort: 81 }]), pod('client-0', [])]
const allow = (from: readonly object[], ports: readonly object[]): Policy => ({
  spec: { podSelector: { matchLabels: { app: 'server' } }, ingress: [{ from, ports }] },
})
const client = { podSelector: { matchLabels: { app: 'client' } } }

it('portsOf returns the ports of TCP', () => expect(portsOf(server)).toEqual([{ name: 'http', containerPort: 80 }]))

it('openedConnections reads named ports of each server', () =>
  expect(openedConnections([allow([client], [{ port: 'http' }])], pods)).toEqual([
    { client: 'client-0', server: 'server-0', port: 80 },
    { client: 'client-0', server: 'server-1', port: 81 },
  ]))

it('openedConnections includes no UDP, no pod that connects to itself, and no other namespace', () => {
  const peers = [{ podSelector: { matchLabels: { app: 'server' } } }, { ...client, namespaceSelector: {} }]
  expect(openedConnections([allow(peers, [{ port: 'mesh', protocol: 'UDP' }, { port: 9 }])], pods)).toEqual([
    { client: 'server-1', server: 'server-0', port: 9 },
    { client: 'server-0', server: 'server-1', port: 9 },
  ])
})

it('openedConnections is empty for a policy that allows nothing', () =>
  expect(openedConnections([{ spec: { podSelector: {} } }], pods)).toEqual([]))
