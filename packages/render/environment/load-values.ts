import {
  type DeclaredValue,
  type Environment,
  isObject,
  type MappingReader,
  type StringFormat,
  shownValue,
} from '@thanos-gitops/manifest'
import { isDeclarable, namedSettings } from '../values/declared-values.ts'
import { containsReference, referenceKey } from '../values/reference.ts'

/** The name of a value. */
export const valueName: StringFormat = {
  pattern: /^[A-Za-z][-A-Za-z0-9]{0,62}$/,
  description: 'letters, digits and -, beginning with a letter, at most 63 characters',
  example: 'zone',
}

const example = 'Write for example values: {zone: eu-west-1a, replicas: 3}'

/** Reads `values`: the names and numbers that patches and objects can refer to. */
export function readValues(fields: MappingReader<'values'>): Pick<Environment, 'values'> {
  const declared = fields.value('values')
  if (declared === undefined || declared === null) return {}
  if (!isObject(declared)) {
    fields.problem(['values'], `values must be a mapping, not ${shownValue(declared)}.`, example)
    return {}
  }
  for (const [name, value] of Object.entries(declared)) {
    reportName(fields, name)
    if (!isDeclarable(value)) reportValue(fields, name, value)
  }
  return Object.keys(declared).length === 0 ? {} : { values: declared as Readonly<Record<string, DeclaredValue>> }
}

function reportName(fields: MappingReader<'values'>, name: string): void {
  const { source, report, codes } = fields.context
  const refuse = (message: string, remedy: string): void => {
    fields.invalidate()
    report(codes.invalid, source.keyPlace(['values', name]), message, remedy)
  }
  if ((namedSettings as readonly string[]).includes(name))
    refuse(
      `${name} is a setting of environment.yaml, which references can name without a declaration.`,
      'Remove the line, or give the value another name.',
    )
  else if (!valueName.pattern.test(name))
    refuse(`The name of a value must be ${valueName.description}, not ${shownValue(name)}.`, example)
}

function reportValue(fields: MappingReader<'values'>, name: string, value: unknown): void {
  const typed = typeof value === 'number' ? (fields.context.source.typed(['values', name]) ?? String(value)) : undefined
  fields.problem(
    ['values', name],
    `The value ${name} must be a string on one line, an integer, true or false, not ${typed ?? shownValue(value)}.`,
    containsReference(value)
      ? `${referenceKey} is for patches, objects and layers. Write the value itself.`
      : typed === undefined
        ? `Write for example ${name}: eu-west-1a. A list or a mapping belongs in a patch.`
        : `Write it in quotes: ${name}: "${typed}"`,
  )
}
