// What reaches the programs behind the proxies.
import { type Check, eventually, expectThat } from '../checks/check.ts'
import { inEachPage, seesPage, signedIn } from './observation.ts'
import { member, veteran } from './people.ts'
import type { SignIn } from './rig.ts'
import { readyByProbes } from './sessions.ts'
import { pageContent } from './upstream.ts'

const seeQueries = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(
    pages.filter(({ upstreams }) => upstreams.size > 1),
    async (page) => {
      const person = await signedIn(issuer, browser(), page, member)
      const expected = {
        '/api/v1/query?query=up': 'thanos-query-frontend',
        '/stores': 'thanos-query',
        '/api/v1/stores': 'thanos-query-frontend',
      }
      for (const [path, name] of Object.entries(expected)) {
        await person.request(`${page.url}${path}`)
        const reached = [...page.upstreams].find(([, { requests }]) => requests.at(-1)?.url === path)?.[0]
        expectThat(reached?.startsWith(`${name}.`) === true, `${path} reached ${reached}`)
      }
      return Object.entries(expected)
        .map(([path, name]) => `${path} ${name}`)
        .join(', ')
    },
  )

const seeHeaders = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    const person = await signedIn(issuer, browser(), page, member)
    const forged = {
      'x-forwarded-email': 'admin@example.com',
      'x-forwarded-user': 'admin',
      'x-forwarded-groups': 'admins',
      'x-forwarded-preferred-username': 'admin',
    }
    await person.request(`${page.url}/headers`, { headers: forged })
    const { headers } = page.received().findLast(({ url }) => url === '/headers')!
    expectThat(headers.authorization === undefined, `authorization: ${headers.authorization}`)
    expectThat(
      headers['x-forwarded-email'] === member.claims.email,
      `x-forwarded-email: ${headers['x-forwarded-email']}`,
    )
    const kept = Object.entries(forged).filter(([name, value]) => headers[name] === value)
    expectThat(kept.length === 0, `headers of the person: ${kept.map(([name]) => name).join(', ')}`)
    return `x-forwarded-email ${headers['x-forwarded-email']}`
  })

const seeLongQueries = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    const person = await signedIn(issuer, browser(), page, veteran)
    const size = person.cookies.of(new URL(page.url).host).length
    const path = `/api/v1/query?query=${'a'.repeat(16_000)}`
    const answer = await person.request(`${page.url}${path}`)
    expectThat(seesPage(answer, page, path), `${answer.status}`)
    const body = `query=${'a'.repeat(200_000)}`
    const posted = await person.request(`${page.url}/api/v1/query`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expectThat(posted.status === 200, `POST: ${posted.status}`)
    return `an address of 16 kB and a body of 200 kB with cookies of ${Math.round(size / 1000)} kB`
  })

const seeWebSockets = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages, async (page) => {
    const person = await signedIn(issuer, browser(), page, member)
    const status = await person.upgrade(`${page.url}/api/live/ws`)
    expectThat(status === 101, `${status}`)
    return 'open'
  })

/** oauth2-proxy gives up after 30 seconds by default. */
const slow = 31

const seeSlowQueries = ({ issuer, pages, browser }: SignIn): Promise<string> =>
  inEachPage(pages.slice(0, 1), async (page) => {
    const replica = await page.startReplica()
    await eventually(60, () => readyByProbes(replica))
    const person = await signedIn(issuer, browser({ [page.name]: replica }), page, member)
    const path = `/api/v1/query?delay=${slow}`
    const running = person.request(`${page.url}${path}`)
    await eventually(10, async () =>
      expectThat(
        page.received().some(({ url }) => url === path),
        'no request',
      ),
    )
    const ended = replica.terminate()
    const { status, body } = await running
    expectThat(status === 200 && body.includes(pageContent), `${status}`)
    await ended
    return `${slow} s, of which the proxy ended from the first on`
  })

const seeLogs = async ({ client, secrets, pages }: SignIn): Promise<string> => {
  const hidden = [client.clientSecret, ...Object.values(secrets).flatMap((keys) => Object.values(keys))]
  for (const { name, proxy } of pages)
    for (const secret of hidden) expectThat(!proxy.log.includes(secret), `${name}: a secret is in the log`)
  const lines = pages.reduce((total, { proxy }) => total + proxy.log.split('\n').length, 0)
  return `${lines} lines`
}

/** The last check: it stops the issuer. */
const seeMissingIssuer = ({ issuer, client, pages }: SignIn): Promise<string> => {
  issuer.stop()
  return inEachPage(pages.slice(0, 1), async (page) => {
    const replica = await page.startReplica()
    const code = await eventually(60, async () => {
      expectThat(replica.exitCode !== undefined, 'the proxy runs')
      return replica.exitCode
    })
    expectThat(code !== 0 && replica.log.includes(client.issuer), `exit code ${code}: ${replica.log}`)
    return `exit code ${code}, and the log names the issuer`
  })
}

export const requestChecks: readonly Check<SignIn>[] = [
  { title: 'sends queries of a page to the query frontend', run: seeQueries },
  { title: 'passes the name of the person, and no credentials', run: seeHeaders },
  { title: 'passes long queries of people with many groups', run: seeLongQueries },
  { title: 'passes WebSockets', run: seeWebSockets },
  { title: 'waits for a slow query, also when it ends', run: seeSlowQueries },
  { title: 'writes no secret into its log', run: seeLogs },
  { title: 'ends with an error while the issuer does not answer', run: seeMissingIssuer },
]
