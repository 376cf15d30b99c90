import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import type { RequestLog, ToolRequest } from './delivery-rig.ts'

interface AuditEvent {
  readonly verb: string
  readonly userAgent?: string
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string }
}

/** The requests in an audit log. A position is a number of bytes. */
export const readRequests = (file: string): RequestLog => ({
  mark: () => (existsSync(file) ? statSync(file).size : 0),
  since: (mark) =>
    readFrom(file, mark)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as AuditEvent)
      .filter(({ verb }) => verb !== 'watch')
      .map(requestOf),
})

function requestOf({ verb, userAgent = '', objectRef }: AuditEvent): ToolRequest {
  const { resource = 'discovery', subresource } = objectRef ?? {}
  return {
    // `kustomize-controller/v0.0.0 (linux/amd64) …`
    program: userAgent.split('/')[0]!,
    verb,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
  }
}

function readFrom(file: string, start: number): string {
  const length = statSync(file).size - start
  const content = Buffer.alloc(Math.max(0, length))
  const descriptor = openSync(file, 'r')
  try {
    readSync(descriptor, content, 0, content.length, start)
  } finally {
    closeSync(descriptor)
  }
  return content.toString()
}
