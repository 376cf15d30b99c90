import { formatPointer, isObject, valueAt } from '@thanos-gitops/manifest'
import { fieldPointer } from './field-pointer.ts'

/**
 * The pointer of the field in an error about decoding; undefined if the message names none. The messages of strict decoding, of
 * encoding/json, and of server-side apply:
 *
 * `unknown field "spec.replica"`
 * `cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`
 * `failed to create typed patch object (…): .spec.containers[name="web"].ports: duplicate entries for key [containerPort=80]`
 */
export function decodedField(object: unknown, message: string): string | undefined {
  const unknown = /(?:unknown|duplicate) field "([^"]+)"/.exec(message)?.[1]
  if (unknown !== undefined) return fieldPointer(object, unknown, '')
  const mistyped = /Go struct field \w+\.([\w.]+) of type/.exec(message)?.[1]
  if (mistyped !== undefined) return throughLists(object, mistyped.split('.'))
  const typed =
    /failed to create typed \w+ object \([^)]*\): ((?:\.[^\s:[\]]+|\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+):/.exec(
      message,
    )?.[1]
  if (typed === undefined) return undefined
  const duplicate = /duplicate entries for key (\[.*\])$/.exec(message)?.[1] ?? ''
  return formatPointer(typedSteps(object, `${typed}${duplicate}`))
}

/** Server-side apply reports several errors as the lines of one message. */
export function messagesIn(message: string): readonly string[] {
  const [, beginning = '', errors] = /^(.*): errors:\n(.*)$/s.exec(message) ?? []
  return errors === undefined
    ? [message]
    : errors
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `${beginning}: ${line.trim()}`)
}

/** Go names no index: the pointer ends at the first list. */
function throughLists(object: unknown, steps: readonly string[]): string | undefined {
  const end = steps.findIndex((_, index) => Array.isArray(valueAt(object, steps.slice(0, index))))
  const path = end === -1 ? steps : steps.slice(0, end)
  return valueAt(object, path) === undefined ? undefined : formatPointer(path)
}

/** The steps of a path of server-side apply, which has the keys of list elements instead of their indexes. */
function typedSteps(object: unknown, path: string): readonly string[] {
  const steps: string[] = []
  for (const [, name, key] of path.matchAll(/\.([^\s.[\]]+)|\[((?:[^\]"]|"(?:[^"\\]|\\.)*")*)\]/g)) {
    const step = name ?? indexOf(valueAt(object, steps), key ?? '')
    if (step === undefined) break
    steps.push(step)
  }
  return steps
}

/** The last element with the key: of two, it is the one that was added. */
function indexOf(list: unknown, key: string): string | undefined {
  if (/^\d+$/.test(key)) return key
  if (!Array.isArray(list)) return undefined
  const fields = [...key.matchAll(/([^,="]*)=("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, name = '', value = '']) => ({
    name,
    value: value.startsWith('"') ? value.slice(1, -1) : value,
  }))
  // The server fills in some keys, such as the protocol of a port.
  const matches = (element: unknown): boolean =>
    fields.every(({ name, value }) => {
      const own = name === '' ? element : isObject(element) ? element[name] : undefined
      return own === undefined || String(own) === value
    })
  const index = list.findLastIndex(matches)
  return index === -1 ? undefined : String(index)
}
