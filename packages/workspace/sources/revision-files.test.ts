import { expect, it } from 'vitest'
import { isRead } from './revision-files.ts'

it.each([
  ['base/index.ts', true],
  ['environments/testing/environment.yaml', true],
  ['environments/layers/testing/patches/replicas.yaml', true],
  ['base/testing/stack.ts', false],
  ['base/rules/testing/rules.ts', false],
  ['base/index.test.ts', false],
  ['base/README.md', false],
])('whether %s can be a source of a revision: %s', (file, expected) => expect(isRead(file)).toBe(expected))
