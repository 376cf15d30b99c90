import { render } from 'preact'
import { App } from './app.tsx'
import { loadOverview } from './load.ts'

const overview = await loadOverview()
const app = document.getElementById('app')!
app.replaceChildren()
render(<App overview={overview} />, app)
