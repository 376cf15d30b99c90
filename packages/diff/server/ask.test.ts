import type { Engine, Program } from '@thanos-gitops/api-server'
import { Failure } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { configMap, sourced } from '../testing/objects.ts'
import { type Comparison, diffWithServer } from './ask.ts'

/** A program that answers each line with the given function. */
const programOf = (answer: (request: Record<string, unknown>) => object): Program => ({
  kind: 'native',
  id: 'test',
  start: async (): Promise<Engine> => ({
    answers: async (lines) => lines.map((line) => JSON.stringify(answer(JSON.parse(line) as Record<string, unknown>))),
    close: async () => {},
  }),
})

const answering = (verdict: object): Program =>
  programOf((request) => {
    if (request.version === true) return { version: { kubernetes: ['1.36', '1.37'], sources: 'v1.37.2' } }
    return 'objects' in request ? { set: request.set } : { id: request.id, ...verdict }
  })

const changed = (name: string): Comparison => ({
  name,
  before: [sourced(configMap({ a: '1' }))],
  after: [sourced(configMap({ a: '2' }))],
})
const same = [sourced(configMap({ a: '1' }))]

describe('diffWithServer', () => {
  it('does not start the program if nothing changes', async () => {
    let starts = 0
    const program: Program = {
      kind: 'native',
      id: 'test',
      start: () => {
        starts += 1
        return Promise.reject(new Error('started'))
      },
    }
    const [found] = await diffWithServer([{ name: 'blue', before: same, after: same }], { program })
    expect(found).toMatchObject({ objects: [], findings: [] })
    expect(starts).toBe(0)
  })

  it('starts the program once for all comparisons', async () => {
    let starts = 0
    const { start, ...rest } = answering({ verdict: 'accepted' })
    const program: Program = {
      ...rest,
      start: () => {
        starts += 1
        return start()
      },
    }
    const found = await diffWithServer(
      [changed('blue'), { name: 'red', before: same, after: same }, changed('green')],
      {
        program,
      },
    )
    expect(found.map(({ objects }) => objects.length)).toEqual([1, 0, 1])
    expect(starts).toBe(1)
  })

  it('fails if the program gives no valid answer', async () => {
    await expect(diffWithServer([changed('blue')], { program: programOf(() => ({})) })).rejects.toThrow(Failure)
  })

  it('fails if there is no program', async () => {
    const missing = { sources: import.meta.dirname, module: import.meta.dirname, cache: import.meta.dirname }
    const failure = await diffWithServer([changed('blue')], missing).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(Failure)
    expect((failure as Failure).findings[0]!.remedy).toContain('npm run tools -- api-server')
  })

  it('reports an object on which the code of Kubernetes gives no verdict', async () => {
    const [found] = await diffWithServer([changed('blue')], { program: answering({ error: 'panic: nil map' }) })
    expect(found!.findings).toMatchObject([
      { code: 'api-server-failed', severity: 'error', message: expect.stringContaining('ConfigMap/web') as unknown },
    ])
    expect(found!.objects).toMatchObject([{ kind: 'ConfigMap', class: 'in-place' }])
  })

  it('uses the verdicts of the nearest version, and warns', async () => {
    const [found] = await diffWithServer([{ ...changed('blue'), kubernetesVersion: '1.34' }], {
      program: answering({ verdict: 'accepted' }),
    })
    expect(found!.findings).toMatchObject([
      { code: 'api-server-version', message: expect.stringContaining('1.36, not of 1.34') as unknown },
    ])
  })

  it('classifies a change that the server does not store as none', async () => {
    const [found] = await diffWithServer([changed('blue')], {
      program: answering({ verdict: 'accepted', objectChanged: false, templateChanged: false }),
    })
    expect(found!.objects[0]!.class).toBe('none')
  })

  it('reports once that the objects exceed the limit, and classifies them without verdicts', async () => {
    const options = { program: answering({ verdict: 'refused', message: 'no' }), limits: { native: 10, module: 10 } }
    const found = await diffWithServer(
      [{ name: 'red', before: same, after: same }, changed('blue'), { ...changed('green'), kubernetesVersion: '1.36' }],
      options,
    )
    expect(found.map(({ findings }) => findings.map(({ code, severity }) => [code, severity]))).toEqual([
      [],
      [['api-server-limit', 'error']],
      [],
    ])
    expect(found[1]!.findings[0]).toMatchObject({
      message: expect.stringContaining('2 objects') as unknown,
      remedy: expect.stringContaining('--all-verdicts') as unknown,
    })
    expect(found.map(({ objects }) => objects.map((object) => object.class))).toEqual([[], ['in-place'], ['in-place']])
  })
})
