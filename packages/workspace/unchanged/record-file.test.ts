import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '@thanos-gitops/manifest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordFiles } from './record-file.ts'
import type { RecordedRender } from './render-memory.ts'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'records-'))))
afterEach(() => rmSync(root, { recursive: true }))

const render: RecordedRender = {
  inputs: 'a',
  outputs: 'b',
  schemas: new Map([['environments/blue/patches.schema.json', 'c']]),
  environment: { name: 'blue' } as Environment,
  manifestCount: 3,
}
const file = (): string => join(root, 'node_modules/.cache/thanos-gitops/rendered/blue')

describe('recordFiles', () => {
  it('returns the record of an environment', () => {
    recordFiles<RecordedRender>(root, 'rendered').write('blue', render)
    expect(recordFiles<RecordedRender>(root, 'rendered').read('blue')).toEqual(render)
    expect(recordFiles<RecordedRender>(root, 'rendered').read('green')).toBeUndefined()
  })

  it.each([
    ['truncated', (content: Buffer) => content.subarray(0, -1)],
    ['empty', () => Buffer.alloc(0)],
    ['without its digest', (content: Buffer) => content.subarray(64)],
    ['another content', (content: Buffer) => Buffer.from(content.map((byte, at) => (at === 80 ? byte ^ 1 : byte)))],
  ])('returns no record that is %s', (_damage, damage) => {
    recordFiles<RecordedRender>(root, 'rendered').write('blue', render)
    writeFileSync(file(), damage(readFileSync(file())))
    expect(recordFiles<RecordedRender>(root, 'rendered').read('blue')).toBeUndefined()
  })

  it('writes no record of an environment that cannot be read again', () => {
    recordFiles<RecordedRender>(root, 'rendered').write('blue', {
      ...render,
      environment: { name: () => 'blue' } as unknown as Environment,
    })
    expect(recordFiles<RecordedRender>(root, 'rendered').read('blue')).toBeUndefined()
  })
})
