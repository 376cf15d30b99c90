import type { Origin } from '@thanos-gitops/manifest'
import type { FieldHistory } from './field-history.ts'

// Environments share the strings of the base that contain no setting.
const known = new WeakMap<FieldHistory, Map<number | undefined, readonly Origin[]>>()

/**
 * The origins of one line of a string: the newest literal is that of the line, and settings count if the line contains one.
 * @param line counted from 0; undefined for the line with the name of the field
 */
export function originsOfLine(history: FieldHistory, line: number | undefined): readonly Origin[] {
  const lines = known.get(history) ?? new Map<number | undefined, readonly Origin[]>()
  known.set(history, lines)
  const origins = lines.get(line) ?? readOrigins(history, line)
  lines.set(line, origins)
  return origins
}

function readOrigins({ origins, lineAt }: FieldHistory, line: number | undefined): readonly Origin[] {
  const { hasSettings, ...place } = (line === undefined ? undefined : lineAt?.(line)) ?? {}
  const own = hasSettings === false ? origins.filter(({ layer }) => layer === 'base') : origins
  const literal = own.findIndex(({ layer }) => layer !== 'setting' && layer !== 'renderer')
  return own.map((origin, index) => {
    if (index !== literal) return origin
    const { partsAt: _partsAt, ...rest } = origin
    return { ...rest, ...place }
  })
}
