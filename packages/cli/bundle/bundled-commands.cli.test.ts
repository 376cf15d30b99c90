import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, commandTimeout, git } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { type BundledCommand, bundleContent, bundleFile, bundleState, entryOf } from './read.mjs'
import { run } from './testing.ts'

const root = checkout()

describe('commands without the base in their bundle', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    expect(run(root, 'render').status).toBe(0)
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message=render')
  }, commandTimeout)

  it.each<BundledCommand>(['validate', 'check', 'diff'])(
    'print from the bundle what they print before: %s',
    (command) => {
      const args = command === 'diff' ? ['blue', '--base', 'HEAD'] : ['blue']
      const first = run(root, command, args)
      expect(first.stderr).toBe('')
      expect(bundleState(root, command)).toBe('missing')
      const second = run(root, command, args)
      expect(bundleState(root, command)).toBe('current')
      const third = run(root, command, args)
      for (const { status, stdout, stderr } of [second, third])
        expect([status, stdout, stderr]).toEqual([first.status, first.stdout, first.stderr])
    },
  )

  it('use a changed base, and write no other bundle for it', () => {
    const file = join(root, 'base/shared.ts')
    const content = readFileSync(file, 'utf8')
    const changed = content.replace(/(webImage = '.*)\d'/, "$19'")
    expect(changed).not.toBe(content)
    writeFileSync(file, changed)
    const { status, stdout, stderr } = run(root, 'diff', ['tiny', '--base', 'HEAD'])
    expect([status, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/image: .* → .*9/)
    expect(bundleState(root, 'diff')).toBe('current')
    writeFileSync(file, content)
  })

  it('write it again when two runs had the same sources', () => {
    appendFileSync(join(root, 'packages/report/index.ts'), '// A comment.\n')
    const states = [1, 2].map(() => {
      expect(run(root, 'diff', ['blue', '--base', 'HEAD']).status).toBe(0)
      return bundleState(root, 'diff')
    })
    expect(states).toEqual(['outdated', 'current'])
  })

  it('run the code of a current bundle', () => {
    const sources = new Map([[entryOf('check'), readFileSync(join(root, entryOf('check')))]])
    const code = "exports.run = () => { console.log('from the bundle'); return 0 }\n"
    writeFileSync(bundleFile(root, 'check'), bundleContent(sources, code))
    expect(run(root, 'check').stdout).toBe('from the bundle\n')
    // That of another command is not used.
    writeFileSync(bundleFile(root, 'render'), readFileSync(bundleFile(root, 'check')))
    expect(bundleState(root, 'render')).toBe('damaged')
  })
})
