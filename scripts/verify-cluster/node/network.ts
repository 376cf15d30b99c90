/** The addresses of the node. All but the first two exist only in its network namespace. */
export const network = {
  /** This machine, for the node. */
  gateway: '10.240.0.1',
  node: '10.240.0.2',
  /** The network of the two. */
  link: '10.240.0.0/24',
  pods: '10.244.0.0/16',
  nodePods: '10.244.0.0/24',
  services: '10.96.0.0/16',
  apiService: '10.96.0.1',
  dns: '10.96.0.10',
} as const

export const nodeName = 'verify'

export const apiAddress = `https://${network.node}:6443`
