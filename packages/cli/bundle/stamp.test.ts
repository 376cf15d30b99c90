import { existsSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { beforeEach, expect, it } from 'vitest'
import { stampedDigest, timesOf, writeStamp } from './stamp.mjs'

const root = temporaryFolder()
const bundle = join(root, 'render.cjs')
const source = join(root, 'a.ts')
const verified = { digest: 'of the bundle', sources: ['a.ts'] }

/** The times of the files, as if they had changed long ago. */
const old = () => ({ ...timesOf(root, bundle, verified.sources)!, newest: 0 })

beforeEach(() => {
  rmSync(`${bundle}.stamp`, { force: true })
  writeFileSync(bundle, 'code')
  writeFileSync(source, 'one')
})

it('returns the digest while no file changes', () => {
  expect(stampedDigest(root, bundle)).toBeUndefined()
  writeStamp(root, bundle, verified, old())
  expect(stampedDigest(root, bundle)).toBe('of the bundle')
})

it.each<[string, () => void]>([
  [
    'a source changes, and keeps its size and its time',
    () => {
      const { atime, mtime } = statSync(source)
      writeFileSync(source, 'two')
      utimesSync(source, atime, mtime)
    },
  ],
  ['a source is removed', () => rmSync(source)],
  ['the bundle changes', () => writeFileSync(bundle, 'edoc')],
  ['the stamp is damaged', () => writeFileSync(`${bundle}.stamp`, '{"sources"')],
])('returns nothing if %s', (_, change) => {
  writeStamp(root, bundle, verified, old())
  change()
  expect(stampedDigest(root, bundle)).toBeUndefined()
})

it('is not written for files that changed a moment before, or while they were read', () => {
  writeStamp(root, bundle, verified, timesOf(root, bundle, verified.sources))
  expect(existsSync(`${bundle}.stamp`)).toBe(false)
  const before = old()
  writeFileSync(source, 'three')
  writeStamp(root, bundle, verified, before)
  expect(existsSync(`${bundle}.stamp`)).toBe(false)
})
