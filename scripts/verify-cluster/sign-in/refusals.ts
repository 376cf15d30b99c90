// Who and what is refused.
import { type Check, eventually, expectThat } from '../checks/check.ts'
import type { Browser } from './browser.ts'
import { inEachPage, leadsToSignIn, seesPage, signedIn } from './observation.ts'
import { member, strangers } from './people.ts'
import { newCookieSecret } from './proxy-settings.ts'
import type { Page, SignIn } from './rig.ts'
import { readyByProbes } from './sessions.ts'
import { forgeries } from './token-signer.ts'
import { pageContent } from './upstream.ts'

/** Throws if a request reached the program behind the proxy while something ran. */
async function withoutRequests<T>(page: Page, run: () => Promise<T>): Promise<T> {
  const before = page.received().length
  const result = await run()
  const { url } = page.received()[before] ?? {}
  expectThat(url === undefined, `a request reached the program: ${url}`)
  return result
}

const paths = [
  '/',
  '/graph?g0.expr=up',
  '/-/healthy',
  '/metrics',
  '/debug/pprof/',
  '/login',
  '/static/app.js',
  '/a/../b',
  '//',
]
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

const seeRedirects = ({ pages, browser, client }: SignIn): Promise<string> =>
  inEachPage(pages, (page) =>
    withoutRequests(page, async () => {
      for (const path of paths)
        for (const method of methods) {
          const answer = await browser().request(`${page.url}${path}`, { method })
          // A path that is not canonical is corrected first.
          const isCorrected = answer.status === 301 && !answer.body.includes(pageContent)
          expectThat(isCorrected || leadsToSignIn(answer), `${method} ${path}: ${answer.status}`)
        }
      const query = new URL((await browser().request(page.url)).headers.location!).searchParams
      expectThat(query.get('client_id') === client.clientId, 'another client')
      expectThat(query.get('redirect_uri') === `${page.url}/oauth2/callback`, `${query.get('redirect_uri')}`)
      expectThat(query.get('code_challenge_method') === 'S256' && query.has('nonce'), 'no PKCE or no nonce')
      expectThat((await browser().upgrade(`${page.url}/live`)) === 302, 'a WebSocket opened')
      return `${paths.length} paths by ${methods.length} methods, and a WebSocket`
    }),
  )

const seeScripts = ({ pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, (page) =>
    withoutRequests(page, async () => {
      for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
        const { status, body } = await browser().request(`${page.url}/api/v1/query?query=up`, { method })
        expectThat(status === 401 && !body.includes(pageContent), `${method} /api/v1/query: ${status}`)
      }
      expectThat((await browser().upgrade(`${page.url}/api/live/ws`)) === 401, 'a WebSocket opened')
      return 'GET, POST, DELETE, OPTIONS and a WebSocket of /api/'
    }),
  )

const seeStrangers = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, (page) =>
    withoutRequests(page, async () => {
      const seen: string[] = []
      for (const [who, person] of Object.entries(strangers)) {
        issuer.signedIn = person
        const other = browser()
        const { status } = await other.open(page.url)
        expectThat(status >= 400, `${who}: ${status}`)
        await expectNoSession(other, page, who)
        seen.push(`${who} ${status}`)
      }
      return seen.join(', ')
    }),
  )

async function expectNoSession(person: Browser, page: Page, what: string): Promise<void> {
  const answer = await person.request(page.url)
  expectThat(leadsToSignIn(answer), `${what}: the next request was answered with ${answer.status}`)
}

const seeForgedCookies = ({ issuer, pages, secrets, browser }: SignIn): Promise<string> =>
  inEachPage(pages.slice(0, 1), async (page) => {
    const { host } = new URL(page.url)
    const changes: Readonly<Record<string, (value: string) => string>> = {
      'an invented one': () => Buffer.from('{"Email":"member@example.com"}').toString('base64url'),
      'a changed session': (value) => `${value[0] === 'A' ? 'B' : 'A'}${value.slice(1)}`,
      'a changed time': (value) => value.replace(/\|(\d+)\|/, (_, time: string) => `|${Number(time) + 3600}|`),
      'a changed signature': (value) => `${value.slice(0, -4)}AAAA`,
      'an empty one': () => '',
    }
    for (const [what, change] of Object.entries(changes)) {
      const person = await signedIn(issuer, browser(), page, member)
      person.cookies.change(host, /./, change)
      await withoutRequests(page, () => expectNoSession(person, page, what))
    }
    const name = Object.keys(secrets)[0]!
    const replica = await page.startReplica({ [name]: { ...secrets[name], 'cookie-secret': newCookieSecret() } })
    await eventually(60, () => readyByProbes(replica))
    const person = await signedIn(issuer, browser({ [page.name]: replica }), page, member)
    await replica.terminate()
    const other = browser()
    other.cookies.copy(person.cookies)
    await withoutRequests(page, () => expectNoSession(other, page, 'a session of another key'))
    return `${Object.keys(changes).join(', ')}, a session of another key`
  })

const seeForgedTokens = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages.slice(0, 1), (page) =>
    withoutRequests(page, async () => {
      const seen: string[] = []
      issuer.signedIn = member
      for (const forgery of forgeries) {
        issuer.forgery = forgery
        const person = browser()
        const { status } = await person.open(page.url).finally(() => {
          issuer.forgery = undefined
        })
        expectThat(status >= 400, `${forgery}: ${status}`)
        await expectNoSession(person, page, forgery)
        seen.push(`${forgery} ${status}`)
      }
      return seen.join(', ')
    }),
  )

/** Who opens a prepared link must not be signed in as another person. A code is valid once. */
const seeOtherBrowser = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    issuer.signedIn = member
    const person = browser()
    const login = await person.request(page.url)
    const { headers } = await person.request(login.headers.location!)
    const other = browser()
    const { status } = await withoutRequests(page, () => other.open(headers.location!))
    expectThat(status === 403, `a callback without the cookie of its sign-in: ${status}`)
    await expectNoSession(other, page, 'the other browser')
    const own = await person.open(headers.location!)
    expectThat(seesPage(own, page, '/'), `the own callback: ${own.status}`)
    const again = browser()
    again.cookies.copy(person.cookies)
    const second = await withoutRequests(page, () => again.open(headers.location!))
    expectThat(second.status >= 400, `the same callback again: ${second.status}`)
    return `another browser ${status}, a second time ${second.status}`
  })

const foreign = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  'javascript:alert(1)',
  'https:evil.example',
]

const seeOtherHosts = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    issuer.signedIn = member
    for (const target of foreign) {
      for (const path of ['start', 'sign_out', 'sign_in']) {
        const person = path === 'sign_out' ? await signedIn(issuer, browser(), page, member) : browser()
        const answer = await person.open(`${page.url}/oauth2/${path}?rd=${encodeURIComponent(target)}`)
        expectThat(new URL(answer.url).host === new URL(page.url).host, `${path} ${target}: ${answer.url}`)
      }
      const headers = {
        'x-auth-request-redirect': target,
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'http',
      }
      const login = await browser().request(page.url, { headers })
      const redirect = new URL(login.headers.location!).searchParams.get('redirect_uri')
      expectThat(redirect === `${page.url}/oauth2/callback`, `headers: ${redirect}`)
    }
    return `${foreign.length} targets, by the query and by headers`
  })

export const refusalChecks: readonly Check<SignIn>[] = [
  { title: 'sends each request without a session to the issuer', run: seeRedirects },
  { title: 'answers scripts without a session with 401', run: seeScripts },
  { title: 'refuses people outside of the groups and domains', run: seeStrangers },
  { title: 'refuses forged cookies', run: seeForgedCookies },
  { title: 'refuses forged ID tokens', run: seeForgedTokens },
  { title: 'refuses a callback of another browser', run: seeOtherBrowser },
  { title: 'leads to no other host after a sign-in', run: seeOtherHosts },
]
