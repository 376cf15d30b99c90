/** `web-3`, `web-3 and web-4`, `web-3 to web-6`. */
export function podRange(name: string, from: number, to: number): string {
  if (from === to) return `${name}-${from}`
  return `${name}-${from} ${Math.abs(from - to) === 1 ? 'and' : 'to'} ${name}-${to}`
}
