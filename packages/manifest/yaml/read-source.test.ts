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

  it('refuses a source above 1 MiB without parsing it', () => {
    // Parsing would find the second problem.
    const text = `${'a: [1, 2, 3, 4, 5, 6, 7]\n'.repeat(50_000)}b: ]`
    expect(readYaml('replicas.yaml', text)).toEqual([
      expect.objectContaining({ code: 'file-too-large', place: { file: 'replicas.yaml' }, remedy: expect.any(String) }),
    ])
  })

  it('reads a source of almost 1 MiB', () =>
    expect(read(`# ${'x'.repeat(1024 * 1024 - 100)}\na: 1\n`).value).toEqual({ a: 1 }))

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

  it.each([
    ['a conflict', 'a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n', '2:1 merge-conflict', /conflict markers/],
    ['UTF-16 with a mark', Buffer.from('\uFEFFa: 1\n', 'utf16le').toString(), '1:1 file-encoding', /UTF-16/],
    ['UTF-16 without a mark', Buffer.from('kind: Environment\n', 'utf16le').toString(), '1:1 file-encoding', /UTF-16/],
    ['Latin-1', Buffer.from('a: 1\nb: \u00e4\n', 'latin1').toString(), '2:4 file-encoding', /not valid UTF-8/],
    ['a NUL character', 'a: 1\nb: x\0y\n', '2:5 file-encoding', /NUL/],
    ['a byte order mark inside', 'a: 1\n\uFEFFb: 2\n', '2:1 file-encoding', /byte order mark/],
    ['a tab in the indentation', 'a:\n  b: 1\n \tc: 2\n', '3:2 yaml-syntax', /tab/],
  ])('names %s', (_title, source, at, message) => {
    expect(problem(source)).toMatch(message)
    expect(problem(source).startsWith(at)).toBe(true)
  })

  it.each([
    ['an octal number of YAML 1.1', 'mode: 0640', '1:7', /0640 is octal.*416/],
    ['digits that are not octal after a zero', 'a: 1\nb: 099', '2:4', /099 begins with 0/],
    [
      'a commit that is only digits',
      'source: 0123456701',
      '1:9',
      /begins with 0\. YAML readers read it as different numbers/,
    ],
    ['an integer above 2^53', 'a: [1, 9007199254740995]', '1:8', /9007199254740995 is above 2\^53/],
    ['a number with too many digits', 'a: 1.000000000000000000001', '1:4', /1\.000000000000000000001 has more digits/],
    ['a number above the largest', 'a: 1e999', '1:4', /1e999 is larger/],
    ['a tag of its own', 'a: !env HOME', '1:4', /tag !env is unknown/],
    ['a tag of another language', 'a: !!python/name:os.system x', '1:4', /!!python\/name:os\.system is unknown/],
    ['binary data', 'a: !!binary aGVsbG8=', '1:13', /!!binary makes a value that JSON does not have/],
    ['a set', 'a: !!set {a}', '1:10', /!!set makes a value that JSON does not have/],
    ['an ordered map', 'a: !!omap [b: 1]', '1:11', /!!omap makes a value that JSON does not have/],
    ['half of a surrogate pair', 'a: "\\ud800"', '1:4', /half of a surrogate pair/],
    ['a null key', 'a: {null: 1}', '1:5', /empty or null/],
    ['a key that changes', 'a:\n  1.0: b', '2:3', /1\.0 is read as 1/],
    ['a key that is a list', 'a: {? [b] : c}', '1:7', /not a string/],
    ['a template', 'a: {{ .b }}', '1:4', /template/],
    ['a merge key', 'a: &a {b: 1}\nc:\n  <<: *a\n', '3:3', /merge key/],
    ['the directive of YAML 1.1', '%YAML 1.1\n---\na: yes\n', '1:1', /YAML 1\.1/],
    ['an anchor that contains itself', 'a: 1\nb: &b\n  c: *b\n', '3:6', /&b contains itself/],
    ['an alias without an anchor', 'a: 1\nb: *c\n', '2:4', /no anchor &c/],
  ])('refuses %s with its place', (_title, source, at, message) => {
    expect(problem(source)).toMatch(message)
    expect(problem(source).startsWith(at)).toBe(true)
  })

  it.each(['0', '-0', '0.5', '10', '0x1F', '0o640', '"0640"', "'099'", '!!str 0640', '9007199254740991', '1e3', '.5'])(
    'accepts the number or string %s',
    (scalar) => {
      expect(problem(`a: ${scalar}\n`)).toBe('none')
    },
  )

  it('accepts conflict markers and tabs inside a string', () => {
    expect(problem('a: |\n  <<<<<<< HEAD\n  \tx\n')).toBe('none')
  })

  it('returns a scalar as it is typed', () => {
    const source = read('a: 1.10\nb: "1.10"\n')
    expect(source.typed(['a'])).toBe('1.10')
    expect(source.typed(['b'])).toBeUndefined()
  })
})
