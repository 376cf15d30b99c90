import type { Mapping } from '@thanos-gitops/manifest'

/** One element of `command` or `args`. */
export interface Argument {
  readonly text: string
  readonly pointer: string
  /** `--log.level` of `--log.level=info`, with the dashes; undefined for an argument that is not a flag. */
  readonly flag?: string
  /** The value after `=`. For a flag without `=` the next argument, unless that is a flag too. */
  readonly value?: string
  /** The argument that contains the value: this one or the next one. */
  readonly valuePointer: string
  /** Index of the value's first character in that argument. */
  readonly valueOffset: number
  /**
   * The value is the next argument. Whether it belongs to this flag depends on the program: in `--debug store` the flag
   * may be a switch.
   */
  readonly isSeparate: boolean
}

/** `--log.level` and `info` of `--log.level=info`; the value is undefined without `=`. Undefined for an argument that is not a flag. */
export function splitFlag(text: string): { readonly flag: string; readonly value: string | undefined } | undefined {
  const match = /^(--?[A-Za-z][\w.-]*)(?:=([^]*))?$/.exec(text)
  return match ? { flag: match[1]!, value: match[2] } : undefined
}

/**
 * The arguments of a container as its process receives them: `command`, then `args`.
 *
 * @param pointer JSON Pointer of the container
 */
export function parseArguments(container: Mapping, pointer: string): Argument[] {
  const elements = ['command', 'args'].flatMap((field) => {
    const list = container[field]
    return Array.isArray(list)
      ? list.map((text: unknown, index) => ({ text: String(text), pointer: `${pointer}/${field}/${index}` }))
      : []
  })
  return elements.map(({ text, pointer: ownPointer }, index): Argument => {
    const parts = splitFlag(text)
    const plain = { text, pointer: ownPointer, valuePointer: ownPointer, valueOffset: 0, isSeparate: false }
    if (parts === undefined) return plain
    const { flag, value } = parts
    if (value !== undefined) return { ...plain, flag, value, valueOffset: flag.length + 1 }
    const next = elements[index + 1]
    if (next === undefined || next.text.startsWith('-')) return { ...plain, flag }
    return { ...plain, flag, value: next.text, valuePointer: next.pointer, isSeparate: true }
  })
}
