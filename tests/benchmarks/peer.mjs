// node peer.mjs DIR FILE...: a line of JSON per stylesheet, with the seconds that the peer
// installed in DIR takes from its text to its tokens: [wall clock, processor, peak MB].
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, ...files] = process.argv.slice(2)
const entry = createRequire(path.resolve(folder, 'package.json')).resolve('@projectwallace/css-design-tokens')
const { css_to_tokens } = await import(pathToFileURL(entry))

for (const file of files) {
	const css = fs.readFileSync(file, 'utf8')
	const used = process.cpuUsage()
	const started = performance.now()
	css_to_tokens(css)
	const seconds = (performance.now() - started) / 1e3
	const { user, system } = process.cpuUsage(used)
	console.log(JSON.stringify([seconds, (user + system) / 1e6, process.resourceUsage().maxRSS / 1024]))
}
