// The proxies of an environment with `access`, in front of stand-ins for its programs, with an issuer.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessSecret, pageNames } from '@thanos-gitops/manifest'
import { $ } from 'zx'
import { freePort } from '../../free-port.ts'
import { changeEnvironment, objectsIn } from '../changed-environment.ts'
import type { Cleanup } from '../cleanup.ts'
import { contentOf } from '../image-name.ts'
import { findStackProgram } from '../stack-programs.ts'
import { Browser, type Host } from './browser.ts'
import { Issuer } from './issuer.ts'
import { allowed, type Client } from './people.ts'
import { type ProxyOptions, RunningProxy } from './proxy.ts'
import { newCookieSecret, type ProxyDeployment, upstreamsOf } from './proxy-settings.ts'
import { Upstream, type UpstreamRequest } from './upstream.ts'

/** A page that people open. */
export interface Page {
  readonly name: string
  /** Without a path. */
  readonly url: string
  readonly proxy: RunningProxy
  /** By `host:port`. */
  readonly upstreams: ReadonlyMap<string, Upstream>
  /** The requests that reached the programs behind the proxy. */
  received(): readonly UpstreamRequest[]
  /** Starts one more replica, with the same secrets unless others are given. */
  startReplica(secrets?: ProxyOptions['secrets']): Promise<RunningProxy>
}

export interface SignIn {
  readonly client: Client
  readonly issuer: Issuer
  readonly secrets: ProxyOptions['secrets']
  readonly pages: readonly Page[]
  /** @param replicas in the place of a page's proxy, by the name of the page */
  browser(replicas?: Readonly<Record<string, RunningProxy>>): Browser
}

const pageUrl = (page: string): string => `https://${page}.example.com`

/** Renders the environment, starts everything, and returns before the proxies are ready. */
export async function startSignIn(environment: string, cleanup: Cleanup): Promise<SignIn> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-cluster-sign-in-'))
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }))
  const authority = join(folder, 'issuer.crt')
  const client: Client = {
    issuer: `https://127.0.0.1:${await freePort()}/realms/platform`,
    clientId: 'thanos',
    clientSecret: randomBytes(24).toString('base64'),
    redirectUrls: pageNames.map((page) => `${pageUrl(page)}/oauth2/callback`),
  }
  const issuer = await Issuer.start(client, await createCertificate(folder, authority))
  cleanup.add(() => issuer.stop())
  const secrets = { [accessSecret]: { 'client-secret': client.clientSecret, 'cookie-secret': newCookieSecret() } }
  const pages: Page[] = []
  for (const deployment of renderProxies(environment, client))
    pages.push(await startPage({ deployment, folder, secrets, authorities: authority }, cleanup))
  const issuerHost: [string, Host] = [
    new URL(client.issuer).host,
    { port: Number(new URL(client.issuer).port), authority: readFileSync(authority, 'utf8') },
  ]
  const browser = (replicas: Readonly<Record<string, RunningProxy>> = {}): Browser =>
    new Browser(
      new Map([
        issuerHost,
        ...pages.map(({ name, url, proxy }): [string, Host] => [
          new URL(url).host,
          { port: (replicas[name] ?? proxy).port('proxy') },
        ]),
      ]),
    )
  return { client, issuer, secrets, pages, browser }
}

async function createCertificate(folder: string, file: string): Promise<{ key: string; cert: string }> {
  const key = join(folder, 'issuer.key')
  const names = ['-subj', '/CN=issuer', '-addext', 'subjectAltName=IP:127.0.0.1']
  await $({
    quiet: true,
  })`openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout ${key} -out ${file} ${names}`
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(file, 'utf8') }
}

/** The Deployments of the proxies in an environment that opens all pages. */
function renderProxies(environment: string, { issuer, clientId }: Client): readonly ProxyDeployment[] {
  const clone = changeEnvironment(environment, (document) => {
    document.set('externalUrls', Object.fromEntries(pageNames.map((page) => [page, pageUrl(page)])))
    document.set('access', {
      issuer,
      clientId,
      allowedGroups: [...allowed.groups],
      allowedEmailDomains: [allowed.emailDomain],
      gateway: { name: 'public', namespace: 'gateways' },
    })
  })
  try {
    return objectsIn<ProxyDeployment>(clone.manifests, ['Deployment']).filter(({ metadata }) =>
      metadata.name.startsWith('oauth2-proxy-'),
    )
  } finally {
    clone.remove()
  }
}

type Start = Pick<ProxyOptions, 'deployment' | 'folder' | 'secrets' | 'authorities'>

async function startPage(start: Start, cleanup: Cleanup): Promise<Page> {
  const container = start.deployment.spec.template.spec.containers[0]!
  const name = container.name.replace('oauth2-proxy-', '')
  const upstreams = new Map<string, Upstream>()
  for (const address of upstreamsOf(container.args)) {
    const upstream = await Upstream.start()
    cleanup.add(() => upstream.stop())
    upstreams.set(address, upstream)
  }
  const content = contentOf(container.image)
  if (content?.kind !== 'stack') throw new Error(`No program is built for the image ${container.image}.`)
  const program = findStackProgram(content.program)!
  const addresses = new Map([...upstreams].map(([address, { port }]) => [address, `127.0.0.1:${port}`]))
  const startReplica = async (secrets = start.secrets): Promise<RunningProxy> => {
    const proxy = await RunningProxy.start({ ...start, secrets, program, upstreams: addresses })
    cleanup.add(() => proxy.stop())
    return proxy
  }
  return {
    name,
    url: pageUrl(name),
    proxy: await startReplica(),
    upstreams,
    received: () => [...upstreams.values()].flatMap(({ requests }) => requests),
    startReplica,
  }
}
