import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { removeUnfinished, replaceFile } from './replace-file.ts'

// No system gives a process such a number.
const dead = 2 ** 30

it('replaceFile writes the file and leaves no other', () => {
  const folder = temporaryFolder()
  replaceFile(join(folder, 'a.json'), 'old')
  replaceFile(join(folder, 'a.json'), 'new')
  expect(readdirSync(folder)).toEqual(['a.json'])
  expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('new')
})

it('removeUnfinished removes what killed processes left of these files, and nothing else', () => {
  const folder = temporaryFolder()
  const kept = ['a.json', `a.json.${process.ppid}`, 'a.json.old', `b.json.${dead}`, `a.json.${dead}.yaml`, 'a.json.0']
  for (const name of [...kept, `a.json.${dead}`, `a.json.${process.pid}`]) writeFileSync(join(folder, name), 'x')
  removeUnfinished([join(folder, 'a.json')])
  expect(readdirSync(folder).sort()).toEqual(kept.sort())
})
