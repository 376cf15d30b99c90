import { expect, it } from 'vitest'
import { patternsHaveARegexOperator } from './patterns-have-a-regex-operator.ts'
import { messagesForAlert } from './testing.ts'

it.each(['job="thanos-.*"', 'code="5.."', 'job="a|b"', 'job!="a.+"', 'pod="a-[0-9]+"'])('finds %s', (matcher) => {
  expect(messagesForAlert(patternsHaveARegexOperator, `a{${matcher}} > 0`)).toEqual([
    `alert Test: ${matcher} compares a regular expression literally.`,
  ])
})

it.each([
  'job=~"thanos-.*"',
  'job="a.b"',
  'version="v1.2.3"',
  'path="/api/v1/*"',
  'id="/"',
  'code=~"5.."',
  'le="0.5"',
  'image!=""',
])('accepts %s', (matcher) => {
  expect(messagesForAlert(patternsHaveARegexOperator, `a{${matcher}} > 0`)).toEqual([])
})
