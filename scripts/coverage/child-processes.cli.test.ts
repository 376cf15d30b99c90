import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'
import { addChildProcesses } from './child-processes.ts'

const folder = temporaryFolder()
const source = `interface Pair { readonly a: number }
export const sum = ({ a }: Pair, b: number): number => {
  if (b > 1) return a + b
  return a
}
sum({ a: 1 } as Pair, 2)
`

it('addChildProcesses adds what a child process ran to the statements that start there', () => {
  const path = join(folder, 'sum.ts')
  writeFile(folder, 'sum.ts', source)
  const coverage = join(folder, 'coverage')
  const { status, stderr } = spawnSync(process.execPath, [path], {
    encoding: 'utf8',
    env: { ...process.env, NODE_V8_COVERAGE: coverage },
  })
  expect(status, stderr).toBe(0)
  const at = (line: number, column: number) => ({ start: { line, column } })
  const file = { path, statementMap: { 0: at(3, 13), 1: at(4, 2), 2: at(6, 0) }, s: { 0: 0, 1: 0, 2: 4 } }
  addChildProcesses(coverage, [file])
  expect(file.s).toEqual({ 0: 1, 1: 0, 2: 5 })
})

it('addChildProcesses adds nothing where no child process ran', () => {
  const file = { path: join(folder, 'other.ts'), statementMap: { 0: { start: { line: 1, column: 0 } } }, s: { 0: 0 } }
  addChildProcesses(join(folder, 'nowhere'), [file])
  expect(file.s).toEqual({ 0: 0 })
})
