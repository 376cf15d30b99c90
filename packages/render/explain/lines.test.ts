import { type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import { arbitraryValue } from '@thanos-gitops/manifest/testing/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldsOfDocument } from './document-lines.ts'
import { fieldsOfLines } from './lines.ts'

const object = (fields: object): KubernetesObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, ...fields }) as KubernetesObject

describe('fieldsOfLines', () => {
  it('finds the fields that a parser finds in what is written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), arbitraryValue, { maxKeys: 6, noNullPrototype: true }), (spec) => {
        const written = object({ spec })
        expect(fieldsOfLines(written)).toEqual(fieldsOfDocument(writeYaml(written)))
      }),
    )
  })

  it('finds a field for each line, and those of a document in a string', () => {
    const data = {
      'a.yaml': '# comment\nglobal:\n  text: |\n    one\n    two\n- broken\n',
      'a.json': '{\n  "panels": [\n    {"id": 1}\n  ]\n}\n',
      'notes.txt': 'one\n\ntwo',
      'short.yaml': 'a: 1',
    }
    const written = object({ data })
    const texts = writeYaml(written).split('\n')
    const shown = fieldsOfLines(written).map(
      ({ pointer, textLine = '-', document }, line) =>
        `${texts[line]} | ${pointer} ${textLine} ${document?.textLine ?? '-'}`,
    )
    expect(shown.join('\n')).toMatchInlineSnapshot(`
      "apiVersion: v1 | /apiVersion - -
      kind: ConfigMap | /kind - -
      metadata: | /metadata - -
        name: a | /metadata/name - -
      data: | /data - -
        a.yaml: | | /data/a.yaml - -
          # comment | /data/a.yaml - 0
          global: | /data/a.yaml/global - 1
            text: | | /data/a.yaml/global/text - 2
              one | /data/a.yaml/global/text 0 3
              two | /data/a.yaml/global/text 1 4
          - broken | /data/a.yaml/["broken"] - 5
        a.json: | | /data/a.json - -
          { | /data/a.json - 0
            "panels": [ | /data/a.json/panels - 1
              {"id": 1} | /data/a.json/panels/0/id - 2
            ] | /data/a.json 3 3
          } | /data/a.json 4 4
        notes.txt: |- | /data/notes.txt - -
          one | /data/notes.txt 0 -
       | /data/notes.txt 1 -
          two | /data/notes.txt 2 -
        short.yaml: "a: 1" | /data/short.yaml - -"
    `)
  })
})
