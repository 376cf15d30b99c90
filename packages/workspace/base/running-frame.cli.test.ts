import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { temporaryFolder, writeFile } from '@thanos-gitops/testing'
import { expect, it } from 'vitest'

const root = temporaryFolder()
const files = ['base/index.ts', 'base/components/store.ts']

// Only the main thread of a process can pause a worker, and tests run in another one.
it('names the line of an endless loop in a function that another file of the base calls', { timeout: 60_000 }, () => {
  writeFile(root, files[0]!, "import { store } from './components/store.ts'\nexport const base = { store }\n")
  writeFile(root, files[1]!, 'export const store = {}\nlet n = 0\nconst f = (): void => {\n  for (;;) n++\n}\nf()\n')
  const paths = files.map((file) => join(root, file))
  const module = JSON.stringify(new URL('./try-base.ts', import.meta.url).href)
  const script = `import { tryBase } from ${module}
    console.log(JSON.stringify(await tryBase(${JSON.stringify(paths[0])}, ${JSON.stringify(paths)}, 3000)))`
  writeFile(root, 'try.mjs', script)
  const { stdout, status } = spawnSync(process.execPath, [join(root, 'try.mjs')], {
    encoding: 'utf8',
    timeout: 50_000,
  })
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    message: 'The modules of the base do not end within 3 seconds of processor time, or 18 seconds',
    stack: expect.stringContaining('base/components/store.ts:4:') as string,
  })
})
