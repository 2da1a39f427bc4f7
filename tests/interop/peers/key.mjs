// Makes a key of a service and prints its private JWK: `key: {...}`.
//
// Usage: node key.mjs <node_modules parent> <alg>
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, alg] = process.argv.slice(2);
const jose = await import(pathToFileURL(createRequire(path.join(modules, 'package.json')).resolve('jose')).href);
const { privateKey } = await jose.generateKeyPair(alg, { extractable: true });
const jwk = { ...await jose.exportJWK(privateKey), alg, kid: 'service-1' };
console.log(`key: ${JSON.stringify(jwk)}`);
