import { describe, expect, it } from 'vitest'
import { type EnvironmentResult, renderTotal } from './render-total.ts'

function lineOf(...results: readonly EnvironmentResult[]): string {
  let time = 1_000
  const total = renderTotal(() => time)
  for (const result of results) expect(total.add(result)).toBe(result.exitCode)
  time = 1_440
  return total.line()
}
const written = (manifests: number, files: { written: number; removed: number }) => ({ exitCode: 0, manifests, files })
const compared = (manifests: number, findings: number) => ({ exitCode: findings > 0 ? 1 : 0, manifests, findings })

describe('the total of a render', () => {
  it.each<[string, readonly EnvironmentResult[]]>([
    ['', []],
    ['', [written(60, { written: 1, removed: 0 })]],
    [
      '2 environments: 101 manifests, 4 written, 1 removed, 0.4 s\n',
      [written(60, { written: 3, removed: 0 }), written(41, { written: 1, removed: 1 })],
    ],
    [
      '2 environments: 2 manifests, nothing to change, 0.4 s\n',
      [written(1, { written: 0, removed: 0 }), written(1, { written: 0, removed: 0 })],
    ],
    ['2 environments: 101 manifests, up to date, 0.4 s\n', [compared(60, 0), compared(41, 0)]],
    ['2 environments: 101 manifests, 1 finding, 0.4 s\n', [compared(60, 1), compared(41, 0)]],
  ])('is %j', (expected, results) => expect(lineOf(...results)).toBe(expected))
})
