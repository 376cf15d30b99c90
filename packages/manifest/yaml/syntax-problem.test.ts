import { describe, expect, it } from 'vitest'
import { readManifestText } from './read-manifests.ts'

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n'

describe('a manifest that does not parse', () => {
  it.each([
    ['a list without an end', `${head}  a: [b\n`, '5:8', /brackets has no end/, /closing bracket/],
    ['a mapping without an end in the middle', `${head}  a: {b: c\n  d: e\n`, '5:11', /no end/, /bracket/],
    ['a string without an end', `${head}  a: "b\n  c: d\n`, '5:6', /begins here has no closing quote/, /Add the quote/],
    ['a wrong indentation', `${head}  a: b\n c: d\n`, '6:1', /same column/, /Indent the line/],
    ['a list without an end before a comment', `${head}  a: [b\n  # c\n`, '5:8', /no end/, /closing bracket/],
    ['an item at the wrong column', '- a: b\n c: d\n', '2:1', /without - indicator/, /Indent the line/],
    ['a tab', `${head}\ta: b\n`, '5:1', /indented with a tab/, /with spaces/],
    ['a tab below spaces', `${head}  a:\n  \tb: c\n`, '6:3', /indented with a tab/, /with spaces/],
    ['two colons', `${head}  a: b: c\n`, '5:6', /Nested mappings/, /write the value in quotes/],
    ['a reserved character', `${head}  a: @b\n`, '5:6', /reserved character @/, /in quotes/],
    ['a wrong escape', `${head}  a: "\\d"\n`, '5:7', /escape sequence/, /single quotes/],
    ['a key without a colon', `${head}  a\n  b: c\n`, '5:3', /Implicit keys/, /a colon and a space/],
    ['an unknown alias', `${head}  a: *b\n`, '5:6', /The alias \*b has no anchor/, /Put the anchor before/],
    ['a duplicate key', `${head}  a: b\n  a: c\n`, '6:3', /duplicated mapping key/, /Remove one/],
    ['an unknown tag', `${head}  a: !vault b\n`, '5:6', /unknown scalar tag/, /Remove the tag/],
    ['a control character', `${head}  a: b\u0001\n`, '5:7', /non-printable/, /Remove the character/],
    ['a key that is a list', `${head}  ? [a]\n  : b\n`, '5:5', /key of a mapping is not a string/, /as the key/],
    ['a template of Helm', `${head}  a: {{ .Values.a }}\n`, '5:6', /contains \{\{: .* template/, /helm template/],
    ['a block of Helm', `${head}  {{- if .a }}\n  a: b\n  {{- end }}\n`, '5:3', /template/, /helm template/],
    ['JSON without an end', '{"apiVersion": "v1",\n', '1:21', /JSON has no end/, /Add what is missing/],
    ['a duplicate key in JSON', '{"a": 1,\n "a": 2}', '2:2', /duplicated mapping key/, /Remove one/],
    ['JSON without a comma', '{"a": 1\n "b": 2}', '2:2', /Expected ',' or '}'/, /Fix the JSON/],
    ['the second document', `${head}---\nkind: [\n`, '6:8', /no end/, /closing bracket/],
  ])('is reported where the fault is: %s', (_, text, place, message, remedy) => {
    const [finding, ...others] = readManifestText('a.yaml', text).findings
    expect(others).toEqual([])
    expect(finding).toMatchObject({ code: 'manifest-unreadable', message: expect.stringMatching(message) as string })
    expect(`${finding!.place!.line}:${finding!.place!.column}`).toBe(place)
    expect(finding!.remedy).toMatch(remedy)
  })

  it('is named as an unresolved merge, and the other documents are read', () => {
    const conflict = '<<<<<<< HEAD\nkind: Secret\n=======\nkind: Service\n>>>>>>> topic\n'
    const { objects, findings } = readManifestText('a.yaml', `${head}---\napiVersion: v1\n${conflict}`)
    expect(objects).toHaveLength(1)
    expect(findings).toMatchObject([{ code: 'merge-conflict', place: { line: 7, column: 1 } }])
  })

  it('may contain template syntax in its strings', () => {
    expect(readManifestText('a.yaml', `${head}  a: |\n    {{ $labels.x }}\n`).findings).toEqual([])
    expect(readManifestText('a.yaml', `${head}  a: "{{ .x }}"\n  b: [\n`).findings).toMatchObject([
      { message: expect.stringContaining('no end') as string },
    ])
  })
})
