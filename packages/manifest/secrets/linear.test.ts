import { expect, it } from 'vitest'
import { findCredentials, maskText } from './index.ts'

const megabyte = 2 ** 20
const milliseconds = 1000

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
])('takes linear time for 1 MiB of %j', (part) => {
  const text = part.repeat(megabyte / part.length)
  const start = performance.now()
  maskText(text)
  findCredentials({ data: { 'a.yaml': text, password: text } })
  expect(performance.now() - start).toBeLessThan(milliseconds)
})
