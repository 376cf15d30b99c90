import { refusedConnections } from '@thanos-gitops/checks'
import { expect, it } from 'vitest'
import { diff, sourced } from './testing/objects.ts'

const pod = (name: string, container: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'x' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name, image: 'quay.io/thanos/thanos:v0.42.4', ...container }] },
    },
  },
})

const query = pod('query', {
  args: ['query', '--endpoint=store.x.svc.cluster.local:10901'],
  ports: [{ name: 'http', containerPort: 10902 }],
})
const store = pod('store', { args: ['store'], ports: [{ name: 'grpc', containerPort: 10901 }] })
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'store', namespace: 'x' },
  spec: { selector: { app: 'store' }, ports: [{ name: 'grpc', port: 10901, targetPort: 'grpc' }] },
}

const policy = (name: string, spec: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'x' },
  spec,
})
const ofStore = (...ingress: object[]): object =>
  policy('store', { podSelector: { matchLabels: { app: 'store' } }, policyTypes: ['Ingress'], ingress })
const denyAll = policy('deny-all', { podSelector: {}, policyTypes: ['Ingress'] })
const fromQuery = { from: [{ podSelector: { matchLabels: { app: 'query' } } }], ports: [{ port: 10901 }] }
const fromOthers = { from: [{ podSelector: { matchLabels: { app: 'other' } } }], ports: [{ port: 10901 }] }

const pods = [query, store, service]

/** The class and the reasons of each changed object, with what the checks find on both sides. */
function changes(before: readonly object[], after: readonly object[]): readonly string[] {
  const sides = [before, after].map((policies) => [...pods, ...policies])
  const refused = sides.map((objects) => refusedConnections(objects.map(sourced), { kubernetesVersion: '1.36' }))
  const { objects } = diff(sides[0]!, sides[1]!, {
    delivery: 'flux',
    refusedConnections: { before: refused[0]!, after: refused[1]! },
  })
  return objects.map((one) => `${one.name} ${one.class}: ${one.changes.map(({ why }) => why).join(' ')}`)
}

const refusal =
  /it does not allow Deployment\/query to connect to Deployment\/store on port 10901, which store\.x\.svc\.cluster\.local:10901 in Deployment\/query requires\. New connections get no response\. Allow them in the policy/

it('names the connection that a changed policy refuses, and who makes it', () => {
  const [found, ...others] = changes([ofStore(fromQuery)], [ofStore(fromOthers)])
  expect(found).toMatch(/^store risk: /)
  expect(found).toMatch(refusal)
  expect(others).toEqual([])
})

it('names it for a policy that is added, and for one whose removal leaves a policy that refuses it', () => {
  expect(changes([ofStore(fromQuery)], [ofStore(fromOthers), denyAll]).join('\n')).toMatch(refusal)
  const removed = changes([ofStore(fromQuery), denyAll], [denyAll])
  expect(removed).toEqual([
    expect.stringMatching(/^store risk: .*NetworkPolicy\/deny-all remains, and it does not allow/),
  ])
})

it('adds nothing for connections that are refused on both sides, or that another rule still allows', () => {
  const wider = { from: [{ podSelector: {} }] }
  expect(changes([ofStore(fromOthers)], [ofStore({ ...fromOthers, ports: [{ port: 1 }] })]).join()).not.toMatch(refusal)
  expect(changes([ofStore(fromQuery)], [ofStore(wider)]).join()).not.toMatch(/does not allow/)
})
