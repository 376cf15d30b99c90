/** The Kubernetes minor versions that an environment can have. Each has a file in `kubernetes/`; see README.md. */
export const kubernetesVersions = ['1.34', '1.35', '1.36', '1.37'] as const
export type KubernetesVersion = (typeof kubernetesVersions)[number]
