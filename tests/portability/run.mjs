// Runs a WebAssembly program with three folders: node run.mjs PROGRAM.wasm MODELS INPUTS OUTPUTS
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { WASI } from "node:wasi";

const [program, models, inputs, outputs] = argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  args: ["mien-portability", "/models", "/inputs", "/outputs"],
  preopens: { "/models": models, "/inputs": inputs, "/outputs": outputs },
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
