import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './repository.ts'

const documents = globSync(['*.md', '.github/**/*.md', '{base,environments,packages,scripts}/**/*.md'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})

/** The anchors of a document as GitHub makes them from its headings. */
function anchorsOf(file: string): readonly string[] {
  const withoutBlocks = readFileSync(file, 'utf8').replaceAll(/^(`{3,})(?!`)[^]*?^\1$/gm, '')
  return [...withoutBlocks.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  )
}

/** Why a link leads nowhere; undefined for a link that works. */
function problemOf(document: string, link: string): string | undefined {
  const [path, anchor] = link.split('#')
  const file = path === '' ? join(root, document) : join(root, dirname(document), path!)
  if (!existsSync(file)) return `${relative(root, file)} does not exist`
  if (anchor === undefined || anchorsOf(file).includes(anchor)) return undefined
  return `${relative(root, file)} has no heading for #${anchor}`
}

describe('a document', () => {
  it.each(documents)('%s links to files and headings that exist', (document) => {
    const links = [...readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)]
    expect(links.flatMap(([, link]) => problemOf(document, link!) ?? [])).toEqual([])
  })

  it('is tested if it is a README of a folder at the top', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'base/README.md', 'environments/README.md']))
  })
})
