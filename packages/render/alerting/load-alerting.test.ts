import {
  type Alerting,
  type Finding,
  MappingReader,
  readYaml,
  reportInto,
  valueAt,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { readAlerting } from './load-alerting.ts'
import { fieldsWithFile, receiverKinds } from './receiver-fields.ts'
import { integrations } from './testing/integrations.ts'

function load(text: string): { alerting: Alerting | undefined; problems: readonly string[] } {
  const source = readYaml('environments/blue/environment.yaml', text) as YamlFile
  const findings: Finding[] = []
  const alerting = readAlerting(
    new MappingReader<'alerting'>(
      { source, path: [], codes: { invalid: 'invalid', unknownKey: 'unknown-key' }, report: reportInto(findings) },
      source.value as Record<string, unknown>,
    ),
  )
  const problems = findings.map(
    ({ message, remedy, place }) => `${place!.line}:${place!.column} ${message} ${remedy ?? ''}`,
  )
  return { alerting, problems }
}

/** The settings with one receiver of one kind. The integration is in line 4. */
const withIntegration = (kind: string, yaml: string): string =>
  `alerting:\n  receivers:\n    - name: a\n      ${kind}: [${yaml}]\n`

const values = (text: string): Alerting['values'] => {
  const { alerting, problems } = load(text)
  expect(problems).toEqual([])
  return alerting!.values
}

const receivers = `
  receivers:
    - {name: on-call, pagerduty_configs: [{routing_key: {key: pagerduty}}]}
    - {name: chat, slack_configs: [{channel: a, api_url: {key: slack-url}}]}
    - {name: heartbeat, webhook_configs: [{url: {key: heartbeat-url}}]}`
const complete = (rest: string): string => `alerting:${receivers}\n${rest}`

describe('the kinds of receivers', () => {
  it('are those of Alertmanager', () => expect(Object.keys(integrations)).toEqual([...receiverKinds.keys()].sort()))

  describe.each(Object.entries(integrations))('%s', (kind, { valid, files, invalid: [invalid, message] }) => {
    it('are accepted by Alertmanager, with files instead of secrets', () => {
      const { receivers: written } = values(withIntegration(kind, valid))
      const integration = valueAt(written, ['0', kind, '0'])
      expect(JSON.stringify(integration)).not.toContain('"key"')
      for (const file of files)
        expect(valueAt(integration, file.split('/'))).toMatch(
          /^\/etc\/alertmanager-secrets\/alertmanager-receivers\/[\w-]+$/,
        )
      expect(JSON.stringify(integration).match(/alertmanager-secrets/g) ?? []).toHaveLength(files.length)
    })

    it('are refused at their line without what they need', () => {
      const { problems } = load(withIntegration(kind, invalid))
      expect(problems).toEqual([expect.stringMatching(/^4:\d+ Alertmanager refuses this: /)])
      expect(problems[0]).toContain(message)
    })

    it('are refused with a field that they do not have', () => {
      expect(load(withIntegration(kind, '{no_such_field: 1}')).problems).toEqual([
        expect.stringMatching(/^4:\d+ Unknown field no_such_field\. /),
      ])
    })

    it('can have each of their secrets by reference', () => {
      for (const field of fieldsWithFile(receiverKinds.get(kind)!))
        expect(load(withIntegration(kind, `{${field}: {key: a}}`)).alerting!.values.receivers).toEqual([
          { name: 'a', [kind]: [{ [`${field}_file`]: '/etc/alertmanager-secrets/alertmanager-receivers/a' }] },
        ])
    })
  })
})

describe('routes', () => {
  it('compare severity, team and cluster', () => {
    const route =
      '{receiver: on-call, severity: [critical, page], team: a.b, cluster: [x.y], matchers: [b="c"], continue: true}'
    const { routes, receiver } = values(
      complete(`  routes: [${route}, {receiver: heartbeat, team: [a.b, c]}]\n  receiver: chat\n`),
    )
    expect(receiver).toBe('chat')
    expect(routes).toEqual([
      {
        receiver: 'on-call',
        matchers: ['severity=~"critical|page"', 'team="a.b"', 'cluster="x.y"', 'b="c"'],
        continue: true,
      },
      { receiver: 'heartbeat', matchers: ['team=~"a\\\\.b|c"'] },
    ])
  })

  it("go to the first receiver other than the dead man's switch by default", () => {
    expect(
      values(complete('  routes: [{receiver: chat, severity: warning}]\n  deadMansSwitch: heartbeat\n')),
    ).toMatchObject({
      receiver: 'on-call',
      deadMansSwitch: 'heartbeat',
    })
  })

  const others = '{receiver: chat, team: a}, {receiver: heartbeat, team: b}'
  it.each<[string, string, string]>([
    [
      'a receiver that does not exist',
      '{receiver: on-cal, severity: critical}',
      'There is no receiver "on-cal". Did you mean on-call?',
    ],
    [
      'no receiver',
      '{severity: critical}',
      'The route leads to no receiver. Add receiver, one of on-call, chat, heartbeat.',
    ],
    [
      'a nested route without a receiver',
      '{team: a, routes: [{severity: critical}]}',
      'The route leads to no receiver.',
    ],
    [
      'the environment',
      '{receiver: chat, environment: production}',
      'Unknown key environment. Write cluster, the label',
    ],
    [
      'another label',
      '{receiver: chat, namespace: a}',
      `Compare other labels with matchers: matchers: ['namespace="…"']`,
    ],
    ['a misspelled key', '{receiver: chat, severty: critical}', 'Unknown key severty. Did you mean severity?'],
    [
      'a number as a severity',
      '{receiver: chat, severity: 1}',
      'severity must be a string or a list of strings, not 1.',
    ],
    [
      'a wrong matcher',
      '{receiver: chat, matchers: [severity]}',
      'Alertmanager refuses this: bad matcher format: severity.',
    ],
    [
      'a wrong interval',
      '{receiver: chat, group_wait: soon}',
      'Alertmanager refuses this: not a valid duration string: "soon".',
    ],
    [
      'a time interval that does not exist',
      '{receiver: chat, mute_time_intervals: [nights]}',
      'undefined time interval "nights" used in route',
    ],
  ])('are refused with %s', (_, route, message) => {
    const { problems } = load(complete(`  routes: [${others}, ${route}]\n`))
    expect(problems.join('\n')).toContain(message)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^6:/)
  })

  it('can discard alerts', () =>
    expect(values(complete(`  routes: [${others}, {receiver: discard, severity: info}]\n`)).routes).toHaveLength(3))

  it('can inherit the receiver of the route above them', () =>
    expect(
      values(complete(`  routes: [${others}, {receiver: chat, team: c, routes: [{severity: info, group_wait: 1h}]}]\n`))
        .routes,
    ).toHaveLength(3))
})

describe('receivers', () => {
  it.each<[string, string, string]>([
    ['no name', '{slack_configs: [{api_url: {key: a}}]}', 'name is missing.'],
    ['no integration', '{name: b}', 'The receiver b notifies nobody: it has no integration.'],
    ['an empty list', '{name: b, slack_configs: []}', 'The receiver b notifies nobody'],
    ['an unknown kind', '{name: b, slak_configs: [{}]}', 'Unknown key slak_configs. Did you mean slack_configs?'],
    [
      'a kind without its suffix',
      '{name: b, slack: [{}]}',
      'Unknown key slack. Write slack_configs, with a list of mappings.',
    ],
    ['a mapping instead of a list', '{name: b, slack_configs: {channel: a}}', 'slack_configs must be a list'],
    ['the name of another receiver', '{name: a, slack_configs: [{api_url: {key: a}}]}', 'There are two receivers a.'],
    [
      'the name of the receiver that discards',
      '{name: discard, slack_configs: [{api_url: {key: a}}]}',
      'discard is the receiver of alerts that notify nobody.',
    ],
    [
      'no route',
      '{name: b, slack_configs: [{api_url: {key: a}}]}',
      'No alert reaches the receiver b: no route leads to it.',
    ],
    [
      'a key of the wrong type',
      '{name: a2, slack_configs: [{api_url: {key: 1}}]}',
      'key must be a key of the Secret, not 1.',
    ],
    [
      'a reference with another key',
      '{name: a2, slack_configs: [{api_url: {key: a, name: b}}]}',
      'Unknown key name. A reference to a Secret has the keys secret and key.',
    ],
    [
      'a reference without a key',
      '{name: a2, slack_configs: [{api_url: {secret: a}}]}',
      'key must be a key of the Secret',
    ],
    [
      'a reference in a field that is no secret',
      '{name: a2, slack_configs: [{channel: {key: a}, api_url: {key: a}}]}',
      'Alertmanager reads channel from its configuration only, and from no file. Fields that a Secret can have here: api_url, app_token.',
    ],
    [
      'a secret without a file',
      '{name: a2, sns_configs: [{topic_arn: a, sigv4: {secret_key: {key: a}}}]}',
      'give the ServiceAccount alertmanager a role of AWS',
    ],
  ])('are refused with %s', (_, receiver, message) => {
    const { problems } = load(
      `alerting:\n  receivers:\n    - {name: a, slack_configs: [{api_url: {key: a}}]}\n    - ${receiver}\n${receiver.includes('a2') ? '  routes: [{receiver: a2, team: a}]\n' : ''}`,
    )
    expect(problems.join('\n')).toContain(message)
    expect(problems.every((problem) => problem.startsWith('4:'))).toBe(true)
  })

  it.each<[string, string, string]>([
    [
      'incidentio_configs',
      '{url: "https://api.incident.io/v2/alert_events/http/A1"}',
      'without a token. Refer to a key of a Secret',
    ],
    [
      'jira_configs',
      '{project: OPS, issue_type: Bug, api_url: "https://example.atlassian.net"}',
      'without authentication.',
    ],
    [
      'email_configs',
      '{to: a@b.c, from: a@b.c, smarthost: "a.b:587", auth_username: a}',
      'auth_username is set without a password.',
    ],
  ])('are refused without the secret that Alertmanager does not require: %s', (kind, yaml, message) =>
    expect(load(withIntegration(kind, yaml)).problems).toEqual([
      expect.stringMatching(new RegExp(`^4:\\d+ .*${message}`)),
    ]),
  )

  it('can have their authentication in global', () =>
    expect(
      load(
        'alerting:\n  global: {http_config: {authorization: {credentials: {key: token}}}, smtp_auth_password: {key: smtp}}\n' +
          '  receivers: [{name: a, incidentio_configs: [{url: "https://a.b/c"}], email_configs: [{to: a@b.c, from: a@b.c, smarthost: "a.b:587", auth_username: a}]}]\n',
      ).problems,
    ).toEqual([]))

  it('are required', () =>
    expect(load('alerting: {}\n').problems).toEqual([expect.stringContaining('receivers is missing.')]))

  it('name the field for the secret that is missing', () => {
    expect(load(withIntegration('slack_configs', '{channel: a}')).problems).toEqual([
      expect.stringContaining('Refer to a key of a Secret, for example api_url: {key: api-url}'),
    ])
    expect(load(withIntegration('telegram_configs', '{chat_id: 42}')).problems).toEqual([
      expect.stringContaining('for example bot_token: {key: bot-token}'),
    ])
  })
})

describe('global', () => {
  it('can have the secrets of all receivers of a kind', () => {
    const { global } = values(
      'alerting:\n  global: {resolve_timeout: 10m, slack_api_url: {key: slack-url}, http_config: {proxy_url: "http://proxy.example.com:3128"}}\n  receivers: [{name: a, slack_configs: [{channel: a}]}]\n',
    )
    expect(global).toEqual({
      resolve_timeout: '10m',
      slack_api_url_file: '/etc/alertmanager-secrets/alertmanager-receivers/slack-url',
      http_config: { proxy_url: 'http://proxy.example.com:3128' },
    })
  })

  it('is refused with an unknown field at its line', () => {
    const { problems } = load(
      'alerting:\n  receivers: [{name: a, slack_configs: [{api_url: {key: a}}]}]\n  global:\n    resolve_timout: 5m\n',
    )
    expect(problems).toEqual(['4:5 Unknown field resolve_timout. Did you mean resolve_timeout?'])
  })
})

describe("the dead man's switch", () => {
  const routes = '  routes: [{receiver: chat, team: a}, {receiver: heartbeat, team: b}]\n'
  it.each<[string, string, string]>([
    [
      'does not exist',
      '  deadMansSwitch: heartbeet\n  routes: [{receiver: chat, team: a}, {receiver: heartbeat, team: b}]\n',
      'There is no receiver "heartbeet". Did you mean heartbeat?',
    ],
    ['also gets other alerts', `${routes}  deadMansSwitch: heartbeat\n`, 'heartbeat also receives other alerts'],
  ])('is refused if it %s', (_, lines, message) =>
    expect(load(complete(lines)).problems).toEqual([expect.stringContaining(message)]),
  )

  it('is refused if it is the only receiver', () =>
    expect(
      load('alerting:\n  receivers: [{name: a, slack_configs: [{api_url: {key: a}}]}]\n  deadMansSwitch: a\n').problems,
    ).toEqual([expect.stringContaining('so that alerts notify nobody')]))
})

describe('the Secrets', () => {
  const two = `alerting:
  receivers:
    - name: a
      slack_configs:
        - {channel: a, api_url: {key: slack-url}}
        - {channel: b, api_url: {secret: other, key: url}}
        - {channel: c, api_url: {key: slack-url}}
`
  const sealed = 'A'.repeat(400)

  it('are mounted with the keys that receivers read', () =>
    expect(values(two).secretSources).toEqual([
      {
        secret: {
          name: 'alertmanager-receivers',
          items: [{ key: 'slack-url', path: 'alertmanager-receivers/slack-url' }],
        },
      },
      { secret: { name: 'other', items: [{ key: 'url', path: 'other/url' }] } },
    ]))

  it('can have another name', () =>
    expect(values(`${two}  secrets: {provider: existing-secret, secret: mine}\n`).secretSources).toMatchObject([
      { secret: { name: 'mine' } },
      { secret: { name: 'other' } },
    ]))

  it('come from an entry of a secret store', () =>
    expect(
      values(`${two}  secrets: {provider: external-secret, secretStore: vault, secretKey: alertmanager/blue}\n`),
    ).toMatchObject({
      secretStore: 'vault',
      secretStoreKind: 'ClusterSecretStore',
      secretData: [{ secretKey: 'slack-url', remoteRef: { key: 'alertmanager/blue', property: 'slack-url' } }],
    }))

  it('come from sealed values', () =>
    expect(values(`${two}  secrets: {provider: sealed-secret, sealed: {slack-url: ${sealed}}}\n`).sealedData).toEqual({
      'slack-url': sealed,
    }))

  it.each<[string, string, string]>([
    ['an unknown provider', 'vault', 'There is no provider "vault" of the secrets of receivers.'],
    ['a misspelled provider', 'existing-secrets', 'Did you mean existing-secret?'],
    [
      'a field of another provider',
      '{provider: external-secret, sealed: {a: b}}',
      'external-secret has no field sealed.',
    ],
    ['no store', '{provider: external-secret, secretKey: a}', 'secretStore is missing.'],
    [
      'a key that is not sealed',
      `{provider: sealed-secret, sealed: {slack-ur: ${sealed}}}`,
      '5:39 There is no sealed value for the key slack-url. Did you mean slack-ur?',
    ],
    [
      'a sealed key that nothing reads',
      `{provider: sealed-secret, sealed: {slack-url: ${sealed}, b: ${sealed}}}`,
      'No receiver reads the sealed key b.',
    ],
    [
      'a value that is not sealed',
      '{provider: sealed-secret, sealed: {slack-url: hunter2}}',
      'slack-url must be the output of `kubeseal --raw`.',
    ],
  ])('are refused with %s', (_, secrets, message) => {
    const { problems } = load(`${two}  secrets: ${secrets}\n`)
    expect(problems.join('\n')).toContain(message)
    expect(problems.join('\n')).not.toContain('hunter2')
  })
})
