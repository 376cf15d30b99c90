// The modules of a bundle without the base, which the command loads from its sources: a change of it needs no other bundle.
export { main as run } from '../main.ts'
