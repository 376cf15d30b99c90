import { isObject, type KubernetesObject, type Origin, type YamlFile, type YamlPath } from '@thanos-gitops/manifest'
import { usedValueAt } from '../values/resolve-file.ts'
import type { FieldHistory, LinePlace } from './field-history.ts'
import { originOfValue } from './setting-history.ts'

/**
 * The history of an object of `resources/` before all patches: the lines of its file.
 *
 * @param settings the `environment.yaml`, which sets the namespace of an object that names none
 */
export function resourceHistory(source: YamlFile, object: KubernetesObject, settings: YamlFile): FieldHistory {
  const history = historyOf(source, source.value, [])
  const metadata = children(children(history)?.get('metadata'))
  const { namespace } = object.metadata
  if (namespace === undefined) metadata?.delete('namespace')
  else if (!metadata?.get('namespace')?.origins[0]?.value)
    metadata?.set('namespace', {
      origins: [{ layer: 'setting', place: settings.place(['namespace']), value: namespace, note: 'namespace' }],
    })
  return history
}

const children = (history: FieldHistory | undefined): Map<string, FieldHistory> | undefined =>
  history?.children instanceof Map ? history.children : undefined

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
