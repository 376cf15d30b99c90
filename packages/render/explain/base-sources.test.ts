import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixtureFolder } from '@thanos-gitops/testing'
import { base } from '@thanos-gitops/testing/base'
import { afterAll, describe, expect, it } from 'vitest'
import { readBaseSources } from './base-sources.ts'
import { stepInto } from './evaluate/evaluate.ts'
import { plain, type Traced } from './evaluate/traced.ts'

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('readBaseSources', () => {
  it('evaluates the sources of a base to the values that its modules export', () => {
    const traced = readBaseSources(fixtureFolder).base([])
    expect(json(plain(traced!)?.value)).toEqual(json(base))
  })
})

const folder = mkdtempSync(join(tmpdir(), 'sources-'))
mkdirSync(join(folder, 'base'))
writeFileSync(
  join(folder, 'base/shared.ts'),
  "export const port = { name: 'http', port: 80 }\nexport const drain = ['--a', '--b']\nexport const hostOf = (of: { name: string }, { domain = 'local' } = {}) => `${of.name}.${domain}`\nexport default 'default'\n",
)
afterAll(() => rmSync(folder, { recursive: true }))

/** The value of an expression, `file:line:column` of its source, and the same of each line or piece of a string. */
function read(expression: string, before = ''): { value: unknown; at: string; pieces: readonly string[] } {
  const source = `import word, { drain, hostOf, port } from './shared.ts'\n${before}\nexport const base = { x: ${expression} }\n`
  writeFileSync(join(folder, `base/index.ts`), source)
  const sources = readBaseSources(folder)
  const traced = stepInto(sources.base([]), ['x']) as Traced
  const show = (point: Traced['at']): string => {
    const { file, line, column } = sources.place(point)
    return `${file.slice('base/'.length)}:${line}:${column}`
  }
  return {
    value: plain(traced)?.value,
    at: show(traced.at),
    pieces: traced.type === 'string' ? traced.segments.map(({ at }) => show(at)) : [],
  }
}

describe('an expression of the base', () => {
  it.each([
    ["'text'", 'text', 'index.ts:3:26'],
    ['port.name', 'http', 'shared.ts:1:29'],
    ['port.port + 1', 81, 'index.ts:3:26'],
    ['-3', -3, 'index.ts:3:26'],
    ['drain[1]', '--b', 'shared.ts:2:30'],
    ['[...drain, word]', ['--a', '--b', 'default'], 'index.ts:3:26'],
    ["{ ...port, name: 'other' }", { name: 'other', port: 80 }, 'index.ts:3:26'],
    ["{ [port.name]: 1, 'a-b': 2 }", { http: 1, 'a-b': 2 }, 'index.ts:3:26'],
    ['hostOf(port)', 'http.local', 'shared.ts:3:76'],
    ["hostOf({ name: 'a' }, { domain: 'b' })", 'a.b', 'shared.ts:3:76'],
    ["port.port > 79 ? 'big' : 'small'", 'big', 'index.ts:3:43'],
    ["['a', 'b'].join('|')", 'a|b', 'index.ts:3:26'],
    ['drain.map((flag) => `${flag}=1`)', ['--a=1', '--b=1'], 'shared.ts:2:22'],
    ['Object.keys(port)', ['name', 'port'], 'shared.ts:1:21'],
    ["('x' satisfies string) as string", 'x', 'index.ts:3:27'],
    ["undefined ?? 'else'", 'else', 'index.ts:3:39'],
  ])('evaluates %s to %j and finds its source at %s', (expression, value, at) => {
    expect(read(expression)).toMatchObject({ value, at })
  })

  it.each([
    ['drain.concat([word], drain)', ['--a', '--b', 'default', '--a', '--b']],
    ['drain.slice(1)', ['--b']],
    ['[drain, [word]].flat()', ['--a', '--b', 'default']],
    ['drain.flatMap((flag, index) => [flag, `${index}`])', ['--a', '0', '--b', '1']],
    ["drain.filter((flag) => flag !== '--a')", ['--b']],
    ['Object.values(port)', ['http', 80]],
    [
      'Object.fromEntries(Object.entries(port).map(([key, value]) => [`x-${key}`, value]))',
      { 'x-name': 'http', 'x-port': 80 },
    ],
    ["word.replaceAll('d', 'D').toUpperCase()", 'DEFAULT'],
    ['port.port.toString()', '80'],
    ['!word', false],
    ["word === 'default' && port.port", 80],
    ["word.startsWith('x') || 'y'", 'y'],
    ['((a, { b = 2, ...rest } = {}) => ({ a, b, ...rest }))(1, { c: 3 })', { a: 1, b: 2, c: 3 }],
    ['(([first]) => first)(drain)', '--a'],
  ])('evaluates %s to %j', (expression, value) => {
    expect(read(expression).value).toEqual(value)
  })

  it('evaluates functions with constants, conditions and early returns', () => {
    const before =
      "const of = (name: string, big = false) => { const size = big ? 'l' : 's'; if (big) return `${name}-${size}!`; return name }"
    expect([read("of('a', true)", before).value, read("of('a')", before).value]).toEqual(['a-l!', 'a'])
  })

  it('finds the source of each piece and of each line of a string', () => {
    expect(read('`http://${hostOf(port)}:${port.port}/x`').pieces).toEqual([
      'index.ts:3:26',
      'shared.ts:1:29',
      'shared.ts:3:86',
      'shared.ts:3:57',
      'index.ts:3:48',
      'shared.ts:1:43',
      'index.ts:3:61',
    ])
    expect(read('`\nfirst\nsecond ${port.name}\n`.trim()').pieces).toEqual([
      'index.ts:4:1',
      'index.ts:5:1',
      'shared.ts:1:29',
    ])
  })

  it('finds the beginning of an expression that it cannot evaluate', () => {
    expect(read('[process.pid, 2]')).toMatchObject({ value: undefined, at: 'index.ts:3:26' })
    expect(read('new Date(0).getTime()')).toMatchObject({ value: undefined, at: 'index.ts:3:26' })
  })
})
