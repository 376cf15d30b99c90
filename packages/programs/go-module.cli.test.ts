import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { downloadModule, goEnvironment } from './go-module.ts'

const pinned = { module: 'example.com/a', version: 'v1.2.3', sum: 'h1:pinned=' }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'go-module-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A search path with a Go that reports this checksum. */
function withGo(sum: string): NodeJS.ProcessEnv {
  writeFileSync(
    join(folder, 'go'),
    `#!/bin/sh
[ "$*" = "mod download -json example.com/a@v1.2.3" ] || exit 1
printf '{"Sum": "${sum}", "Dir": "/modules/a", "GoMod": "/modules/a.mod"}'
`,
  )
  chmodSync(join(folder, 'go'), 0o755)
  return { PATH: folder }
}

describe.skipIf(process.platform === 'win32')('downloadModule', () => {
  it('returns the folder of a module with the pinned checksum', async () =>
    expect(await downloadModule(pinned, withGo('h1:pinned='))).toEqual({
      folder: '/modules/a',
      goMod: '/modules/a.mod',
    }))

  it('refuses a module with another checksum', async () =>
    expect(downloadModule(pinned, withGo('h1:other='))).rejects.toThrow(
      'example.com/a@v1.2.3 has the checksum h1:other=, but h1:pinned= is pinned.',
    ))

  it('fails if Go is not on PATH', async () =>
    expect(downloadModule(pinned, { PATH: join(folder, 'empty') })).rejects.toMatchObject({ code: 'ENOENT' }))
})

it('goEnvironment removes what switches off the verification', () =>
  expect(
    goEnvironment({
      PATH: '/bin',
      GOPROXY: 'https://example.com',
      GOFLAGS: '-mod=mod -insecure',
      GONOSUMDB: '*',
      GONOSUMCHECK: '1',
      GOINSECURE: '*',
      GOTOOLCHAIN: 'go1.99.0+auto',
    }),
  ).toEqual({
    PATH: '/bin',
    GOPROXY: 'https://example.com',
    CGO_ENABLED: '0',
    GOFLAGS: '-mod=readonly -buildvcs=false',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
  }))
