import type { Place, Rings } from '@thanos-gitops/manifest'
import type { DeliveredChange, NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { namedDiff } from '@thanos-gitops/manifest/testing'
import { describe, expect, it } from 'vitest'
import { reachOf } from './reach.ts'

const layer = 'environments/layers/eu/patches/store.yaml'

interface Line {
  readonly file: string
  readonly line: number
}

/** An object of which each line changes a field. */
function object(lines: readonly Line[], side: 'before' | 'after' = 'after'): DeliveredChange {
  const changes = lines.map((place, index) => ({
    pointer: `/spec/${index}`,
    path: `/spec/${index}`,
    class: 'restart' as const,
    why: '',
    cause: { [side]: { place, origins: [{ layer: 'patch' as const, place: { ...place, column: index } }] } },
  }))
  const described = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', status: 'changed' } as const
  return { ...described, class: 'restart', why: '', wave: 0, outcome: {}, changes }
}

const place = (key: string): Place => ({ file: 'environments/rings.yaml', line: key === 'together' ? 9 : 5 })
const ringsOf = (maximum: number | undefined, together = true, label?: string): Rings => ({
  rings: [
    { name: 'canary', place },
    { name: 'wide', ...(maximum === undefined ? {} : { maximum }), place },
  ],
  together,
  ...(label === undefined ? {} : { label }),
  place,
})

const reach = (diffs: readonly NamedDiff[], rings?: Rings, labels: readonly string[] = []): Reach =>
  reachOf(diffs, {
    rings,
    ringOf: (name) => (name.startsWith('wide') ? 'wide' : name.startsWith('gone') ? undefined : 'canary'),
    differs: (file) => file !== 'base/unchanged.ts',
    deliveryChanges: new Set(['tool']),
    labels,
  })

const changed = (name: string, ...lines: readonly Line[]): NamedDiff => namedDiff(name, [object(lines)])
const eu = { file: layer, line: 12 }

describe('the reach of a change', () => {
  it('has the environments of each ring, in the order of the rings', () => {
    const found = reach(
      [changed('wide-1', eu), changed('canary', eu), changed('wide-2', eu), namedDiff('same', [])],
      ringsOf(9),
    )
    expect(found).toMatchObject({ of: 4, environments: ['wide-1', 'canary', 'wide-2'], findings: [] })
    expect(found.rings.map(({ name, environments }) => [name, environments])).toEqual([
      ['canary', ['canary']],
      ['wide', ['wide-1', 'wide-2']],
    ])
  })

  it('names the line that reaches most environments, whatever its column is', () => {
    const own = { file: 'environments/a/patches/a.yaml', line: 3 }
    const { most } = reach([changed('a', own, own, eu), changed('b', eu), changed('c', own), changed('d', eu)])
    expect(most).toEqual({ place: eu, environments: ['a', 'b', 'd'] })
  })

  it('prefers the line that changes more fields, and counts an environment once', () => {
    const second = { file: layer, line: 20 }
    const { most } = reach([changed('a', eu, second, second), changed('b', second, eu)])
    expect(most).toEqual({ place: second, environments: ['a', 'b'] })
  })

  it('names no line of a file that the change does not touch', () => {
    const unchanged = { file: 'base/unchanged.ts', line: 1 }
    expect(reach([changed('a', unchanged), changed('b', unchanged)]).most).toBeUndefined()
  })

  it('names a line that was removed with its revision', () => {
    const removed = { file: `1a2b3c4d:${layer}`, line: 12 }
    const { most } = reach(['a', 'b'].map((name) => namedDiff(name, [object([removed], 'before')])))
    expect(most).toEqual({ place: removed, environments: ['a', 'b'] })
  })

  it('names the revision to which pins move', () => {
    const source = (name: string) => ({
      after: 'v1.5.0',
      place: { file: `environments/${name}/environment.yaml`, line: 4 },
    })
    const line = { file: 'v1.5.0:base/components/web.ts', line: 7 }
    const { most } = reach(['a', 'b'].map((name) => namedDiff(name, [object([line])], { source: source(name) })))
    expect(most).toEqual({ pin: 'v1.5.0', environments: ['a', 'b'] })
  })

  it('names no line if no line reaches two environments', () => {
    expect(reach([changed('a', eu), namedDiff('b', [])]).most).toBeUndefined()
  })

  it('includes environments that are new or removed, and those of which only the delivery changes', () => {
    const found = reach(
      [namedDiff('new', [], { side: 'new' }), namedDiff('gone', [], { side: 'gone' }), namedDiff('tool', [])],
      ringsOf(9),
    )
    expect(found.environments).toEqual(['new', 'gone', 'tool'])
    expect(found.deliveryOnly).toEqual(['tool'])
    expect(found.rings.map(({ name }) => name)).toEqual(['canary', undefined])
  })
})

describe('the limits of rings', () => {
  const wide = [changed('wide-1', eu), changed('wide-2', eu)]

  it('permit as many environments as the maximum', () => expect(reach(wide, ringsOf(2)).findings).toEqual([]))

  it('report more at the line that reaches most of the ring, and name the label', () => {
    expect(reach(wide, ringsOf(1, true, 'approved')).findings).toEqual([
      {
        code: 'reach-over-maximum',
        severity: 'error',
        message: 'The change reaches 2 environments of the ring wide, and environments/rings.yaml:5 permits 1.',
        remedy: expect.stringMatching(
          /pin the others first.* Or add the label approved to the pull request\.$/,
        ) as string,
        place: eu,
      },
    ])
  })

  it('become warnings with the label, and not with another one', () => {
    const rings = ringsOf(1, false, 'approved')
    const severities = (labels: readonly string[]): readonly string[] =>
      reach([...wide, changed('canary', eu)], rings, labels).findings.map(({ severity }) => severity)
    expect(severities(['approve', 'bug'])).toEqual(['error', 'error'])
    expect(severities(['bug', 'approved'])).toEqual(['warning', 'warning'])
  })

  it('name no label if none permits it', () => {
    const [finding] = reach(wide, ringsOf(1), ['approved']).findings
    expect(finding).toMatchObject({ severity: 'error', remedy: expect.not.stringContaining('label') as string })
  })

  it('report several rings, with their names, at the place of the limit if no line has a place', () => {
    const [finding] = reach(
      [namedDiff('wide-1', [object([])]), namedDiff('canary', [object([])])],
      ringsOf(undefined, false),
    ).findings
    expect(finding).toMatchObject({
      code: 'reach-several-rings',
      message: 'The change reaches 2 rings (canary, wide), and environments/rings.yaml:9 permits one.',
      place: { file: 'environments/rings.yaml', line: 9 },
    })
  })
})
