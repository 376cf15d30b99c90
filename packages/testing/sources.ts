/** The content of a `base/index.ts` with one required component, and no other. */
export const baseSource = (component: string, objects: readonly object[]): string => `export const base = {
  required: [{ name: '${component}', objects: ${JSON.stringify(objects)} }],
  optional: [],
  objectStorage: { rook: { name: 'rook-bucket', objects: [] } },
}
`

/** The content of an `environment.yaml` for such a base. */
export const environmentSource = (cluster: string): string => `apiVersion: thanos-gitops/v1
kind: Environment
cluster: ${cluster}
kubernetesVersion: "1.36"
namespace: shop
delivery: flux
objectStorage: rook
`
