import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../tests/repository.ts'
import { isOfTeam, ownershipOf, ownerships } from './ownership.ts'

describe('the owner of a file', () => {
  it.each([
    'environments/us-1/environment.yaml',
    'environments/layers/eu/patches/a.yaml',
    'environments/policy.yaml',
    'environments/us-1/notes.md',
    'base/own/blackbox-exporter.ts',
    '.github/CODEOWNERS',
  ])('of %s is the team', (file) => expect(isOfTeam(file)).toBe(true))

  it.each(['environments/README.md', 'base/index.ts', 'packages/a/b.ts', '.github/workflows/ci.yml', '.nvmrc'])(
    'of %s is thanos-gitops',
    (file) => {
      expect(isOfTeam(file)).toBe(false)
      expect(ownershipOf(file)?.owner).toBe('product')
    },
  )

  it('of a file that thanos-gitops does not have is not listed', () => {
    expect(ownershipOf('terraform/main.tf')).toBeUndefined()
  })

  it('is in the table of environments/upgrade.md', () => {
    const page = readFileSync(join(root, 'environments/upgrade.md'), 'utf8')
    for (const { path, owner, content } of ownerships)
      expect(page).toContain(`| \`${path}\` | ${owner === 'team' ? 'you' : 'thanos-gitops'} | ${content} |`)
  })
})
