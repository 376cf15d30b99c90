import { expect, it } from 'vitest'
import { findingsText } from './findings-text.ts'

it('prints the place and the message on one line each, and no workflow command', () => {
  const text = findingsText([
    {
      code: 'x',
      severity: 'error',
      place: { file: '::error::\n.yaml', line: 1 },
      message: 'a\n::error::b',
      remedy: '::add-mask::c\u202e',
      detail: '-a\n ::error::b',
    },
  ])
  expect(text.split('\n')).toEqual([
    '\\u003a:error::\\n.yaml:1  x',
    '  a\\n::error::b',
    '  \\u003a:add-mask::c\\u202e',
    '  -a',
    '   \\u003a:error::b',
  ])
})
