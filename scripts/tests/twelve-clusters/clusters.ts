// Twelve clusters in three regions and two sizes. Their layers are the files in layers/.

export interface Cluster {
  readonly name: string
  readonly region: 'eu' | 'us' | 'ap'
  readonly size: 'small' | 'large'
}

export const clusters: readonly Cluster[] = (['eu', 'us', 'ap'] as const).flatMap((region) =>
  [1, 2, 3, 4].map(
    (number): Cluster => ({ name: `${region}-${number}`, region, size: number === 1 ? 'large' : 'small' }),
  ),
)

const settings = ({ name, region, size }: Cluster): string => `# yaml-language-server: $schema=environment.schema.json
# ${region.toUpperCase()}: a ${size} cluster.
apiVersion: thanos-gitops/v1
kind: Environment
cluster: ${name}
kubernetesVersion: "1.36"
namespace: kube-monitor
delivery: argo-cd
layers: [common, ${region}, ${size}]
`

/** What the clusters have although no manifest creates it. */
const exceptions = ({ region }: Cluster): string => `external:
  - kind: StorageClass
    name: ${region === 'ap' ? 'gp3-encrypted' : 'gp3'}
    reason: The repository of the clusters creates it.
`

/** One cluster of each region has a patch of its own. */
const patches = ({ name }: Cluster): string | undefined =>
  name.endsWith('-2')
    ? `# yaml-language-server: $schema=../patches.schema.json
- target: {kind: Deployment, name: thanos-query}
  patch:
    - op: replace
      path: /spec/replicas
      value: 4
`
    : undefined

/** The files that people write for a cluster, by their paths in its folder. */
export function filesOf(cluster: Cluster): ReadonlyMap<string, string> {
  const own = patches(cluster)
  return new Map([
    ['environment.yaml', settings(cluster)],
    ['exceptions.yaml', exceptions(cluster)],
    ...(own === undefined ? [] : [['patches/replicas.yaml', own] as const]),
  ])
}
