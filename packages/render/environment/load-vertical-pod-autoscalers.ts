import {
  type ControlledResource,
  controlledResources,
  isObject,
  type MappingReader,
  nanoUnits,
  shownValue,
  type UpdateMode,
  updateModes,
  type VerticalPodAutoscalersField,
  type VerticalPodAutoscalersSettings,
} from '@thanos-gitops/manifest'
import { SettingWriter } from '../alerting/setting-writer.ts'

const keys = ['updateMode', 'controlledResources', 'minAllowed', 'maxAllowed'] as const
type Reader = MappingReader<(typeof keys)[number]>

const examples: Readonly<Record<ControlledResource, string>> = { cpu: '"4"', memory: '16Gi' }

/** Reads `verticalPodAutoscalers`. Undefined without the setting. */
export function readVerticalPodAutoscalers(
  fields: MappingReader<'verticalPodAutoscalers'>,
): VerticalPodAutoscalersSettings | undefined {
  const reader = fields.mapping('verticalPodAutoscalers', keys)
  if (reader === undefined) return undefined
  const writer = new SettingWriter()
  const at = (field: VerticalPodAutoscalersField, key: (typeof keys)[number] = field as 'updateMode') => ({
    path: [...reader.context.path, ...(reader.has(key) ? [key] : [])],
    steps: [field],
  })
  const updateMode = readUpdateMode(reader)
  const controlled = readControlledResources(reader)
  const bounds = (['minAllowed', 'maxAllowed'] as const).flatMap((key) => {
    const value = readAmounts(reader, key, controlled)
    return value === undefined ? [] : [[key, writer.copy(value, at(key))] as const]
  })
  if (reader.isValid) reportBounds(reader, updateMode, controlled)
  const values: Partial<Record<VerticalPodAutoscalersField, unknown>> = {
    updateMode: writer.write(updateMode, at('updateMode')),
    ...Object.fromEntries(
      controlled.map((resource) => [resource, writer.write('true', at(resource, 'controlledResources'))]),
    ),
    ...Object.fromEntries(bounds),
  }
  return { values, paths: writer.paths }
}

function readUpdateMode(reader: Reader): UpdateMode {
  // A reader of YAML 1.1 makes false of Off.
  if (reader.value('updateMode') === false) return 'Off'
  return reader.oneOf('updateMode', updateModes) ?? 'Off'
}

function readControlledResources(reader: Reader): readonly ControlledResource[] {
  if (!reader.has('controlledResources')) return controlledResources
  const listed = reader.list('controlledResources')
  const found = controlledResources.filter((resource) => listed.includes(resource))
  if (reader.isValid && (found.length === 0 || found.length < listed.length))
    reader.problem(
      ['controlledResources'],
      `controlledResources must be a list of cpu and memory, each once, not ${shownValue(listed)}.`,
      'Write for example controlledResources: [memory], or remove the line for both.',
    )
  return found
}

/** The amounts of `minAllowed` or `maxAllowed`. Undefined if the key is absent or wrong. */
function readAmounts(
  reader: Reader,
  key: 'minAllowed' | 'maxAllowed',
  controlled: readonly ControlledResource[],
): Readonly<Record<string, string>> | undefined {
  const amounts = reader.mapping(key, controlledResources)
  if (amounts === undefined) return undefined
  for (const resource of controlledResources) {
    const value = amounts.value(resource)
    if (value === undefined) continue
    const units = typeof value === 'string' || typeof value === 'number' ? nanoUnits(value) : undefined
    if (units === undefined || units <= 0n)
      amounts.problem(
        [resource],
        `${resource} must be a quantity above 0, not ${shownValue(value)}.`,
        `Write for example ${resource}: ${examples[resource]}`,
      )
    else if (!controlled.includes(resource))
      amounts.keyProblem(
        resource,
        `The autoscalers do not control ${resource}, so that ${key} of it has no effect.`,
        `Add ${resource} to controlledResources, or remove the line.`,
      )
  }
  const value = reader.value(key)
  if (!amounts.isValid || !isObject(value)) return undefined
  return Object.fromEntries(Object.entries(value).map(([resource, amount]) => [resource, String(amount)]))
}

function reportBounds(reader: Reader, updateMode: UpdateMode, controlled: readonly ControlledResource[]): void {
  const [least, most] = [reader.value('minAllowed'), reader.value('maxAllowed')].map((value) =>
    isObject(value) ? value : {},
  )
  for (const resource of controlled) {
    const [from, to] = [least![resource], most![resource]] as readonly (string | number | undefined)[]
    if (from !== undefined && to !== undefined && nanoUnits(from)! > nanoUnits(to)!)
      reader.problem(
        ['maxAllowed', resource],
        `maxAllowed of ${resource} is below minAllowed, which is ${from}.`,
        `Write a quantity of at least ${from}, or a smaller minAllowed.`,
      )
  }
  // Memory has a limit in git, which no recommendation exceeds. The containers have no limit of CPU.
  if (updateMode !== 'Off' && controlled.includes('cpu') && most!.cpu === undefined)
    reader.problem(
      ['updateMode'],
      `With updateMode: ${updateMode}, the autoscalers could request more CPU than a node has, and pods would wait for such a node.`,
      `Add maxAllowed: {cpu: ${examples.cpu}}, or write controlledResources: [memory].`,
    )
}
