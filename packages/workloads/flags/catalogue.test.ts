import { describe, expect, it } from 'vitest'
import { cataloguedPrograms } from '../programs/known.ts'
import { cataloguedVersions, catalogueOf } from './catalogue.ts'

describe('the catalogue', () => {
  it.each(cataloguedPrograms)('has a version of %s', (program) => expect(cataloguedVersions(program)).not.toEqual([]))

  it('lists versions from the oldest to the newest', () =>
    expect(cataloguedVersions('thanos')).toEqual(['0.31.0', '0.37.2', '0.40.1', '0.41.0', '0.42.4']))

  it.each([
    ['a patch release', 'v0.42.1', '0.42.4', true],
    ['a release candidate', 'v0.42.4-rc.0', '0.42.4', true],
    ['a newer version', 'v0.43.0', '0.42.4', false],
    ['a version between two others', '0.39.0', '0.37.2', false],
    ['an older version', '0.20.0', '0.31.0', false],
    ['no version', undefined, '0.42.4', true],
    ['a tag that is not a version', 'latest', '0.42.4', true],
  ])('uses the nearest version for %s', (_, version, expected, isExact) =>
    expect(catalogueOf('thanos', version)).toMatchObject({ isExact, catalogue: { version: expected } }),
  )

  it('has nothing for another program', () => expect(catalogueOf('grafana')).toBeUndefined())
})
