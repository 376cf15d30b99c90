import { describe, expect, it } from 'vitest'
import { attributeOf, Cookies, parseCookie } from './cookies.ts'

describe('Cookies', () => {
  it('sends the cookies of a host to that host only', () => {
    const cookies = new Cookies()
    cookies.set('a.example.com', ['one=1; Path=/', 'two=2==; Secure'])
    expect(cookies.of('a.example.com')).toBe('one=1; two=2==')
    expect(cookies.of('b.example.com')).toBe('')
  })

  it.each(['Max-Age=0', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'])('removes a cookie with %s', (attribute) => {
    const cookies = new Cookies()
    cookies.set('a', ['one=1; Max-Age=60', 'two=2'])
    cookies.set('a', [`one=; ${attribute}`])
    expect(cookies.of('a')).toBe('two=2')
  })

  it('changes and copies values', () => {
    const cookies = new Cookies()
    cookies.set('a', ['one=1', 'other=2'])
    cookies.change('a', /^one$/, (value) => `${value}0`)
    const copy = new Cookies()
    copy.copy(cookies)
    expect(copy.of('a')).toBe('one=10; other=2')
  })
})

it('attributeOf reads attributes with and without a value', () => {
  const cookie = parseCookie('a=b; Secure; SameSite=Lax')
  expect(['secure', 'samesite', 'domain'].map((name) => attributeOf(cookie, name))).toEqual(['', 'Lax', undefined])
})
