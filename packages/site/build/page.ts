import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the page must have to be one of this command. */
export const generator = '<meta name="generator" content="thanos-gitops site">'

interface PageParts {
  readonly title: string
  readonly script: string
  /** Compressed. */
  readonly overview: string
}

/**
 * The page. Its policy permits the script and the styles of the page by their hashes, the scripts that this script loads (the data
 * files), and no request to any server.
 */
export function pageOf({ title, script, overview }: PageParts): string {
  const styles = readFileSync(join(import.meta.dirname, '../client/styles.css'), 'utf8')
  const code = script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}' 'strict-dynamic'`,
    `style-src '${hashOf(styles)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${generator}
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
<div id="app"><p class="loading">Loading. The page needs JavaScript, and no network.</p></div>
<script type="text/plain" id="overview">${overview}</script>
<script type="module">${code}</script>
</body>
</html>
`
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
