import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readRequests } from './request-log.ts'

it('returns the requests after a position, without watches', () => {
  const folder = mkdtempSync(join(tmpdir(), 'requests-'))
  const file = join(folder, 'audit.log')
  const write = (event: object) => appendFileSync(file, `${JSON.stringify(event)}\n`)
  try {
    const requests = readRequests(file)
    expect(requests.mark()).toBe(0)
    write({ verb: 'get', userAgent: 'argocd/v0.0.0 (linux/amd64)', objectRef: { resource: 'pods' } })
    const mark = requests.mark()
    write({ verb: 'watch', userAgent: 'argocd/v0.0.0', objectRef: { resource: 'pods' } })
    write({ verb: 'patch', userAgent: 'argocd/v0.0.0', objectRef: { resource: 'pods', subresource: 'status' } })
    write({ verb: 'get', userAgent: 'argocd/v0.0.0' })
    expect(requests.since(mark)).toEqual([
      { program: 'argocd', verb: 'patch', resource: 'pods/status' },
      { program: 'argocd', verb: 'get', resource: 'discovery' },
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
