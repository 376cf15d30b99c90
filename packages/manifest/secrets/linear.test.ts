import { expect, it } from 'vitest'
import { almostLinear, growthExponent } from '../testing/growth.ts'
import { findCredentials, maskText } from './index.ts'

// Each string leads an expression that looks back, or that tries every start, into quadratic time.
it.each([
  'a',
  'a.',
  '_-',
  '://',
  'a://b:',
  'a://b:c',
  'a@',
  'x:/',
  'password',
  'password=',
  'password: ',
  'password="',
  'name: password ',
  '-----BEGIN ',
  '-----BEGIN PRIVATE KEY-----',
  'eyJ',
  'eyJaaaaaaaaaaaa.',
  'ghp_',
  'github_pat_',
  'Bearer ',
  'Basic a',
  'a\\"',
  ' \t',
  '\n ',
  'gls',
  'hooks.slack.com/services/',
])('takes linear time for %j', (part) => {
  const exponent = growthExponent(
    2 ** 20,
    (size) => part.repeat(size / part.length),
    (text) => {
      maskText(text)
      findCredentials({ data: { 'a.yaml': text, password: text } })
    },
  )
  expect(exponent).toBeLessThan(almostLinear)
})
