import { type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import { podsOf, workloadLabel } from '../manifest-set.ts'
import { type ChangeContext, type ChangeRule, inPlace, jsonOf, none, refused, type Verdict } from './rule.ts'

const core = 'pkg/apis/core/validation/validation.go'

const typeOf = (object: KubernetesObject): string => stringAt(object, 'spec', 'type') ?? 'ClusterIP'
const hasExternalName = ({ before, after }: ChangeContext): boolean =>
  typeOf(before) === 'ExternalName' || typeOf(after) === 'ExternalName'

function newClusterIP(context: ChangeContext): Verdict | undefined {
  const { change } = context
  if (hasExternalName(context)) return undefined
  if (change.after === undefined)
    return none(
      change.before === 'None'
        ? 'It stays headless: the server keeps the old clusterIP.'
        : 'The Service keeps its address: the server keeps the old clusterIP.',
    )
  return refused(
    `spec.clusterIPs[0]: Invalid value: ${jsonOf([change.after])}: may not change once set`,
    change.after === 'None'
      ? 'A Service that has an address cannot become headless.'
      : 'The address of a Service cannot change.',
  )
}

function newSelector({ before, after, sides }: ChangeContext): Verdict {
  const pods = podsOf(sides.after, after)
  if (pods.length > 0) return inPlace(`Traffic goes immediately to the pods of ${pods.map(workloadLabel).join(', ')}.`)
  if (podsOf(sides.before, before).length === 0)
    return inPlace(
      'Traffic goes immediately to the pods with these labels. These manifests contain none: check whether the cluster has any.',
    )
  return { class: 'outage', why: 'No pod in these manifests has these labels: the Service has no endpoints.' }
}

function newType({ before, after }: ChangeContext): Verdict {
  if (typeOf(after) === 'ExternalName')
    return {
      class: 'recreate',
      why: 'Its address is released and its name becomes an alias. If you change it back, it gets another address.',
    }
  if (typeOf(before) === 'ExternalName') return inPlace('The Service gets an address of its own.')
  if (typeOf(after) === 'LoadBalancer')
    return inPlace('A load balancer is created, which takes some minutes and costs money.')
  if (typeOf(before) === 'LoadBalancer') return inPlace('The load balancer and its address are released.')
  return inPlace('The Service keeps its address. Node ports are added or removed.')
}

const immutableField = (kind: string, field: string, source: string): ChangeRule => ({
  at: `/${field.replaceAll('.', '/')}`,
  verdict: ({ change }) =>
    refused(
      `${field}: Invalid value: ${jsonOf(change.after)}: field is immutable`,
      `The field ${field} of an ${kind} cannot change.`,
    ),
  source,
})

export const networkRules: Readonly<Record<string, readonly ChangeRule[]>> = {
  '/Service': [
    {
      at: '/spec/clusterIP',
      verdict: newClusterIP,
      source: `${core}:9203-9324; pkg/registry/core/service/strategy.go:240-317`,
    },
    {
      at: '/spec/type',
      verdict: newType,
      source: `${core}:7048-7068`,
    },
    {
      at: '/spec/loadBalancerClass',
      verdict: ({ before, after, change }) =>
        typeOf(before) === 'LoadBalancer' && typeOf(after) === 'LoadBalancer'
          ? refused(
              `spec.loadBalancerClass: Invalid value: ${jsonOf(change.after ?? null)}: may not change once set`,
              'The class of a load balancer cannot change. Change the type to ClusterIP and back, which releases its address.',
            )
          : undefined,
      source: `${core}:9333-9358`,
    },
    {
      at: '/spec/ipFamilies/0',
      verdict: (context) =>
        context.change.before !== undefined && context.change.after !== undefined && !hasExternalName(context)
          ? refused(
              `spec.ipFamilies[0]: Invalid value: ${jsonOf(context.change.after)}: may not change once set`,
              'The first address family of a Service cannot change.',
            )
          : undefined,
      source: `${core}:9203-9324`,
    },
    {
      at: '/spec/healthCheckNodePort',
      verdict: ({ change }) =>
        change.after !== undefined && change.before !== undefined
          ? refused(
              'spec.healthCheckNodePort: Forbidden: field is immutable',
              'The port of health checks cannot change.',
            )
          : undefined,
      source: `${core}:7048-7068`,
    },
    {
      at: '/spec/selector/**',
      verdict: (context) => (hasExternalName(context) ? undefined : newSelector(context)),
      source: 'pkg/controller/endpointslice',
    },
    {
      at: '/spec/ports/**',
      verdict: ({ change }) =>
        inPlace(
          change.after === undefined
            ? 'The port closes immediately for all clients.'
            : change.before === undefined
              ? 'The port opens.'
              : 'Traffic moves to the new port immediately.',
        ),
      source: `${core}:7048-7068`,
    },
    {
      at: '/spec/publishNotReadyAddresses',
      verdict: inPlace('It sets whether DNS also returns pods that are not ready.'),
      source: 'pkg/controller/endpointslice',
    },
    { at: '/spec/**', verdict: inPlace('Open connections may be closed.'), source: `${core}:7048-7068` },
  ],
  'networking.k8s.io/Ingress': [
    {
      at: '/**',
      verdict: inPlace('The ingress controller applies it within seconds. No pod restarts.'),
      source: 'pkg/apis/networking/validation/validation.go:318-328',
    },
  ],
  'networking.k8s.io/IngressClass': [
    immutableField('IngressClass', 'spec.controller', 'pkg/apis/networking/validation/validation.go:587'),
  ],
  'networking.k8s.io/NetworkPolicy': [
    {
      at: '/spec/**',
      verdict: inPlace('It applies to new connections immediately.'),
      source: 'pkg/apis/networking/validation/validation.go:211-236',
    },
  ],
  'discovery.k8s.io/EndpointSlice': [
    immutableField('EndpointSlice', 'addressType', 'pkg/apis/discovery/validation/validation.go:87'),
  ],
}
