import { describe, expect, it } from 'vitest'
import { type ParseCache, readYaml, type YamlFile } from './read-source.ts'

const text = `- target: {kind: StatefulSet, name: thanos-store}
  patch:
    - op: replace
      path: /spec/replicas
      value: 3
`
const read = (source: string, cache?: ParseCache): YamlFile => {
  const result = readYaml('replicas.yaml', source, cache)
  if (!('file' in result)) throw new Error(result[0]!.message)
  return result
}
const problem = (source: string): string => {
  const result = readYaml('replicas.yaml', source)
  return 'file' in result
    ? 'none'
    : result.map(({ code, place, message }) => `${place!.line}:${place!.column ?? ''} ${code} ${message}`).join('\n')
}

describe('readYaml', () => {
  it.each([
    [[0, 'patch', 0, 'value'], { line: 5, column: 14 }],
    [[0, 'patch', 0, 'path'], { line: 4, column: 13 }],
    [[0, 'target', 'name'], { line: 1, column: 37 }],
    [[0, 'patch', 0, 'absent'], { line: 3, column: 7 }],
    [[], { line: 1, column: 1 }],
  ])('finds the place of %j', (path, place) => {
    expect(read(text).place(path)).toEqual({ file: 'replicas.yaml', ...place })
  })

  it('finds the place of a key', () => {
    expect(read(text).keyPlace([0, 'patch', 0, 'value'])).toEqual({ file: 'replicas.yaml', line: 5, column: 7 })
  })

  it('finds the places in content from a cache', () => {
    const remembered = new Map<string, unknown>()
    const cache: ParseCache = {
      get: (key) => (remembered.has(key) ? { value: remembered.get(key) } : undefined),
      set: (key, value) => void remembered.set(key, value),
    }
    read(text, cache)
    const again = read(text, cache)
    expect(again.value).toEqual(read(text).value)
    expect(again.place([0, 'patch', 0, 'value'])).toMatchObject({ line: 5, column: 14 })
  })

  it.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', /^3:1 yaml-duplicate-key The key a appears twice/],
    ['a list that is not closed', 'a: [1, 2\n', /yaml-syntax/],
    ['a tab for indentation', 'a:\n\tb: 1\n', /^2:.* yaml-syntax/],
    ['two documents', 'a: 1\n---\nb: 2\n', /yaml-syntax The file contains more than one YAML document/],
    ['an alias without an anchor', 'a: *b\n', /yaml-syntax/],
    [
      'aliases that expand exponentially',
      `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdef'.replaceAll(
        /./g,
        (key) =>
          `${key}: &${key} [${Array(9)
            .fill(`*${String.fromCharCode(key.charCodeAt(0) - 1)}`)
            .join(', ')}]\n`,
      )}`,
      /yaml-syntax/,
    ],
  ])('refuses %s', (_title, source, message) => {
    expect(problem(source)).toMatch(message)
  })

  it('reads YAML 1.2, where yes is a string', () => {
    expect(read('a: yes\n').value).toEqual({ a: 'yes' })
  })
})
