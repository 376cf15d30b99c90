// Starts the programs of the rendered manifests with their own flags and files, on this machine.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CertificateSpec, secretFolder } from './certificates.ts'

interface Pod {
  readonly volumes?: readonly {
    name: string
    secret?: { secretName: string }
    projected?: Projected
    configMap?: Source
  }[]
  readonly containers: readonly {
    name: string
    image: string
    args: readonly string[]
    volumeMounts?: readonly { name: string; mountPath: string }[]
  }[]
}
interface Source {
  readonly name: string
}
interface Projected {
  readonly sources: readonly { secret?: Source; configMap?: Source }[]
}

/** The fields of an object that are read here. */
export interface RenderedObject {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly data?: Readonly<Record<string, string>>
  readonly spec: { readonly template: { readonly spec: Pod } } & CertificateSpec
}

export interface Run {
  readonly folder: string
  readonly objects: readonly RenderedObject[]
}

/** A container of the manifests, and what replaces the flags that depend on a cluster. */
export interface Container {
  readonly workload: string
  readonly container: string
  /** Flags with other values; without one if it is undefined. */
  readonly flags: Readonly<Record<string, string | undefined>>
  /** Changes the content of a mounted document. */
  readonly edit?: (document: string, path: string) => string
}

/** The arguments of a container, with the mounted files below the folder of the run. */
export function argumentsOf({ folder, objects }: Run, { workload, container, flags, edit }: Container): string[] {
  const object = objects.find(
    ({ kind, metadata }) => /^(?:Deployment|StatefulSet|DaemonSet)$/.test(kind) && metadata.name === workload,
  )!
  const pod = object.spec.template.spec
  const { args, volumeMounts = [] } = pod.containers.find(({ name }) => name === container)!
  const root = join(
    folder,
    'pods',
    `${workload}-${container}-${Object.values(flags).join('')}`.replaceAll(/[^\w-]+/g, '-'),
  )
  const mounted = volumeMounts.flatMap(({ name, mountPath }) => {
    const volume = pod.volumes?.find((one) => one.name === name)
    const { projected, configMap, secret } = volume ?? {}
    const own = [configMap && { configMap }, secret && { secret: { name: secret.secretName } }]
    const sources: Projected['sources'] = projected?.sources ?? own.filter((source) => source !== undefined)
    return sources.map((source) => ({ ...source, mountPath, target: join(root, mountPath) }))
  })
  const paths = mounted.map(({ mountPath }) => mountPath).sort((a, b) => b.length - a.length)
  const local = (text: string): string =>
    text.replaceAll(new RegExp(`(?<![\\w/-])(?:${paths.join('|')})(?=/)`, 'g'), (path) => join(root, path))
  for (const { secret, configMap, mountPath, target } of mounted) {
    mkdirSync(target, { recursive: true })
    // Others than those of certificates have credentials, which no test needs.
    const files = secret && secretFolder(folder, secret.name)
    if (files !== undefined && existsSync(files)) cpSync(files, target, { recursive: true })
    const data = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap?.name)?.data
    for (const [key, text] of Object.entries(data ?? {}))
      writeFileSync(join(target, key), edit?.(local(text), join(mountPath, key)) ?? local(text))
  }
  const kept = args.filter((argument) => !((/^--([^=]+)/.exec(argument)?.[1] ?? '') in flags)).map(local)
  const added = Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`]))
  return [...kept.map((argument) => argument.replaceAll('$(POD_NAME)', 'pod-0')), ...added]
}

const started: { readonly child: ChildProcess; readonly output: string[]; readonly title: string }[] = []

export function start(title: string, program: string, args: readonly string[], env: Record<string, string> = {}): void {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)))
  started.push({ child, output, title })
}

export const stopAll = (): void => {
  for (const { child } of started) child.kill('SIGKILL')
}

/** The last lines of each program, for a failed test. */
const outputs = (): string =>
  started.map(({ title, output }) => `== ${title}\n${output.join('').split('\n').slice(-6).join('\n')}`).join('\n')

/** Waits until a condition holds. The machine may be slow. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 240_000
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what} does not happen:\n${outputs()}`)
    await sleep(500)
  }
}

export interface Answer {
  readonly status: number
  readonly body: string
}

/** A request to this machine. Rejects if the client refuses the certificate. */
export const get = (
  port: number,
  path: string,
  tls?: { readonly ca: Buffer; readonly servername: string },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options: RequestOptions = { host: '127.0.0.1', port, path, agent: false, ...tls }
    const request = (tls ? requestHttps : requestHttp)(options, (response) => {
      let body = ''
      response.on('data', (chunk) => {
        body += String(chunk)
      })
      response.on('end', () => resolve({ status: response.statusCode!, body }))
    })
    request.on('error', reject).end()
  })

/** A proxy that leads the names of Services to ports of this machine. */
export async function serviceProxy(
  ports: Readonly<Record<string, number>>,
): Promise<{ url: string; close: () => void }> {
  const server = createHttpServer().on('connect', ({ url = '' }, socket) => {
    const target = connect(ports[url.split('.')[0]!] ?? 1, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    for (const end of [target, socket]) end.on('error', () => [target, socket].map((one) => one.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
