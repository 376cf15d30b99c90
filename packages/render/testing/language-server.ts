// Starts the YAML language server as an editor does, for tests of what a person sees in the editor.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Diagnostic {
  /** Lines count from 1. */
  readonly line: number
  readonly message: string
}

export interface LanguageServer {
  diagnose(file: string, text: string): Promise<readonly Diagnostic[]>
  /** The completions at a position; lines and columns count from 1. */
  complete(file: string, text: string, line: number, column: number): Promise<readonly Offer[]>
  /** What the editor shows for a position, as Markdown; empty if it shows nothing. */
  hover(file: string, text: string, line: number, column: number): Promise<string>
  /** The replacements that the editor offers for the problems of a file. */
  fixes(file: string, text: string): Promise<readonly string[]>
  stop(): Promise<void>
}

/** An offer of completion. Editors sort offers by `sortText`. */
export interface Offer {
  /** What the editor inserts; the label can be shorter. */
  readonly text: string
  readonly detail: string
  readonly label: string
  readonly sortText: string
}

interface Published {
  readonly diagnostics: readonly {
    readonly message: string
    readonly range: { readonly start: { readonly line: number } }
  }[]
}

interface Item {
  readonly label: string
  readonly insertText?: string
  readonly textEdit?: { readonly newText: string }
  readonly documentation?: string | { readonly value: string }
  readonly sortText?: string
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
}

export async function startLanguageServer(): Promise<LanguageServer> {
  const bin = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server')
  const child = spawn(process.execPath, [bin, '--stdio'])
  const connection = connect(child)
  await connection.request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { workspace: { configuration: true } },
  })
  connection.notify('initialized', {})
  let documents = 0
  // Each request has a document of its own: the server also publishes problems of documents that are closed by now.
  const nextUri = (file: string): string => pathToFileURL(join(dirname(file), `${++documents}-${basename(file)}`)).href
  /** Does something with an open document. */
  const withOpen = async <Result>(
    file: string,
    text: string,
    work: (uri: string, published: Promise<Published>) => Promise<Result>,
  ): Promise<Result> => {
    const uri = nextUri(file)
    const published = connection.next('textDocument/publishDiagnostics', uri) as Promise<Published>
    connection.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } })
    try {
      return await work(uri, published)
    } finally {
      connection.notify('textDocument/didClose', { textDocument: { uri } })
    }
  }
  const at = (uri: string, line: number, column: number): object => ({
    textDocument: { uri },
    position: { line: line - 1, character: column - 1 },
  })
  return {
    diagnose: (file, text) =>
      withOpen(file, text, async (_, published) =>
        (await published).diagnostics.map(({ message, range }) => ({ line: range.start.line + 1, message })),
      ),
    complete: (file, text, line, column) =>
      withOpen(file, text, async (uri) => {
        const { items } = (await connection.request('textDocument/completion', at(uri, line, column))) as {
          items: readonly Item[]
        }
        return items.map(({ label, insertText, textEdit, documentation, sortText }) => ({
          text: (textEdit?.newText ?? insertText ?? label).trim(),
          detail: typeof documentation === 'string' ? documentation : (documentation?.value ?? ''),
          label,
          sortText: sortText ?? label,
        }))
      }),
    hover: (file, text, line, column) =>
      withOpen(file, text, async (uri) => {
        const found = (await connection.request('textDocument/hover', at(uri, line, column))) as {
          contents?: { value?: string }
        } | null
        return found?.contents?.value ?? ''
      }),
    fixes: (file, text) =>
      withOpen(file, text, async (uri, published) => {
        const { diagnostics } = await published
        const position = { line: 0, character: 0 }
        const actions = (await connection.request('textDocument/codeAction', {
          textDocument: { uri },
          range: { start: position, end: position },
          context: { diagnostics },
        })) as readonly { title: string }[] | null
        return (actions ?? []).map(({ title }) => title)
      }),
    async stop() {
      await connection.request('shutdown', null)
      connection.notify('exit', null)
      child.kill()
    },
  }
}

/** The answer to a request for settings: no schema applies except the one that the first line of a file names. */
const settingsOf = (params: unknown): readonly unknown[] =>
  (params as { items: readonly { section: string }[] }).items.map(({ section }) =>
    section === 'yaml' ? { schemaStore: { enable: false }, validate: true, completion: true, hover: true } : null,
  )

function connect(child: ChildProcessWithoutNullStreams) {
  const waiting = new Map<number, (result: unknown) => void>()
  const listeners: { method: string; uri: string; done(params: unknown): void }[] = []
  let last = 0
  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const receive = ({ id, method, params, result }: Message): void => {
    if (method === undefined) {
      waiting.get(id!)?.(result)
      return
    }
    if (id !== undefined) {
      send({ id, result: method === 'workspace/configuration' ? settingsOf(params) : null })
      return
    }
    const index = listeners.findIndex(
      (listener) => listener.method === method && listener.uri === (params as { uri?: string }).uri,
    )
    if (index >= 0) listeners.splice(index, 1)[0]!.done(params)
  }
  let buffer = Buffer.alloc(0)
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, Math.max(end, 0)))?.[1])
      if (end < 0 || buffer.length < end + 4 + length) return
      receive(JSON.parse(buffer.toString('utf8', end + 4, end + 4 + length)) as Message)
      buffer = buffer.subarray(end + 4 + length)
    }
  })
  return {
    notify: (method: string, params: unknown): void => send({ method, params }),
    request: (method: string, params: unknown): Promise<unknown> =>
      new Promise((resolve) => {
        waiting.set(++last, resolve)
        send({ id: last, method, params })
      }),
    next: (method: string, uri: string): Promise<unknown> =>
      new Promise((resolve) => listeners.push({ method, uri, done: resolve })),
  }
}
