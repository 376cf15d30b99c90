import { isObject } from '@thanos-gitops/manifest'

/** A container's arguments, as far as flags go. */
export interface Flag {
  /** `--log.level` */
  readonly name: string
  /** Undefined for a switch. */
  readonly value: string | undefined
}

const shape = /^(--?[A-Za-z][\w.-]*)(?:=([\s\S]*))?$/

export function flagOf(argument: unknown): Flag | undefined {
  const match = typeof argument === 'string' ? shape.exec(argument) : null
  return match ? { name: match[1]!, value: match[2] } : undefined
}

/** All flags of a container: `command` and `args`, also where the value is an argument of its own. */
export function flagsOf(container: unknown): readonly Flag[] {
  const all = argumentsOf(container)
  return all.flatMap((argument, index) => {
    const flag = flagOf(argument)
    if (!flag) return []
    const next = all[index + 1]
    return flag.value === undefined && next !== undefined && flagOf(next) === undefined
      ? [{ name: flag.name, value: next }]
      : [flag]
  })
}

export const argumentsOf = (container: unknown): readonly string[] =>
  isObject(container) ? [...textList(container.command), ...textList(container.args)] : []

const textList = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

/** The last one counts, as with every flag that is given twice and may be given once. */
export const flagValue = (container: unknown, name: string): string | undefined =>
  flagsOf(container).findLast((flag) => flag.name === name)?.value

export const hasFlag = (container: unknown, name: string): boolean =>
  flagsOf(container).some((flag) => flag.name === name && flag.value !== 'false')
export const flagValues = (container: unknown, name: string): readonly string[] =>
  flagsOf(container).flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []))
