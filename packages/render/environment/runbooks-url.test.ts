import { describe, expect, it } from 'vitest'
import { runbooksUrl } from './runbooks-url.ts'

describe('runbooksUrl', () => {
  it.each([
    ['https://github.com/o/r.git', 'main', 'https://github.com/o/r/blob/main/base/runbooks'],
    ['ssh://git@github.com/o/r.git', 'v1/a#b', 'https://github.com/o/r/blob/v1/a%23b/base/runbooks'],
    ['https://github.example.com/o/r', 'main', 'https://github.example.com/o/r/blob/main/base/runbooks'],
    ['https://user@gitlab.com/g/s/r.git', 'main', 'https://gitlab.com/g/s/r/-/blob/main/base/runbooks'],
    ['ssh://git@gitlab.example.com:2222/g/r.git', 'main', 'https://gitlab.example.com/g/r/-/blob/main/base/runbooks'],
    ['https://codeberg.org/o/r', 'main', 'https://codeberg.org/o/r/src/branch/main/base/runbooks'],
    [
      'https://gitea.example.com:3000/o/r.git',
      'main',
      'https://gitea.example.com:3000/o/r/src/branch/main/base/runbooks',
    ],
    ['https://bitbucket.org/o/r.git', 'main', 'https://bitbucket.org/o/r/src/main/base/runbooks'],
    ['https://dev.azure.com/o/p/_git/r', 'main', 'https://dev.azure.com/o/p/_git/r?version=GBmain&path=/base/runbooks'],
    ['https://git.example.com/o/r.git', 'main', 'https://git.example.com/o/r#base/runbooks'],
  ])('of %s on branch %s is %s', (repository, branch, url) => {
    expect(runbooksUrl({ repository, branch })).toBe(url)
  })

  it('uses branch main without a branch', () => {
    expect(runbooksUrl({ repository: 'https://github.com/o/r' })).toBe('https://github.com/o/r/blob/main/base/runbooks')
  })

  it.each([
    undefined,
    {},
    { repository: 1 },
    { repository: 'git@github.com:o/r' },
    { repository: 'https://github.com/' },
  ])('is the path in the repository for %o', (settings) => {
    expect(runbooksUrl(settings)).toBe('base/runbooks')
  })
})
