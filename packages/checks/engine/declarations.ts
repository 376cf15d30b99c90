import {
  anyString,
  credentialCheck,
  credentialMessage,
  credentialRemedy,
  type Finding,
  formatPointer,
  type MappingReader,
  readMapping,
  readYaml,
  reportInto,
  type StringFormat,
} from '@thanos-gitops/manifest'
import type { Check } from './check.ts'
import { checkNameProblem } from './check-names.ts'
import { isDay } from './day.ts'
import type { Exception } from './exceptions.ts'
import { type External, type ExternalObject, externalOf, nothingExternal } from './external.ts'

/** The content of an exceptions file, and its problems. */
export interface Declarations {
  readonly exceptions: readonly Exception[]
  readonly external: External
  readonly findings: readonly Finding[]
}

const codes = { invalid: 'exceptions-invalid', unknownKey: 'exceptions-invalid' }

/** Reads an exceptions file. An entry with a problem is reported and has no effect. */
export function readDeclarations(file: string, text: string, checks: readonly Check[]): Declarations {
  const source = readYaml(file, text)
  if (!('file' in source)) return { exceptions: [], external: nothingExternal, findings: source }
  const findings: Finding[] = source.credentials.map(({ steps, what, context, place }) => ({
    code: credentialCheck,
    severity: 'error',
    message: credentialMessage('', formatPointer(steps) || 'The file', { what }),
    remedy: credentialRemedy(context, file),
    place,
  }))
  const context = { source, path: [], codes, report: reportInto(findings) }
  const reader = readMapping(context, source.value ?? {}, ['exceptions', 'external'], {
    subject: 'The file',
    remedy: 'Write exceptions: or external: with a list below it.',
  })
  if (reader === undefined) return { exceptions: [], external: nothingExternal, findings }
  const exceptions = readExceptions(reader, checks)
  const { objects, hosts } = readExternal(reader)
  return { exceptions, external: externalOf(objects, hosts), findings }
}

type FileReader = MappingReader<'exceptions' | 'external'>

const reasonFormat: StringFormat = { ...anyString, example: 'Rook creates it.' }
const objectFormat: StringFormat = { ...anyString, example: 'StatefulSet/thanos-store' }
const pointerFormat: StringFormat = { ...anyString, example: '/spec/replicas' }
const dayFormat: StringFormat = {
  ...anyString,
  description: 'a date such as 2027-03-01',
  example: '2027-03-01',
}

function readExceptions(reader: FileReader, checks: readonly Check[]): readonly Exception[] {
  const entries = reader.mappings('exceptions', ['check', 'object', 'at', 'reason', 'until'], {
    subject: 'An exception',
    remedy: 'Write - check: …, and object, reason and until below it.',
  })
  return entries.flatMap((entry): Exception[] => {
    const check = entry.requiredString('check', { ...anyString, example: 'components-survive-a-disruption' })
    const object = entry.requiredString('object', objectFormat)
    const reason = entry.requiredString('reason', reasonFormat)
    const until = entry.requiredString('until', dayFormat)
    const at = entry.string('at', pointerFormat)
    const nameProblem = check === '' ? undefined : checkNameProblem(check, checks)
    if (nameProblem !== undefined) entry.problem(['check'], nameProblem.message, nameProblem.remedy)
    if (until !== '' && !isDay(until))
      entry.problem(['until'], `until must be a date, not ${until}.`, 'Write for example until: 2027-03-01')
    if (!entry.isValid) return []
    const { source, path } = entry.context
    return [{ check, object, reason, until, place: source.place(path), ...(at === undefined ? {} : { at }) }]
  })
}

interface ExternalEntries {
  readonly objects: readonly ExternalObject[]
  readonly hosts: readonly string[]
}

function readExternal(reader: FileReader): ExternalEntries {
  const entries = reader.mappings('external', ['kind', 'name', 'namespace', 'keys', 'host', 'reason'], {
    subject: 'An entry of external',
    remedy: 'Write - kind: …, with name and reason below it, or - host: … with reason.',
  })
  const objects: ExternalObject[] = []
  const hosts: string[] = []
  for (const entry of entries) {
    entry.requiredString('reason', reasonFormat)
    const host = entry.string('host', { ...anyString, example: 's3.example.com' })
    const object = readExternalObject(entry)
    if (host === undefined && object === undefined && entry.isValid)
      entry.problem([], 'An entry of external must have kind and name, or host.', 'Add kind and name, or host.')
    if (!entry.isValid) continue
    if (host !== undefined) hosts.push(host)
    else if (object !== undefined) objects.push(object)
  }
  return { objects, hosts }
}

function readExternalObject(
  entry: MappingReader<'kind' | 'name' | 'namespace' | 'keys' | 'host' | 'reason'>,
): ExternalObject | undefined {
  const kind = entry.string('kind', { ...anyString, example: 'Secret' })
  const name = entry.string('name', { ...anyString, example: 'thanos-objstore' })
  const namespace = entry.string('namespace', { ...anyString, example: 'monitoring' })
  const keys = entry.has('keys') ? entry.list('keys').map(String) : undefined
  if (kind === undefined || name === undefined) return undefined
  return { kind, name, ...(namespace === undefined ? {} : { namespace }), ...(keys === undefined ? {} : { keys }) }
}
