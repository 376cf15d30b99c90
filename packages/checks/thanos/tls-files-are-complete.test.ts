import { expect, it } from 'vitest'
import { messagesOf } from './fixture.ts'
import { tlsFilesAreComplete } from './tls-files-are-complete.ts'

const found = (...flags: string[]): string[] =>
  messagesOf(tlsFilesAreComplete, [
    ['            - --chunk-pool-size=1GB\n', flags.map((flag) => `            - ${flag}\n`).join('')],
  ])

it.each<[string[], string]>([
  [
    ['--grpc-server-tls-cert=/var/thanos/store/tls.crt'],
    '--grpc-server-tls-cert is set without --grpc-server-tls-key, so thanos store does not start.',
  ],
  [
    ['--grpc-server-tls-key=/var/thanos/store/tls.key'],
    '--grpc-server-tls-key is set without --grpc-server-tls-cert, so thanos store does not start.',
  ],
  [
    ['--grpc-server-tls-client-ca=/var/thanos/store/ca.crt'],
    '--grpc-server-tls-client-ca is set without a certificate of the server, so thanos store does not start.',
  ],
  [
    ['--grpc-server-tls-cert=/var/thanos/store/tls.crt', '--grpc-server-tls-key=/tls/tls.key'],
    'no volume contains /tls/tls.key, so thanos store does not start.',
  ],
])('finds %j', (flags, message) => expect(found(...flags)).toEqual([`StatefulSet/thanos-store: ${message}`]))

it.each([
  [['--grpc-server-tls-cert=/var/thanos/store/tls.crt', '--grpc-server-tls-key=/var/thanos/store/tls.key']],
  [[]],
  [['--grpc-server-tls-cert=']],
])('accepts %j', (flags) => expect(found(...flags)).toEqual([]))
