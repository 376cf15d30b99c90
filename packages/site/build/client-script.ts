import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** The script of the page, bundled from `client/`. It takes a fifth of a second, so it is not cached. */
export async function clientScript(): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, '../client/main.tsx'),
    platform: 'browser',
    transform: {
      jsx: { runtime: 'automatic', importSource: 'preact' },
      define: { 'process.env.NODE_ENV': '"production"' },
    },
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  return output[0].code
}
