import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rememberCredentials } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askApiServer } from './ask.ts'
import type { Program } from './program.ts'
import type { ObjectSet, VerdictRequest } from './protocol.ts'
import { configMap, requestsOf, set } from './testing/objects.ts'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'api-server '))
})
afterEach(() => rmSync(cache, { recursive: true }))

/** A program in this process that refuses ConfigMaps with data, and counts its starts. */
function countingProgram(id = 'one'): { readonly program: Program; readonly starts: () => number } {
  let starts = 0
  const answerTo = (line: string): unknown => {
    const request = JSON.parse(line)
    if (request.version) return { version: { kubernetes: ['1.36'], sources: 'v1.36.0' } }
    if (request.id === undefined) return { set: request.set }
    const data = Object.values(request.after.data as Record<string, string>)
    const refusal = { verdict: 'refused', message: `data: ${data.join()}`, causes: [] }
    return { id: request.id, ...(data.length > 0 ? refusal : { verdict: 'accepted' }) }
  }
  const program: Program = {
    kind: 'native',
    id,
    async start() {
      starts++
      return { answers: async (lines) => lines.map((line) => JSON.stringify(answerTo(line))), close: async () => {} }
    },
  }
  return { program, starts: () => starts }
}

const ask = (program: Program, requests: readonly VerdictRequest[], one: ObjectSet = set) =>
  askApiServer([{ set: one, requests, cache: 'validate blue' }], { program, cache })

const invalid: VerdictRequest = { after: configMap('a', { key: 'value' }) }

describe('askApiServer', () => {
  it('does not start the program for objects that are unchanged', async () => {
    const { program, starts } = countingProgram()
    const first = await ask(program, [invalid, ...requestsOf('b', 'c')])
    const second = await ask(program, [invalid, ...requestsOf('c')])
    expect(first.answers).toMatchObject([
      { answers: [{ verdict: 'refused', message: 'data: value' }, { verdict: 'accepted' }, { verdict: 'accepted' }] },
    ])
    expect(second.answers).toEqual([
      { answers: [{ verdict: 'refused', message: 'data: value', causes: [] }, { verdict: 'accepted' }] },
    ])
    expect([first.judged, second.judged, starts()]).toEqual([3, 0, 1])
  })

  it('judges only what changed', async () => {
    const { program } = countingProgram()
    await ask(program, requestsOf('a', 'b'))
    const { answers, judged } = await ask(program, [...requestsOf('b'), invalid])
    expect(judged).toBe(1)
    expect(answers).toMatchObject([{ answers: [{ verdict: 'accepted' }, { verdict: 'refused' }] }])
  })

  it.each<[string, (id: string) => Program, ObjectSet]>([
    ['the program', () => countingProgram('two').program, set],
    ['an object of the set', (id) => countingProgram(id).program, { ...set, objects: [configMap('params')] }],
  ])('judges all objects again if %s differs', async (_case, other, changed) => {
    await ask(countingProgram('one').program, requestsOf('a', 'b'))
    expect((await ask(other('one'), requestsOf('a', 'b'), changed)).judged).toBe(2)
  })

  it('does not use a file of verdicts that is damaged', async () => {
    const { program } = countingProgram()
    await ask(program, [invalid, ...requestsOf('b')])
    const [file] = readdirSync(join(cache, 'verdicts'))
    const path = join(cache, 'verdicts', file!)
    writeFileSync(path, readFileSync(path, 'utf8').replace('refused', 'accepted'))
    const { answers, judged } = await ask(program, [invalid, ...requestsOf('b')])
    expect(judged).toBe(2)
    expect(answers).toMatchObject([{ answers: [{ verdict: 'refused' }, { verdict: 'accepted' }] }])
  })

  it('keeps no verdict of an object that is not judged any more', async () => {
    const { program } = countingProgram()
    await ask(program, [invalid, ...requestsOf('b')])
    await ask(program, requestsOf('b'))
    expect((await ask(program, [invalid, ...requestsOf('b')])).judged).toBe(1)
  })

  it('keeps no answer that contains an object', async () => {
    const { program } = countingProgram()
    const request: VerdictRequest = { after: configMap('a'), want: ['defaulted'] }
    await ask(program, [request])
    expect((await ask(program, [request])).judged).toBe(1)
  })

  it('masks credentials in the answers and in the cache', async () => {
    rememberCredentials(['hunter2-hunter2'])
    const { program } = countingProgram()
    const { answers } = await ask(program, [{ after: configMap('a', { key: 'hunter2-hunter2' }) }])
    expect(answers).toMatchObject([{ answers: [{ message: 'data: (masked)' }] }])
    const [file] = readdirSync(join(cache, 'verdicts'))
    expect(readFileSync(join(cache, 'verdicts', file!), 'utf8')).not.toContain('hunter2')
  })

  it('returns the versions that the program has if it does not have that of the set', async () => {
    const { program } = countingProgram()
    const { answers } = await ask(program, requestsOf('a'), { ...set, kubernetesVersion: '1.30' })
    expect(answers).toEqual([{ supported: ['1.36'] }])
  })

  it('fails if the program refuses a set', async () => {
    const program: Program = {
      ...countingProgram().program,
      start: async () => ({
        answers: async ([line = '']) => [
          line.includes('version"')
            ? '{"version":{"kubernetes":["1.36"],"sources":"v1"}}'
            : '{"set":"blue","error":"two CRDs"}',
        ],
        close: async () => {},
      }),
    }
    await expect(ask(program, requestsOf('a'))).rejects.toThrow('gives no valid answer (two CRDs)')
  })
})
