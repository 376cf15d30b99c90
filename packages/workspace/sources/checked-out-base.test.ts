import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { checkedOutBase } from './checked-out-base.ts'

const root = temporaryFolder()
const cache = join(root, 'node_modules/.cache/thanos-gitops')

const sourceOf = (
  name: string,
): string => `const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${name}' }, data: {} }
export const base = { required: [{ name: '${name}', objects: [object] }], optional: [], objectStorage: {} }
`

function checkOut(folder: string, source: string): ReadonlyMap<string, string> {
  mkdirSync(join(folder, 'base'), { recursive: true })
  writeFileSync(join(folder, 'base/index.ts'), source)
  return new Map([['base/index.ts', source]])
}

it('loads a base once for each content, and does not replace what is known of the base of the working tree', async () => {
  const folder = temporaryFolder()
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'valid-base'), 'of the working tree\n')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const contents = checkOut(folder, sourceOf('a'))
  const loaded = await checkedOutBase(root, folder, contents)
  rmSync(join(folder, 'base'), { recursive: true })
  expect(await checkedOutBase(root, folder, contents)).toEqual(loaded)
  const other = new Map([['base/index.ts', sourceOf('b')]])
  await expect(checkedOutBase(root, folder, other)).rejects.toThrow('base')
  expect(readFileSync(join(cache, 'valid-base'), 'utf8')).toBe('of the working tree\n')
})

it('refuses a base with an object that the API server refuses, and does not keep it', async () => {
  const [other, folder] = [temporaryFolder(), temporaryFolder()]
  const source = sourceOf('c').replace('data: {}', "data: 'text'")
  const contents = checkOut(folder, source)
  await expect(checkedOutBase(other, folder, contents)).rejects.toThrow('/data')
  expect(existsSync(join(other, 'node_modules'))).toBe(false)
})
