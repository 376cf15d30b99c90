import { type EditorSchema, opIs } from './editor-schema.ts'

/** Operations that can write a field that does not exist. */
export const addingOperations = ['add', 'copy', 'move']

/** Every operation except `test`. */
export const writing = opIs('add', 'replace', 'remove', 'move', 'copy')

const identityPath: EditorSchema = {
  pattern: '^(?!/(?:apiVersion|kind|metadata(?:/name|/namespace)?)?$)',
  patternErrorMessage: 'Patches cannot change apiVersion, kind, name and namespace, which identify the object.',
}

/** Every operation, of any object. */
export const operationSchema: EditorSchema = {
  type: 'object',
  required: ['op', 'path'],
  additionalProperties: false,
  properties: {
    op: {
      enum: ['replace', 'add', 'remove', 'move', 'copy', 'test'],
      enumDescriptions: [
        'Replaces the value of a field that exists.',
        'Adds a field, or an element of a list: /- is its end. An add at a field that exists replaces all of it.',
        'Removes a field or an element.',
        'Moves the value of the field from to path.',
        'Copies the value of the field from to path.',
        'Fails the render unless the field has this value.',
      ],
    },
    path: {
      type: 'string',
      pattern: '^(?!.*/(?:__proto__|constructor|prototype)(?:/|$))(/([^~]|~[01])*)?$',
      patternErrorMessage: 'A path is a JSON Pointer: it begins with /, and ~ is written ~0.',
    },
    from: { type: 'string' },
    value: {},
  },
  allOf: [
    { if: opIs('add', 'replace', 'test'), then: { required: ['value'], properties: { from: false } } },
    { if: opIs('remove', 'move', 'copy'), then: { properties: { value: false } } },
    { if: opIs('remove'), then: { properties: { from: false } } },
    { if: opIs('move', 'copy'), then: { required: ['from'] } },
    { if: writing, then: { properties: { path: identityPath } } },
  ],
}
