import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listed } from '../list-checks.ts'
import { root } from './repository.ts'

it('packages/checks/README.md lists the checks of the registry; otherwise run npm run list:checks', () => {
  const text = readFileSync(join(root, 'packages/checks/README.md'), 'utf8')
  expect(text).toBe(listed(text))
})
