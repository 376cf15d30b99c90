import { type EditorSchema, opIs } from './editor-schema.ts'

/** Operations that can write a field that does not exist. */
export const addingOperations = ['add', 'copy', 'move']

/** Every operation, of any object. */
export const operationSchema: EditorSchema = {
  type: 'object',
  required: ['op', 'path'],
  additionalProperties: false,
  properties: {
    op: { enum: ['replace', 'add', 'remove', 'move', 'copy', 'test'] },
    path: {
      type: 'string',
      pattern: '^(/([^~]|~[01])*)?$',
      patternErrorMessage: 'A path is a JSON Pointer: it begins with /, and ~ is written ~0.',
      not: { pattern: '/(__proto__|constructor|prototype)(/|$)' },
    },
    from: { type: 'string' },
    value: {},
  },
  allOf: [
    { if: opIs('add', 'replace', 'test'), then: { required: ['value'], properties: { from: false } } },
    { if: opIs('remove', 'move', 'copy'), then: { properties: { value: false } } },
    { if: opIs('remove'), then: { properties: { from: false } } },
    { if: opIs('move', 'copy'), then: { required: ['from'] } },
  ],
}
