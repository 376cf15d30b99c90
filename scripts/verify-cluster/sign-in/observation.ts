import { expectThat } from '../checks/check.ts'
import type { Answer, Browser } from './browser.ts'
import type { Issuer } from './issuer.ts'
import type { Person } from './people.ts'
import type { Page } from './rig.ts'
import { pageContent } from './upstream.ts'

/** Runs something for each page and returns what was seen, with the pages where it was the same. */
export async function inEachPage(pages: readonly Page[], observe: (page: Page) => Promise<string>): Promise<string> {
  const seen = new Map<string, string[]>()
  for (const page of pages) {
    const result = await observe(page).catch((error: unknown) => {
      throw new Error(`${page.name}: ${error instanceof Error ? error.message : error}`)
    })
    seen.set(result, [...(seen.get(result) ?? []), page.name])
  }
  return [...seen].map(([result, names]) => `${names.join(', ')}: ${result}`).join('; ')
}

/** Whether an answer is the content of a page at this path. */
export const seesPage = ({ url, status, body }: Answer, page: Page, path: string): boolean =>
  status === 200 && new URL(url).href === new URL(`${page.url}${path}`).href && body === `${pageContent}: ${path}`

/** Whether an answer leads to the sign-in of the issuer and contains nothing of the page. */
export const leadsToSignIn = ({ status, headers, body }: Answer): boolean =>
  status === 302 &&
  /^https:\/\/127\.0\.0\.1:\d+\/realms\/platform\/authorize\?/.test(headers.location ?? '') &&
  !body.includes(pageContent)

/** Signs a person in at a page. */
export async function signedIn(issuer: Issuer, browser: Browser, page: Page, person: Person): Promise<Browser> {
  issuer.signedIn = person
  const answer = await browser.open(page.url)
  expectThat(seesPage(answer, page, '/'), `the sign-in ended with ${answer.status} at ${answer.url}`)
  return browser
}
