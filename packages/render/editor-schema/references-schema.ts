// References to values of the environment, in the values of operations.
import type { Environment } from '@thanos-gitops/manifest'
import { valueName } from '../environment/load-values.ts'
import { namedSettings } from '../values/declared-values.ts'
import { referenceKey } from '../values/reference.ts'
import { type EditorSchema, ref } from './editor-schema.ts'

// Not all fields of a mapping with a reference at any depth are without one.
export const referenceSchema: EditorSchema = {
  anyOf: [
    { type: 'object', required: [referenceKey] },
    { type: 'object', not: { additionalProperties: { not: ref('reference') } } },
    { type: 'array', contains: ref('reference') },
  ],
}

/**
 * Definitions that match an operation with a reference in its value. Only the renderer compares the value of a reference with the schema
 * of Kubernetes.
 */
export const referenceDefinitions: Readonly<Record<string, EditorSchema>> = {
  hasReference: { required: ['value'], properties: { value: ref('reference') } },
  reference: referenceSchema,
}

/** Rules for operations without a reference. */
export const unlessReference = (rules: readonly EditorSchema[]): EditorSchema => ({
  if: ref('hasReference'),
  else: { allOf: rules },
})

/** The names that the references in a patch file can have. */
export interface ValueNames {
  /** The schema of the patch file; it refers to `definitions`. */
  readonly schema: EditorSchema
  readonly definitions: Readonly<Record<string, EditorSchema>>
}

/**
 * The names in a patch file.
 * @param declared the names below `values`
 */
export const valueNames = (declared: readonly string[]): ValueNames => ({
  schema: { items: { properties: { patch: { items: { properties: { value: ref('valueNames') } } } } } },
  definitions: nameDefinitions(declared),
})

/** The names in an object of `resources/`. */
export const resourceValueNames = (declared: readonly string[]): ValueNames => ({
  // The object itself is no reference.
  schema: { additionalProperties: ref('valueNames') },
  definitions: nameDefinitions(declared),
})

/** The values that all environments declare. */
export function commonValues(environments: readonly Environment[]): readonly string[] {
  const [first = [], ...others] = environments.map(({ values = {} }) => Object.keys(values))
  return first.filter((name) => others.every((names) => names.includes(name)))
}

function nameDefinitions(declared: readonly string[]): ValueNames['definitions'] {
  const names = [...declared, ...namedSettings]
  const name = {
    type: 'string',
    enum: names,
    description: 'A value that environment.yaml declares: environments/values.md.',
  }
  const text = { type: 'string' }
  return {
    valueNames: {
      properties: { [referenceKey]: name },
      if: { type: 'object', required: [referenceKey] },
      then: { additionalProperties: false, properties: { [referenceKey]: name, prefix: text, suffix: text } },
      else: { additionalProperties: ref('valueNames'), items: ref('valueNames') },
    },
  }
}

/** `values` of `environment.yaml`. */
export const valuesSchema: EditorSchema = {
  type: ['object', 'null'],
  propertyNames: {
    pattern: valueName.pattern.source,
    patternErrorMessage: `The name of a value must be ${valueName.description}. Write for example ${valueName.example}.`,
  },
  additionalProperties: { type: ['string', 'integer', 'boolean'] },
  description: 'Names and numbers of this environment, to which patches and objects refer: environments/values.md.',
}
