import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const styles = readFileSync(join(import.meta.dirname, 'styles.css'), 'utf8')

it('defines each color once, for light and dark', () => {
  const defined = [...styles.matchAll(/(--[\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g)]
  expect(defined.length).toBeGreaterThan(10)
  const names = [...styles.matchAll(/(--[\w-]+):/g)].map(([, name]) => name)
  expect(names).toEqual(defined.map(([, name]) => name))
  expect(new Set(names).size).toBe(names.length)
  // All other rules use these names.
  expect(styles.match(/#[\da-f]{3,8}\b|rgba?\(|hsla?\(/g)).toHaveLength(2 * defined.length)
})
