import { expect, it } from 'vitest'
import { root } from '../../tests/repository.ts'
import { documentedCommands } from './documented-commands.ts'

it.each([
  ['argo-cd', 2],
  ['flux', 1],
] as const)('finds the commands for %s', (tool, count) => {
  const commands = documentedCommands(root, tool, 'blue', '/tmp/token')
  expect(commands).toHaveLength(count)
  for (const { line } of commands) expect(line).toMatch(/^kubectl --context blue /)
})
