import { describe, expect, it } from 'vitest'
import { cataloguedPrograms } from '../programs/known.ts'
import { compareVersions, minorVersion } from '../version.ts'
import { cataloguedVersions, catalogueOf } from './catalogue.ts'

describe('the catalogue', () => {
  it.each(cataloguedPrograms)('has a version of %s', (program) => expect(cataloguedVersions(program)).not.toEqual([]))

  it('lists versions from the oldest to the newest', () => {
    const versions = cataloguedVersions('thanos')
    expect(versions).toEqual(versions.toSorted(compareVersions))
  })

  it.each([
    ['thanos', '0.35', '0.42'],
    ['prometheus', '3.11', '3.16'],
    ['alertmanager', '0.30', '0.35'],
  ])('has all minor versions of %s from %s to %s', (program, first, last) => {
    const minors = cataloguedVersions(program).map(minorVersion)
    const [major, from] = first.split('.')
    const count = Number(last.split('.')[1]) - Number(from) + 1
    const expected = Array.from({ length: count }, (_, index) => `${major}.${Number(from) + index}`)
    expect(minors.slice(-count)).toEqual(expected)
  })

  it.each([
    ['a patch release', 'v0.42.1', '0.42.4', true],
    ['a release candidate', 'v0.42.4-rc.0', '0.42.4', true],
    ['a newer version', 'v0.43.0', '0.42.4', false],
    ['a version between two others', '0.33.0', '0.31.0', false],
    ['an older version', '0.20.0', '0.31.0', false],
    ['no version', undefined, '0.42.4', true],
    ['a tag that is not a version', 'latest', '0.42.4', true],
  ])('uses the nearest version for %s', (_, version, expected, isExact) =>
    expect(catalogueOf('thanos', version)).toMatchObject({ isExact, catalogue: { version: expected } }),
  )

  it('has nothing for another program', () => expect(catalogueOf('grafana')).toBeUndefined())
})
