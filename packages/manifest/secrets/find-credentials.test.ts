import { describe, expect, it } from 'vitest'
import { findCredentials } from './index.ts'

// Composed, so that scanners of this repository do not report them.
const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7b'
const of = (length: number): string => letters.repeat(6).slice(0, length)
const upper = (length: number): string => 'A3B5C7D9E2F4G6H8'.repeat(6).slice(0, length)

const whatIn = (value: unknown): readonly string[] => findCredentials(value).map(({ what }) => what)

describe('findCredentials', () => {
  it.each([
    ['a GitHub token', `ghp${'_'}${of(36)}`],
    ['a GitHub token', `gho${'_'}${of(36)}`],
    ['a GitHub token', `github${'_pat_'}${of(22)}_${of(59)}`],
    ['a GitLab token', `glpat${'-'}${of(20)}`],
    ['an AWS access key', `AKIA${upper(16)}`],
    ['a Slack token', `xoxb${'-'}1234567890-${of(24)}`],
    ['a Slack webhook', `https://hooks.slack.com/${'services'}/T0A1B2C3D/B4E5F6G7H/${of(24)}`],
    ['a Google API key', `AIza${of(35)}`],
    ['a private key', `{"type": "service_account", "private_key": "-----BEGIN ${'PRIVATE'} KEY-----\\nMIIE\\n"}`],
    ['a private key', `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----`],
    ['a Stripe key', `sk_${'live'}_${of(24)}`],
    ['an npm token', `npm${'_'}${of(36)}`],
    ['a signed JSON Web Token', `eyJ${of(20)}.eyJ${of(40)}.${of(43)}`],
    ['a Telegram token', `123456789:AA${of(33)}`],
    ['an age key', `AGE-SECRET-KEY-1${upper(58)}`],
    ['an Azure account key', `AccountName=a;AccountKey=${of(60)}==`],
    ['an Azure shared access signature', `https://a.blob.core.windows.net/b?sv=2024&sig=${of(43)}%3D`],
    ['a password in an address', 'redis://:hunter2@cache:6379/0'],
    ['a password in an address', 'https://user:a/b+c@example.com/path'],
    [
      'a credential of the header Authorization',
      `Authorization: Basic ${Buffer.from('user:hunter2').toString('base64')}`,
    ],
    ['a credential of the header Authorization', 'Authorization: Bearer hunter2hunter2'],
    ['the value of password', '--web.password=hunter2'.replace('web.', '')],
    ['the value of secret_key', 'type: S3\nconfig:\n  secret_key: hunter2\n'],
    ['the value of password', '{"basic_auth":{"username":"u","password":"hunter2"}}'],
    ['the value of credentials', 'authorization:\n  credentials: |\n    hunter2\n'],
  ])('finds %s in a string', (what, text) => expect(whatIn({ metadata: { annotations: { a: text } } })).toEqual([what]))

  it.each<[string, unknown, readonly (string | number)[]]>([
    ['a password', { basic_auth: { username: 'u', password: 'hunter2' } }, ['basic_auth', 'password']],
    ['a number', { password: 12345 }, ['password']],
    ['a value that is not sealed', { sealed: { 'routing-key': 'hunter2' } }, ['sealed', 'routing-key']],
    ['a routing key', { pagerduty_configs: [{ routing_key: 'abc' }] }, ['pagerduty_configs', 0, 'routing_key']],
    [
      'the address of a webhook',
      { msteams_configs: [{ webhook_url: `https://example.com/hook/${of(30)}` }] },
      ['msteams_configs', 0, 'webhook_url'],
    ],
    ['a header', { http_headers: { 'X-Key': { secrets: ['hunter2'] } } }, ['http_headers', 'X-Key', 'secrets', 0]],
    ['a variable', { env: [{ name: 'ADMIN_PASSWORD', value: 'hunter2' }] }, ['env', 0, 'value']],
    ['an argument in two parts', { args: ['--password', 'hunter2'] }, ['args', 1]],
    ['stringData', { apiVersion: 'v1', kind: 'Secret', stringData: { a: 'b' } }, ['stringData', 'a']],
    ['data', { apiVersion: 'v1', kind: 'Secret', data: { a: 'Yg==' } }, ['data', 'a']],
    ['a patch of a field', { op: 'replace', path: '/data/a.yaml/basic_auth/password', value: 'hunter2' }, ['value']],
    [
      'a patch of a variable',
      { op: 'add', path: '/spec/containers/0/env/[name=API_TOKEN]/value', value: 'hunter2' },
      ['value'],
    ],
    [
      'a patch of a Secret',
      { target: { kind: 'Secret', name: 'a' }, patch: [{ op: 'add', path: '/stringData/a', value: 'b' }] },
      ['patch', 0, 'value'],
    ],
    ['a secret key of AWS', { note: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEX4MPL3K3Y' }, ['note']],
    [
      'a key in base64',
      { binaryData: { a: Buffer.from(`-----BEGIN ${'PRIVATE'} KEY-----\nMIIE`).toString('base64') } },
      ['binaryData', 'a'],
    ],
    ['an access key in the place of a name', { secretKey: `${of(13)}/K7${of(22)}` }, ['secretKey']],
  ])('finds %s', (_, value, steps) => expect(findCredentials(value).map((one) => one.steps)).toEqual([steps]))

  it.each<[string, unknown]>([
    ['sealed settings', { sealedSecretAccessKey: of(160) + of(160) }],
    ['sealed values by key', { sealed: { 'pagerduty-routing-key': of(160) + of(160) } }],
    ['the routing key of VictorOps', { victorops_configs: [{ routing_key: 'Team-A' }] }],
    [
      'a public certificate in base64',
      { caBundle: Buffer.from('-----BEGIN CERTIFICATE-----\nMIIE').toString('base64') },
    ],
    ['a long name', { alert: 'PrometheusRemoteWriteDesiredShards5mHigh1' }],
    ['empty values', { password: '', token: null }],
    ['variables', { password: '$(PASSWORD)', secret_key: '${SECRET_KEY}', url: 'https://u:$(PASSWORD)@a.b' }],
    ['variables in arguments', { args: ['--oidc.client-secret=$(CLIENT_SECRET)', '-cookie-secret=${COOKIE_SECRET}'] }],
    ['a commit', { labels: { 'app.kubernetes.io/version': '9aada65247a07782465beb500323a0e18d7e3d05' } }],
    ['placeholders', { password: '<password>', api_key: 'xxxx', slack_api_url: '<secret>' }],
    ['files', { password_file: '/etc/a', credentials_file: '/etc/b', args: ['--tls-private-key-file=/a/b'] }],
    ['references', { passwordSecretRef: { name: 'a', key: 'password' }, secretName: 'a', existingSecret: 'thanos' }],
    ['names of Secrets and their keys', { secret: 'thanos-gitops', secretKey: 'objstore.yml', token: 'api-token' }],
    ['paths in variables', { env: [{ name: 'TOKEN', value: '/var/run/token' }] }],
    ['sealed values', { apiVersion: 'v1', kind: 'SealedSecret', spec: { encryptedData: { password: of(600) } } }],
    [
      'encrypted values',
      { apiVersion: 'v1', kind: 'Secret', data: { a: 'ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]' } },
    ],
    ['images with a port and a digest', { image: 'registry.example.com:5000/a@sha256:0123' }],
    ['addresses', { url: 'http://a.b:9093/x@y', ssh: 'ssh://git@github.com/a/b', http: 'http://[::1]:9090/@a' }],
    ['prose', { summary: 'Basic authentication: use the Bearer token of the Secret; password is rotated.' }],
    ['expressions', { expr: 'sum(rate(tokens_total{token="a"}[5m])) by (secret)' }],
    ['an address of a webhook in the cluster', { api_url: 'http://relay.monitoring.svc:8080/slack' }],
    ['public certificates', { ca: '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----' }],
    ['digests', { checksum: '0123456789abcdef'.repeat(4) }],
  ])('accepts %s', (_, value) => expect(whatIn(value)).toEqual([]))

  it('accepts a configuration file without credentials in a Secret where the caller allows it', () => {
    const secret = (text: string) => ({ apiVersion: 'v1', kind: 'Secret', stringData: { 'a.yaml': text } })
    const found = (text: string) => findCredentials(secret(text), { allowsSecretDocuments: true }).length
    expect(found('route:\n  receiver: default\n')).toBe(0)
    expect(found('receivers:\n- slack_configs:\n  - password: hunter2\n')).toBe(1)
    expect(whatIn(secret('route:\n  receiver: default\n'))).toEqual(['an entry of a Secret'])
  })

  describe('with an earlier value', () => {
    const stepsIn = (value: unknown, before: unknown) => findCredentials(value, { before }).map(({ steps }) => steps)

    it('leaves out what has not changed', () => {
      const before = { env: [{ name: 'ADMIN_PASSWORD', value: 'hunter2' }], args: ['--password', 'hunter2'], a: 1 }
      expect(stepsIn({ ...before, a: 2 }, before)).toEqual([])
    })

    it.each([
      [
        'the name of a variable',
        { env: [{ name: 'ADMIN_USER', value: 'hunter2' }] },
        { env: [{ name: 'ADMIN_PASSWORD', value: 'hunter2' }] },
        ['env', 0, 'value'],
      ],
      ['a flag', { args: ['--user', 'hunter2'] }, { args: ['--password', 'hunter2'] }, ['args', 1]],
      [
        'the kind of an object',
        { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'Yg==' } },
        { apiVersion: 'v1', kind: 'Secret', data: { a: 'Yg==' } },
        ['data', 'a'],
      ],
    ])('finds a value that becomes a credential with %s', (_, before, after, steps) => {
      expect(stepsIn(after, before)).toEqual([steps])
    })
  })
})
