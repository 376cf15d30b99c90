import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findRoot, requireRoot } from './repository-root.ts'

const product = resolve(import.meta.dirname, '../..')

describe('findRoot', () => {
  it('returns the folder that --root names, whatever it contains', () => {
    expect(findRoot('/nowhere')).toBe(resolve('/nowhere'))
    expect(requireRoot('relative')).toBe(join(process.cwd(), 'relative'))
  })

  it('finds the nearest parent of the working directory that is a repository', () => {
    expect(findRoot(undefined)).toBe(product)
  })
})
