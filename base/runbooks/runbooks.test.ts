import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkManifests } from '@thanos-gitops/checks'
import { readManifestText } from '@thanos-gitops/manifest/read'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type Alert, alertsOf, completeVariant } from '../testing/alerts.ts'
import { variantRenderer } from '../testing/render-variant.ts'
import { variants } from '../testing/variants.ts'

const index = 'README.md'
const queryPage = 'run-a-query.md'
const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8')
const pages = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith('.md') && ![index, queryPage].includes(file),
)
const sections = ['What it means', 'What to look at', 'What to do', 'What is lost']

/** The alerts of all settings: an alert can depend on a component or on a setting. */
const alerts: readonly Alert[] = [
  completeVariant,
  ...variants.filter(({ name }) => name === 'one-replica-seaweedfs'),
].flatMap(alertsOf)
const names = [...new Set(alerts.map(({ alert }) => alert))].sort()

/** The code blocks of a language. */
const blocks = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block!.trim())

/** Titles and contents of the sections of a page. */
const sectionsOf = (page: string): ReadonlyMap<string, string> =>
  new Map(
    page
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n', 1)[0]!, section.replace(/^.*\n/, '').trim()]),
  )

describe('the runbooks', () => {
  it('have a page for each alert, and no other page', () => {
    expect(pages.map((file) => file.replace(/\.md$/, '')).sort()).toEqual(names)
  })

  it('are linked by each alert', () => {
    for (const { alert, annotations } of alerts)
      expect(annotations.runbook_url, alert).toBe(`base/runbooks/${alert}.md`)
  })

  it('compare alerts of the mixins with alerts that exist', () => {
    const links = [...read(index).matchAll(/\]\((\w+)\.md\)/g)].map(([, name]) => name!)
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((name) => !names.includes(name))).toEqual([])
  })
})

describe.each(pages)('the page %s', (file) => {
  const page = read(file)

  it('has its alert as the title, and the sections of a runbook', () => {
    expect(page.split('\n', 1)[0]).toBe(`# ${file.replace(/\.md$/, '')}`)
    expect([...sectionsOf(page).keys()]).toEqual(sections)
    for (const [title, content] of sectionsOf(page)) expect(content, title).not.toBe('')
  })

  it('has queries and commands', () => {
    expect(blocks(page, 'promql').length).toBeGreaterThan(0)
    expect(blocks(page, 'sh').length).toBeGreaterThan(0)
  })

  it('links to pages and sections that exist', () => {
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!)
    expect(links.filter((target) => !exists(target))).toEqual([])
  })
})

describe.each([index, queryPage, ...pages])('the commands of %s', (file) => {
  it('name the context and change nothing', () => {
    const commands = blocks(read(file), 'sh').flatMap((block) => block.split('\n'))
    const verbs = 'get|describe|logs|top|port-forward|auth can-i'
    const readOnly = new RegExp(
      `^kubectl --context [A-Z]+ (--namespace [\\w-]+ )?(${verbs}) [\\w\\s./:=,?-]+(--output [\\w-]+)?$`,
    )
    expect(commands.filter((command) => !readOnly.test(command))).toEqual([])
  })
})

/** The findings of all checks about rules that record the queries of the pages. */
function queryFindings(configMap: string, queries: ReadonlyMap<string, string>): readonly string[] {
  const rendered = variantRenderer()(completeVariant)
  const records = [...queries].map(([record, expr]) => ({ record, expr }))
  const groups = records.map((rule, index) => ({ name: `runbooks-${index}`, rules: [rule] }))
  const objects = rendered.manifests.flatMap(({ file, object, text }) => {
    const isRules = object.kind === 'ConfigMap' && object.metadata.name === configMap
    const data = { ...(object as { data?: object }).data, 'runbooks.yaml': stringify({ groups }) }
    return readManifestText(file, isRules ? stringify({ ...object, data }) : text).objects
  })
  const { findings } = checkManifests({
    objects,
    environment: rendered.environment,
    kubernetesVersion: rendered.environment.kubernetesVersion,
    today: '2026-01-01',
  })
  return findings.map(({ message }) => message).filter((message) => message.includes('runbook:'))
}

describe('the queries', () => {
  const ofQuery = new Set(pages.filter((file) => read(file).includes('Run these queries in the query')))
  it.each([
    ['of Prometheus', 'prometheus-rules', pages.filter((file) => !ofQuery.has(file))],
    ['of the query', 'thanos-rule-rules', [...ofQuery]],
  ])('%s parse, and read series that exist', (_, configMap, files) => {
    const queries = files.flatMap((file) =>
      blocks(read(file), 'promql').map(
        (expr, index) =>
          // Labels of the alert, in capital letters.
          [
            `runbook:${file.replace(/\.md$/, '')}:${index}`,
            expr.replaceAll('"JOB"', '"prometheus"').replaceAll('"NAMESPACE"', '"kube-monitor"'),
          ] as const,
      ),
    )
    expect(queries.length).toBeGreaterThan(4)
    expect(queryFindings(configMap, new Map(queries))).toEqual([])
  })

  it('are refused if a metric does not exist, or the query does not parse', () => {
    const queries = new Map([
      ['runbook:missing:0', 'thanos_compact_halt'],
      ['runbook:wrong:0', 'sum(up'],
    ])
    expect(queryFindings('prometheus-rules', queries)).toEqual([
      expect.stringMatching(/runbook:wrong:0/),
      expect.stringMatching(/runbook:missing:0.*thanos_compact_halt/s),
    ])
  })
})

/** Whether a link leads to a file and, with a fragment, to one of its headings. */
function exists(link: string): boolean {
  const [file = '', fragment] = link.split('#')
  if (!existsSync(join(import.meta.dirname, file))) return false
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
  return fragment === undefined || headings.includes(fragment)
}
