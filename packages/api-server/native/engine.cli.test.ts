import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askApiServer } from '../ask.ts'
import type { Program } from '../program.ts'
import { configMap, requestsOf, set } from '../testing/objects.ts'
import { startNative } from './engine.ts'

const fakeProgram = (limit = 60_000, ...faults: readonly string[]): Program => ({
  kind: 'native',
  id: 'fake',
  start: async () =>
    startNative(process.execPath, {
      args: [join(import.meta.dirname, '../testing/fake-program.mjs'), ...faults],
      limit,
    }),
})

const ask = (names: readonly string[], program = fakeProgram()) =>
  askApiServer([{ set, requests: requestsOf(...names) }], { program })

describe('a native program', () => {
  it('gives a verdict for each object, in order, from several instances', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => (index % 10 === 0 ? `bad-${index}` : `good-${index}`))
    const { answers, judged } = await ask(names)
    expect(judged).toBe(1000)
    expect(answers).toMatchObject([
      {
        answers: names.map((name) =>
          name.startsWith('bad')
            ? { verdict: 'refused', message: `"${name}" is invalid`, causes: [{ field: 'metadata.name' }] }
            : { verdict: 'accepted' },
        ),
      },
    ])
  })

  it('reads and writes strings of any length and alphabet', async () => {
    const after = configMap('bad-name', { a: 'ä€𝄞\u2028"\\\n'.repeat(100_000) })
    const { answers } = await askApiServer([{ set, requests: [{ after }] }], { program: fakeProgram() })
    expect(answers).toMatchObject([{ answers: [{ message: '"bad-name" is invalid' }] }])
  })

  it('reports a panic for its object, and judges the others', async () => {
    const { answers } = await ask(['good', 'panic', 'bad'])
    expect(answers).toMatchObject([
      { answers: [{ verdict: 'accepted' }, { error: 'panic: nil pointer' }, { verdict: 'refused' }] },
    ])
  })

  it.each([
    ['crashes', ['good', 'crash', 'good'], fakeProgram(), 'ended with 2: panic: out of memory.'],
    ['does not answer', ['good', 'hang'], fakeProgram(1500), 'does not answer within 1.5 seconds.'],
    ['answers with other data', ['garbage'], fakeProgram(), 'gives no valid answer (unexpected answer not JSON).'],
    ['does not start', ['good'], fakeProgram(60_000, 'start'), 'ended with 1'],
  ])('fails if the program %s', async (_case, names, program, message) => {
    await expect(ask(names, program)).rejects.toMatchObject({
      name: 'Failure',
      findings: [
        {
          code: 'api-server-failed',
          message: expect.stringContaining(`The program that gives the API server's verdict ${message}`),
          remedy: expect.stringContaining('Run the command again.'),
        },
      ],
    })
  })

  it('fails if there is no such program', async () => {
    const program: Program = { kind: 'native', id: 'x', start: async () => startNative('/no/such/program') }
    await expect(ask(['good'], program)).rejects.toThrow('does not start: spawn /no/such/program ENOENT')
  })
})
