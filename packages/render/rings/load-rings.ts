import {
  type MappingReader,
  type ReportProblem,
  type Ring,
  type Rings,
  readSettings,
  ringName,
  type StringFormat,
  shownValue,
  type YamlFile,
} from '@thanos-gitops/manifest'

/** The order of the rings, and how many environments one pull request may reach. Each environment names its ring. */
export const ringsFile = 'environments/rings.yaml'

/** Labels are written with commas between them. */
export const labelName: StringFormat = {
  pattern: /^(?=[^,]{1,50}$)\S(.*\S)?$/,
  description: 'the name of a label, without a comma and at most 50 characters',
  example: 'reach-approved',
}

const codes = { invalid: 'rings-invalid', unknownKey: 'rings-invalid' }
const keys = ['rings', 'together', 'label'] as const

/** Reads `environments/rings.yaml`. Reports every problem and then returns undefined. */
export function loadRings(source: YamlFile, report: ReportProblem): Rings | undefined {
  const fields = readSettings(source, 'Rings', keys, codes, report)
  if (fields === undefined) return undefined
  const entries = fields.mappings('rings', ['name', 'maximum', 'environments'], {
    subject: 'A ring',
    remedy: 'Write - name: canary',
  })
  if (fields.list('rings').length === 0)
    fields.problem(fields.has('rings') ? ['rings'] : [], 'rings must list a ring.', 'Write below it: - name: canary')
  const rings = entries.map(readRing)
  reportDuplicates(rings, entries)
  const label = fields.string('label', labelName)
  const read: Rings = {
    rings,
    together: !fields.has('together') || fields.boolean('together'),
    ...(label === undefined ? {} : { label }),
    place: (key) => source.place([key]),
  }
  return fields.isValid ? read : undefined
}

type RingReader = MappingReader<'name' | 'maximum' | 'environments'>

function readRing(fields: RingReader): Ring {
  const { source, path } = fields.context
  if (fields.has('environments'))
    fields.keyProblem(
      'environments',
      'A ring does not list its environments: pull requests that add environments would conflict here.',
      `Remove the key, and set ring: ${String(fields.value('name'))} in the environment.yaml of each of them.`,
    )
  const maximum = readMaximum(fields)
  return {
    name: fields.requiredString('name', ringName),
    ...(maximum === undefined ? {} : { maximum }),
    place: (key) => source.place([...path, key]),
  }
}

function readMaximum(fields: RingReader): number | undefined {
  const value = fields.value('maximum')
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 1))
    return value as number | undefined
  fields.problem(
    ['maximum'],
    `maximum must be a whole number from 1, not ${shownValue(value)}.`,
    'Write how many environments of the ring one pull request may reach, for example maximum: 8. Without the key, it may reach all.',
  )
  return undefined
}

function reportDuplicates(rings: readonly Ring[], entries: readonly RingReader[]): void {
  const names = rings.map(({ name }) => name)
  entries.forEach((entry, index) => {
    if (names[index] !== '' && names.indexOf(names[index]!) < index)
      entry.problem(['name'], `The ring ${names[index]} appears twice.`, 'Remove or rename one of the two.')
  })
}
