import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type CommandFlags, catalogueContent } from './write.ts'

const folder = join(import.meta.dirname, '../../packages/workloads/flags/catalogue')

it.each(globSync('*.json', { cwd: folder }))('writes the committed catalogue %s', (file) => {
  const content = readFileSync(join(folder, file), 'utf8')
  const { program, version, commands } = JSON.parse(content) as {
    program: string
    version: string
    commands: CommandFlags
  }
  expect(file).toBe(`${program}-${version}.json`)
  expect(catalogueContent(program, version, commands)).toBe(content)
})
