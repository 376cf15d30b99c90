// Who connects to whom in an environment: `packages/checks` derives it, pictures and tables show it.

/** The pods of an object, an object that leads requests to pods, or a server that the manifests do not contain. */
export interface TopologyNode {
  /** Unique in the topology, and the same at every render. */
  readonly id: string
  /** `workload`, `entry` for an Ingress or a route, `outside` for what is not in the manifests. */
  readonly type: 'workload' | 'entry' | 'outside'
  /** The kind of the object; absent for what is not in the manifests. */
  readonly kind?: string
  /** The name of the object, or `s3.example.com`, `API server`. */
  readonly name: string
  /** Absent for what is not in the manifests and for objects without a namespace. */
  readonly namespace?: string
  /** The number of pods, where the manifests set it. */
  readonly replicas?: number
}

/** Pods that connect to a port of other pods. */
export interface TopologyEdge {
  /** Ids of nodes. */
  readonly from: string
  readonly to: string
  /** The port of the destination's pods or of the server. Several if it is one of them; none if it is not known. */
  readonly ports: readonly number[]
  readonly transport: 'TCP' | 'UDP'
  /** What the program at the port understands: `gRPC`, `HTTP`, `memcached`. Absent if it is not known. */
  readonly protocol?: string
  /** A scrape of metrics, or any other connection. */
  readonly purpose: 'request' | 'scrape'
  /** What needs the connection: `the scrape job thanos in ConfigMap/prometheus`. */
  readonly requirements: readonly string[]
}

/** Both lists are sorted, so that equal manifests have equal topologies. */
export interface Topology {
  readonly nodes: readonly TopologyNode[]
  readonly edges: readonly TopologyEdge[]
}
