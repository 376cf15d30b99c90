import type { DeliveredChange, NamedDiff, RolloutClass } from '@thanos-gitops/manifest/change'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import type { Topology } from '@thanos-gitops/manifest/topology'
import { describe, expect, it } from 'vitest'
import { picture, styles } from './picture.ts'

const object = (name: string, worst: RolloutClass = 'restart'): DeliveredChange => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'x',
  name,
  status: 'changed',
  class: worst,
  why: '',
  wave: 0,
  outcome: {},
  changes: [],
})

/** `a>b` is a request, `a.b` a scrape. */
const topology = (names: readonly string[], connections: readonly string[]): Topology => ({
  nodes: names.map((name) => ({
    id: `Deployment/x/${name}`,
    type: 'workload',
    kind: 'Deployment',
    namespace: 'x',
    name,
  })),
  edges: connections.map((connection) => {
    const [from, to] = connection.split(/[>.]/)
    const purpose = connection.includes('>') ? 'request' : 'scrape'
    const ids = { from: `Deployment/x/${from}`, to: `Deployment/x/${to}` }
    return { ...ids, ports: [1], transport: 'TCP', purpose, requirements: [] }
  }),
})

const diff = (objects: readonly DeliveredChange[], of: Topology, name = 'blue'): NamedDiff =>
  namedDiff(name, objects, { topology: of })

describe('the picture of a comment', () => {
  it('has the workloads with requests between them, and colors those that change', () => {
    const stack = topology(
      ['api', 'agent', 'store', 'web'],
      ['web>api', 'web>api', 'api>store', 'api.web', 'agent.api'],
    )
    expect(picture([diff([object('api'), object('store', 'refused')], stack)])).toEqual([
      `**The stack of blue**, with the requests between its workloads

\`\`\`mermaid
flowchart LR
  n0["api<br>restart"]:::restart
  n1["store<br>refused"]:::bad
  n2["web"]
  n2 --> n0
  n0 --> n1
  classDef bad fill:#cf222e,stroke:#82071e,color:#ffffff
  classDef restart fill:#9a6700,stroke:#4d2d00,color:#ffffff
\`\`\`

Red: refused, deletes data, or stops serving. Brown: pods restart, or a protection changes. The others do not change.`,
    ])
  })

  it.each([
    ['one workload changes', [object('a')], topology(['a', 'b'], ['a>b'])],
    [
      'only other objects change',
      ['a', 'b'].map((name) => ({ ...object(name), apiVersion: 'v1', kind: 'Service' })),
      topology(['a', 'b'], ['a>b']),
    ],
    [
      'too many workloads change',
      Array.from({ length: 13 }, (_, index) => object(`w${index}`)),
      topology(
        Array.from({ length: 13 }, (_, index) => `w${index}`),
        [],
      ),
    ],
  ])('is absent if %s', (_, objects, of) => expect(picture([diff(objects, of)])).toEqual([]))

  it('is absent without connections', () =>
    expect(picture([namedDiff('blue', [object('a'), object('b')])])).toEqual([]))

  it('has only what changes and its neighbors if the stack is large', () => {
    const others = Array.from({ length: 20 }, (_, index) => `o${index}`)
    const stack = topology(
      ['a', 'b', 'near', ...others],
      ['a>near', 'b>near', ...others.slice(1).map((name) => `${name}>o0`)],
    )
    const [drawn] = picture([diff([object('a'), object('b')], stack)])
    expect(drawn!.match(/^ {2}n\d+\["(\w+)/gm)).toHaveLength(3)
    expect(drawn).toContain('["near"]')
  })

  it('is that of the environment with most changed workloads', () => {
    const stack = topology(['a', 'b', 'c'], ['a>b', 'b>c'])
    const some = diff([object('a', 'outage'), object('b')], stack, 'some')
    const most = diff(
      ['a', 'b', 'c'].map((name) => object(name)),
      stack,
      'most',
    )
    expect(picture([some, most])[0]).toContain('The stack of most')
  })

  it('contains no syntax of Mermaid or Markdown from a name', () => {
    const evil = 'a"] --> x\n```\nclick n0 "javascript:alert(1)" [<script>'
    const [drawn] = picture([diff([object(evil), object('b')], topology([evil, 'b'], [`${evil}>b`].slice(1)), '@me')])
    expect(drawn).not.toMatch(/<script|javascript:|"\] --> x/)
    expect(drawn!.match(/^```/gm)).toHaveLength(2)
    expect(drawn).not.toContain('@me')
  })
})

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light, dark] = [a, b].map(luminance).sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

it.each(Object.entries(styles))(
  'the color %s has contrast with its text and with light and dark pages',
  (_, { fill }) => {
    expect(contrast(fill, '#ffffff')).toBeGreaterThan(4.5)
    expect(contrast(fill, '#0d1117')).toBeGreaterThan(3)
  },
)
