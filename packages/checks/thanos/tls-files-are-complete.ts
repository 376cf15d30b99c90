import { lastUse, type Program, programTitle, volumeAt } from '@thanos-gitops/workloads'
import type { Check, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { thanosPrograms } from './components.ts'
import { placeOfFlag } from './places.ts'
import { isSet } from './tls.ts'

export const tlsFilesAreComplete: Check = {
  name: 'tls-files-are-complete',
  question: 'startup',
  severity: 'error',
  why: 'Thanos does not start with a certificate without its key, with a CA for clients but without a certificate, or with a file that does not exist.',
  remedy: 'Set the flags of the certificate and of its key, and mount the Secret that contains the files.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/tls/options.go',
  *run(context) {
    for (const program of thanosPrograms(context)) {
      for (const prefix of ['grpc-server-tls', 'remote-write.server-tls', 'grpc-client-tls', 'remote-write.client-tls'])
        yield* halfProblems(program, prefix)
      yield* missingFiles(program)
    }
  },
}

function* halfProblems(program: Program, prefix: string): Iterable<Problem> {
  const [certificate, key, clientCa] = ['cert', 'key', 'client-ca'].map((name) => isSet(program, `${prefix}-${name}`))
  const title = `${programTitle(program)} does not start`
  if (certificate !== key)
    yield {
      ...placeOfFlag(program, `${prefix}-cert`, `${prefix}-key`),
      message: `--${prefix}-${certificate ? 'cert' : 'key'} is set without --${prefix}-${certificate ? 'key' : 'cert'}, so ${title}.`,
      remedy: `Add --${prefix}-${certificate ? 'key' : 'cert'}.`,
    }
  else if (clientCa && !certificate)
    yield {
      ...placeOfFlag(program, `${prefix}-client-ca`),
      message: `--${prefix}-client-ca is set without a certificate of the server, so ${title}.`,
      remedy: `Add --${prefix}-cert and --${prefix}-key.`,
    }
}

const fileFlags = /^(?:grpc|remote-write\.)-?(?:server|client)-tls-(?:cert|key|ca|client-ca)$/

function* missingFiles(program: Program): Iterable<Problem> {
  const names = new Set(program.uses.map(({ name }) => name).filter((name) => fileFlags.test(name)))
  for (const name of names) {
    const use = lastUse(program, name)
    const path = use?.value ?? ''
    if (use === undefined || !path.startsWith('/') || path.includes('$(') || volumeAt(program.container, path)) continue
    // The image contains the certificates of public authorities.
    if (/^\/etc\/ssl\//.test(path)) continue
    yield {
      ...flagPlace(program, use),
      message: `no volume contains ${path}, so ${programTitle(program)} does not start.`,
      remedy: `Mount the Secret with the file at ${path.slice(0, path.lastIndexOf('/')) || '/'}.`,
    }
  }
}
