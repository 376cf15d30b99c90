import type { Container, Fields } from './workload.ts'

/** One element of `command` or `args`. */
export interface Argument {
  readonly text: string
  readonly pointer: string
  /** `--log.level` of `--log.level=info`, with the dashes; undefined for what is no flag. */
  readonly flag?: string
  /** What stands behind `=`; for `--flag` alone what the next argument says, unless that is a flag too. */
  readonly value?: string
  /** Where the value stands: the same argument, or the next one. */
  readonly valuePointer: string
  /** Where in that argument the value begins. */
  readonly valueOffset: number
  /** The value is the next argument. Only who knows the flag can say whether it belongs to it: `--debug store`. */
  readonly isSeparate: boolean
}

/** The arguments of a container as its process gets them: `command`, then `args`. */
export function parseArguments(container: Fields, pointer: string): Argument[] {
  const elements = ['command', 'args'].flatMap((field) => {
    const list = container[field]
    return Array.isArray(list)
      ? list.map((text: unknown, index) => ({ text: String(text), pointer: `${pointer}/${field}/${index}` }))
      : []
  })
  return elements.map(({ text, pointer: at }, index) => {
    const equals = text.indexOf('=')
    const flag = /^(--?[A-Za-z][\w.-]*)(?:=|$)/.exec(text)?.[1]
    if (flag === undefined) return { text, pointer: at, valuePointer: at, valueOffset: 0, isSeparate: false }
    if (equals > 0)
      return {
        text,
        pointer: at,
        flag,
        value: text.slice(equals + 1),
        valuePointer: at,
        valueOffset: equals + 1,
        isSeparate: false,
      }
    const next = elements[index + 1]
    if (next === undefined || next.text.startsWith('-'))
      return { text, pointer: at, flag, valuePointer: at, valueOffset: 0, isSeparate: false }
    return { text, pointer: at, flag, value: next.text, valuePointer: next.pointer, valueOffset: 0, isSeparate: true }
  })
}

/** Every time a flag is given, in order. */
export const flagsNamed = (container: Container, flag: string): Argument[] =>
  container.arguments.filter((argument) => argument.flag === flag)

/** What a flag is set to at last, with `$(VAR)` replaced where the manifest says its value. */
export function flagValue(container: Container, flag: string): string | undefined {
  const value = flagsNamed(container, flag).at(-1)?.value
  return value === undefined ? undefined : expand(container, value)
}

/** `$(NAME)` as Kubernetes finds them in arguments; `$$(NAME)` is an escape and none. */
export function variablesIn(text: string): { readonly name: string; readonly offset: number }[] {
  return [...text.matchAll(/\$\$|\$\(([^()\s]+)\)/g)].flatMap(({ 1: name, index }) =>
    name === undefined ? [] : [{ name, offset: index }],
  )
}

/** The text with `$(VAR)` replaced by what the manifest says; variables of ConfigMaps and Secrets, and the pod's name, stay. */
export function expand(container: Container, text: string): string {
  if (!text.includes('$(')) return text
  const values = new Map(
    container.environment.flatMap(({ name, value, field }) => {
      const known =
        value ??
        (field === 'metadata.namespace' && container.workload.namespace !== ''
          ? container.workload.namespace
          : undefined)
      return known === undefined ? [] : [[name, known] as const]
    }),
  )
  return text.replaceAll(/\$\$|\$\(([^()\s]+)\)/g, (whole, name?: string) =>
    name === undefined ? whole : (values.get(name) ?? whole),
  )
}
