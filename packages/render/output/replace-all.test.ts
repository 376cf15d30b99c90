import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { replaceAll, stage } from './replace-all.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-all-'))
  mkdirSync(join(folder, 'staging'))
  for (const name of ['changed', 'removed']) writeFileSync(join(folder, name), 'old')
})
afterEach(() => rmSync(folder, { recursive: true }))

const staged = (name: string, content: string | undefined) =>
  stage(join(folder, 'staging'), name, join(folder, name), existsSync(join(folder, name)), content)
const changes = () => [staged('changed', 'new'), staged('added', 'new'), staged('removed', undefined)]
const read = (name: string): string | undefined =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined
const contents = () => ['changed', 'added', 'removed'].map(read)

describe('replaceAll', () => {
  it('changes, adds and removes files', () => {
    replaceAll(changes())
    expect(contents()).toEqual(['new', 'new', undefined])
  })

  it('restores all files if a later one cannot be replaced', () => {
    const files = [...changes(), { path: join(folder, 'other'), next: join(folder, 'missing') }]
    expect(() => replaceAll(files)).toThrow('ENOENT')
    expect(contents()).toEqual(['old', undefined, 'old'])
  })
})
