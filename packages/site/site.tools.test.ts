// The page in Chromium: every view, its accessibility, and values that look like markup.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { siteCollector, writeSite } from './index.ts'
import { chromiumPath, openPage, type Page } from './testing/chromium.ts'
import { deployment, siteEnvironment, topology } from './testing/environment.ts'

const program = chromiumPath()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Markup, a script, the end of the data, and a control. */
const hostile = '"><img src=x onerror="window.attacked=1"></script><script>window.attacked=1</script>\u202e'

async function writeExample(out: string): Promise<void> {
  const collector = siteCollector()
  collector.add(siteEnvironment('blue'))
  collector.add({ ...siteEnvironment('green', [deployment('green', 'web', 5)]), topology: topology('ns-green') })
  const evil = siteEnvironment('evil', [deployment('evil', hostile, 1, `javascript:alert(1)/${hostile}`)])
  collector.add({ ...evil, topology: topology('ns-evil', hostile) })
  const finding = {
    code: 'a-check',
    severity: 'error',
    message: hostile,
    remedy: hostile,
    environments: ['blue'],
  } as const
  const change = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'web',
    class: 'restart',
    why: hostile,
    status: 'changed',
    environment: 'blue',
    changes: [{ pointer: '/spec', path: '/spec', before: hostile, after: 1, class: 'restart', why: hostile }],
  }
  const amounts = siteEnvironment('blue').capacity.total
  await writeSite(
    out,
    collector.finish(
      { title: hostile, revision: '0123456789', lineUrl: 'https://github.com/a/b/blob/{revision}/{file}#L{line}' },
      {
        findings: [
          { ...finding, place: { file: 'base/web.ts', line: 4 } },
          { ...finding, severity: 'warning' },
        ],
        excepted: 0,
        checks: [{ name: 'a-check', severity: 'error', why: 'It fails.' }],
        notes: [hostile],
      },
      {
        base: 'main',
        document: {
          environments: [{ name: 'blue', side: 'both' }],
          objects: [change],
          capacity: { components: [{ environment: 'blue', component: 'web', ...amounts }], total: amounts },
          findings: [],
        },
      },
    ),
  )
}

const views = [
  'matrix',
  'matrix?layout=environments&attribute=replicas',
  'topology?in=evil',
  'objects',
  'checks',
  'checks?show=checks',
  'capacity',
  'capacity?by=component',
  'pins',
  'changes',
  'environment/evil',
  'object/0?in=green&with=blue&line=7',
  'object/1?in=evil',
  'search?q=replicas',
]

describe.skipIf(program === undefined)('the site in Chromium (skipped without CHROME_PATH or chromium on PATH)', () => {
  let folder: string
  let page: Page
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'site-'))
    await writeExample(join(folder, 'site'))
    page = await openPage(program!)
    await page.resize(1440, 900)
    await open('matrix')
    await page.evaluate(`${axe};0`)
  })
  afterAll(async () => {
    await page?.close()
    rmSync(folder, { recursive: true })
  })

  /** The page stays loaded: the fragment changes. */
  const open = async (view: string): Promise<void> => {
    await page.open(`${pathToFileURL(join(folder, 'site/index.html'))}#/${view}`)
    await page.waitFor('document.querySelector("main h1") && !document.querySelector(".loading")')
  }
  const text = (selector: string): Promise<string> =>
    page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`)

  const violations = (): Promise<readonly unknown[]> =>
    page.evaluate(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]))`,
    )

  const forms = [
    { name: 'light', isDark: false, width: 1440 },
    { name: 'dark', isDark: true, width: 1440 },
    { name: 'a phone', isDark: false, width: 390 },
  ]
  it.each(forms)(
    'has no violation of WCAG 2.2 AA, and nothing wider than the window: $name',
    async ({ isDark, width }) => {
      await page.setDark(isDark)
      await page.resize(width, 844)
      const found: unknown[] = []
      for (const view of views) {
        await open(view)
        const problems = await violations()
        const widest = await page.evaluate<number>('document.documentElement.scrollWidth')
        if (problems.length > 0 || widest > width) found.push([view, widest, ...problems])
      }
      expect(found).toEqual([])
      await page.setDark(false)
      await page.resize(1440, 900)
    },
  )

  it('escapes HTML in values, so that no script in them runs', async () => {
    for (const view of views) {
      await open(view)
      expect(await page.evaluate('document.querySelectorAll("#app img, #app script").length'), view).toBe(0)
    }
    await open('environment/evil')
    expect(await page.evaluate('typeof window.attacked')).toBe('undefined')
    expect(await text('main')).toContain('<img src=x onerror=')
    expect(await page.evaluate('[...document.links].filter(({ href }) => !/^(file|https):/.test(href)).length')).toBe(0)
  })

  it('refuses a script that is not its own', async () => {
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.attacked = 1">');
       new Promise((resolve) => setTimeout(resolve, 200))`,
    )
    expect(await page.evaluate('typeof window.attacked')).toBe('undefined')
    expect(page.problems.filter((problem) => problem.includes('Content Security Policy')).length).toBeGreaterThan(0)
    expect(page.problems.filter((problem) => !problem.includes('Content Security Policy'))).toEqual([])
  })

  it('filters, and marks differences', async () => {
    await open('matrix?q=replicas')
    expect(await page.evaluate('document.querySelectorAll("tbody tr").length')).toBe(1)
    await open('object/0?in=green&with=blue')
    expect(await text('.removed .text')).toContain('ns-blue')
    expect(await text('.added .text')).toContain('ns-green')
  })

  it('leads to the line of a source at the revision of the site', async () => {
    await open('object/0?in=green')
    expect(await page.evaluate('document.querySelector(".source a").href')).toBe(
      'https://github.com/a/b/blob/0123456789/environments/green/patches/replicas.yaml#L5',
    )
  })

  it('works with the keyboard: a column is sorted, the sources of a line are opened', async () => {
    await open('objects')
    await page.evaluate('document.querySelector("button.sort").focus()')
    await page.press('Enter')
    expect(await page.evaluate('document.querySelector("th[scope=col]").getAttribute("aria-sort")')).toBe('ascending')
    await open('object/0?in=green')
    await page.evaluate('document.querySelectorAll(".line button")[6].focus()')
    await page.press('Enter')
    expect(await text('.sources')).toContain('base/web.ts:4 = 2')
  })

  it('finds objects, images and fields while you type', async () => {
    await open('matrix')
    await page.evaluate(`{
      const input = document.querySelector('.search input')
      input.value = 'replicas: 5'
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }`)
    await page.waitFor('document.querySelector(".results")')
    expect(await text('.results')).toContain('Deployment/web:7')
    expect(await text('.results')).toContain('green')
  })

  it('keeps the colors that a person chooses', async () => {
    await open('matrix')
    const background = 'getComputedStyle(document.body).backgroundColor'
    const light = await page.evaluate(background)
    await page.evaluate(`{
      const select = document.querySelector('.theme')
      select.value = 'dark'
      select.dispatchEvent(new Event('change', { bubbles: true }))
    }`)
    await page.waitFor('document.documentElement.dataset.theme === "dark"')
    expect(await page.evaluate(background)).not.toBe(light)
  })

  it('shows in light and dark what a person chooses, whatever the system prefers', async () => {
    await open('matrix')
    const colors = `['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name]).join()`
    const shown: string[] = []
    for (const isDark of [false, true])
      for (const theme of ['system', 'light', 'dark']) {
        await page.setDark(isDark)
        await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
        shown.push(await page.evaluate(colors))
      }
    await page.setDark(false)
    const [light, , dark] = shown
    expect(light).not.toBe(dark)
    expect(shown).toEqual([light, light, dark, dark, light, dark])
  })

  describe('with many environments', () => {
    const count = 300
    const rows = 'document.querySelectorAll("tbody th[scope=row]").length'
    beforeAll(async () => {
      const collector = siteCollector()
      for (let index = 0; index < count; index++)
        collector.add(siteEnvironment(`e-${index}`, [deployment(`e-${index}`, 'web', 1 + (index % 7))]))
      await writeSite(join(folder, 'many'), collector.finish({ title: 'many' }))
    })
    const openMany = async (view: string): Promise<void> => {
      await page.open(`${pathToFileURL(join(folder, 'many/index.html'))}#/${view}`)
      await page.waitFor('document.querySelector("main h1") && document.querySelector("tbody tr")')
    }
    const lastIsShown = `document.querySelector('tbody').innerText.includes('e-${count - 1}')`

    it.each([
      { width: 1280, view: 'matrix?attribute=replicas' },
      { width: 390, view: 'matrix?attribute=replicas' },
      { width: 390, view: 'capacity' },
    ])('has only the rows in view in the page: $view, $width pixels', async ({ width, view }) => {
      await page.resize(width, 844)
      await openMany(view)
      expect(await page.evaluate(rows)).toBeLessThan(80)
      expect(await page.evaluate('document.querySelector("table").getAttribute("aria-rowcount")')).toBe(`${count + 1}`)
      const widths = '[...document.querySelectorAll("thead th")].map((cell) => cell.offsetWidth).join()'
      const before = await page.evaluate(widths)
      await page.evaluate('document.querySelector(".long").scrollTop = 1e6')
      await page.waitFor(lastIsShown)
      expect(await page.evaluate(rows)).toBeLessThan(80)
      expect(await page.evaluate('document.querySelector("tbody tr:nth-last-child(2)").ariaRowIndex')).toBe(
        `${count + 1}`,
      )
      expect(await page.evaluate(widths)).toBe(before)
      await page.resize(1440, 900)
    })

    it('has no violation of WCAG 2.2 AA', async () => {
      await openMany('matrix?attribute=replicas')
      await page.evaluate(`${axe};0`)
      expect(await violations()).toEqual([])
    })

    it('reaches each row with the Tab key', async () => {
      await openMany('matrix')
      // The last row that is in the page: the next ones are added when it comes into view.
      const last = await page.evaluate<number>(`{
        const link = [...document.querySelectorAll('tbody a')].at(-1)
        link.focus()
        Number(link.innerText.slice(2))
      }`)
      expect(last).toBeLessThan(80)
      for (let index = last + 1; index < last + 4; index++) {
        await page.waitFor(`[...document.querySelectorAll('tbody a')].some((link) => link.innerText === 'e-${index}')`)
        await page.press('Tab')
        await page.waitFor(`document.activeElement.innerText === 'e-${index}'`)
      }
    })

    it('filters all rows, and loads them on request', async () => {
      await openMany('capacity?q=e-299')
      expect(await page.evaluate(rows)).toBe(1)
      expect(await text('.count')).toContain(`1 of ${count} environments`)
      await openMany('capacity')
      await page.evaluate('document.querySelector(".count input").click()')
      await page.waitFor(`${rows} === ${count}`)
    })
  })
})
