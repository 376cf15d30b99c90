import { describe, expect, it } from 'vitest'
import { configMap, diff } from './testing/objects.ts'

describe('the guard against an emptied environment', () => {
  const many = Array.from({ length: 6 }, (_, index) =>
    configMap({ [`k${index}`]: String(index), [`l${index}`]: 'x' }, `c-${index}`),
  )

  it.each<[what: string, left: number, codes: string[]]>([
    ['no objects left', 0, ['environment-empty']],
    ['more than a third removed', 3, ['environment-shrinks']],
    ['a third removed', 4, []],
  ])('returns the findings for %s', (_what, left, codes) =>
    expect(diff(many, many.slice(0, left)).findings.map(({ code }) => code)).toEqual(codes),
  )

  it('does not count declared removals', () => {
    expect(diff(many, many.slice(0, 3), { declaredRemovals: ['ConfigMap/c-3', 'ConfigMap/c-4'] }).findings).toEqual([])
  })
})
