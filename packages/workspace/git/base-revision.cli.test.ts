import { Failure } from '@thanos-gitops/manifest'
import { commitAll, git, temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { baseRevision } from './base-revision.ts'
import { filesAtRevision } from './files-at-revision.ts'

const root = temporaryFolder()
const temporary = temporaryFolder()
const empty = temporaryFolder()
writeFile(root, 'base/a b.ts', 'first\n')
writeFile(root, 'other/c.ts', 'c\n')
commitAll(root)
const first = git(root, 'rev-parse', 'HEAD').trim()
git(root, 'checkout', '--quiet', '-b', 'feature')
writeFile(root, 'base/a b.ts', 'second\n')
git(root, 'commit', '--quiet', '--all', '--message=second')

const messageOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error.findings.map(({ message, remedy }) => `${message} ${remedy}`).join('\n')
    throw error
  }
  throw new Error('There is no failure.')
}

let target: string | undefined
beforeEach(() => {
  target = process.env.GITHUB_BASE_REF
  delete process.env.GITHUB_BASE_REF
})
afterEach(() => {
  if (target !== undefined) process.env.GITHUB_BASE_REF = target
})

describe('baseRevision', () => {
  it('is the commit where the branch left the default branch', () => {
    git(root, 'checkout', '--quiet', 'main')
    writeFile(root, 'other/c.ts', 'changed on main\n')
    git(root, 'commit', '--quiet', '--all', '--message=third')
    git(root, 'checkout', '--quiet', 'feature')
    const short = first.slice(0, 8)
    expect(baseRevision(root, undefined)).toEqual({
      commit: first,
      short,
      description: `${short}, where this branch left main`,
    })
    expect(baseRevision(root, first)).toMatchObject({ commit: first, description: `${short} (${first})` })
  })

  it('is that of the target of a pull request in GitHub Actions', () => {
    git(root, 'update-ref', 'refs/remotes/origin/release', 'HEAD')
    process.env.GITHUB_BASE_REF = 'release'
    expect(baseRevision(root, undefined).description).toMatch(/\(origin\/release\)$/)
  })

  it('is the named commit if it has no commit in common with the branch', () => {
    git(root, 'checkout', '--quiet', '--orphan', 'unrelated')
    git(root, 'commit', '--quiet', '--message=unrelated')
    expect(baseRevision(root, 'main').description).toMatch(/\(main, which has no commit in common with this branch\)$/)
    git(root, 'checkout', '--quiet', 'feature')
  })

  it('refuses a name that is not a revision, and a folder without git', () => {
    expect(messageOf(() => baseRevision(root, 'nowhere'))).toContain('nowhere is neither a git revision')
    // An option of git is not a revision.
    expect(messageOf(() => baseRevision(root, '--all'))).toContain('--all is neither a git revision')
    expect(messageOf(() => baseRevision(temporary, undefined))).toContain('is not a git repository')
  })

  it('refuses a branch without a commit, and a repository without a default branch', () => {
    git(empty, 'init', '--quiet', '--initial-branch=topic')
    expect(messageOf(() => baseRevision(empty, undefined))).toContain('There is no default branch to compare with')
    git(empty, 'fetch', '--quiet', root, 'main:main')
    expect(messageOf(() => baseRevision(empty, 'main'))).toBe('This branch has no commit. Commit first.')
  })
})

describe('filesAtRevision', () => {
  it('returns the contents of the files below the folders', () => {
    expect([...filesAtRevision(root, first, ['base'])]).toEqual([['base/a b.ts', 'first\n']])
    expect([...filesAtRevision(root, 'feature', ['base', 'other', 'missing'])]).toEqual([
      ['base/a b.ts', 'second\n'],
      ['other/c.ts', 'c\n'],
    ])
    expect(filesAtRevision(root, first, ['missing']).size).toBe(0)
  })
})
