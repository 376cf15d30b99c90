import { expect, it } from 'vitest'
import { jsonDocuments } from './blocks.ts'

it('jsonDocuments reads indented objects that follow one another', () =>
  expect(jsonDocuments('{\n\t"a": {\n\t\t"b": "}"\n\t}\n}\n{\n\t"a": 2\n}\n')).toEqual([{ a: { b: '}' } }, { a: 2 }]))

it('jsonDocuments reads no object from an empty output', () => expect(jsonDocuments('')).toEqual([]))
