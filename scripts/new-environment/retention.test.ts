import { describe, expect, it } from 'vitest'
import { chooseRetention, parseRetention, retentionIn, retentionNote, withRetention } from './retention.ts'

const settings = `cluster: a
objectStorage:
  provider: existing-secret
  bucket: blocks
# A month.
retention: 30d
components: []
`
const source = { title: 'staging', retention: '30d' }
const choice = { name: 'us-1', source, isCopy: true, option: undefined }

describe('chooseRetention', () => {
  it('keeps all blocks in a copy that nobody answers for', async () => {
    expect(await chooseRetention(choice)).toBe('0d')
  })

  it('asks in a terminal, and keeps all blocks without an answer', async () => {
    const questions: string[] = []
    const ask = async (question: string): Promise<string> => {
      questions.push(question)
      return ' 400d '
    }
    expect(await chooseRetention({ ...choice, ask })).toBe('400d')
    expect(questions[0]).toContain('staging: 30d.')
    expect(await chooseRetention({ ...choice, ask: async () => '' })).toBe('0d')
  })

  it('uses the option, and does not ask', async () => {
    const ask = async (): Promise<string> => Promise.reject(new Error('asked'))
    expect(await chooseRetention({ ...choice, option: '1y', ask })).toBe('1y')
  })

  it('uses the value of a template', async () => {
    expect(await chooseRetention({ ...choice, isCopy: false })).toBe('30d')
  })
})

it('reads one duration, or one for each resolution', () => {
  expect(parseRetention('--retention', '30d')).toBe('30d')
  expect(parseRetention('--retention', 'raw=30d,5m=180d,1h=2y')).toBe('{raw: 30d, 5m: 180d, 1h: 2y}')
})

it.each(['30', '', 'raw=30d', 'raw=30d,5m=180d,1h=x', 'raw=30d,5m=180d,2h=2y'])('refuses %j', (text) => {
  expect(() => parseRetention('--retention', text)).toThrow('is not a retention')
})

it('replaces the retention with its comment, or adds it after the object storage', () => {
  const [replaced, added] = [settings, settings.replace(/# A month[^]*30d\n/, '')].map((one) =>
    withRetention(one, '1y'),
  )
  expect(replaced).toBe(added)
  expect(replaced).toMatch(/bucket: blocks\n# How long .*\nretention: 1y\ncomponents/)
  expect(withRetention(settings, '30d')).toBe(settings)
})

it('reads the retention of an environment, or the default of its object storage', () => {
  expect(retentionIn(settings)).toBe('30d')
  expect(retentionIn('retention: {raw: 30d, 5m: 1y, 1h: 2y}')).toBe('{raw: 30d, 5m: 1y, 1h: 2y}')
  expect(retentionIn('objectStorage: {provider: existing-secret}')).toBe('0d')
  expect(retentionIn('objectStorage: rook')).toBe('90d')
  const layers: Readonly<Record<string, string>> = { eu: 'retention: 30d', large: 'retention: 1y' }
  expect(retentionIn('layers: [eu, large, us]', (layer) => layers[layer])).toBe('1y')
})

it('prints what is deleted', () => {
  expect(retentionNote(choice, '30d')).toContain('deletes blocks after 30d, also those that are in its bucket already')
  expect(retentionNote(choice, '0d')).toContain(
    'us-1 keeps all blocks (retention: 0d). staging deletes them after 30d.',
  )
})
