import { createSign, generateKeyPairSync } from 'node:crypto'
import type { Client, Person } from './people.ts'

/** What can be wrong with an ID token. */
export const forgeries = ['signature', 'algorithm', 'audience', 'issuer', 'nonce', 'time'] as const
export type Forgery = (typeof forgeries)[number]

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const keyId = 'key-1'

/** Signs ID tokens with RS256. */
export class TokenSigner {
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  /** Of somebody else. */
  readonly #otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })

  /** As an element of a JSON Web Key Set. */
  get publicKey(): object {
    return { ...this.#keys.publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' }
  }

  idToken({ issuer, clientId }: Client, { name, claims }: Person, nonce: string, forgery?: Forgery): string {
    const now = Math.floor(Date.now() / 1000) - (forgery === 'time' ? 7200 : 0)
    const content = `${encoded({ alg: forgery === 'algorithm' ? 'none' : 'RS256', typ: 'JWT', kid: keyId })}.${encoded({
      iss: forgery === 'issuer' ? `${issuer}/other` : issuer,
      aud: forgery === 'audience' ? 'another-client' : clientId,
      sub: name,
      iat: now,
      exp: now + 300,
      nonce: forgery === 'nonce' ? 'another-nonce' : nonce,
      ...claims,
    })}`
    if (forgery === 'algorithm') return `${content}.`
    const { privateKey } = forgery === 'signature' ? this.#otherKeys : this.#keys
    return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`
  }
}
