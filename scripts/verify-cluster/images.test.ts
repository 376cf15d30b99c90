import { expect, it } from 'vitest'
import { archiveFiles, startOf } from './images.ts'

it('images start their program as the user of the published image', () => {
  const stack = (name: string) => startOf({ kind: 'stack', program: { name, version: '1.0.0' } })
  expect(stack('thanos')).toEqual({ entrypoint: ['/bin/thanos'], user: '1001' })
  expect(stack('prometheus')).toMatchObject({ user: '65534:65534', workingDirectory: '/prometheus' })
})

it('an archive names the image and the digest of its layer', () =>
  expect(archiveFiles('a/b:v1', { entrypoint: ['/bin/b'], user: '1' }, 'abc')).toMatchObject({
    'manifest.json': [{ RepoTags: ['a/b:v1'], Layers: ['layer.tar'] }],
    'config.json': { config: { Entrypoint: ['/bin/b'], User: '1' }, rootfs: { diff_ids: ['sha256:abc'] } },
  }))
