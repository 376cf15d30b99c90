import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { isObject } from '../json.ts'
import { arbitraryValue } from '../testing/arbitrary-values.ts'
import { offsetInBlock } from './block-places.ts'
import { readBlockYaml, unusual } from './block-yaml.ts'
import { parseAnyYaml } from './kubernetes-document.ts'
import { offsetIn } from './kubernetes-places.ts'
import { codedText } from './text-codes.ts'

const manifest = `# Source: chart/templates/all.yaml
apiVersion: apps/v1
kind: StatefulSet # of the chart
metadata:
  name: "thanos-store"
  labels: {}
  annotations:
    'example.com/owner': team-1
    empty:
    "quoted \\"key\\"": 'it''s'
spec:
  replicas: 3
  ratio: 0.50
  on-demand: yes
  nothing: ~
  template:
    spec:
      containers:
      - name: server
        args:
        - --http-address=0.0.0.0:10902
        - "--tab=\\t\\u00e9"
        - --plain # comment

        ports: []
      -   name: sidecar
          args: []
          command:
            - |-
              first

                second
            - - nested
              - list
            -
              key: value
            -
      volumes:
        - name: data
  config: |

    # no comment
    key: value
      indented

  kept: |+
    text

  last: |
    end
`

const read = (text: string): unknown => readBlockYaml(codedText(text))

function* pathsIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  yield path
  const children = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : undefined
  if (children === undefined) return
  yield [...path, 'missing']
  for (const [key, child] of children) yield* pathsIn(child, [...path, String(key)])
}

/** Compares with the parser for all of YAML: the value, the order of its keys, and all places. Returns whether the text was read. */
function isReadAlike(text: string): boolean {
  const value = read(text)
  if (value === unusual) return false
  const expected = parseAnyYaml(text)
  expect([value, JSON.stringify(value)]).toEqual([expected, JSON.stringify(expected)])
  const document = { source: codedText(text), start: 0, end: text.length }
  for (const path of pathsIn(value)) {
    const offset = offsetInBlock(document, path)
    if (offset !== undefined) expect([path, offset]).toEqual([path, offsetIn(text, path)])
  }
  return true
}

describe('readBlockYaml', () => {
  it.each([
    ['a manifest', manifest],
    ['no document', '# nothing\n\n'],
    ['a list', '- a\n- b: 1\n  c: 2\n-\n- - d\n'],
    ['a document without a line break at its end', 'a: 1\nb: "x"'],
    ['words and numbers', 'a: yes\nb: 010\nc: 0x1F\nd: 1_000\ne: 1e3\nf: -.5\ng: 12h\nh: .inf\n'],
    ['characters beyond ASCII', 'a: é→\nb:\n  ü: 1\n'],
    ['a tab in a literal block', 'a: |\n  b\n  \tc\n'],
    ['a list in the column of its key', 'a:\n- b: 1\n  c:\n  - d\ne: 2\n'],
  ])('reads %s like the parser for all of YAML', (_, text) => expect(isReadAlike(text)).toBe(true))

  it.each([
    ['a flow mapping', 'a: {b: 1}'],
    ['a folded block', 'a: >\n  b\n  c\n'],
    ['an explicit indentation', 'a: |2\n   b\n'],
    ['an anchor', 'a: &b 1'],
    ['an alias', 'a: *b'],
    ['a tag', 'a: !!str 1'],
    ['a scalar of several lines', 'a: b\n  c\n'],
    ['a quoted scalar of several lines', 'a: "b\n  c"\n'],
    ['an explicit key', '? a\n: b\n'],
    ['an empty key', ': b\n'],
    ['a merge key', '<<: b\n'],
    ['a key that is not a string', 'yes: 1\n'],
    ['a key that appears twice', 'a: 1\nb: 2\na: 3\n'],
    ['a tab before a value', 'a:\tb\n'],
    ['line ends of Windows', 'a: 1\r\n'],
    ['a control character', 'a: \u0007\n'],
    ['half of a character', 'a: \ud83d\n'],
    ['a mapping in the line of a key', 'a: b: c\n'],
    ['a deeper line after a scalar', 'a: 1\n  b: 2\n'],
    ['an entry that is less deep than the first one', 'a:\n    b: 1\n  c: 2\n'],
    ['a scalar alone', 'a\n'],
    ['a second document', 'a: 1\n--- b: 2\n'],
    ['the end of a document before a key', 'a:\n...  b: 2\n'],
    ['more levels than objects have', `${'- '.repeat(200)}a\n`],
  ])('leaves %s to the parser for all of YAML', (_, text) => expect(read(text)).toBe(unusual))

  it('reads what the writers of programs write like the parser for all of YAML', () => {
    const options = fc.constantFrom({}, { version: '1.1' as const }, { indentSeq: false }, { lineWidth: 0 })
    let readTexts = 0
    fc.assert(
      fc.property(fc.dictionary(fc.string(), arbitraryValue, { noNullPrototype: true }), options, (value, style) => {
        if (isReadAlike(stringify(value, style))) readTexts++
      }),
    )
    expect(readTexts).toBeGreaterThan(0)
  })

  it('reads a manifest with random edits like the parser for all of YAML, or leaves it to that parser', () => {
    const piece = fc.constantFrom(
      ...[
        ' ',
        '  ',
        '\n',
        '- ',
        ':',
        ': ',
        ' #',
        "'",
        '"',
        '\\',
        '|',
        '|-',
        '{}',
        '[',
        '&a ',
        '~',
        '010',
        '? ',
        '\t',
        'é',
        '\n  ',
        'a: b',
        '\n---',
        '\n... ',
      ],
    )
    const edit = fc.record({ at: fc.nat(manifest.length), removed: fc.nat(3), piece })
    let readTexts = 0
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
        const text = edits.reduce(
          (all, { at, removed, piece: added }) => all.slice(0, at) + added + all.slice(at + removed),
          manifest,
        )
        if (isReadAlike(text)) readTexts++
      }),
      { numRuns: 300 },
    )
    expect(readTexts).toBeGreaterThan(0)
  })
})
