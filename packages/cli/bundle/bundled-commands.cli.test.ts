import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, commandTimeout, git, temporaryFolder } from '@thanos-gitops/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { type BundledCommand, bundleContent, bundleFile, bundleState, mainSource } from './read.mjs'
import { run } from './testing.ts'

const root = checkout()
const coverage = temporaryFolder()

describe('commands without the base in their bundle', { timeout: commandTimeout }, () => {
  beforeAll(() => {
    expect(run(root, 'render').status).toBe(0)
    git(root, 'add', '--all')
    git(root, 'commit', '--quiet', '--message=render')
  }, commandTimeout)

  it.each<BundledCommand>(['validate', 'check', 'diff'])(
    'print from the bundle what they print from the sources: %s',
    (command) => {
      const args = command === 'diff' ? ['blue', '--base', 'HEAD'] : ['blue']
      expect(bundleState(root, command)).toBe('missing')
      const [first, second, sources] = [{}, {}, { NODE_V8_COVERAGE: coverage }].map((env) =>
        run(root, command, args, env),
      )
      expect(first!.stderr).toBe('')
      expect(bundleState(root, command)).toBe('current')
      for (const { status, stdout, stderr } of [second!, sources!])
        expect([status, stdout, stderr]).toEqual([first!.status, first!.stdout, first!.stderr])
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

  it('write it again when a source changes', () => {
    appendFileSync(join(root, 'packages/report/index.ts'), '// A comment.\n')
    expect(bundleState(root, 'diff')).toBe('outdated')
    expect(run(root, 'diff', ['blue', '--base', 'HEAD']).status).toBe(0)
    expect(bundleState(root, 'diff')).toBe('current')
  })

  it('run the code of a current bundle', () => {
    const sources = new Map([[mainSource('check'), readFileSync(join(root, mainSource('check')))]])
    const code = "exports.run = () => { console.log('from the bundle'); return 0 }\n"
    writeFileSync(bundleFile(root, 'check'), bundleContent(sources, code).content)
    expect(run(root, 'check').stdout).toBe('from the bundle\n')
    // That of another command is not used.
    writeFileSync(bundleFile(root, 'render'), readFileSync(bundleFile(root, 'check')))
    expect(bundleState(root, 'render')).toBe('damaged')
  })
})
