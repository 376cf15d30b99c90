// Starts the YAML language server as an editor does, for tests of what a person sees in the editor.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
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
  stop(): Promise<void>
}

export interface Offer {
  /** What the editor inserts; the label can be shorter. */
  readonly text: string
  readonly detail: string
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
  let version = 0
  const open = (file: string, text: string): string => {
    const uri = pathToFileURL(file).href
    version++
    connection.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } })
    return uri
  }
  const close = (uri: string): void => connection.notify('textDocument/didClose', { textDocument: { uri } })
  return {
    async diagnose(file, text) {
      const diagnostics = connection.next('textDocument/publishDiagnostics', pathToFileURL(file).href)
      const uri = open(file, text)
      const { diagnostics: found } = (await diagnostics) as {
        diagnostics: readonly { message: string; range: { start: { line: number } } }[]
      }
      const cleared = connection.next('textDocument/publishDiagnostics', uri)
      close(uri)
      await cleared
      return found.map(({ message, range }) => ({ line: range.start.line + 1, message }))
    },
    async complete(file, text, line, column) {
      const uri = open(file, text)
      const result = (await connection.request('textDocument/completion', {
        textDocument: { uri },
        position: { line: line - 1, character: column - 1 },
      })) as {
        items: readonly {
          label: string
          insertText?: string
          textEdit?: { newText: string }
          documentation?: string | { value: string }
        }[]
      }
      close(uri)
      return result.items.map(({ label, insertText, textEdit, documentation }) => ({
        text: (textEdit?.newText ?? insertText ?? label).trim(),
        detail: typeof documentation === 'string' ? documentation : (documentation?.value ?? ''),
      }))
    },
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
    section === 'yaml' ? { schemaStore: { enable: false }, validate: true, completion: true } : null,
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
