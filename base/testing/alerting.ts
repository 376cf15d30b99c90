// The lines of `environment.yaml` for the receivers of alerts, with each source of their Secrets.

// What `kubeseal --raw` prints is at least as long.
const sealed = 'A'.repeat(400)

const receivers = `
  receivers:
    - name: on-call
      pagerduty_configs: [{routing_key: {key: pagerduty}}]
    - name: chat
      slack_configs: [{channel: "#alerts", api_url: {key: slack-url}}]
    - name: heartbeat
      webhook_configs: [{url: {key: heartbeat-url}, send_resolved: false}]
  receiver: chat
  routes: [{receiver: on-call, severity: critical}]
  deadMansSwitch: heartbeat
`

export const alerting = {
  'existing-secret': `alerting:${receivers}`,
  'external-secret': `alerting:
  secrets: {provider: external-secret, secretStore: vault, secretKey: alertmanager}${receivers}`,
  'sealed-secret': `alerting:
  secrets:
    provider: sealed-secret
    sealed: {pagerduty: ${sealed}, slack-url: ${sealed}, heartbeat-url: ${sealed}}${receivers}`,
} as const

/** An environment without Alertmanager sends alerts to nobody. */
export const withoutAlerting = 'laptop: true\n'
