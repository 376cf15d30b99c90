import { programVersions } from '@thanos-gitops/program-verdict'
import { describe, expect, it } from 'vitest'
import { tools } from './tools.ts'
import { addedSums, programSums, programs, sumOf } from './verify-delivery/programs.ts'

const checksum = /^h1:[A-Za-z0-9+/]{43}=$/

describe('the programs that npm run tools builds', () => {
  it.each(Object.entries(tools))('%s has a pinned version and checksum', (_, { version, sum }) => {
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/)
    expect(sum).toMatch(checksum)
  })

  it('are those whose code is in the modules', () => {
    // The Go module of Prometheus 3.13.2 is v0.313.2.
    const [major, minor, patch] = programVersions.prometheus.slice(1).split('.').map(Number)
    expect(tools.promtool.version).toBe(`v0.${major! * 100 + minor!}.${patch}`)
    expect(tools.amtool.version).toBe(programVersions.alertmanager)
    expect(tools.thanos.version).toBe(programVersions.thanos)
    expect(tools.promtool.flags.at(-1)).toBe(
      `-X github.com/prometheus/common/version.Version=${programVersions.prometheus.slice(1)}`,
    )
  })
})

describe('the programs that verify the delivery', () => {
  it.each(Object.entries(programs))('programs.sum has the checksum of %s', (_, { module, version }) => {
    expect(sumOf(module, version)).toMatch(checksum)
  })

  it('programs.sum is sorted and has two checksums of each module, as go.sum has', () => {
    const lines = programSums.trimEnd().split('\n')
    expect(lines).toEqual(lines.toSorted())
    const sources = lines.filter((line) => !line.includes('/go.mod ')).map((line) => line.split(' h1:')[0])
    const files = lines.filter((line) => line.includes('/go.mod ')).map((line) => line.split('/go.mod ')[0])
    expect(sources).toEqual(files)
  })

  it('sumOf refuses a version without a checksum', () =>
    expect(() => sumOf('example.com/a', 'v2.0.0', 'example.com/a v1.0.0 h1:a=\n')).toThrow(
      'programs.sum has no checksum of example.com/a v2.0.0.',
    ))

  it('addedSums returns the checksums that are not pinned', () =>
    expect(addedSums(['a v1 h1:x=', 'b v1 h1:y='], ['b v1 h1:y=', 'a v1 h1:z=', 'c v1 h1:w='])).toEqual([
      'a v1 h1:z=',
      'c v1 h1:w=',
    ]))
})
