// The lines of a manifest without the values of Secrets and credentials.
import { isObject, type KubernetesObject, masked, maskedValue, parsePointer, valueAt } from '@thanos-gitops/manifest'
import type { SiteLine } from '../model.ts'

export interface ShownLine extends Pick<SiteLine, 'origins'> {
  readonly text: string
  /** Whether the values of its sources must not be shown. */
  readonly isHidden: boolean
}

/** Values are replaced where they are; a value whose lines do not match its masked form loses all of its text. */
export function shownLines(object: KubernetesObject, lines: readonly SiteLine[]): readonly ShownLine[] {
  if (!hasHidden(object)) return lines.map(({ text, origins }) => ({ text, origins, isHidden: false }))
  const hidden = new Map<string, HiddenValue | undefined>()
  return lines.map((line) => {
    const pointer = line.document?.pointer ?? line.pointer
    if (!hidden.has(pointer)) hidden.set(pointer, hiddenValue(object, pointer))
    const value = hidden.get(pointer)
    if (value === undefined) return { text: line.text, origins: line.origins, isHidden: false }
    const textLine = line.document?.textLine ?? line.textLine
    return { text: maskedText(line.text, value, textLine), origins: line.origins, isHidden: true }
  })
}

const hasHidden = (object: KubernetesObject): boolean =>
  object.kind === 'Secret' || Object.entries(object).some(([field, value]) => isHiddenField(object, field, value))

// Environments share the fields that none of them changes, which are searched once for each kind and name.
const known = new WeakMap<object, Map<string, boolean>>()

function isHiddenField(object: KubernetesObject, field: string, value: unknown): boolean {
  const search = (): boolean => maskedValue(object, [field], value) !== value
  if (typeof value !== 'object' || value === null) return search()
  const results = known.get(value) ?? new Map<string, boolean>()
  known.set(value, results)
  const key = `${object.kind} ${field}`
  const isHidden = results.get(key) ?? search()
  results.set(key, isHidden)
  return isHidden
}

interface HiddenValue {
  /** The masked value in lines; one line for everything but a string. */
  readonly lines: readonly string[]
  /** How many lines the value has. */
  readonly count: number
}

/** Undefined if nothing of the value at the pointer is hidden, or if it has fields of its own. */
function hiddenValue(object: KubernetesObject, pointer: string): HiddenValue | undefined {
  const steps = parsePointer(pointer) ?? []
  const value = valueAt(object, steps)
  if (steps.length === 0 || value === undefined || isObject(value) || Array.isArray(value)) return undefined
  const shown = shownAt(object, steps, value)
  if (shown === value) return undefined
  return { lines: linesOf(shown), count: linesOf(value).length }
}

/** The whole field of the object decides: a credential is found by the names around it. */
function shownAt(object: KubernetesObject, steps: readonly string[], value: unknown): unknown {
  const [field = '', ...rest] = steps
  const whole = maskedValue(object, [field], (object as unknown as Record<string, unknown>)[field])
  return valueAt(whole, rest) ?? maskedValue(object, steps, value)
}

const linesOf = (value: unknown): readonly string[] => String(value).replace(/\n$/, '').split('\n')

function maskedText(text: string, { lines, count }: HiddenValue, textLine: number | undefined): string {
  if (textLine === undefined) {
    // The line with the name of the field. A block indicator is not a part of the value.
    if (/[|>][-+\d]*$/.test(text) && count > 1) return text
    const name = /^\s*(?:- )*(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s:][^:]*):(?= |$)/.exec(text)?.[0]
    return name === undefined ? `${/^\s*(?:- )*/.exec(text)![0]}${masked}` : `${name} ${masked}`
  }
  const indentation = /^\s*/.exec(text)![0]
  const shown = lines.length === count ? lines[textLine] : undefined
  return shown === undefined ? `${indentation}${masked}` : `${indentation}${shown.trimStart()}`
}
