import { listOf, mappingOf, stringOf } from '@thanos-gitops/manifest'
import { type Program, programTitle } from '@thanos-gitops/workloads'
import { addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { programsIn } from '../engine/programs.ts'
import { reachedPorts } from '../engine/reached-listeners.ts'
import { usesTls } from '../engine/web-server.ts'

export const addressesUseTheRightScheme: Check = {
  name: 'addresses-use-the-right-scheme',
  question: 'addresses',
  severity: 'error',
  why: 'A client that starts TLS with a server without a certificate gets "server gave HTTP response to HTTPS client". A client without TLS gets 400 from a server that requires it. All requests and probes fail.',
  remedy: 'Use http:// for a server without TLS, and https:// for one with tls_server_config.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/https/',
  *run(context) {
    for (const address of addressesOf(context)) {
      const scheme = /^(?:(?:dns|dnssrv|dnssrvnoa)\+)?(https?):\/\//.exec(address.text)?.[1]
      if (scheme === undefined) continue
      const server = reachedPorts(context, address).find(({ listener }) => listener?.protocol === 'HTTP')
      const problem = server && schemeProblem(context, server.listener!.program, scheme, address.text)
      if (problem !== undefined)
        yield { object: address.object, pointer: address.pointer, offset: address.offset, ...problem }
    }
    for (const program of programsIn(context)) yield* probeProblems(context, program)
  },
}

function schemeProblem(
  context: CheckContext,
  program: Program,
  scheme: string,
  subject: string,
): Pick<Problem, 'message' | 'remedy'> | undefined {
  const tls = usesTls(context, program)
  if (tls === undefined || tls === (scheme === 'https')) return undefined
  const { workload } = program.container
  const server = `${programTitle(program)} in ${workload.kind}/${workload.name}`
  return tls
    ? { message: `${subject} uses http, but ${server} requires TLS.`, remedy: 'Use https.' }
    : { message: `${subject} uses https, but ${server} serves HTTP without TLS.`, remedy: 'Use http.' }
}

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe']

function* probeProblems(context: CheckContext, program: Program): Iterable<Problem> {
  const { container } = program
  for (const probe of probes) {
    const { httpGet } = mappingOf(container.fields[probe])
    if (httpGet === undefined) continue
    const { scheme = 'HTTP', httpHeaders } = mappingOf(httpGet)
    if (listOf(httpHeaders).length > 0) continue
    const problem = schemeProblem(context, program, (stringOf(scheme) ?? '').toLowerCase(), `the ${probe}`)
    if (problem !== undefined)
      yield {
        object: container.workload.object,
        pointer: `${container.pointer}/${probe}/httpGet`,
        message: problem.message,
        remedy: `Set scheme: ${scheme === 'HTTP' ? 'HTTPS' : 'HTTP'} in the ${probe}.`,
      }
  }
}
