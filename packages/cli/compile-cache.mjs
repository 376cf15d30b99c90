// @ts-check
// npm scripts load this module before their own (--import), and a watching command before those that it starts ahead: a module enables the cache only for those that are compiled later.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

// A trial of the base is a thread, and needs frames of its own files.
if (isMainThread)
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/thanos-gitops/compiled', import.meta.url)))
