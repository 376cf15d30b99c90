import { type KubernetesObject, valueAt } from '@thanos-gitops/manifest'
import { selectedBy, textAt } from '../world.ts'
import { type Context, inPlace, none, type Rule, refused, shown, type Verdict } from './rule.ts'

const core = 'pkg/apis/core/validation/validation.go'
type Words = Omit<Verdict, 'source'>

const typeOf = (object: KubernetesObject): string => textAt(object, 'spec', 'type') ?? 'ClusterIP'
const hasExternalName = ({ before, after }: Context): boolean =>
  typeOf(before) === 'ExternalName' || typeOf(after) === 'ExternalName'

function clusterIP(context: Context): Words | undefined {
  const { change } = context
  if (hasExternalName(context)) return undefined
  if (change.after === undefined)
    return none(
      change.before === 'None'
        ? 'It stays headless: the server carries the old clusterIP over.'
        : 'The Service keeps its address: the server carries the old clusterIP over.',
    )
  return refused(
    `spec.clusterIPs[0]: Invalid value: ${shown([change.after])}: may not change once set`,
    change.after === 'None' ? 'A Service that has an address cannot become headless.' : 'A Service keeps its address.',
  )
}

function selector({ before, after, worlds }: Context): Words {
  const pods = selectedBy(worlds.after, after, valueAt(after, ['spec', 'selector']))
  if (pods.length > 0)
    return inPlace(`Traffic goes at once to the pods of ${pods.map(({ label }) => label).join(', ')}.`)
  if (selectedBy(worlds.before, before, valueAt(before, ['spec', 'selector'])).length === 0)
    return inPlace(
      'Traffic goes at once to the pods with these labels. They are not among these manifests: look whether there are any.',
    )
  return { class: 'outage', why: 'No pod of these manifests has these labels: the Service has no endpoints.' }
}

const immutable = (kind: string, field: string, source: string): Rule => ({
  at: `/${kind === 'EndpointSlice' ? field : `spec/${field}`}`,
  verdict: ({ change }) =>
    refused(
      `${kind === 'EndpointSlice' || kind === 'RuntimeClass' ? field : `spec.${field}`}: Invalid value: ${shown(change.after)}: field is immutable`,
      `${field} of an ${kind} cannot change.`,
    ),
  source,
})

export const networkRules: Readonly<Record<string, readonly Rule[]>> = {
  '/Service': [
    {
      at: '/spec/clusterIP',
      verdict: clusterIP,
      source: `${core}:9203-9324; pkg/registry/core/service/strategy.go:240-317`,
    },
    {
      at: '/spec/type',
      verdict: (context) => {
        if (typeOf(context.after) === 'ExternalName')
          return {
            class: 'recreate',
            why: 'Its address is released and its name becomes an alias; when it changes back it gets another address.',
          }
        if (typeOf(context.before) === 'ExternalName') return inPlace('The name gets an address of its own.')
        return inPlace(
          typeOf(context.after) === 'LoadBalancer'
            ? 'A load balancer is made, which takes some minutes and costs.'
            : typeOf(context.before) === 'LoadBalancer'
              ? 'The load balancer and its address are given up.'
              : 'The Service keeps its address; node ports come or go.',
        )
      },
      source: `${core}:7048-7068`,
    },
    {
      at: '/spec/loadBalancerClass',
      verdict: ({ before, after, change }) =>
        typeOf(before) === 'LoadBalancer' && typeOf(after) === 'LoadBalancer'
          ? refused(
              `spec.loadBalancerClass: Invalid value: ${shown(change.after ?? null)}: may not change once set`,
              'A load balancer keeps its class; change the type to ClusterIP and back, which gives up its address.',
            )
          : undefined,
      source: `${core}:9333-9358`,
    },
    {
      at: '/spec/ipFamilies/0',
      verdict: (context) =>
        context.change.before !== undefined && context.change.after !== undefined && !hasExternalName(context)
          ? refused(
              `spec.ipFamilies[0]: Invalid value: ${shown(context.change.after)}: may not change once set`,
              'The first address family of a Service stays.',
            )
          : undefined,
      source: `${core}:9203-9324`,
    },
    {
      at: '/spec/healthCheckNodePort',
      verdict: ({ change }) =>
        change.after !== undefined && change.before !== undefined
          ? refused('spec.healthCheckNodePort: Forbidden: field is immutable', 'The port of health checks stays.')
          : undefined,
      source: `${core}:7048-7068`,
    },
    {
      at: '/spec/selector/**',
      verdict: (context) => (hasExternalName(context) ? undefined : selector(context)),
      source: 'pkg/controller/endpointslice',
    },
    {
      at: '/spec/ports/**',
      verdict: ({ change }) =>
        inPlace(
          change.after === undefined
            ? 'The port closes at once for all who use it.'
            : change.before === undefined
              ? 'The port opens.'
              : 'Traffic moves to the new port at once.',
        ),
      source: `${core}:7048-7068`,
    },
    {
      at: '/spec/publishNotReadyAddresses',
      verdict: inPlace('It decides whether DNS also names pods that are not ready.'),
      source: 'pkg/controller/endpointslice',
    },
    { at: '/spec/**', verdict: inPlace('Connections that are open may end.'), source: `${core}:7048-7068` },
  ],
  'networking.k8s.io/Ingress': [
    {
      at: '/**',
      verdict: inPlace('The ingress controller follows it within seconds; no pod restarts.'),
      source: 'pkg/apis/networking/validation/validation.go:318-328',
    },
  ],
  'networking.k8s.io/IngressClass': [
    immutable('IngressClass', 'controller', 'pkg/apis/networking/validation/validation.go:587'),
  ],
  'networking.k8s.io/NetworkPolicy': [
    {
      at: '/spec/**',
      verdict: inPlace('New connections follow it at once.'),
      source: 'pkg/apis/networking/validation/validation.go:211-236',
    },
  ],
  'discovery.k8s.io/EndpointSlice': [
    immutable('EndpointSlice', 'addressType', 'pkg/apis/discovery/validation/validation.go:87'),
  ],
}
