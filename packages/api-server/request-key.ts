import { hash } from 'node:crypto'
import { requestLine, type VerdictRequest } from './protocol.ts'

const keys = new WeakMap<VerdictRequest, string>()

/** A digest of a request. It is computed once. */
export function requestKey(request: VerdictRequest): string {
  const key = keys.get(request) ?? hash('sha256', requestLine('', '', request))
  keys.set(request, key)
  return key
}
