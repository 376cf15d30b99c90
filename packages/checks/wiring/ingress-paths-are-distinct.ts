import { contentOf, listOf, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'

export const ingressPathsAreDistinct: Check = {
  name: 'ingress-paths-are-distinct',
  question: 'addresses',
  severity: 'warning',
  why: 'If two Ingresses have the same host and path, the webhook of ingress-nginx refuses the second one. Other controllers send the requests to one of the two, which the age of the objects decides.',
  remedy: 'Use another host or path, or remove one of the rules.',
  source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches',
  *run({ ofKind }) {
    const owners = new Map<string, SourcedObject>()
    for (const object of ofKind('Ingress', 'networking.k8s.io'))
      for (const { key, text, pointer } of pathsOf(object)) {
        const owner = owners.get(key)
        if (owner === undefined) owners.set(key, object)
        else if (owner !== object)
          yield { object, pointer, message: `Ingress/${owner.object.metadata.name} also has the path ${text}.` }
      }
  },
}

interface IngressPath {
  readonly key: string
  readonly text: string
  readonly pointer: string
}

function pathsOf(ingress: SourcedObject): readonly IngressPath[] {
  const { rules, ingressClassName } = mappingOf(contentOf(ingress).spec)
  const annotations = ingress.object.metadata.annotations ?? {}
  // A canary has the path of another Ingress on purpose.
  if (Object.keys(annotations).some((name) => name.includes('canary'))) return []
  const ingressClass = stringOf(ingressClassName) ?? annotations['kubernetes.io/ingress.class'] ?? ''
  return listOf(rules).flatMap((rule, ruleIndex) => {
    const { host, http } = mappingOf(rule)
    return listOf(mappingOf(http).paths).map((entry, index) => {
      const { path = '/', pathType } = mappingOf(entry)
      const text = `${stringOf(host) ?? '*'}${String(path)}`
      return {
        key: `${ingressClass} ${text} ${String(pathType)}`,
        text,
        pointer: `/spec/rules/${ruleIndex}/http/paths/${index}/path`,
      }
    })
  })
}
