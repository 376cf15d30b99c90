import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rememberCredentials } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askApiServer } from './ask.ts'
import type { Program } from './program.ts'
import type { ObjectSet, VerdictRequest } from './protocol.ts'
import { configMap, requestsOf, set } from './testing/objects.ts'
import { WorkLimitExceeded } from './work-limit.ts'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'api-server '))
})
/** Of this checkout and of all. */
const cachedFiles = (): readonly string[] =>
  ['verdicts', 'shared'].flatMap((folder) => readdirSync(join(cache, folder)).map((name) => join(cache, folder, name)))
afterEach(() => rmSync(cache, { recursive: true }))

/** A program in this process that refuses ConfigMaps with data, and counts its starts. */
function countingProgram(id = 'one', added: object = {}): { readonly program: Program; readonly starts: () => number } {
  let starts = 0
  const answerTo = (line: string): unknown => {
    const request = JSON.parse(line)
    if (request.version) return { version: { kubernetes: ['1.36'], sources: 'v1.36.0' } }
    if (request.id === undefined) return { set: request.set }
    const data = Object.values((request.after.data ?? {}) as Record<string, string>)
    const refusal = { verdict: 'refused', message: `data: ${data.join()}`, causes: [] }
    const accepted = { verdict: 'accepted', ...(request.want && { stored: { ...request.after, ...added } }) }
    return { id: request.id, ...(data.length > 0 ? refusal : accepted) }
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

  it('uses the verdicts of other checkouts', async () => {
    const { program } = countingProgram()
    await ask(program, [invalid, ...requestsOf('b')])
    rmSync(join(cache, 'verdicts'), { recursive: true })
    const { answers, judged } = await ask(program, [invalid, ...requestsOf('b', 'c')])
    expect(judged).toBe(1)
    expect(answers).toMatchObject([
      { answers: [{ verdict: 'refused' }, { verdict: 'accepted' }, { verdict: 'accepted' }] },
    ])
  })

  it('does not use a verdict that is damaged', async () => {
    const { program } = countingProgram()
    await ask(program, [invalid, ...requestsOf('b')])
    for (const path of cachedFiles()) writeFileSync(path, readFileSync(path, 'utf8').replace('refused', 'accepted'))
    const { answers, judged } = await ask(program, [invalid, ...requestsOf('b')])
    expect(judged).toBe(1)
    expect(answers).toMatchObject([{ answers: [{ verdict: 'refused' }, { verdict: 'accepted' }] }])
  })

  it('keeps no verdict of an object that is not judged any more for the next run', async () => {
    const { program } = countingProgram()
    await ask(program, [invalid, ...requestsOf('b')])
    await ask(program, requestsOf('b'))
    const [own] = readdirSync(join(cache, 'verdicts'))
    expect(readFileSync(join(cache, 'verdicts', own!), 'utf8')).not.toContain('refused')
  })

  const deployment = (value: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: { template: { spec: { containers: [{ name: 'a', image: 'a', env: [{ name: 'PASSWORD', value }] }] } } },
  })

  it('keeps the stored form of an object', async () => {
    const { program } = countingProgram('one', { status: {} })
    const request: VerdictRequest = { after: deployment('$(OTHER)'), want: ['defaulted'] }
    const first = await ask(program, [request])
    const second = await ask(program, [request])
    expect(second.judged).toBe(0)
    expect(second.answers).toEqual(first.answers)
    expect(second.answers).toMatchObject([{ answers: [{ stored: { kind: 'Deployment', status: {} } }] }])
  })

  it('keeps only the order of the fields of an object that is stored as it is', async () => {
    const { program } = countingProgram()
    const after = { ...configMap('a'), binaryData: { b: 'aHVudGVyMg==', a: 'hunter2-hunter2' } }
    const request: VerdictRequest = { after, want: ['defaulted'] }
    await ask(program, [request])
    const { answers, judged } = await ask(program, [request])
    expect(judged).toBe(0)
    expect(JSON.stringify(answers)).toBe(JSON.stringify([{ answers: [{ verdict: 'accepted', stored: after }] }]))
    for (const file of cachedFiles()) expect(readFileSync(file, 'utf8')).not.toMatch(/hunter2|aHVudGVyMg/)
  })

  it.each([
    ['a ConfigMap', configMap('a')],
    ['a custom resource', { apiVersion: 'example.com/v1', kind: 'Store', metadata: { name: 'a' } }],
    ['a credential', deployment('hunter2-hunter2')],
  ])('keeps no stored form of %s to which the server adds something', async (_case, after) => {
    const { program } = countingProgram('one', { status: {} })
    const request: VerdictRequest = { after, want: ['defaulted'] }
    await ask(program, [request])
    expect((await ask(program, [request])).judged).toBe(1)
    expect(existsSync(join(cache, 'shared'))).toBe(false)
  })

  it('masks credentials in the answers and in the cache', async () => {
    rememberCredentials(['hunter2-hunter2'])
    const { program } = countingProgram()
    const { answers } = await ask(program, [{ after: configMap('a', { key: 'hunter2-hunter2' }) }])
    expect(answers).toMatchObject([{ answers: [{ message: 'data: (masked)' }] }])
    for (const file of cachedFiles()) expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
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

  it('judges equal objects of sets with equal objects once', async () => {
    const { program } = countingProgram()
    const named = (name: string, objects: ObjectSet['objects'] = []) => ({
      set: { ...set, name, objects },
      requests: [invalid],
    })
    const questions = [named('blue'), named('red'), named('green', [configMap('params')])]
    const { answers, judged } = await askApiServer(questions, { program, cache })
    expect(judged).toBe(2)
    expect(answers).toEqual(Array(3).fill({ answers: [expect.objectContaining({ message: 'data: value' })] }))
  })

  describe('with a limit', () => {
    // A ConfigMap has six values: itself, apiVersion, kind, metadata, name, data.
    const limits = { native: 12, module: 12 }
    const limited = (program: Program, requests: readonly VerdictRequest[]) =>
      askApiServer([{ set, requests, cache: 'validate blue' }], { program, cache, limits })

    it('does not start the program for more objects', async () => {
      const { program, starts } = countingProgram()
      const failure = await limited(program, requestsOf('a', 'b', 'c')).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(WorkLimitExceeded)
      expect((failure as WorkLimitExceeded).findings[0]!.message).toBe(
        '3 objects (18 values) need a verdict of the API server, but the native program judges at most 12 values in one call.',
      )
      expect(starts()).toBe(0)
    })

    it('does not count verdicts in the cache, nor equal objects', async () => {
      const { program } = countingProgram()
      await limited(program, requestsOf('a', 'b'))
      expect((await limited(program, requestsOf('a', 'b', 'c', 'd', 'd'))).judged).toBe(2)
    })

    it('counts long strings, old objects, and quotas for each object', async () => {
      const { program } = countingProgram()
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'a' } }
      const valuesOf = async (request: VerdictRequest, objects: ObjectSet['objects'] = []): Promise<string> => {
        const options = { program, cache, limits: { native: 0, module: 0 } }
        const asked = askApiServer([{ set: { ...set, objects }, requests: [request] }], options)
        return /\((\d+) values\)/.exec(await asked.then(String, String))![1]!
      }
      const after = configMap('a')
      expect(await valuesOf({ after })).toBe('6')
      expect(await valuesOf({ before: after, after })).toBe('12')
      expect(await valuesOf({ after }, [quota, quota])).toBe('10')
      expect(await valuesOf({ after: configMap('a', { long: 'a'.repeat(1100) }) })).toBe('9')
    })
  })
})
