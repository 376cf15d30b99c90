import type { Origin, Place } from '@thanos-gitops/manifest'
import { describe, expect, it } from 'vitest'
import { type ObjectProblem, placedFinding } from './object-problem.ts'

const problem: ObjectProblem = {
  pointer: '/spec/requests',
  related: ['/spec/limits'],
  finding: { code: 'api-server-refuses', severity: 'error', message: 'x' },
}
const rendered: Place = { file: 'manifests/a.yaml', line: 3, column: 5 }
const origin = (layer: Origin['layer'], file: string, line: number): Origin => ({ layer, place: { file, line } })

/** The place of the finding if the fields have these origins. */
const placeWith = (origins: Readonly<Record<string, Origin>>): Place | undefined =>
  placedFinding(
    problem,
    () => rendered,
    (pointer) => (origins[pointer] ? [origins[pointer]] : []),
  ).place

const base = origin('base', 'base/a.ts', 7)

describe('placedFinding', () => {
  it('has the place in the manifest if nothing is known about its sources', () =>
    expect(placedFinding(problem, () => rendered, undefined)).toEqual({ ...problem.finding, place: rendered }))

  it('has the place that sets the field, and that in the manifest', () =>
    expect(
      placedFinding(
        problem,
        () => rendered,
        () => [base],
      ),
    ).toEqual({ ...problem.finding, place: base.place, rendered }))

  it('has the place of a patch of a related field if only that one is patched', () => {
    const patch = origin('patch', 'patches/a.yaml', 4)
    expect(placeWith({ '/spec/requests': base, '/spec/limits': patch })).toEqual(patch.place)
  })

  it.each([
    ['patches/a.yaml', 4, 'patches/b.yaml', 1],
    ['patches/a.yaml', 4, 'patches/a.yaml', 9],
  ])('has the place of the patch that is applied last: %s:%i, then %s:%i', (first, line, last, lastLine) => {
    const [early, late] = [origin('patch', first, line), origin('patch', last, lastLine)]
    expect(placeWith({ '/spec/requests': early, '/spec/limits': late })).toEqual(late.place)
    expect(placeWith({ '/spec/requests': late, '/spec/limits': early })).toEqual(late.place)
  })
})
