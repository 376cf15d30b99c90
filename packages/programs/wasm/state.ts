import type { Snapshot } from './instance.ts'

type State = Pick<Snapshot, 'globals' | 'time'>

/** The part of a snapshot without its memory, as JSON. An i64 is written `"12n"`. */
export const stateText = ({ globals, time }: State): string =>
  JSON.stringify({
    globals: Object.fromEntries(
      [...globals].map(([name, value]) => [name, typeof value === 'bigint' ? `${value}n` : value]),
    ),
    time: `${time}n`,
  })

/** @throws Error if the text is not that of a state */
export function readState(text: string): State {
  const state: unknown = JSON.parse(text)
  if (!isMapping(state) || !isMapping(state.globals)) throw new Error('not the state of a module')
  return {
    globals: new Map(Object.entries(state.globals).map(([name, value]) => [name, numberOf(value)])),
    time: BigInt(numberOf(state.time)),
  }
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function numberOf(value: unknown): number | bigint {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^-?\d+n$/.test(value)) return BigInt(value.slice(0, -1))
  throw new Error('not a number of a module')
}
