import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '@thanos-gitops/manifest'
import { temporaryFolder } from '@thanos-gitops/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { isJudgedBundle, storeJudgedBundle } from './base-files.ts'
import { loadBase, useBase, validBase } from './load-base.ts'

let root: string
let file: string
const cache = (name: string): string => join(root, 'node_modules/.cache/thanos-gitops', name)

/** A base whose only component has an object. */
const baseOf = (object: object): string =>
  `({ required: [{ name: 'a', objects: [${JSON.stringify(object)}] }], optional: [], objectStorage: {} })`

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, stringData: { key: 'hunter2' } }
const valid = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: 'b' } }

function writeBase(object: object): void {
  writeFileSync(file, `exports.base = ${baseOf(object)}\n`)
  writeFileSync(join(root, 'base/index.ts'), `export const base = ${baseOf(object)}\n`)
}

beforeEach(() => {
  root = temporaryFolder()
  file = join(root, 'base.cjs')
  mkdirSync(join(root, 'base'))
  mkdirSync(cache(''), { recursive: true })
})

describe('a bundled base', () => {
  it('is searched for credentials only if an exception allowed them when it was judged', async () => {
    writeBase(secret)
    storeJudgedBundle(root, 'digest')
    useBase(root, { file, digest: 'digest' })
    await expect(loadBase(root)).resolves.toMatchObject({ required: [{ name: 'a' }] })
    writeFileSync(cache('base-needs-exceptions'), '')
    await expect(loadBase(root)).rejects.toThrow(Failure)
  })

  it('is not evaluated before something needs it, once it was judged', async () => {
    writeFileSync(file, "throw new Error('evaluated')\n")
    storeJudgedBundle(root, 'digest')
    useBase(root, { file, digest: 'digest' })
    const base = await validBase(root)
    expect(base).toThrow('evaluated')
  })

  it('is judged once', async () => {
    writeBase(valid)
    const trials: string[] = []
    const isUsable = async (): Promise<boolean> => trials.push('trial') > 0
    for (const _ of [1, 2]) {
      useBase(root, { file, digest: 'digest', isUsable })
      await expect(loadBase(root)).resolves.toMatchObject({ required: [{ name: 'a' }] })
    }
    expect(trials).toEqual(['trial'])
    expect(isJudgedBundle(root, 'digest')).toBe(true)
    expect(isJudgedBundle(root, 'another')).toBe(false)
  })

  it('is refused with the place in its sources', async () => {
    writeBase({ ...valid, data: { a: 1 } })
    useBase(root, { file, digest: 'digest', isUsable: () => Promise.resolve(true) })
    await expect(loadBase(root)).rejects.toMatchObject({ findings: [{ place: { file: 'base/index.ts' } }] })
    expect(isJudgedBundle(root, 'digest')).toBe(false)
  })

  it('is imported from its sources if the trial does not accept it', async () => {
    writeBase(valid)
    writeFileSync(join(root, 'base/index.ts'), "throw new Error('no store')\n")
    useBase(root, { file, digest: 'digest', isUsable: () => Promise.resolve(false) })
    await expect(loadBase(root)).rejects.toMatchObject({
      findings: [{ message: expect.stringContaining('no store') as string, place: { file: 'base/index.ts' } }],
    })
  })
})
