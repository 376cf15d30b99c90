// The receivers of the temporary clone: one kind for people by day, one for the night, and the dead man's switch. All are on this machine.

/** The Secret of the receivers: the name is the default of `alerting.secrets`. */
export const receiversSecret = 'alertmanager-receivers'

export const receiverPaths = { chat: '/chat', onCall: '/on-call', heartbeat: '/heartbeat' } as const

/** @param address of the receiver, without a path */
export const secretValues = (address: string): Readonly<Record<string, string>> => ({
  'slack-url': `${address}${receiverPaths.chat}`,
  pagerduty: 'not-a-real-key',
  'heartbeat-url': `${address}${receiverPaths.heartbeat}`,
})

/** `alerting` in environment.yaml: the receivers and routes of `production`, with PagerDuty's address replaced. */
export const alertingOf = (address: string) => ({
  receivers: [
    {
      name: 'on-call',
      pagerduty_configs: [{ routing_key: { key: 'pagerduty' }, url: `${address}${receiverPaths.onCall}` }],
    },
    { name: 'chat', slack_configs: [{ channel: '#monitoring', api_url: { key: 'slack-url' } }] },
    { name: 'heartbeat', webhook_configs: [{ url: { key: 'heartbeat-url' }, send_resolved: false }] },
  ],
  receiver: 'chat',
  routes: [{ receiver: 'on-call', severity: 'critical' }],
  deadMansSwitch: 'heartbeat',
})
