import { expect, it } from 'vitest'
import { findingsText } from './findings-text.ts'
import { painter } from './paint.ts'

const finding = {
  code: 'patch-path-missing',
  severity: 'error',
  place: { file: 'patches/a.yaml', line: 4, column: 13 },
  message: 'There is no /spec/replica.',
  remedy: 'Did you mean /spec/replicas?\nOr another one?',
} as const

it('adds sequences only where a terminal shows them', () => {
  expect(painter(false)('red', 'error')).toBe('error')
  expect(painter(true)('red', 'error')).toBe('\u001b[31merror\u001b[0m')
})

it('shows the code of an error in red, and each line of the remedy in cyan', () => {
  const text = findingsText([finding], painter(true))
  expect(text).toBe(
    [
      '\u001b[1mpatches/a.yaml:4:13\u001b[0m  \u001b[31mpatch-path-missing\u001b[0m',
      '  There is no /spec/replica.',
      '  \u001b[36mDid you mean /spec/replicas?\u001b[0m',
      '  \u001b[36mOr another one?\u001b[0m',
    ].join('\n'),
  )
  expect(text.replaceAll(/\u001b\[\d+m/g, '')).toBe(findingsText([finding]))
})

it('shows a warning in yellow', () =>
  expect(findingsText([{ ...finding, severity: 'warning' }], painter(true))).toContain('\u001b[33mwarning\u001b[0m  '))
