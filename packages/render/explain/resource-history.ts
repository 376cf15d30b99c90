import { isObject, type KubernetesObject, type Origin, type YamlFile, type YamlPath } from '@thanos-gitops/manifest'
import { usedValueAt } from '../values/resolve-file.ts'
import { childAt, type FieldHistory, type LinePlace, withChild, withHistoryAt, withoutChild } from './field-history.ts'
import { originOfValue } from './setting-history.ts'

/**
 * The history of an object of `resources/` before all patches: the lines of its file.
 *
 * @param settings the `environment.yaml`, which sets the namespace of an object that names none
 */
export function resourceHistory(source: YamlFile, object: KubernetesObject, settings: YamlFile): FieldHistory {
  const { namespace } = object.metadata
  return withHistoryAt(historyOf(source, source.value, []), ['metadata'], (metadata) => {
    if (!(metadata.children instanceof Map)) return metadata
    if (namespace === undefined) return withoutChild(metadata, 'namespace')
    if (childAt(metadata, 'namespace')?.origins[0]?.value) return metadata
    const place = settings.place(['namespace'])
    return withChild(metadata, 'namespace', {
      origins: [{ layer: 'setting', place, value: namespace, note: 'namespace' }],
    })
  })
}

function historyOf(source: YamlFile, value: unknown, path: YamlPath): FieldHistory {
  const place = source.place(path)
  const used = usedValueAt(source, path)
  const origins: readonly Origin[] = [
    ...(used === undefined ? [] : [originOfValue(used, value, place)]),
    { layer: 'resource', place, value: used?.shown ?? value },
  ]
  if (Array.isArray(value))
    return { origins, children: value.map((item: unknown, index) => historyOf(source, item, [...path, index])) }
  if (isObject(value))
    return {
      origins,
      children: new Map(Object.entries(value).map(([key, child]) => [key, historyOf(source, child, [...path, key])])),
    }
  // A string with several lines is a block, whose lines follow its indicator.
  const lineAt = (line: number): LinePlace => ({
    place: { file: place.file, ...(place.line === undefined ? {} : { line: place.line + 1 + line, column: 1 }) },
  })
  return typeof value === 'string' && value.includes('\n') ? { origins, lineAt } : { origins }
}
