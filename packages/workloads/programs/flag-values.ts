import { parseGoDuration, parsePrometheusDuration } from '../duration.ts'
import { parseBase2Bytes } from '../size.ts'
import { type Program, valueOrDefault } from './program.ts'

/** The duration of a flag or of its default, in milliseconds; undefined without a value, and for one that the program rejects. */
export function durationOf(program: Program, name: string): number | undefined {
  const text = valueOrDefault(program, name)
  if (text === undefined) return undefined
  switch (program.flags[name]?.type) {
    case 'model-duration':
      return parsePrometheusDuration(text)
    case 'go-duration':
      return parseGoDuration(text)
    default:
      return undefined
  }
}

/** The size of a flag or of its default, in bytes; undefined without a value, and for one that the program rejects. */
export function bytesOf(program: Program, name: string): number | undefined {
  const text = valueOrDefault(program, name)
  return text !== undefined && program.flags[name]?.type === 'bytes' ? parseBase2Bytes(text) : undefined
}
