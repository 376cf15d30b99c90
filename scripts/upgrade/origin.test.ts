import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { isAddress, originFile, readOrigin, upstreamAddress, withOrigin, withoutCredentials } from './origin.ts'

const written = `# Ours.
apiVersion: thanos-gitops/v1
kind: Upstream
repository: https://github.com/example/thanos-gitops.git
version: v1.4.0 # not later
`

describe('environments/upstream.yaml', () => {
  it('has the repository and the version', () => {
    const root = temporaryFolder()
    expect(readOrigin(root)).toEqual({})
    writeFile(root, originFile, written)
    expect(readOrigin(root)).toEqual({
      repository: 'https://github.com/example/thanos-gitops.git',
      version: 'v1.4.0',
    })
  })

  it.each([
    ['version: "-x"', 'version must be a tag or a commit of thanos-gitops, not "-x".'],
    ['version: 1234567', 'version must be a tag or a commit of thanos-gitops, not 1234567.'],
    ['repository: ext::sh', 'repository must be the address of a git repository, not "ext::sh".'],
    ['versoin: v1.4.0', 'Unknown key versoin.'],
  ])('is refused with its line if it has %s', (line, message) => {
    const root = temporaryFolder()
    writeFile(root, originFile, `apiVersion: thanos-gitops/v1\nkind: Upstream\n${line}\n`)
    expect(() => readOrigin(root)).toThrow(
      expect.objectContaining({
        findings: [expect.objectContaining({ message, place: expect.objectContaining({ file: originFile, line: 3 }) })],
      }) as Error,
    )
  })

  it('keeps its comments when the version changes', () => {
    expect(withOrigin(written, { version: 'v1.5.0' })).toBe(written.replace('v1.4.0', 'v1.5.0'))
  })

  it('is written with what is known', () => {
    const content = withOrigin(undefined, { version: '12345678' })
    expect(content).toContain('kind: Upstream\nversion: "12345678"\n')
    expect(content).not.toContain('repository:')
  })
})

describe('an address', () => {
  it.each(['https://github.com/a/b.git', 'git@github.com:a/b.git', 'ssh://git@example.com/a', 'file:///srv/a'])(
    '%s is valid on other machines',
    (address) => {
      expect(upstreamAddress.pattern.test(address)).toBe(true)
      expect(isAddress(address)).toBe(true)
    },
  )

  it.each(['../thanos-gitops', '/srv/thanos-gitops'])('%s is a path', (address) => {
    expect(upstreamAddress.pattern.test(address)).toBe(true)
    expect(isAddress(address)).toBe(false)
  })

  it('is recorded without a token', () => {
    expect(withoutCredentials('https://name:token@github.com/a/b.git')).toBe('https://github.com/a/b.git')
    expect(withoutCredentials('ssh://git@github.com/a/b.git')).toBe('ssh://git@github.com/a/b.git')
  })
})
