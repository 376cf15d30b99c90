import { describe, expect, it } from 'vitest'
import { diff, workload } from './testing/objects.ts'

describe('images', () => {
  const query = (version: string, args: readonly string[], image = 'quay.io/thanos/thanos'): object =>
    workload({ image: `${image}:${version}`, args: ['query', ...args] })

  it('lists changed images with the flags that are removed or deprecated', () => {
    const args = ['--store=a:1', '--endpoint=b:1', '--log.level=info']
    const { images } = diff([query('v0.37.2', args)], [query('v0.42.4', args)])
    expect(images).toEqual([
      {
        workloads: ['Deployment/web'],
        from: 'quay.io/thanos/thanos:v0.37.2',
        to: 'quay.io/thanos/thanos:v0.42.4',
        flags: [
          {
            flag: '--store',
            workload: 'Deployment/web',
            state: 'removed',
            note: 'List the addresses in --endpoint.sd-config-file.',
          },
          { flag: '--endpoint', workload: 'Deployment/web', state: 'deprecated', note: expect.any(String) },
        ],
      },
    ])
  })

  it('finds the flags in an image with any name', () => {
    const of = (version: string): object => query(version, ['--store=a:1', '--http-address=:1'], 'acme.example/m/a1b2')
    expect(diff([of('v0.37.2')], [of('v0.42.4')]).images[0]?.flags).toMatchObject([
      { flag: '--store', state: 'removed' },
    ])
  })

  it('assumes that a version without a catalogue started with its flags', () => {
    const args = ['receive', '--shipper.ignore-unequal-block-size', '--tsdb.path=/data']
    const of = (version: string): object => workload({ image: `quay.io/thanos/thanos:${version}`, args })
    expect(diff([of('v0.39.0')], [of('v0.42.4')]).images[0]?.flags).toMatchObject([
      { flag: '--shipper.ignore-unequal-block-size', state: 'removed' },
    ])
  })
})
