// Chromium for tests, by its DevTools protocol. Node.js has the WebSocket, so no driver is installed.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser']

/** The path of Chromium or Chrome: `CHROME_PATH`, or a program on `PATH`. Undefined if there is none. */
export const chromiumPath = (): string | undefined =>
  process.env.CHROME_PATH ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file))

export interface Page {
  /** Messages of the console and exceptions of the page, as they occur. */
  readonly problems: readonly string[]
  open(url: string): Promise<void>
  /** The value of an expression; a promise is awaited. */
  evaluate<Value>(expression: string): Promise<Value>
  /** Waits until the expression is true. */
  waitFor(expression: string): Promise<void>
  resize(width: number, height: number): Promise<void>
  setDark(isDark: boolean): Promise<void>
  press(key: string): Promise<void>
  /** A PNG of the visible part. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

/** Milliseconds. */
const patience = 30_000

/** Starts a headless browser with one empty page. */
export async function openPage(program: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'))
  const browser = spawn(
    program,
    ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    { stdio: 'ignore' },
  )
  const port = await until(() => {
    const file = join(profile, 'DevToolsActivePort')
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n')[0] || undefined : undefined
  }, 'Chromium starts')
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[]
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')!.webSocketDebuggerUrl)
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))

  const problems: string[] = []
  const pending = new Map<number, (answer: Answer) => void>()
  socket.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(data as string) as Answer
    if (answer.id !== undefined) pending.get(answer.id)?.(answer)
    else if (answer.method === 'Runtime.exceptionThrown') problems.push(JSON.stringify(answer.params))
    else if (answer.method === 'Log.entryAdded') problems.push(JSON.stringify(answer.params))
  })
  let count = 0
  const send = (method: string, params: object = {}): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = ++count
      pending.set(id, ({ result, error }) =>
        error === undefined ? resolve(result ?? {}) : reject(new Error(`${method}: ${error.message}`)),
      )
      socket.send(JSON.stringify({ id, method, params }))
    })
  for (const domain of ['Page', 'Runtime', 'Log']) await send(`${domain}.enable`)

  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return (result as { value: Value }).value
  }
  const waitFor = async (expression: string): Promise<void> => {
    await until(async () => ((await evaluate<boolean>(`Boolean(${expression})`)) ? true : undefined), expression)
  }
  return {
    problems,
    evaluate,
    waitFor,
    async open(url) {
      await send('Page.navigate', { url })
      await waitFor('document.readyState === "complete"')
    },
    resize: async (width, height) =>
      void (await send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: width < 600,
      })),
    setDark: async (isDark) =>
      void (await send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value: isDark ? 'dark' : 'light' }],
      })),
    async press(key) {
      for (const type of ['keyDown', 'keyUp'])
        await send('Input.dispatchKeyEvent', {
          type,
          key,
          code: key,
          ...(key === 'Enter' ? { text: '\r' } : {}),
          windowsVirtualKeyCode: { Tab: 9, Enter: 13 }[key] ?? 0,
        })
    },
    screenshot: async () => Buffer.from((await send('Page.captureScreenshot')).data as string, 'base64'),
    async close() {
      socket.close()
      const ended = new Promise((resolve) => browser.once('exit', resolve))
      browser.kill()
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Target {
  readonly type: string
  readonly webSocketDebuggerUrl: string
}

interface Answer {
  readonly id?: number
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
  readonly method?: string
  readonly params?: unknown
}

async function until<Value>(read: () => Value | undefined | Promise<Value | undefined>, what: string): Promise<Value> {
  const end = Date.now() + patience
  for (;;) {
    const value = await read()
    if (value !== undefined) return value
    if (Date.now() > end) throw new Error(`Not in ${patience / 1000} s: ${what}`)
    await sleep(20)
  }
}
