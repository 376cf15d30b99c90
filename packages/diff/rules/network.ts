import { type KubernetesObject, stringAt } from '@thanos-gitops/manifest'
import { podsOf, workloadLabel } from '../manifest-set.ts'
import { type ChangeContext, type ChangeRule, inPlace, none, type Verdict } from './rule.ts'

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
  return undefined
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
  'networking.k8s.io/IngressClass': [],
  'networking.k8s.io/NetworkPolicy': [
    {
      at: '/spec/**',
      verdict: inPlace('It applies to new connections immediately.'),
      source: 'pkg/apis/networking/validation/validation.go:211-236',
    },
  ],
  'discovery.k8s.io/EndpointSlice': [],
}
