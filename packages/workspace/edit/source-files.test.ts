import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { changedFiles, sourceDifference, writeSources } from './source-files.ts'

const before = new Map([
  ['environments/blue/environment.yaml', 'a: 1\nb: 2\n'],
  ['environments/blue/patches/a.yaml', 'same\n'],
])
const after = new Map([
  ['environments/blue/environment.yaml', 'a: 1\nb: 3\n'],
  ['environments/blue/patches/a.yaml', 'same\n'],
  ['environments/blue/patches/new.yaml', 'new\n'],
])

describe('source files', () => {
  it('that differ are changed or new', () =>
    expect(changedFiles(before, after)).toEqual([
      'environments/blue/environment.yaml',
      'environments/blue/patches/new.yaml',
    ]))

  it('are compared as a patch', () =>
    expect(sourceDifference(before, after)).toMatchInlineSnapshot(`
      "--- a/environments/blue/environment.yaml
      +++ b/environments/blue/environment.yaml
      @@ -1,2 +1,2 @@
       a: 1
      -b: 2
      +b: 3
      --- a/environments/blue/patches/new.yaml
      +++ b/environments/blue/patches/new.yaml
      @@ -0,0 +1,1 @@
      +new"
    `))

  it('are not written through a link', () => {
    const root = temporaryFolder()
    writeFile(root, 'elsewhere.yaml', 'a: 1\nb: 2\n')
    mkdirSync(join(root, 'environments/blue'), { recursive: true })
    symlinkSync('../../elsewhere.yaml', join(root, 'environments/blue/environment.yaml'))
    expect(() => writeSources(root, before, after)).toThrow('environments/blue/environment.yaml is a symbolic link.')
    expect(readFileSync(join(root, 'elsewhere.yaml'), 'utf8')).toBe('a: 1\nb: 2\n')
  })

  it('are written, and what a killed process left of them is removed', () => {
    const root = temporaryFolder()
    // No system gives a process such a number.
    writeFile(root, `environments/blue/patches/new.yaml.${2 ** 30}`, 'half-writ')
    writeSources(root, before, after)
    expect(readdirSync(join(root, 'environments/blue/patches'))).toEqual(['new.yaml'])
  })

  it('are written without a trace of the staging', () => {
    const root = temporaryFolder()
    writeFile(root, 'environments/blue/environment.yaml', 'a: 1\nb: 2\n')
    writeSources(root, before, after)
    expect(readFileSync(join(root, 'environments/blue/environment.yaml'), 'utf8')).toBe('a: 1\nb: 3\n')
    expect(readdirSync(join(root, 'environments/blue'))).toEqual(['environment.yaml', 'patches'])
    expect(readdirSync(join(root, 'environments/blue/patches'))).toEqual(['new.yaml'])
  })
})
