import {
  didYouMean,
  type Finding,
  isObject,
  layerName,
  reportInto,
  shownValue,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { layersFolder } from './layers-folder.ts'

const example = 'Write for example layers: [eu, large]'

/** The names below `layers` of an `environment.yaml` as far as they are valid. Reports each other entry. */
export function readLayerNames(
  source: YamlFile,
  existing: () => readonly string[],
  findings: Finding[],
): readonly string[] {
  const listed = isObject(source.value) ? source.value.layers : undefined
  if (listed === undefined || listed === null) return []
  const report = reportInto(findings)
  if (!Array.isArray(listed)) {
    report(
      'environment-invalid',
      source.place(['layers']),
      `layers must be a list of layers, not ${shownValue(listed)}.`,
      example,
    )
    return []
  }
  const names = existing()
  return listed.filter((entry: unknown, index): entry is string => {
    const [message, remedy] = entryProblem(entry, listed.slice(0, index), names) ?? []
    if (message !== undefined) report('environment-invalid', source.place(['layers', index]), message, remedy)
    return message === undefined
  })
}

/** The message and the remedy. */
function entryProblem(
  entry: unknown,
  before: readonly unknown[],
  names: readonly string[],
): readonly [string, string] | undefined {
  if (typeof entry !== 'string' || !layerName.pattern.test(entry))
    return [`An entry of layers must be ${layerName.description}, not ${shownValue(entry)}.`, example]
  if (!names.includes(entry))
    return [
      `There is no layer ${entry}: the folder ${layersFolder}/${entry} does not exist.`,
      didYouMean(entry, names) ??
        (names.length === 0 ? `Create ${layersFolder}/${entry}/patches/.` : `Layers: ${names.join(', ')}.`),
    ]
  if (before.includes(entry))
    return [`The layer ${entry} appears twice.`, 'Remove one of the two entries. Later layers override earlier ones.']
  return undefined
}
