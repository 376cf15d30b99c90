import { describe, expect, it } from 'vitest'
import { topology } from '../testing/environment.ts'
import { edgeText, pictureOf } from './picture.ts'

describe('pictureOf', () => {
  it('places all nodes inside of the picture, none over another', () => {
    const { nodes, width, height } = pictureOf(topology('a'))
    for (const [index, a] of nodes.entries()) {
      expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0)
      expect(a.x + a.width / 2).toBeLessThanOrEqual(width)
      expect(a.y + a.height / 2).toBeLessThanOrEqual(height)
      for (const b of nodes.slice(index + 1))
        expect(Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2).toBe(
          true,
        )
    }
  })

  it('draws a scrape only to a workload without another connection, and lists all', () => {
    const { nodes, edges } = topology('a')
    const drawn = pictureOf({ nodes, edges }).edges.map(({ purpose, points }) => [purpose, points !== undefined])
    expect(drawn).toEqual([
      ['request', true],
      ['scrape', true],
    ])
    const both = [...edges, { ...edges[1]!, purpose: 'request' as const, ports: [80] }]
    expect(pictureOf({ nodes, edges: both }).edges.map(({ points }) => points !== undefined)).toEqual([
      true,
      false,
      true,
    ])
  })

  it('places workloads without connections', () => {
    const picture = pictureOf({ ...topology('a'), edges: [] })
    expect(picture.nodes.every(({ x, y }) => x > 0 && y > 0)).toBe(true)
    expect(picture.height).toBeGreaterThan(44)
  })
})

it.each([
  [{ ports: [10901], transport: 'TCP', protocol: 'gRPC' }, 'gRPC 10901'],
  [{ ports: [9094], transport: 'UDP', protocol: 'gossip' }, 'gossip 9094 UDP'],
  [{ ports: [53], transport: 'UDP' }, 'UDP 53'],
  [{ ports: [443, 6443], transport: 'TCP' }, '443 or 6443'],
  [{ ports: [], transport: 'TCP' }, ''],
] as const)('edgeText of %o is %s', (edge, text) =>
  expect(edgeText({ from: 'a', to: 'b', purpose: 'request', requirements: [], ...edge })).toBe(text),
)
