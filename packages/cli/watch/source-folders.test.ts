import { sep } from 'node:path'
import { expect, it } from 'vitest'
import { isSourceFile } from './source-folders.ts'

const inEnvironment = (name: string): string => ['', 'environments', 'blue', name].join(sep)

it.each(['environment.yaml', 'replicas.yaml', 'index.ts', 'dashboard.json'])('%s decides a result', (name) =>
  expect(isSourceFile(inEnvironment(name))).toBe(true),
)

it.each([
  ...['.replicas.yaml.swp', 'replicas.yaml~', '4913', 'README.md', 'index.test.ts'],
  ...['environment.schema.json', 'environment.schema.json.1453'],
])('%s decides no result', (name) => expect(isSourceFile(inEnvironment(name))).toBe(false))
