// How sessions begin and end.
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { Browser } from './browser.ts'
import { attributeOf, type Cookie } from './cookies.ts'
import { inEachPage, seesPage, signedIn } from './observation.ts'
import { member, operator, veteran } from './people.ts'
import type { RunningProxy } from './proxy.ts'
import type { Page, SignIn } from './rig.ts'

const seeProbes = ({ pages }: SignIn): Promise<string> =>
  inEachPage(pages, async ({ proxy, received }) => {
    const probes = await eventually(60, () => readyByProbes(proxy))
    expectThat(received().length === 0, `a probe reached the program: ${received()[0]?.url}`)
    return probes
  })

/** @throws Error while a probe fails */
export async function readyByProbes(proxy: RunningProxy): Promise<string> {
  const { livenessProbe, readinessProbe, ports } = proxy.container
  const client = new Browser(new Map(ports.map(({ name }) => [name, { port: proxy.port(name) }])))
  const seen: string[] = []
  for (const { httpGet } of [livenessProbe, readinessProbe]) {
    const { status } = await client.request(`http://${httpGet.port}${httpGet.path}`)
    expectThat(status === 200, `${httpGet.path} ${status}\n${proxy.log}`)
    seen.push(httpGet.path)
  }
  const { body } = await client.request('http://http/metrics')
  expectThat(body.includes('oauth2_proxy_'), 'no metrics of the proxy')
  return `${seen.join(', ')}, /metrics`
}

/** Query parameters, brackets and encoded characters, as in the links of alerts. */
const deepLink = '/graph?g0.expr=up%7Bjob%3D%22a%22%7D&g0.tab=1&g0.range_input=1h'

const seeSignIn = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    issuer.signedIn = member
    const answer = await browser().open(`${page.url}${deepLink}`)
    expectThat(seesPage(answer, page, deepLink), `${answer.status} at ${answer.url}: ${answer.body.slice(0, 200)}`)
    return `${deepLink}, scope ${issuer.scope}`
  })

const seeGroups = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    const seen: string[] = []
    for (const person of [member, operator, veteran]) {
      issuer.signedIn = person
      const answer = await browser().open(page.url)
      expectThat(seesPage(answer, page, '/'), `${person.name}: ${answer.status} at ${answer.url}`)
      seen.push(`${person.name} with ${person.claims.groups!.length} groups`)
    }
    return seen.join(', ')
  })

const hours = 3600

const seeCookies = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async ({ url }) => {
    issuer.signedIn = member
    const person = browser()
    await person.request(url)
    await person.request((await person.request(url)).headers.location!)
    const before = person.cookies.list(new URL(url).host)
    await person.open(url)
    const session = person.cookies.list(new URL(url).host).filter(({ name }) => !name.endsWith('_csrf'))
    expectThat(before.length > 0 && session.length > 0, 'no cookies')
    for (const cookie of [...before, ...session]) expectSafe(cookie)
    const lifetime = lifetimeOf(session[0]!)
    expectThat(Math.abs(lifetime - 12 * hours) < 120, `a session of ${lifetime} s`)
    return `Secure, HttpOnly, SameSite=Lax, of the host alone; the session for ${Math.round(lifetime / hours)} h`
  })

function expectSafe(cookie: Cookie): void {
  const has = (name: string): boolean => attributeOf(cookie, name) !== undefined
  const sameSite = attributeOf(cookie, 'samesite')?.toLowerCase()
  const isSafe = has('secure') && has('httponly') && !has('domain') && sameSite === 'lax'
  expectThat(isSafe, `${cookie.name}: ${cookie.attributes.join('; ')}`)
}

function lifetimeOf(cookie: Cookie): number {
  const seconds = attributeOf(cookie, 'max-age')
  return seconds === undefined
    ? (Date.parse(attributeOf(cookie, 'expires') ?? '') - Date.now()) / 1000
    : Number(seconds)
}

/** Two links of one alert are opened before the person has signed in; a page also loads its icon. */
const seeTabs = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    issuer.signedIn = member
    const person = browser()
    const tabs: { readonly path: string; readonly login: string }[] = []
    for (const path of ['/first', '/favicon.ico', '/second'])
      tabs.push({ path, login: (await person.request(`${page.url}${path}`)).headers.location! })
    for (const { path, login } of tabs) {
      const answer = await person.open(login)
      expectThat(seesPage(answer, page, path), `${path}: ${answer.status} at ${answer.url}`)
    }
    return `three addresses opened before the first sign-in; ${await countPending(browser(), page)} cookies of 40 sign-ins`
  })

/** A page whose session has expired may load many files. Browsers and servers refuse requests with too many cookies. */
async function countPending(person: Browser, page: Page): Promise<number> {
  for (let index = 0; index < 40; index++) await person.request(`${page.url}/static/${index}.js`)
  const count = person.cookies.list(new URL(page.url).host).length
  expectThat(count <= 12, `${count} cookies of 40 sign-ins`)
  return count
}

const seeReplicas = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages.slice(0, 1), async (page) => {
    issuer.signedIn = member
    const replica = await page.startReplica()
    await eventually(60, () => readyByProbes(replica))
    const first = browser()
    const login = await first.request(page.url)
    const callback = await first.request(login.headers.location!)
    const second = browser({ [page.name]: replica })
    second.cookies.copy(first.cookies)
    const answer = await second.open(callback.headers.location!)
    expectThat(seesPage(answer, page, '/'), `begun at one replica: ${answer.status} at ${answer.url}`)
    first.cookies.copy(second.cookies)
    const back = await first.request(page.url)
    expectThat(seesPage(back, page, '/'), `the session of the other replica: ${back.status}`)
    await replica.terminate()
    return 'begun at one replica, ended at the other, valid at both'
  })

const seeSignOut = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    const person = await signedIn(issuer, browser(), page, member)
    await person.request(`${page.url}/oauth2/sign_out`)
    const left = person.cookies.list(new URL(page.url).host)
    expectThat(left.length === 0, `cookies are left: ${left.map(({ name }) => name).join(', ')}`)
    const { status, headers } = await person.request(page.url)
    expectThat(status === 302 && headers.location!.startsWith('https://127.0.0.1'), `${status} ${headers.location}`)
    return 'no cookie is left, and the page needs a sign-in'
  })

export const sessionChecks: readonly Check<SignIn>[] = [
  { title: 'is alive and ready by its probes', run: seeProbes },
  { title: 'ends a sign-in at the address that a person opened', run: seeSignIn },
  { title: 'lets each allowed group in', run: seeGroups },
  { title: 'sets cookies that only HTTPS, no script and no other site uses', run: seeCookies },
  { title: 'ends the sign-ins of two tabs', run: seeTabs },
  { title: 'has one session for all replicas', run: seeReplicas },
  { title: 'ends the session by /oauth2/sign_out', run: seeSignOut },
]
