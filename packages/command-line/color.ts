import { type Paint, painter } from '@thanos-gitops/report'

/** Whether a stream gets colors: https://no-color.org and https://force-color.org */
export function hasColor(stream: NodeJS.WriteStream = process.stdout): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return stream.isTTY === true && TERM !== 'dumb'
}

/** Paints what a stream prints, if it gets colors. */
export const paintOf = (stream: NodeJS.WriteStream = process.stdout): Paint => painter(hasColor(stream))
