/** The programs whose flags are in the catalogue. */
export const cataloguedPrograms = ['thanos', 'prometheus', 'alertmanager', 'memcached'] as const
export type CataloguedProgram = (typeof cataloguedPrograms)[number]

export const isCatalogued = (name: string): name is CataloguedProgram =>
  (cataloguedPrograms as readonly string[]).includes(name)

/** Programs without a catalogue of flags that often run in such a stack, by the name of their image or executable. */
export const otherPrograms: readonly string[] = [
  'alpine',
  'blackbox-exporter',
  'busybox',
  'configmap-reload',
  'curl',
  'envoy',
  'grafana',
  'k8s-sidecar',
  'kube-rbac-proxy',
  'kube-state-metrics',
  'kubectl',
  'memcached-exporter',
  'minio',
  'nginx',
  'node-exporter',
  'oauth2-proxy',
  'prometheus-config-reloader',
  'prometheus-operator',
  'pushgateway',
  'redis',
  'redis-exporter',
  'seaweedfs',
  'thanos-operator',
  'thanos-receive-controller',
  'valkey',
]

/** Other names of executables and images of the same programs. */
export const aliases: Readonly<Record<string, string>> = {
  'grafana-server': 'grafana',
  'redis-server': 'redis',
  'valkey-server': 'valkey',
  weed: 'seaweedfs',
}

/** Shells: the process that they start is not visible in the manifest. */
export const shells: readonly string[] = ['ash', 'bash', 'busybox', 'dash', 'ksh', 'sh', 'zsh']

/** Programs that only start another one, as process 1 of a container: `tini -g -- thanos query`. */
export const initPrograms: readonly string[] = ['catatonit', 'docker-init', 'dumb-init', 'tini', 'tini-static']
