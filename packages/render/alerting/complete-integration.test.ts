import { isObject } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { completeIntegration } from './complete-integration.ts'
import { type Fields, receiverKinds } from './receiver-fields.ts'
import { integrations } from './testing/integrations.ts'

describe('completeIntegration', () => {
  it.each<[kind: string, given: string, added: Fields]>([
    ['slack', '{channel: "#alerts"}', { api_url: { key: 'slack-api-url' } }],
    ['pagerduty', '{}', { routing_key: { key: 'pagerduty-routing-key' } }],
    ['pushover', '{}', { token: { key: 'pushover-token' }, user_key: { key: 'pushover-user-key' } }],
    ['telegram', '{chat_id: 42}', { bot_token: { key: 'telegram-bot-token' } }],
    ['incidentio', '{url: "https://example.com/a"}', { alert_source_token: { key: 'incidentio-alert-source-token' } }],
    ['email', '{to: a@example.com, from: b@example.com, smarthost: "smtp.example.com:587"}', {}],
    ['slack', '{channel: "#alerts", api_url: {key: mine}}', {}],
  ])('adds the secrets that %s needs to %s, and no other', (kind, given, added) => {
    const integration = parse(given) as Fields
    expect(completeIntegration(`${kind}_configs`, integration)).toEqual({ ...integration, ...added })
  })

  it.each([...receiverKinds.keys()])('completes %s without its secrets', (kind) => {
    const valid = parse(integrations[kind]!.valid) as Fields
    const given = Object.fromEntries(Object.entries(valid).filter(([, value]) => !isReference(value)))
    const complete = completeIntegration(kind, given)
    expect(complete).not.toBeInstanceOf(Array)
    expect(Object.keys(complete).toSorted()).toEqual(Object.keys(valid).toSorted())
  })

  it('returns what Alertmanager refuses with every secret', () => {
    expect(completeIntegration('victorops_configs', {})).toMatchObject([
      { message: expect.stringContaining('missing Routing key') as unknown },
    ])
  })
})

const isReference = (value: unknown): boolean => isObject(value) && Object.hasOwn(value, 'key')
