import { describe, expect, it } from 'vitest'
import type { EnvironmentSource } from './environment-sources.ts'
import { nextSteps, type RingSteps } from './next-steps.ts'

const place = () => ({ file: 'environments/rings.yaml' })

/** Revision 3 is `v3`, with a commit that begins with 3, and has all earlier ones in its history. */
const revision = (number: number, fields: Partial<EnvironmentSource> = {}): EnvironmentSource => ({
  name: `v${number}`,
  commit: String(number).repeat(40),
  isPinned: true,
  content: String(number),
  ...fields,
})
const free = (number: number): EnvironmentSource =>
  revision(number, { isPinned: false, name: String(number).repeat(40) })

type Sources = Readonly<Record<string, EnvironmentSource>>

/** The steps of rings whose environments have these sources. */
function steps(rings: Readonly<Record<string, Sources>>, maximum: Readonly<Record<string, number>> = {}): RingSteps {
  const all: Sources = Object.assign({}, ...Object.values(rings)) as Sources
  return nextSteps(
    {
      rings: Object.keys(rings).map((name) => ({
        name,
        place,
        ...(maximum[name] === undefined ? {} : { maximum: maximum[name] }),
      })),
      members: new Map(Object.entries(rings).map(([name, sources]) => [name, Object.keys(sources)])),
    },
    (environment) => all[environment]!,
    (commit, than) => commit <= than,
  )
}

describe('the next steps', () => {
  it('move the pins of a ring to the revision of the ring before it', () => {
    const next = steps({ canary: { c: revision(2) }, wide: { w1: revision(1), w2: revision(2), w3: revision(1) } })
    expect(next).toEqual({
      notes: [],
      steps: [
        {
          ring: 'wide',
          from: 'canary',
          source: { name: 'v2', commit: revision(2).commit },
          environments: ['w1', 'w3'],
          needs: ['c'],
          branch: 'promote/wide/v2',
        },
      ],
    })
  })

  it('are one for each ring whose predecessor is ahead', () => {
    const next = steps({ a: { a1: revision(3) }, b: { b1: revision(2) }, c: { c1: revision(1) } })
    expect(next.steps.map(({ branch }) => branch)).toEqual(['promote/b/v3', 'promote/c/v2'])
  })

  it('use the newest commit of the base for a first ring without pins', () => {
    const [step] = steps({ canary: { c: free(4) }, wide: { w: revision(1) } }).steps
    expect(step).toMatchObject({ source: { name: '4'.repeat(40) }, branch: 'promote/wide/44444444' })
  })

  it('prefer the name of a tag to its commit', () => {
    const [step] = steps({ canary: { a: free(4), b: revision(4) }, wide: { w: revision(1) } }).steps
    expect(step).toMatchObject({ source: { name: 'v4' }, needs: ['a', 'b'] })
  })

  it('do not exist for a ring that has the same base and layers, whatever the name of the revision is', () => {
    const next = steps({ canary: { c: revision(2) }, wide: { w: revision(1, { content: '2' }) } })
    expect(next).toEqual({ steps: [], notes: ['wide: is at v2, as canary is.'] })
  })

  it('wait while the environments of the ring before are at different revisions', () => {
    const next = steps({ canary: { a: revision(2), b: revision(3) }, wide: { w: revision(1) } })
    expect(next.steps).toEqual([])
    expect(next.notes).toEqual([
      'wide: waits, because the environments of canary are at different revisions: a at v2, b at v3.',
    ])
  })

  it('move no pin back', () => {
    const next = steps({ canary: { c: revision(1) }, wide: { w1: revision(2) } })
    expect(next.steps).toEqual([])
    expect(next.notes[0]).toBe(
      'wide: waits, because v1 of canary does not contain the revision of w1 at v2. No pin moves back.',
    )
  })

  it('leave out environments without a pin, and name them', () => {
    const next = steps({ canary: { c: free(2) }, wide: { w1: free(2), w2: revision(1) } })
    expect(next.steps[0]?.environments).toEqual(['w2'])
    expect(next.notes[0]).toMatch(/^wide: w1 has no pin, so each merge reaches it at once/)
    expect(steps({ canary: { c: free(2) }, wide: { w1: free(2), w2: free(2) } })).toMatchObject({
      steps: [],
      notes: [expect.stringMatching(/^wide: w1 and w2 have no pin/)],
    })
  })

  describe('of a ring with a maximum', () => {
    const wide = (moved: number): Sources =>
      Object.fromEntries(['w1', 'w2', 'w3', 'w4', 'w5'].map((name, index) => [name, revision(index < moved ? 2 : 1)]))

    it.each([
      [0, 1, ['w1', 'w2'], ['c']],
      [1, 1, ['w2'], ['c']],
      [2, 2, ['w3', 'w4'], ['c', 'w1', 'w2']],
      [4, 3, ['w5'], ['c', 'w1', 'w2', 'w3', 'w4']],
    ])('with %i moved pins are part %i', (moved, number, environments, needs) => {
      const [step] = steps({ canary: { c: revision(2) }, wide: wide(moved) }, { wide: 2 }).steps
      expect(step).toMatchObject({
        environments,
        needs,
        part: { number, of: 3 },
        branch: `promote/wide/v2-${number}-of-3`,
      })
    })
  })
})
