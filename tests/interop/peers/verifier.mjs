// An OpenID4VP verifier of other people's making, for the tests of our wallet core; see openid4vp_verifier.mjs.
// Usage: node verifier.mjs <node_modules parent> <pki folder> <port> [claim,claim]. One request a run.
// Prints `code: <link>`, then `accepted: <claims>` or `refused: <reason>`.
import fs from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { body, createVerifier } from './openid4vp_verifier.mjs';

const [modules, pki, port, claims] = process.argv.slice(2);
const resolve = createRequire(path.join(modules, 'package.json')).resolve;
const load = name => import(pathToFileURL(resolve(name)).href);
const verifier = await createVerifier(load, pki, `https://localhost:${port}`, claims?.split(','));
const request = verifier.begin();
const read = name => fs.readFileSync(path.join(pki, name));

async function answer(form) {
  if (form.has('error')) {
    console.log(`declined: ${form.get('error')} ${form.get('state') === request.id}`);
    return;
  }
  const claims = await verifier.answer(request, form);
  console.log(`accepted: ${JSON.stringify(Object.keys(claims).sort())}`);
}

https.createServer({ key: read('tls-key.pem'), cert: read('tls.pem') }, async (req, res) => {
  const reply = (status, type, text) => res.writeHead(status, { 'content-type': type }).end(text);
  try {
    if (req.url === `/r/${request.id}` && !request.fetched) {
      request.fetched = true;
      const object = await verifier.requestObject(request, await body(req));
      return reply(200, 'application/oauth-authz-req+jwt', object);
    }
    if (req.url === '/vp' && req.method === 'POST') {
      await answer(await body(req));
      return reply(200, 'application/json', '{}');
    }
    return reply(404, 'application/json', '{}');
  } catch (error) {
    console.log(`refused: ${error.name}: ${error.message}`.replaceAll('\n', ' '));
    return reply(400, 'application/json', '{"error":"invalid_request"}');
  }
}).listen(Number(port), '127.0.0.1', () => console.log(`code: ${request.code}`));
