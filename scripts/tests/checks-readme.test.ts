import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { withCheckTable } from '../list-checks.ts'
import { root } from './repository.ts'

it('lists the checks of the registry in packages/checks/README.md (npm run list:checks writes the list)', () => {
  const readme = readFileSync(join(root, 'packages/checks/README.md'), 'utf8')
  expect(readme).toBe(withCheckTable(readme))
})
