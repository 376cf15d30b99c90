import {
  identityOf,
  isObject,
  type KubernetesObject,
  type Origin,
  type Place,
  type YamlFile,
} from '@thanos-gitops/manifest'
import { baseHistories, type FieldHistory, historyAt } from '../explain/index.ts'
import type { RenderedEnvironment } from '../render.ts'
import type { BaseFolder } from './base-folder.ts'

/** Finds the place of the value at some steps of an object, before all patches. Undefined if it is not known. */
export type PlaceOf = (object: KubernetesObject, steps: readonly string[]) => Place | undefined

const finders = new WeakMap<BaseFolder, ReturnType<typeof baseHistories>>()

/** Returns the function that finds the values of the base in its sources, as `explain` does. Environments share what is read. */
export function basePlaces(folder: BaseFolder, rendered: RenderedEnvironment): PlaceOf {
  let histories = finders.get(folder)
  if (histories === undefined) {
    histories = baseHistories(folder.root(), rendered.base, folder.displayFile)
    finders.set(folder, histories)
  }
  const historyOf = histories(rendered)
  const known = new Map<string, FieldHistory | undefined>()
  return (object, steps) => {
    const identity = identityOf(object)
    if (!known.has(identity)) known.set(identity, historyOf(object))
    const history = known.get(identity)
    const origins = history && historyAt(history, steps)?.origins
    return origins?.find(isOfBase)?.place
  }
}

/** A component that the sources do not show has the place of the first line. */
const isOfBase = ({ layer, place: { line, column } }: Origin): boolean =>
  layer === 'base' && !(line === 1 && column === 1)

/** The place of a value in the file of an object of `resources/`. The renderer adds fields, such as the namespace. */
export function resourcePlace(source: YamlFile, steps: readonly string[]): Place | undefined {
  let value: unknown = source.value
  const path: (string | number)[] = []
  for (const step of steps) {
    if (Array.isArray(value)) path.push(Number(step))
    else if (isObject(value) && Object.hasOwn(value, step)) path.push(step)
    else return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return source.place(path)
}
