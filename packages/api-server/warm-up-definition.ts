/** A small definition with a CEL rule. */
export const warmUpDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'warmups.example.com' },
  spec: {
    group: 'example.com',
    names: { kind: 'WarmUp', listKind: 'WarmUpList', plural: 'warmups', singular: 'warmup' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-validations': [{ rule: 'has(self.metadata.name)' }] },
        },
        served: true,
        storage: true,
      },
    ],
  },
}
