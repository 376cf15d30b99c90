// The lines of `environment.yaml` for everything about queries that is a setting.

export const queries = `query:
  engine: thanos
  autoscaling: {min: 3, max: 10, cpu: 80}
  remote:
    - address: thanos-query.eu-1.example.com:10901
    - {address: edge.us-1.example.com:443, serverName: thanos-query.us-1.example.com}
  grpcFrom: [10.20.0.0/16]
queryFrontend:
  verticalShards: 4
  autoscaling: {max: 6}
tracing: {endpoint: "https://traces.example.com:4318", sampling: 0.01}
requestLogging: queries
`

/** Recommendations, and requests that the autoscalers change. */
export const verticalPodAutoscalers = {
  recommends: 'verticalPodAutoscalers: {updateMode: "Off"}\n',
  changes: 'verticalPodAutoscalers: {updateMode: Recreate, maxAllowed: {cpu: "4"}}\n',
  'changes-cpu': 'verticalPodAutoscalers: {updateMode: Initial, controlledResources: [cpu], maxAllowed: {cpu: "4"}}\n',
} as const

/** Both autoscalers by KEDA. */
export const keda = `query:
  autoscaling: {by: keda, min: 3, max: 10, queries: 8}
queryFrontend:
  autoscaling: {by: keda, max: 6}
`
