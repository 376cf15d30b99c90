// The values of options, and what becomes of them.
import { describe, expect, it } from 'vitest'
import { overridesFor, readMirror } from './mirror.ts'
import { chooseObjectStorage } from './object-storage.ts'
import { readOwners, withOwners } from './owners.ts'
import { chooseReceiver, secretKeysOf } from './receiver.ts'

const noTerminal = (options: Readonly<Record<string, unknown>>) => ({ options, ask: undefined })

describe('the receiver', () => {
  it.each([
    [
      'slack',
      ['channel=#alerts', 'send_resolved=true'],
      { channel: '#alerts', send_resolved: true, api_url: { key: 'slack-api-url' } },
    ],
    ['pagerduty', undefined, { routing_key: { key: 'pagerduty-routing-key' } }],
    ['telegram', ['chat_id=-42'], { chat_id: -42, bot_token: { key: 'telegram-bot-token' } }],
    [
      'webex',
      ['room_id=a', 'http_config.authorization.credentials=key:webex'],
      { room_id: 'a', http_config: { authorization: { credentials: { key: 'webex' } } } },
    ],
    [
      'wechat',
      ['corp_id=ww0', 'agent_id=1000002', 'to_party=2'],
      { corp_id: 'ww0', agent_id: '1000002', to_party: '2', api_secret: { key: 'wechat-api-secret' } },
    ],
  ])('%s with %j has the fields and the references that it needs', async (receiver, fields, integration) => {
    expect(await chooseReceiver(noTerminal({ receiver, 'receiver-fields': fields }))).toEqual({
      kind: `${receiver}_configs`,
      integration,
    })
  })

  it.each([
    ['slak', undefined, 'Alertmanager has no receiver slak. Did you mean slack?'],
    ['slack', ['channel'], '--receiver-fields: "channel" is not a field and its value.'],
    ['slack', ['chanel=#a'], '--receiver slack: Unknown field chanel. Did you mean channel?'],
    ['victorops', undefined, '--receiver victorops: Alertmanager refuses this: missing Routing key'],
  ])('%s with %j is refused', async (receiver, fields, message) => {
    const chosen = chooseReceiver(noTerminal({ receiver, 'receiver-fields': fields }))
    await expect(
      chosen.catch((error: { findings: { message: string; remedy: string }[] }) =>
        Promise.reject(new Error(error.findings.map((one) => `${one.message} ${one.remedy}`).join(' '))),
      ),
    ).rejects.toThrow(message)
  })

  it('has the keys of its Secret', () => {
    expect(secretKeysOf({ a: [{ b: { key: 'x' } }, { c: { d: { key: 'y' } } }], e: 1 })).toEqual(['x', 'y'])
  })
})

describe('the object storage', () => {
  it('has the fields that its options set', async () => {
    const options = {
      'object-storage': 'workload-identity',
      bucket: 'blocks',
      region: 'eu-1',
      'role-arn': 'arn:aws:iam::123456789012:role/a',
    }
    expect(await chooseObjectStorage(noTerminal(options))).toEqual({
      provider: 'workload-identity',
      fields: { bucket: 'blocks', region: 'eu-1', roleArn: 'arn:aws:iam::123456789012:role/a' },
    })
    expect(await chooseObjectStorage(noTerminal({ 'object-storage': 'rook' }))).toEqual({
      provider: 'rook',
      fields: {},
    })
  })

  it.each([
    [
      { 'object-storage': 'external-secret', bucket: 'blocks' },
      '--object-storage external-secret needs --endpoint, --secret-store, --secret-key.',
    ],
    [
      { 'object-storage': 'existing-secret', 'bucket-type': 'azure', bucket: 'blocks' },
      '--object-storage existing-secret --bucket-type azure needs --storage-account.',
    ],
    [
      { 'object-storage': 'workload-identity', bucket: 'blocks', region: 'eu-1' },
      '--object-storage workload-identity needs --role-arn.',
    ],
    [
      { 'object-storage': 'workload-identity', 'bucket-type': 'gcs', bucket: 'blocks', 'bucket-secret': 'a' },
      '--object-storage workload-identity --bucket-type gcs has no --bucket-secret.',
    ],
    [{ 'object-storage': 'rook', 'role-arn': 'x' }, '--object-storage rook has no --role-arn.'],
    [{ 'object-storage': 'existing-secret', bucket: 'B', endpoint: 'a' }, '--bucket: "B" is not a bucket name'],
    [{ 'object-storage': 'seaweedfs' }, '--object-storage: There is no provider seaweedfs.'],
  ])('%j is refused', async (options, message) => {
    await expect(chooseObjectStorage(noTerminal(options))).rejects.toThrow(message)
  })

  it('is asked for field by field', async () => {
    const answers = ['existing-secret', 'blocks', 's3.example.com']
    const asked: string[] = []
    const ask = async (question: string): Promise<string> => {
      asked.push(question)
      return answers.shift()!
    }
    expect(await chooseObjectStorage({ options: {}, ask })).toMatchObject({
      fields: { bucket: 'blocks', endpoint: 's3.example.com' },
    })
    expect(asked).toHaveLength(3)
  })
})

describe('a mirror', () => {
  const images = ['docker.io/grafana/grafana', 'quay.io/thanos/thanos']
  const names = (text: string) => overridesFor(readMirror(text), images).map(({ newName }) => newName)

  it('has all images by the last part of their name, or those of a registry by their path', () => {
    expect(names('m.example.com:5000/a')).toEqual(['m.example.com:5000/a/grafana', 'm.example.com:5000/a/thanos'])
    expect(names('quay.io=m.example.com/q')).toEqual(['m.example.com/q/thanos/thanos'])
    expect(names('quay.io=m.example.com/q,m.example.com')).toEqual([
      'm.example.com/grafana',
      'm.example.com/q/thanos/thanos',
    ])
    expect(names('')).toEqual([])
  })

  it.each([
    ['https://m.example.com', 'is not the address of a registry'],
    ['quay.oi=m.example.com', 'No image of the environment comes from quay.oi.'],
  ])('%s is refused', (text, message) => {
    expect(() => names(text)).toThrow(message)
  })
})

describe('the owners', () => {
  it('replace the teams of the examples, and keep other lines', () => {
    const content =
      '# Teams\n* @platform\n/environments/ @monitoring @on-call\n/environments/staging/ @monitoring\n/docs/ @writers\n'
    expect(withOwners(content, { all: ['@a/b', 'c@example.com'], environments: ['@d'] }, ['staging'])).toBe(
      '# Teams\n* @a/b c@example.com\n/environments/ @d\n/docs/ @writers\n',
    )
  })

  it.each(['platform', '', '@a/b,c', '@'])('%j is refused', (text) => {
    expect(() => readOwners('owners', text)).toThrow('is not an owner')
  })
})
