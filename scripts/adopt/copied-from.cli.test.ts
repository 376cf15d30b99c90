import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commit, git } from '../tests/clone.ts'
import { copiedFrom } from './copied-from.ts'

const folder = mkdtempSync(join(tmpdir(), 'copied-from-'))
afterAll(() => rmSync(folder, { recursive: true }))
const upstream = join(folder, 'upstream')
const clone = join(folder, 'clone')
mkdirSync(upstream)
git(upstream, 'init', '--quiet', '--initial-branch=main')
writeFileSync(join(upstream, 'a'), '')
commit(upstream, 'One')
git(folder, 'clone', '--quiet', upstream, clone)
const head = git(clone, 'rev-parse', 'HEAD').trim()

const own = 'https://github.com/my-company/thanos-gitops.git'
const address = (url: string): void => void git(clone, 'remote', 'set-url', 'origin', url)

describe('where a copy comes from', () => {
  it('is the commit of a clone, and not a path of this machine', async () => {
    expect(await copiedFrom(clone, own, undefined)).toEqual({ version: head })
  })

  it('is the remote, without a token, or the address that is given', async () => {
    address('https://token@github.com/example/thanos-gitops.git')
    expect(await copiedFrom(clone, own, undefined)).toEqual({
      repository: 'https://github.com/example/thanos-gitops.git',
      version: head,
    })
    expect(await copiedFrom(clone, own, 'https://git.example.com/a.git')).toMatchObject({
      repository: 'https://git.example.com/a.git',
    })
  })

  it('is not known in the repository of the team', async () => {
    address('git@github.com:My-Company/thanos-gitops')
    expect(await copiedFrom(clone, own, undefined)).toEqual({})
  })

  it('is the tag of a release', async () => {
    address(upstream)
    git(clone, 'tag', 'v1.4.0')
    expect(await copiedFrom(clone, own, undefined)).toEqual({ version: 'v1.4.0' })
  })

  it('is not a commit of the team', async () => {
    writeFileSync(join(clone, 'b'), '')
    commit(clone, 'Ours')
    expect(await copiedFrom(clone, own, undefined)).toEqual({})
  })
})
