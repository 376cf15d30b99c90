// The lines that set values, in the schemas of the environments of the fixture.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixtureFolder, temporaryFolder } from '@thanos-gitops/testing'
import { base } from '@thanos-gitops/testing/base'
import { beforeAll, describe, expect, it } from 'vitest'
import { type EnvironmentFiles, environmentNames, readEnvironmentFiles } from '../environment/environment-files.ts'
import { createRenderer, type RenderedEnvironment } from '../render.ts'
import { yamlFile } from '../testing/small-stack.ts'
import { layerSchema, schemasFolder, schemaWriter, workingTreeBase } from './index.ts'
import { titledObjects } from './value-titles.ts'

const root = temporaryFolder()
const copy = temporaryFolder()
const empty = temporaryFolder()
const render = createRenderer(base)
const resource =
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, labels: {tier: shop}}\ndata:\n  # The open hours.\n  hours: 9-17\n'
const rendered = environmentNames(fixtureFolder).map((name) => {
  const files = readEnvironmentFiles(fixtureFolder, name) as EnvironmentFiles
  const { policy: _, ...others } = files
  const resources = name === 'tiny' ? [yamlFile('environments/tiny/resources/shop.yaml', resource)] : []
  return render({ ...others, resources }) as RenderedEnvironment
})

/** A copy of the sources of the base, with a line more in one file. */
function movedBase(file: string) {
  cpSync(join(fixtureFolder, 'base'), join(copy, 'base'), { recursive: true, preserveTimestamps: true })
  const moved = join(copy, 'base', file)
  writeFileSync(moved, `// One more line.\n${readFileSync(moved, 'utf8')}`)
  return workingTreeBase(copy)
}

const shared = (): readonly string[] => readdirSync(join(root, schemasFolder)).sort()
const write = async (folder = workingTreeBase(fixtureFolder)): Promise<void> => {
  const writer = schemaWriter(root, () => folder)
  for (const environment of rendered) await writer.write(environment)
  writer.finish()
}

/** The titles of a field in the shared schemas of values. The pattern is a part of that of the path. */
const titles = (component: string, name: string, pattern: string): readonly string[] => {
  const files = shared().filter((file) => file.startsWith(`values.${component}.`))
  return files.flatMap((file) => {
    const { allOf } = JSON.parse(readFileSync(join(root, schemasFolder, file), 'utf8')) as { allOf: unknown }
    return titledObjects(allOf)
      .filter(({ names }) => names.includes(name))
      .flatMap((object) => [...object.titles].flatMap(([path, title]) => (path.includes(pattern) ? [title] : [])))
  })
}

/** The line of a title, which has the file and the number. */
const lineIn = (title: string): string | undefined => {
  const [, file, line] = /set by (\S+):(\d+)/.exec(title)!
  return readFileSync(join(fixtureFolder, file!), 'utf8').split('\n')[Number(line) - 1]?.trim()
}

beforeAll(async () => {
  for (const { environment } of rendered) {
    const folder = join(root, 'environments', environment.name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'environment.yaml'), '')
  }
  mkdirSync(join(root, 'environments/layers/eu'), { recursive: true })
  await write()
})

describe('the schema of the values of a component', () => {
  it.each([
    ['a number', '/spec/replicas', 'In the base: 2,', 'replicas: 2,'],
    ['an argument', '\\[--log\\.level\\]', 'In the base: --log.level=info,', "'--log.level=info',"],
    ['an image of another file', '/image$', 'In the base: ', 'export const databaseImage'],
    [
      'a label whose name has a slash',
      '/metadata/labels/app\\.kubernetes\\.io~1name',
      'In the base: database,',
      'const name =',
    ],
  ])('has the value and the line of %s', (_, pattern, start, line) => {
    const [title] = titles('database', 'database', pattern)
    expect(title).toContain(start)
    expect(lineIn(title!)).toContain(line)
  })

  it('has the line of the file of an own object', () => {
    expect(titles('resources', 'shop', '/data/hours')).toEqual([
      'In its file: 9-17, set by environments/tiny/resources/shop.yaml:6',
    ])
  })

  it('alone is written again when a line of its file moves', async () => {
    const before = shared()
    const [, line] = /:(\d+)$/.exec(titles('database', 'database', '/spec/replicas')[0]!)!
    await write(movedBase('components/database.ts'))
    const added = shared().filter((name) => !before.includes(name) && !name.startsWith('patches.'))
    expect(new Set(added.map((name) => name.split('.').slice(0, 2).join('.')))).toEqual(new Set(['values.database']))
    expect(titles('database', 'database', '/spec/replicas')[0]).toContain(`database.ts:${Number(line) + 1}`)
    await write()
    expect(shared()).toEqual(before)
  })

  it('has no line of a base without sources', async () => {
    await write(workingTreeBase(empty))
    expect(titles('database', 'database', '/spec/replicas')[0]).toBe('In the base: 2')
    await write()
  })
})

describe('the schema of the patches of a layer', () => {
  const environments = rendered.map(({ environment }) => environment)
  const inLayer = (): ReadonlyMap<string, string> => {
    const { allOf } = JSON.parse(layerSchema(root, 'eu', environments).text()) as {
      allOf: { items: { then: { allOf: unknown } } }[]
    }
    return titledObjects(allOf[0]!.items.then.allOf).find(({ kind }) => kind === 'StatefulSet')!.titles
  }

  it('has the value in each environment, with the line that sets it', () => {
    expect(inLayer().get('^/spec/replicas$')).toMatch(
      /^Today 3 in blue and green, set by environments\/blue\/patches\/replicas\.yaml:\d+ and 1 more line; 2 in tiny, set by base\/components\/database\.ts:\d+$/,
    )
  })

  it('is current until the schema of an environment changes', async () => {
    const { isCurrent, text } = layerSchema(root, 'eu', environments)
    const written = text()
    expect(isCurrent(written)).toBe(true)
    expect(isCurrent(written.replace('Today 3', 'Today 4'))).toBe(false)
    expect(isCurrent('')).toBe(false)
    expect(layerSchema(root, 'eu', environments).text()).toBe(written)
    expect(layerSchema(root, 'eu', environments.slice(1)).isCurrent(written)).toBe(false)
    utimesSync(join(root, 'environments/blue/patches.schema.json'), 1, 1)
    expect(layerSchema(root, 'eu', environments).isCurrent(written)).toBe(false)
  })

  it('says what it knows without the schemas of environments', () => {
    rmSync(join(root, 'environments/blue/patches.schema.json'))
    expect(inLayer().get('^/spec/replicas$')).toMatch(/^Today 3 in green, .*; 2 in tiny, /)
  })
})
