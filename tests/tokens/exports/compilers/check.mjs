// Hands exports to tools that are libraries of Node: node check.mjs TOOL FILE; exit 1 with the faults.
import fs from "node:fs";

const [tool, file] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf8");
const faults = [];

// What a build writes where it did not understand a value.
const broken = /\[object Object\]|\bundefined\b|\bNaN\b|[:=] *;|\{[\w.-]+\}/;

async function build(StyleDictionary, tokens, platforms, more) {
  const dictionary = new StyleDictionary({
    tokens,
    log: { verbosity: "silent", warnings: "disabled" },
    platforms,
    ...more,
  });
  for (const platform of Object.keys(platforms)) {
    for (const { output } of await dictionary.formatPlatform(platform)) {
      const lines = String(output).split("\n");
      if (lines.length < 10) faults.push(`${platform}: hardly anything was written`);
      for (const line of lines.filter((one) => broken.test(one)).slice(0, 3)) {
        faults.push(`${platform}: ${line.trim()}`);
      }
    }
  }
}

const checks = {
  async "style-dictionary"() {
    const { default: StyleDictionary } = await import("style-dictionary");
    const formats = {
      css: ["css", "css/variables"],
      scss: ["scss", "scss/variables"],
      js: ["js", "javascript/es6"],
      ios: ["ios-swift", "ios-swift/class.swift"],
      android: ["android", "android/resources"],
      compose: ["compose", "compose/object"],
    };
    const platforms = {};
    for (const [name, [transformGroup, format]] of Object.entries(formats)) {
      const options = { className: "Tokens", packageName: "tokens" };
      platforms[name] = {
        transformGroup,
        files: [{ destination: "out", format, options }],
      };
    }
    await build(StyleDictionary, JSON.parse(text), platforms);
  },

  async "tokens-studio"() {
    const { register } = await import("@tokens-studio/sd-transforms");
    const { default: StyleDictionary } = await import("style-dictionary");
    register(StyleDictionary);
    const document = JSON.parse(text);
    const everything = { selectedTokenSets: { global: "enabled" } };
    for (const theme of [everything, ...document.$themes]) {
      const merged = {};
      for (const name of Object.keys(theme.selectedTokenSets)) {
        for (const [group, tokens] of Object.entries(document[name])) {
          merged[group] = { ...merged[group], ...structuredClone(tokens) };
        }
      }
      const platform = {
        transformGroup: "tokens-studio",
        transforms: ["name/kebab"],
        files: [{ destination: "out.css", format: "css/variables" }],
      };
      await build(StyleDictionary, merged, { css: platform }, { preprocessors: ["tokens-studio"] });
    }
  },

  async figma() {
    const { default: Ajv } = await import("ajv");
    const { parse } = await import("yaml");
    const specification = "node_modules/@figma/rest-api-spec/openapi/openapi.yaml";
    const api = parse(fs.readFileSync(specification, "utf8"));
    const operations = Object.values(api.paths).flatMap((path) => Object.values(path));
    const post = operations.find((one) => one?.operationId === "postVariables");
    const schema = JSON.parse(
      JSON.stringify({
        ...post.requestBody.content["application/json"].schema,
        definitions: api.components.schemas,
      })
        .replaceAll("#/components/schemas/", "#/definitions/")
        // A colour with alpha is one without too.
        .replaceAll('"oneOf"', '"anyOf"'),
    );
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
    const validate = ajv.compile(schema);
    if (!validate(JSON.parse(text))) {
      faults.push(...validate.errors.map((one) => `${one.instancePath} ${one.message}`));
    }
    if (text.length > 4_000_000) faults.push("larger than a request may be");
  },

  async js() {
    const { tokens, modes } = await import(file);
    if (!Object.keys(tokens.color).length || typeof modes !== "object") faults.push("no tokens");
  },
};

await checks[tool]();
for (const fault of faults.slice(0, 5)) console.error(fault);
process.exitCode = faults.length ? 1 : 0;
