import { contentOf, listOf, mappingOf, type SourcedObject, stringOf } from '@thanos-gitops/manifest'
import type { Check, CheckContext } from '../engine/check.ts'
import { type ServiceReference, serviceReferenceProblem } from '../engine/service-references.ts'

export const webhookServiceExists: Check = {
  name: 'webhook-service-exists',
  question: 'references',
  severity: 'error',
  why: 'If the Service of an admission webhook does not exist, the API server refuses every object that the webhook covers. Without the Service of an APIService or of a conversion, requests for its resources fail.',
  remedy: 'Refer to an existing Service and to one of its ports, or remove the webhook.',
  source: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#service-reference',
  *run(context) {
    for (const reference of referencesIn(context)) {
      const problem = serviceReferenceProblem(context, reference)
      if (problem !== undefined) yield problem
    }
  },
}

const referencesIn = ({ ofKind }: CheckContext): readonly ServiceReference[] => [
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'].flatMap((kind) =>
    ofKind(kind).flatMap((object) =>
      listOf(contentOf(object).webhooks).flatMap((webhook, index) =>
        referenceAt(
          object,
          mappingOf(mappingOf(webhook).clientConfig).service,
          `/webhooks/${index}/clientConfig/service`,
        ),
      ),
    ),
  ),
  ...ofKind('APIService').flatMap((object) =>
    referenceAt(object, mappingOf(contentOf(object).spec).service, '/spec/service'),
  ),
  ...ofKind('CustomResourceDefinition').flatMap((object) => {
    const { webhook } = mappingOf(mappingOf(contentOf(object).spec).conversion)
    const { service } = mappingOf(mappingOf(webhook).clientConfig)
    return referenceAt(object, service, '/spec/conversion/webhook/clientConfig/service')
  }),
]

function referenceAt(object: SourcedObject, service: unknown, pointer: string): readonly ServiceReference[] {
  const { name, namespace, port } = mappingOf(service)
  if (typeof name !== 'string') return []
  return [
    {
      object,
      pointer: `${pointer}/name`,
      name,
      namespace: stringOf(namespace) ?? '',
      port: typeof port === 'number' ? port : 443,
      portPointer: port === undefined ? pointer : `${pointer}/port`,
    },
  ]
}
