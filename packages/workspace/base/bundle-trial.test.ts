import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@thanos-gitops/testing'
import { describe, expect, it } from 'vitest'
import { startBundleTrial } from './bundle-trial.mjs'

const folder = temporaryFolder()
let count = 0

function trial(code: string, source = ''): Promise<boolean> {
  const file = join(folder, `${count++}.cjs`)
  writeFileSync(file, code)
  return startBundleTrial(file, new Map([['base/index.ts', Buffer.from(source)]]))()
}

describe('startBundleTrial', () => {
  it.each([
    ['a plain value', 'exports.base = { replicas: 2 }'],
    ['a fixed date', "exports.base = { year: new Date('2026-01-01').getUTCFullYear() }"],
    ['a module of Node.js', "exports.base = { file: require('node:path').join('a', 'b') }"],
  ])('accepts %s', async (_title, code) => {
    expect(await trial(code)).toBe(true)
  })

  it.each([
    ['the time', 'exports.base = { now: Date.now() }'],
    ['the present date', 'exports.base = { now: new Date() }'],
    ['the time in a function, with a fallback', 'const f = () => Date.now()\ntry { f() } catch {}\nexports.base = {}'],
    ['randomness', 'exports.base = { n: [1].map(Math.random) }'],
    ['the environment', 'exports.base = { home: process.env.HOME }'],
    ['the working directory', 'exports.base = { folder: process.cwd() }'],
    ['an end of the process', 'process.exit(0)'],
    ['an error', "throw new Error('no store')"],
    ['no base', 'exports.other = {}'],
  ])('does not accept %s', async (_title, code) => {
    expect(await trial(code)).toBe(false)
  })

  it.each([
    ['an enum', 'export enum Size { small }\n'],
    ['a namespace', 'namespace a.b {\n}\n'],
    ['a parameter property', 'class A { constructor(readonly a: string) {} }\n'],
    ['an import of CommonJS', "import fs = require('node:fs')\n"],
  ])('leaves sources with %s, which Node.js does not run, to Node.js', async (_title, source) => {
    expect(await trial('exports.base = {}', source)).toBe(false)
  })
})
