// The lines of `environment.yaml` for the password of Grafana, with each source of its Secret.

export const grafana = {
  'external-secret': `grafana:
  secrets: {provider: external-secret, secretStore: vault, secretKey: grafana/production}
`,
  // What `kubeseal --raw` prints is at least as long.
  'sealed-secret': `grafana:
  secrets: {provider: sealed-secret, sealed: {password: ${'A'.repeat(400)}}}
`,
} as const
