// The lines of `environment.yaml` for everything about queries that is a setting.

export const queries = `query:
  engine: thanos
  autoscaling: {min: 3, max: 10, cpu: 80}
queryFrontend:
  verticalShards: 4
  autoscaling: {max: 6}
tracing: {endpoint: "https://traces.example.com:4318", sampling: 0.01}
requestLogging: queries
`
