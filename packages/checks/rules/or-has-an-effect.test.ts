import { expect, it } from 'vitest'
import { orHasAnEffect } from './or-has-an-effect.ts'
import { messagesForAlert } from './testing.ts'

it.each([
  ['(vector(0) or sum(errors)) > 5', 'sum(errors)'],
  ['(vector(0) or on () errors) > 5', 'errors'],
])('finds the right side of %s', (expr, right) => {
  expect(messagesForAlert(orHasAnEffect, expr)).toEqual([
    `alert Test: ${right} is never returned, because vector(0) always has a result.`,
  ])
})

it.each([
  '(sum(errors) or vector(0)) > 5',
  '(vector(0) or errors) > 5',
  '(sum by (job) (errors) or sum(errors)) > 5',
  '(vector(0) or sum by (job) (errors)) > 5',
])('accepts %s', (expr) => {
  expect(messagesForAlert(orHasAnEffect, expr)).toEqual([])
})
