import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readingOnce, readOptionalFile, readOptionalFolder, refuseLink, refuseRewritten } from './files.ts'

let root: string
let other: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'files-'))
  other = mkdtempSync(join(tmpdir(), 'other-'))
  mkdirSync(join(root, 'folder'))
  writeFileSync(join(root, 'folder/file.yaml'), 'a: 1\n')
})
afterEach(() => {
  for (const folder of [root, other]) rmSync(folder, { recursive: true })
})

const link = (target: string, file: string): void => symlinkSync(target, join(root, file))

describe('readOptionalFile', () => {
  it('reads a file without its byte order mark', () => {
    writeFileSync(join(root, 'bom.yaml'), '\uFEFFa: 1\n')
    expect(readOptionalFile(root, 'bom.yaml')).toBe('a: 1\n')
  })

  it.each(['no.yaml', 'no/no.yaml', 'folder/no.yaml'])('returns undefined for %s, which does not exist', (file) => {
    expect(readOptionalFile(root, file)).toBeUndefined()
  })

  it('follows a link within the repository', () => {
    link('folder/file.yaml', 'link.yaml')
    link('folder', 'linked')
    expect(readOptionalFile(root, 'link.yaml')).toBe('a: 1\n')
    expect(readOptionalFile(root, 'linked/file.yaml')).toBe('a: 1\n')
  })

  it('refuses a file behind a link that leads out of the repository', () => {
    writeFileSync(join(other, 'x.yaml'), 'a: 1\n')
    link(join(other, 'x.yaml'), 'link.yaml')
    link(other, 'linked')
    for (const file of ['link.yaml', 'linked/x.yaml'])
      expect(() => readOptionalFile(root, file)).toThrow(`${file} cannot be read: it is a symbolic link, or below one,`)
  })

  it.each([
    ['a broken link', 'x.yaml', () => link('nothing', 'x.yaml'), 'it is a link to a file that does not exist'],
    ['a file below a broken link', 'x/y.yaml', () => link('nothing', 'x'), 'it is a link to a folder'],
    ['a file below a file', 'folder/file.yaml/x', () => {}, 'it is not a folder'],
    ['a loop of links', 'x.yaml', () => link('x.yaml', 'x.yaml'), 'it is a loop of symbolic links'],
    ['a folder', 'folder', () => {}, 'it is not a regular file'],
  ])('refuses %s', (_, file, create, reason) => {
    create()
    expect(() => readOptionalFile(root, file)).toThrow(reason)
  })
})

describe('readingOnce', () => {
  const write = (content: string): void => writeFileSync(join(root, 'folder/file.yaml'), content)
  const read = (): string | undefined => readOptionalFile(root, 'folder/file.yaml')

  it('reads the chosen files once until its work has ended', async () => {
    await readingOnce(
      root,
      (file) => file.endsWith('.yaml'),
      async () => {
        expect(read()).toBe('a: 1\n')
        write('a: 2\n')
        expect(read()).toBe('a: 1\n')
      },
    )
    expect(read()).toBe('a: 2\n')
  })

  it('reads other files, and files that do not exist yet, each time', async () => {
    await readingOnce(
      root,
      (file) => file !== 'folder/file.yaml',
      async () => {
        expect([read(), readOptionalFile(root, 'new.yaml')]).toEqual(['a: 1\n', undefined])
        write('a: 2\n')
        writeFileSync(join(root, 'new.yaml'), '')
        expect([read(), readOptionalFile(root, 'new.yaml')]).toEqual(['a: 2\n', ''])
      },
    )
  })
})

describe('readOptionalFolder', () => {
  it('lists the names in their order', () => {
    writeFileSync(join(root, 'folder/a.yaml'), '')
    expect(readOptionalFolder(root, 'folder')).toEqual(['a.yaml', 'file.yaml'])
    expect(readOptionalFolder(root, 'no')).toBeUndefined()
  })

  it('refuses a file and a link that leads out of the repository', () => {
    link('/', 'linked')
    expect(() => readOptionalFolder(root, 'linked')).toThrow('leads out of the repository')
    expect(() => readOptionalFolder(root, 'folder/file.yaml')).toThrow(
      'folder/file.yaml cannot be read: not a directory',
    )
  })
})

describe('refuseLink', () => {
  it('accepts a file and a path that does not exist, and refuses a link', () => {
    mkdirSync(join(root, 'real'))
    link('real', 'linked')
    refuseLink(join(root, 'real'), 'real')
    refuseLink(join(root, 'no'), 'no')
    expect(() => refuseLink(join(root, 'linked'), 'linked')).toThrow('linked is a symbolic link.')
  })
})

describe('refuseRewritten', () => {
  const file = 'folder/file.yaml'
  const read = (): void => {
    // File systems record times in steps of some milliseconds.
    utimesSync(join(root, file), 1, 1)
    readOptionalFile(root, file)
  }
  const refuse = (folder = 'folder'): void => refuseRewritten(root, [folder])

  it.each([
    ['a longer content', 'a: 1\nb: 2\n'],
    ['a content of the same length', 'a: 2\n'],
  ])('refuses %s that was written in place after the file was read', (_, content) => {
    read()
    writeFileSync(join(root, file), content)
    expect(refuse).toThrow('folder/file.yaml was written while it was read.')
    expect(() => refuse('other')).not.toThrow()
  })

  it.each([
    ['environments/blue', 'environments/blue/patches/store.yaml'],
    ['environments', 'environments/policy.yaml'],
    ['', 'nx.json'],
  ])('refuses for the folder %j a file that was written in place: %s', (folder, path) => {
    mkdirSync(join(root, 'environments/blue/patches'), { recursive: true })
    writeFileSync(join(root, path), 'a: 1\n')
    utimesSync(join(root, path), 1, 1)
    readOptionalFile(root, path)
    writeFileSync(join(root, path), 'b: 1\n')
    expect(() => refuse(folder)).toThrow(`${path} was written while it was read.`)
    for (const other of ['environments', 'environments/blue', 'environments/green', ''].filter((one) => one !== folder))
      expect(() => refuse(other)).not.toThrow()
  })

  it('accepts a file that did not change, that was read again, or that was replaced', () => {
    read()
    expect(refuse).not.toThrow()
    writeFileSync(join(root, file), 'b: 1\n')
    read()
    expect(refuse).not.toThrow()
    writeFileSync(join(root, 'next'), 'c: 1\n')
    renameSync(join(root, 'next'), join(root, file))
    expect(refuse).not.toThrow()
    rmSync(join(root, file))
    expect(refuse).not.toThrow()
  })
})
