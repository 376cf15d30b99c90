import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutputFile } from './compare-folder.ts'
import { isAsRecorded, recordDigest } from './recorded-folder.ts'
import { writeFolder } from './write-folder.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'blue-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const store: OutputFile = { file: 'thanos-store.service.yaml', text: 'kind: Service\n' }
const application: OutputFile = { file: 'delivery/argo-cd/blue.application.yaml', text: 'kind: Application\n' }

const at = (path: string): string => join(folder, path)
const write = (...outputs: OutputFile[]): string => {
  writeFolder(folder, 'environments/blue', outputs)
  return recordDigest(folder)!
}

describe('isAsRecorded', () => {
  it.each([
    ['manifests', [store]],
    ['manifests and delivery objects', [store, application]],
    ['no file', []],
  ])('is true after a render wrote %s', (_outputs, outputs) => {
    const digest = write(...outputs)
    expect(isAsRecorded(folder, digest)).toBe(true)
  })

  it('is true with files that no tool syncs', () => {
    const digest = write(store)
    writeFileSync(at('manifests/README.md'), 'Do not edit.')
    writeFileSync(at('environment.yaml'), 'cluster: blue')
    expect(isAsRecorded(folder, digest)).toBe(true)
  })

  it.each<[change: string, () => void]>([
    ['a manifest was edited', () => appendFileSync(at('manifests/thanos-store.service.yaml'), '# edited\n')],
    ['a manifest was removed', () => rmSync(at('manifests/thanos-store.service.yaml'))],
    [
      'a manifest was renamed',
      () => renameSync(at('manifests/thanos-store.service.yaml'), at('manifests/thanos-query.service.yaml')),
    ],
    ['a delivery object was edited', () => appendFileSync(at('delivery/argo-cd/blue.application.yaml'), '# edited\n')],
    ['the delivery objects were removed', () => rmSync(at('delivery'), { recursive: true })],
    ['all manifests were removed', () => rmSync(at('manifests'), { recursive: true })],
    ['a file was added that would be synced', () => writeFileSync(at('manifests/own.yaml'), 'kind: Secret\n')],
    ['a folder was added that would be synced', () => mkdirSync(at('manifests/own'))],
    [
      'a manifest was replaced by a link to the same content',
      () => {
        renameSync(at('manifests/thanos-store.service.yaml'), at('store'))
        symlinkSync(at('store'), at('manifests/thanos-store.service.yaml'))
      },
    ],
    [
      'the folder was replaced by a link to the same files',
      () => {
        renameSync(at('manifests'), at('others'))
        symlinkSync('others', at('manifests'))
      },
    ],
    ['the record was removed', () => rmSync(at('.rendered.sha256'))],
    ['the record was edited', () => appendFileSync(at('.rendered.sha256'), '\n')],
    ['the committed record of an earlier version exists', () => writeFileSync(at('manifests.sha256'), '')],
    ['a render that was killed left its folder', () => mkdirSync(at('.render'))],
    ['a render that was killed left a schema', () => writeFileSync(at('patches.schema.json.123'), '{')],
  ])('is false if %s', (_change, change) => {
    const digest = write(store, application)
    change()
    expect(isAsRecorded(folder, digest)).toBe(false)
  })

  it('is false after another render wrote the folder', () => {
    const digest = write(store)
    write({ ...store, text: 'kind: Service\n# changed\n' })
    expect(isAsRecorded(folder, digest)).toBe(false)
  })

  it('is false for a folder that does not exist', () => {
    expect(recordDigest(at('missing'))).toBeUndefined()
    expect(isAsRecorded(at('missing'), write(store))).toBe(false)
  })
})
