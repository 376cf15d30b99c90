import { type Argument, type Container, lastValue, recognizeProgram } from '@thanos-gitops/workloads'
import { addressesOf } from '../engine/addresses.ts'
import type { Check, CheckContext, Problem } from '../engine/check.ts'
import { outsideBackends } from '../engine/outside-backends.ts'
import { portsBehind, reachedPorts } from '../engine/reached-listeners.ts'

export const signInReturnsToThePage: Check = {
  name: 'sign-in-returns-to-the-page',
  question: 'addresses',
  severity: 'error',
  why: 'After the sign-in, the issuer sends people to the redirect URL of oauth2-proxy. At another host than that of the page, the browser does not send the cookie with which the sign-in began, so each one ends with 403. Links in alerts need the same host.',
  remedy: 'Use one host in the route, in --redirect-url and in the external URL of the program.',
  source: 'https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview',
  *run(context) {
    yield* routeProblems(context)
    for (const container of context.containers) yield* linkProblems(context, container)
  },
}

function* routeProblems(context: CheckContext): Iterable<Problem> {
  for (const { object, service, servicePort, hosts } of outsideBackends(context)) {
    const urls = portsBehind(context, service, servicePort).flatMap(({ workload, port }) =>
      workload.containers.filter((container) => listensAt(container, port)).flatMap((one) => redirectOf(one) ?? []),
    )
    const expected = urls[0]?.host
    if (expected === undefined) continue
    for (const { name, pointer } of hosts)
      if (name !== expected && !(name.startsWith('*.') && expected.endsWith(name.slice(1))))
        yield {
          object,
          pointer,
          message: `people who sign in at ${name} return to ${expected}, the host of --redirect-url.`,
        }
  }
}

/** The external URL of a program is the address of its page in alerts. */
const externalUrlFlags = ['web.external-url', 'alert.query-url']

function* linkProblems(context: CheckContext, container: Container): Iterable<Problem> {
  const redirect = redirectOf(container)
  if (redirect === undefined) return
  const { object } = container.workload
  const upstreams = addressesOf(context).filter(
    (address) => address.object === object && address.pointer.startsWith(`${container.pointer}/args/`),
  )
  const programs = upstreams
    .flatMap((address) => reachedPorts(context, address))
    .flatMap(({ listener }) => listener?.program ?? [])
  const linked = programs
    .flatMap((program) => externalUrlFlags.flatMap((flag) => lastValue(program, flag) ?? []))
    .find((url) => hostOf(url) !== undefined && hostOf(url) !== redirect.host)
  if (linked !== undefined)
    yield {
      object,
      pointer: redirect.argument.valuePointer,
      message: `the sign-in returns to ${redirect.host}, but the links of the program behind it lead to ${hostOf(linked)}.`,
    }
}

interface Redirect {
  readonly argument: Argument
  readonly host: string
}

/** The redirect URL of an oauth2-proxy; undefined for other programs, and if it follows from the request. */
function redirectOf(container: Container): Redirect | undefined {
  if (recognizeProgram(container)?.name !== 'oauth2-proxy') return undefined
  const argument = container.arguments.findLast(({ flag }) => flag === '--redirect-url')
  const host = hostOf(argument?.value ?? '')
  return argument === undefined || host === undefined ? undefined : { argument, host }
}

function listensAt(container: Container, port: number): boolean {
  const address = container.arguments.findLast(({ flag }) => flag === '--http-address')?.value ?? ':4180'
  return address.endsWith(`:${port}`)
}

/** Without a port; undefined for an address without a host. */
const hostOf = (url: string): string | undefined => /^https?:\/\/([^/:?#$]+)/.exec(url)?.[1]
