import { expect, it } from 'vitest'
import { readBatch, readDeletions } from './git-facts.ts'

it('reads the files that commits removed', () =>
  expect(
    readDeletions(
      '\0a1 2026-11-26T10:00:00+01:00\n\nenvironments/x/manifests/a.service.yaml\nenvironments/x/manifests/README.md\n\0b2 2026-11-25T10:00:00Z\n\nenvironments/x/manifests/b.service.yaml\n',
    ),
  ).toEqual([
    { commit: 'a1', time: '2026-11-26T10:00:00+01:00', path: 'environments/x/manifests/a.service.yaml' },
    { commit: 'b2', time: '2026-11-25T10:00:00Z', path: 'environments/x/manifests/b.service.yaml' },
  ]))

it('reads blobs by their size in bytes, and those that do not exist', () =>
  expect(readBatch(Buffer.from('0000 blob 3\nä\n\nHEAD^:x missing\n1111 blob 0\n\n'))).toEqual(['ä\n', undefined, '']))
