import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

it('is the version of the newest section in the changelog', () => {
  const { version } = JSON.parse(read('../../package.json')) as { version: string }
  expect(/^## (\S+)/m.exec(read('../CHANGELOG.md'))?.[1]).toBe(version)
})
