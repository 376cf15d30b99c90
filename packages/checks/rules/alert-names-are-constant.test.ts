import { expect, it } from 'vitest'
import { alertNamesAreConstant } from './alert-names-are-constant.ts'
import { messagesIn, ruleFile } from './testing.ts'

it.each(['{{ $labels.job }} is down', 'Down $labels.job'])('finds the name %s', (alert) => {
  expect(messagesIn(alertNamesAreConstant, ruleFile([{ alert, expr: 'up == 0' }]))).toEqual([
    `the name ${alert} contains a template.`,
  ])
})

it.each(['TargetDown', 'A target is down'])('accepts the name %s', (alert) => {
  expect(messagesIn(alertNamesAreConstant, ruleFile([{ alert, expr: 'up == 0' }]))).toEqual([])
})
