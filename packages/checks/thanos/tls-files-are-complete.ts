import { lastUse, lastValue, type Program, programTitle, recognizeProgram } from '@thanos-gitops/workloads'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { flagPlace } from '../engine/programs.ts'
import { httpClientsIn } from '../http/clients.ts'
import { isMissingFile } from '../http/missing-file.ts'
import { exporters, type HttpServer, httpServersOf } from '../http/servers.ts'
import { thanosPrograms } from './components.ts'
import { connectionsIn } from './connections.ts'
import { placeOfFlag } from './places.ts'
import { isSet } from './tls.ts'

export const tlsFilesAreComplete: Check = {
  name: 'tls-files-are-complete',
  question: 'startup',
  severity: 'error',
  why: 'A program does not start with a certificate without its key, with a CA for clients but without a certificate, or with a file that does not exist.',
  remedy: 'Set the certificate and its key, and mount the Secret that contains the files.',
  source: 'https://github.com/thanos-io/thanos/blob/v0.42.4/pkg/tls/options.go',
  *run(context) {
    for (const program of thanosPrograms(context)) {
      for (const prefix of ['grpc-server-tls', 'remote-write.server-tls', 'grpc-client-tls', 'remote-write.client-tls'])
        yield* halfProblems(program, prefix)
      yield* missingFiles(context, program)
    }
    yield* halfClients(context)
    for (const server of serversIn(context)) yield* serverProblems(context, server)
    yield* missingConfigurations(context)
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

function* missingFiles(context: CheckContext, program: Program): Iterable<Problem> {
  const names = new Set(program.uses.map(({ name }) => name).filter((name) => fileFlags.test(name)))
  for (const name of names) {
    const use = lastUse(program, name)
    const path = use?.value ?? ''
    if (use === undefined || !isMissingFile(context, program.container, path)) continue
    yield {
      ...flagPlace(program, use),
      message: `no volume contains ${path}, so ${programTitle(program)} does not start.`,
      remedy: `Mount the Secret with the file at ${path.slice(0, path.lastIndexOf('/')) || '/'}.`,
    }
  }
}

/** Clients with a certificate alone, or with a key alone. */
function* halfClients(context: CheckContext): Iterable<Problem> {
  const ofConnections = connectionsIn(context).flatMap(({ client, tls, place }) =>
    // The others are flags.
    tls.certificate === lastValue(client, 'grpc-client-tls-cert')
      ? []
      : [{ title: programTitle(client), place, isHalf: (tls.certificate === undefined) !== (tls.key === undefined) }],
  )
  const ofHttp = httpClientsIn(context).map(({ title, tls }) => ({
    title,
    place: tls.place,
    isHalf: tls.hasCertificate !== tls.hasKey,
  }))
  for (const { title, place, isHalf } of [...ofConnections, ...ofHttp])
    if (isHalf)
      yield {
        ...place,
        message: `${title} has only one of cert_file and key_file, which need each other.`,
        remedy: 'Set both, or none of them.',
      }
}

/** The HTTP servers, without those that flags configure, and the gossip of Alertmanager. */
const serversIn = (context: CheckContext): readonly HttpServer[] =>
  [
    ...context.workloads.flatMap((workload) => httpServersOf(context, workload)),
    ...httpClientsIn(context).flatMap(({ servers }) => servers.map(({ server }) => server)),
  ].filter(({ tls }, index, all) => typeof tls === 'object' && all.findIndex((other) => other.tls === tls) === index)

function* serverProblems(context: CheckContext, { container, title, tls }: HttpServer): Iterable<Problem> {
  if (typeof tls !== 'object' || tls.place.pointer.includes('/args/')) return
  if (tls.isHalf)
    yield {
      ...tls.place,
      message: `${title} has only one of client_auth_type and client_ca_file, which need each other.`,
      remedy: 'Set both, or none of them.',
    }
  for (const [what, path] of [
    ['certificate', tls.certificate],
    ['key', tls.key],
  ])
    if (path === undefined) yield { ...tls.place, message: `${title} has no ${what} for TLS, so it does not start.` }
    else if (isMissingFile(context, container, path))
      yield {
        ...tls.place,
        message: `no volume contains ${path}, the ${what} of ${title}, so it does not start.`,
        remedy: `Mount the Secret with the file at ${path.slice(0, path.lastIndexOf('/')) || '/'}.`,
      }
}

/** The check flags-name-existing-files covers the programs whose flags are in the catalogue. */
function* missingConfigurations(context: CheckContext): Iterable<Problem> {
  for (const container of context.containers) {
    const exporter = exporters[recognizeProgram(container)?.name ?? '']
    for (const { flag, value = '', valuePointer, valueOffset } of container.arguments)
      if (exporter !== undefined && flag === exporter.web && isMissingFile(context, container, value))
        yield {
          object: container.workload.object,
          pointer: valuePointer,
          offset: valueOffset,
          message: `no volume contains ${value}, so ${recognizeProgram(container)!.name} does not start.`,
          remedy: `Mount the ConfigMap with the file at ${value.slice(0, value.lastIndexOf('/')) || '/'}.`,
        }
  }
}
