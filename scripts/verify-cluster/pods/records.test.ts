import { expect, it } from 'vitest'
import { recordsOf, type ServedPod, type Zone } from './records.ts'

const pod = (name: string, address: string, isReady = true): ServedPod => ({
  name,
  namespace: 'monitoring',
  labels: { app: 'store', pod: name },
  address,
  isReady,
  ports: new Map([['grpc', 10901]]),
})

const zone: Zone = {
  domain: 'cluster.local',
  services: [
    {
      metadata: { name: 'store', namespace: 'monitoring' },
      spec: { selector: { app: 'store' }, ports: [{ name: 'grpc', port: 443, targetPort: 'grpc' }] },
    },
    { metadata: { name: 'store', namespace: 'other' }, spec: { selector: { app: 'store' } } },
    { metadata: { name: 'external', namespace: 'monitoring' }, spec: {} },
  ],
  pods: [pod('store-0', '127.77.0.1'), pod('store-1', '127.77.0.2'), pod('store-2', '127.77.0.3', false)],
  others: new Map([['query.example.com', '127.77.0.9']]),
}

it('recordsOf returns the addresses of the ready pods of a Service', () =>
  expect(recordsOf('store.monitoring.svc.cluster.local', zone)).toEqual([
    { type: 'A', address: '127.77.0.1' },
    { type: 'A', address: '127.77.0.2' },
  ]))

it('recordsOf returns the address of one pod of a Service', () =>
  expect(recordsOf('store-1.store.monitoring.svc.cluster.local', zone)).toEqual([{ type: 'A', address: '127.77.0.2' }]))

it('recordsOf returns the pods of a named port, with the port of the container', () =>
  expect(recordsOf('_grpc._tcp.store.monitoring.svc.cluster.local', zone)).toEqual([
    { type: 'SRV', target: 'store-0.store.monitoring.svc.cluster.local', port: 10901 },
    { type: 'SRV', target: 'store-1.store.monitoring.svc.cluster.local', port: 10901 },
  ]))

it('recordsOf returns the address of a name outside of the cluster domain', () =>
  expect(recordsOf('query.example.com', zone)).toEqual([{ type: 'A', address: '127.77.0.9' }]))

it.each([
  ['a Service that does not exist', 'compact.monitoring.svc.cluster.local'],
  ['a Service whose pods are in another namespace', 'store.other.svc.cluster.local'],
  ['a Service without a selector', 'external.monitoring.svc.cluster.local'],
  ['a pod that is not ready', 'store-2.store.monitoring.svc.cluster.local'],
  ['a port that does not exist', '_http._tcp.store.monitoring.svc.cluster.local'],
  ['another protocol', '_grpc._udp.store.monitoring.svc.cluster.local'],
  ['another domain', 'store.monitoring.svc.example.com'],
])('recordsOf returns undefined for %s', (_, name) => expect(recordsOf(name, zone)).toBeUndefined())
