// Bundles every src/NAME.ts into static/built/NAME.js, writes the data that is made of npm packages, and last the notices
// of all whose work went in: their being there says that the build is whole.
import { readFile, rm, mkdir, writeFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { world } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/dorsale/pages/static/built");
const LICENCE = /^(licen[cs]e|copying|notice)/i;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const islands = (await readdir(join(here, "src"), { withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(here, "src", entry.name));
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: islands,
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: false,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
await writeFile(join(out, "world.json"), JSON.stringify(await world(here)) + "\n");
await writeFile(join(out, "THIRD_PARTY_NOTICES.txt"), await notices([...bundled(metafile), "world-atlas"]));
for (const [name, { bytes }] of Object.entries(metafile.outputs)) {
  console.log(`${name.split("/").at(-1)}: ${(bytes / 1000).toFixed(1)} kB`);
}

/** The packages of which at least one byte stands in an output. */
function bundled({ outputs }) {
  const names = new Set();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (name && bytesInOutput > 0) names.add(name);
    }
  }
  return names;
}

/** Name, version and the whole licence text of each package; a package without one breaks the build. */
async function notices(names) {
  const parts = [];
  for (const name of [...new Set(names)].sort()) {
    const folder = join(here, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter((file) => LICENCE.test(file)).sort();
    if (!version || !license || files.length === 0) throw new Error(`${name} comes without a licence`);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    parts.push(`${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join("\n\n")}\n`);
  }
  const head = "Dorsale's pages contain work of others, under these licences.\n";
  return [head, ...parts].join(`\n${"=".repeat(80)}\n\n`);
}
