import catalogue from '@thanos-gitops/render/receiver-fields.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { fieldNamesAt, fieldsAt, withShared } from './read-fields.ts'

const namesOf = (fields: object): readonly string[] => Object.keys(fields).sort()

describe('receiver-fields.json', () => {
  it('has the fields of the version of Alertmanager in packages/program-verdict', () => {
    expect(namesOf(catalogue.receiver)).toEqual(fieldNamesAt(['receivers', 0]))
    expect(namesOf(catalogue.global)).toEqual(fieldNamesAt(['global']))
    expect(['routes', ...namesOf(catalogue.route)].sort()).toEqual(fieldNamesAt(['route']))
    expect(namesOf(catalogue.inhibit_rule)).toEqual(fieldNamesAt(['inhibit_rules', 0]))
  })

  it.each(Object.entries(catalogue.receiver).filter(([name]) => name.endsWith('_configs')))(
    'has the fields of %s',
    (kind, fields) => expect(namesOf(fields as object)).toEqual(fieldNamesAt(['receivers', 0, kind, 0])),
  )

  it('has the fields of shared mappings', () => {
    const http = ['receivers', 0, 'webhook_configs', 0, 'http_config']
    expect(namesOf(catalogue.shared.http_config)).toEqual(fieldNamesAt(http))
    expect(namesOf(catalogue.shared.basic_auth)).toEqual(fieldNamesAt([...http, 'basic_auth']))
    expect(namesOf(catalogue.shared.oauth2)).toEqual(fieldNamesAt([...http, 'oauth2']))
  })
})

describe('fieldsAt', () => {
  it('reads types, lists of mappings and mappings', () => {
    expect(fieldsAt(['receivers', 0, 'mattermost_configs', 0, 'fields', 0])).toEqual({
      short: 'bool',
      title: 'string',
      value: 'string',
    })
    expect(fieldsAt(['receivers', 0, 'pagerduty_configs', 0], ['http_config'])).toMatchObject({
      details: 'map',
      images: [{ alt: 'string', href: 'string', src: 'string' }],
      routing_key: 'config.plain',
    })
  })
})

describe('withShared', () => {
  it('replaces mappings that appear twice under one name', () => {
    const tls = { ca: 'string' }
    expect(withShared({ a: { tls, b: 'string' }, c: [{ tls }], d: { tls: { key: 'string' } } })).toEqual({
      fields: { a: { tls: '@tls', b: 'string' }, c: [{ tls: '@tls' }], d: { tls: { key: 'string' } } },
      shared: { tls },
    })
  })
})
