import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ownRepository } from '../../script-options.ts'
import { scenarios } from './all.ts'
import { environment } from './edits.ts'
import type { Edit } from './scenario.ts'

/** The errors of edits that need a command, git or a host, none of which a unit test has. */
const needsMore = /unit test starts|Cannot read properties of undefined/

async function errorsOf(edits: readonly (Edit | undefined)[]): Promise<readonly string[]> {
  const clone = mkdtempSync(join(tmpdir(), 'changes-'))
  try {
    for (const folder of ['base', 'environments'])
      cpSync(join(ownRepository, folder), join(clone, folder), { recursive: true })
    for (const edit of edits) await edit?.({ clone, start: 'HEAD', tool: 'flux', host: undefined as never })
    return []
  } catch (error) {
    return [(error as Error).message].filter((message) => !needsMore.test(message))
  } finally {
    rmSync(clone, { recursive: true })
  }
}

const hasExamples = existsSync(join(ownRepository, 'environments', environment))

it.skipIf(!hasExamples).each(scenarios)(
  'the change $name fits the base and the environments of today',
  async ({ prepare, edit }) => {
    expect(await errorsOf([prepare, edit])).toEqual([])
  },
)
