import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Client, member } from './people.ts'
import { forgeries, TokenSigner } from './token-signer.ts'

// Two tokens that are signed one after the other have the same time.
beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const client: Client = { issuer: 'https://login.example.com', clientId: 'pages', clientSecret: 'x', redirectUrls: [] }

const decoded = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString())

function read(signer: TokenSigner, token: string) {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const key = createPublicKey({ key: signer.publicKey as JsonWebKey, format: 'jwk' })
  const isSigned = createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(key, signature, 'base64url')
  return { isSigned, ...decoded(header), ...decoded(claims) }
}

it('an ID token is signed and contains what the issuer knows of a person', () => {
  const signer = new TokenSigner()
  const token = read(signer, signer.idToken(client, member, 'n'))
  expect(token).toMatchObject({
    isSigned: true,
    alg: 'RS256',
    iss: client.issuer,
    aud: 'pages',
    sub: 'member',
    nonce: 'n',
  })
  expect(token).toMatchObject(member.claims)
})

it.each(forgeries)('a forged ID token differs in one thing: %s', (forgery) => {
  const signer = new TokenSigner()
  const [good, bad] = [undefined, forgery].map((one) => read(signer, signer.idToken(client, member, 'n', one)))
  const keys = Object.keys(good!).filter(
    (key) => JSON.stringify(good![key as 'isSigned']) !== JSON.stringify(bad![key as 'isSigned']),
  )
  const expected = {
    signature: ['isSigned'],
    algorithm: ['alg', 'isSigned'],
    audience: ['aud'],
    issuer: ['iss'],
    nonce: ['nonce'],
    time: ['exp', 'iat'],
  }
  expect(keys.toSorted()).toEqual(expected[forgery])
})
